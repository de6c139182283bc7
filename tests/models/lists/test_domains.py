"""Which entries of which lists match a domain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lists.addresses import Row
from models.lists.domains import DomainTable

TRUSTED, THREATS = 0, {1, 2}


def build(*entries: tuple[int, str]) -> DomainTable:
    return DomainTable((Row(number, text, 7) for number, text in entries), THREATS)


def found(table: DomainTable, name: str) -> list[tuple[int, str]]:
    return [(table.lists[row], table.text(row)) for row in table.find(name)]


@pytest.mark.parametrize("name", ["example.org", "EXAMPLE.org", "example.org.", "Example.Org."])
def test_case_and_the_final_dot_do_not_matter(name):
    table = build((1, "example.org"))
    assert found(table, name) == [(1, "example.org")]
    assert [table.notes[row] for row in table.find(name)] == [7]


@pytest.mark.parametrize(
    ("number", "entry", "name", "matches"),
    [
        (1, "example.org", "example.org", True),
        (1, "example.org", "a.example.org", True),
        (1, "example.org", "c.b.a.example.org", True),
        (1, "example.org", "org", False),
        (1, "example.org", "badexample.org", False),
        (1, "example.org", "example.org.example.com", False),
        (TRUSTED, "example.org", "example.org", True),
        (TRUSTED, "example.org", "a.example.org", False),
        (1, "*.example.org", "a.example.org", True),
        (1, "*.example.org", "c.b.a.example.org", True),
        (1, "*.example.org", "example.org", False),
        (TRUSTED, "*.example.org", "c.b.a.example.org", True),
        (TRUSTED, "*.example.org", "example.org", False),
        (1, "example.org", "*.example.org", True),
    ],
)
def test_what_an_entry_matches(number, entry, name, matches):
    assert found(build((number, entry)), name) == ([(number, entry)] if matches else [])


def test_the_most_specific_entry_of_each_list_counts():
    table = build(
        (1, "example.org"), (1, "a.example.org"), (2, "*.example.org"), (2, "org"), (TRUSTED, "b.example.org")
    )
    assert found(table, "x.a.example.org") == [(1, "a.example.org"), (2, "*.example.org")]
    assert found(table, "b.example.org") == [(TRUSTED, "b.example.org"), (1, "example.org"), (2, "*.example.org")]
    assert found(table, "example.org") == [(1, "example.org"), (2, "org")]


def test_of_equal_entries_the_first_counts():
    table = build((1, "example.org"), (1, "*.example.org"), (1, "example.org"))
    assert table.find("example.org") == table.find("a.example.org") == (0,)


@pytest.mark.parametrize("name", ["", ".", "..", "a..b", "AWS Internal", "198.51.100.7", "\ud800", "." * 100_000])
def test_what_is_no_name_finds_nothing(name):
    assert build((1, "example.org")).find(name) == ()


def test_an_empty_table_finds_nothing():
    assert build().find("example.org") == ()


def by_hand(entries: list[tuple[int, str]], name: str) -> list[tuple[int, str]]:
    """What the table should find, looked for entry by entry."""
    best: dict[int, tuple[int, int]] = {}
    for line, (number, text) in enumerate(entries):
        base = text.removeprefix("*.")
        below = name.endswith(f".{base}") and (text != base or number in THREATS)
        if below or name == text:
            match = (-len(base), line)
            best[number] = min(best.get(number, match), match)
    return sorted((number, entries[line][1]) for number, (_, line) in best.items())


NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(".".join)
ENTRIES = st.tuples(st.integers(0, 2), st.tuples(st.sampled_from(["", "*."]), NAMES).map("".join))


@given(st.lists(ENTRIES, max_size=10), NAMES)
def test_a_look_up_is_a_search_through_all_entries(entries, name):
    assert sorted(found(build(*entries), name)) == by_hand(entries, name)
