"""The table of costs is that which its script makes of its names."""

from __future__ import annotations

import lzma

import pytest

from models.generated.symbols import COSTS, ENTRIES, QUARTERS, SYMBOLS, entries, is_plain
from models.generated.train import NAMES, costs, read_names


@pytest.fixture(scope="module")
def table() -> bytes:
    return lzma.decompress(COSTS.read_bytes())


def test_trained_again_it_is_the_same(table: bytes) -> None:
    assert costs(read_names()) == table


def test_names_are_plain_and_ascending() -> None:
    names = read_names()
    assert all(map(is_plain, names)) and names == sorted(set(names))


def test_they_are_as_small_as_they_should_be() -> None:
    assert NAMES.stat().st_size <= 400_000 and COSTS.stat().st_size <= 300_000


def test_chances_of_what_may_come_next_are_one(table: bytes) -> None:
    assert len(table) == ENTRIES
    for context in (0, 1_000, ENTRIES // SYMBOLS - 1):
        following = table[context * SYMBOLS : (context + 1) * SYMBOLS]
        assert sum(2 ** (-cost / QUARTERS) for cost in following) == pytest.approx(1, rel=0.1)


def test_what_was_seen_costs_less_than_what_was_not() -> None:
    table = costs(["anna", "anna", "hanna", "annabel"])
    assert sum(table[entry] for entry in entries("anna")) < sum(table[entry] for entry in entries("nnaa"))
    assert sum(table[entry] for entry in entries("anna")) < sum(table[entry] for entry in entries("qqqq"))


def test_an_entry_for_each_symbol_and_the_end() -> None:
    assert len(list(entries("abc-1"))) == 6
    assert list(entries("a1")) == list(entries("a7"))
