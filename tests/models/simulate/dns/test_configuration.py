"""With DNS query logs, the example configuration names their lists, which name what the scenarios ask for."""

from pathlib import Path

import pytest

from models.config.config import parse
from models.lists.book import Book, load
from models.lists.settings import ListKind
from models.simulate import configuration
from models.simulate.dns import listed
from models.simulate.organisation import found
from tests.models.simulate.dns.conftest import ONE_DAY, Record

KINDS = {
    ListKind.C2: listed.C2,
    ListKind.CRYPTO: listed.CRYPTO,
    ListKind.ABUSED_REPUTATION: listed.ABUSED,
    ListKind.BITCOIN_REPUTATION: listed.BITCOIN,
    ListKind.MALICIOUS_REPUTATION: listed.MALICIOUS,
    ListKind.SUSPICIOUS_REPUTATION: listed.SUSPICIOUS,
    ListKind.BLACK_HOLE: listed.BLACK_HOLE,
    ListKind.DGA: listed.GENERATED,
    ListKind.DRIVE_BY: listed.DRIVE_BY,
    ListKind.DROP_POINT: listed.DROP_POINT,
    ListKind.PHISHING: listed.PHISHING,
    ListKind.CUSTOM: listed.OWN,
}


def book_of(output: Path, **sources: bool) -> Book:
    configuration.write(output, found(7, 1), ONE_DAY, **sources)
    path = output / configuration.NAME
    config = parse(path.read_text("utf-8"), str(path))
    return Book.of(load(table, Path(table.path).read_bytes()) for table in config.lists)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    return book_of(tmp_path_factory.mktemp("configured"), dns=True)


def kinds(book: Book, name: str) -> set[ListKind | None]:
    return {match.kind for match in book.domain(name).threats}


@pytest.mark.parametrize("kind", KINDS)
def test_names_are_on_the_list_that_they_are_called_by(book: Book, kind: ListKind) -> None:
    assert kinds(book, KINDS[kind]) == kinds(book, f"a.b.{KINDS[kind]}") == {kind}
    assert kinds(book, f"not-{KINDS[kind]}") == kinds(book, f"{KINDS[kind]}.harmless.example") == set()


def test_a_wildcard_names_what_is_below(book: Book) -> None:
    assert kinds(book, f"shop.{listed.OWN_BELOW}") == {ListKind.CUSTOM} and kinds(book, listed.OWN_BELOW) == set()


def test_what_is_trusted_is_on_every_list(book: Book) -> None:
    standing = book.domain(listed.TRUSTED)
    assert standing.trusted and {match.kind for match in standing.threats} == set(KINDS)


def test_sinkholes_are_listed_by_address(book: Book) -> None:
    for address in listed.SINKHOLES:
        assert {match.kind for match in book.caller(address).threats} == {ListKind.BLACK_HOLE}
    assert not book.caller(listed.BESIDE_SINKHOLES).threats


def test_every_line_of_the_lists_is_an_entry(book: Book) -> None:
    assert book.warnings == ()
    assert sum(one.domains > 0 for one in book.describe()) == len(KINDS) + 1


def test_lists_of_all_sources_go_together(tmp_path: Path) -> None:
    names = [one.name for one in book_of(tmp_path, flows=True, dns=True).describe()]
    assert len(set(names)) == len(names) > len(KINDS) + 6


def test_without_dns_logs_nothing_is_said_of_them(tmp_path: Path) -> None:
    configuration.write(tmp_path, found(7, 1), ONE_DAY)
    assert "DNS queries" not in (tmp_path / configuration.NAME).read_text("utf-8")
    assert not list((tmp_path / "lists").glob("dns-*"))


def test_no_answer_of_everyday_life_is_listed(book: Book, records: list[Record]) -> None:
    answers = {answer["Rdata"] for record in records for answer in record["answers"] if answer["Type"] == "A"}
    assert {a for a in answers if book.caller(a).threats} == set(listed.SINKHOLES)
