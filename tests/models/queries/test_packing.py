"""Domains as bytes and back."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.queries.packing import pack, unpack
from models.queries.registered import registered
from models.queries.sample import sampled
from models.queries.slice import Lookup, Response
from tests.models.queries.drawn import lookups, sample, several
from tests.queries import END


@given(st.lists(several, max_size=4), lookups)
def test_what_is_unpacked_is_what_was_packed(some, other):
    domains = tuple(map(sample, some))
    data = pack(domains)
    assert unpack(data) == domains
    assert pack(tuple(map(sample, some))) == data
    assert pack((*domains, sample([other]))) != data


def test_marks_are_written_in_one_order():
    lookup = Lookup("a.example.com", "A", "", 0, 0)
    one = sample([lookup])
    marks = {f"{letter}.example.com": None for letter in "abc"}
    there, back = (one._replace(marks=dict(items)) for items in (marks.items(), reversed(marks.items())))
    assert pack((there,)) == pack((back,))


def test_another_version_is_refused():
    data = pack(())
    with pytest.raises(ValueError, match="version 9"):
        unpack(b"\x09" + data[1:])


def test_an_everyday_lookup_takes_at_most_sixty_bytes():
    dice = random.Random(4)
    domains = []
    for number in range(100):
        name = f"{dice.choice(('www', 'api', 'img'))}.site{dice.randrange(9_999)}.com"
        answers = (("CNAME", f"{name}.edge.example.net"), ("A", f"198.51.100.{number}"))
        at = END - dice.randrange(600_000)
        domains.append(sampled(registered(name), [Lookup(name, "A", "NOERROR", at, at, Response(24, 2, answers))], {}))
    assert len(pack(tuple(domains))) <= 60 * len(domains)
