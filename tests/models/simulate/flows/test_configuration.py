"""With flow logs, the example configuration names their lists, which name whom the scenarios meet."""

from pathlib import Path

import pytest

from models.config.config import parse
from models.lists.book import Book, load
from models.lists.settings import ListKind
from models.simulate import configuration
from models.simulate.dice import Dice
from models.simulate.flows import listed
from models.simulate.flows.surroundings import around
from models.simulate.organisation import found
from tests.models.simulate.flows.conftest import ONE_DAY
from tests.models.simulate.flows.test_records import NET

KINDS = {
    ListKind.C2: listed.CONTROLLERS,
    ListKind.CRYPTO: listed.POOLS,
    ListKind.DROP_POINT: listed.DROP_POINTS,
    ListKind.BLACK_HOLE: listed.BLACK_HOLES,
    ListKind.SCANNER: listed.SCANNERS,
    ListKind.DOH: listed.RESOLVERS_OVER_HTTPS,
    ListKind.TOR: listed.TOR_RELAYS,
}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    output = tmp_path_factory.mktemp("configured")
    configuration.write(output, found(7, 1), ONE_DAY, flows=True)
    path = output / configuration.NAME
    config = parse(path.read_text("utf-8"), str(path))
    return Book.of(load(table, Path(table.path).read_bytes()) for table in config.lists)


def dotted(address: int) -> str:
    return ".".join(str(address >> shift & 255) for shift in (24, 16, 8, 0))


def kinds(book: Book, address: int) -> set[ListKind | None]:
    return {match.kind for match in book.caller(dotted(address)).threats}


@pytest.mark.parametrize("kind", KINDS)
def test_addresses_are_on_the_list_that_their_name_says(book: Book, kind: ListKind) -> None:
    assert all(kinds(book, address) == {kind} for address in KINDS[kind].tolist())
    assert all(kinds(book, address) == set() for address in listed.BESIDE.tolist())


def test_hosts_of_the_own_list_and_trusted_ones_are_what_they_are_called(book: Book) -> None:
    for number in range(20):
        dice = Dice.of("listed", number)
        assert ListKind.CUSTOM in kinds(book, listed.on_own_list(dice))
        assert book.caller(dotted(listed.trusted(dice))).trusted


def test_nobody_of_everyday_life_is_listed(book: Book) -> None:
    for place in NET.places:
        for pool in vars(around(place)).values():
            assert all(kinds(book, address) == set() for address in pool.tolist())


def test_without_flow_logs_nothing_is_said_of_them(tmp_path: Path) -> None:
    configuration.write(tmp_path, found(7, 1), ONE_DAY)
    assert "flow logs" not in (tmp_path / configuration.NAME).read_text("utf-8")
    assert not (tmp_path / "lists" / "c2.txt").exists()
