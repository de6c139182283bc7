"""Lookups of one domain, for Hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from models.lists.marks import Mark, Said
from models.queries.registered import Registered
from models.queries.sample import sampled
from models.queries.slice import DomainSlice, Lookup, Response

DOMAIN = Registered("example.com", public=True, reverse=False)
NAMES = tuple(f"n{number}.example.com" for number in range(12))

#: What a list says of one of the names.
MARKS = {NAMES[0]: Mark(False, (Said("c2", "{}"),))}
HOLES = (Said("black-hole", '{"entry":"192.0.2.1"}'), Said("black-hole", '{"entry":"192.0.2.2"}'))


def _lookup(name: str, type_: str, at: int, lasted: int, size: int, apart: int, flags: int) -> Lookup:
    metadata = ("169.254.169.254",) if apart == 1 else ()
    holes = HOLES[apart - 2 : apart - 1] if apart in {2, 3} else ()
    return Lookup(name, type_, "NOERROR", at, at + lasted, Response(size, 1), metadata, flags == 1, flags == 2, holes)


lookups = st.builds(
    _lookup,
    name=st.sampled_from(NAMES),
    type_=st.sampled_from(("A", "TXT")),
    at=st.integers(0, 3),
    lasted=st.integers(0, 3),
    size=st.integers(0, 2),
    apart=st.integers(0, 9),
    flags=st.integers(0, 2),
)

#: At least one each.
several = st.lists(lookups, min_size=1, max_size=30)


def sample(some: list[Lookup]) -> DomainSlice:
    """As a reducer makes it."""
    return sampled(DOMAIN, some, MARKS)
