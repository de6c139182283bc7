"""The bounded sample of a domain's lookups."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import models.queries.sample as under_test
from models.lists.marks import Mark, Said
from models.queries.registered import Registered
from models.queries.sample import FAR, Reach, both, hashed, is_apart, joined, reach, sampled
from models.queries.slice import MOST_NAMES, Lookup
from tests.models.queries.drawn import DOMAIN, MARKS, NAMES, lookups, sample, several

#: As many names as the samples of the laws keep.
FEW = 3


@pytest.fixture
def few(monkeypatch):
    """Samples are small."""
    monkeypatch.setattr(under_test, "MOST_NAMES", FEW)


def laws(test):
    """A law, of samples that are small."""
    drawn = given(several, several, several)

    def checked(one, two, three):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(under_test, "MOST_NAMES", FEW)
            test(one, two, three)

    checked.__name__ = test.__name__
    return drawn(checked)


@laws
def test_the_sample_of_a_union_is_that_of_the_samples(one, two, three):
    whole = sample([*one, *two, *three])
    assert joined([sample(one), sample(two), sample(three)]) == whole
    assert reach(joined([sample(one), sample(two), sample(three)])) == reach(whole)


@laws
def test_joining_is_associative(one, two, three):
    first, second, third = map(sample, (one, two, three))
    assert joined([joined([first, second]), third]) == joined([first, joined([second, third])])


@laws
def test_joining_is_commutative_and_idempotent(one, two, three):
    first, second = sample(one), joined([sample(two), sample(three)])
    assert joined([first, second]) == joined([second, first])
    assert joined([first, first]) == first
    assert joined([joined([first, second]), first]) == joined([first, second])


@laws
def test_a_sample_is_bounded_and_tells_whether_there_were_more(one, two, three):
    every = [*one, *two, *three]
    kept = sample(every)
    names = {lookup.name for lookup in kept.lookups}
    smallest = set(sorted({lookup.name for lookup in every}, key=hashed)[:FEW])
    apart = {lookup.name for lookup in every if is_apart(lookup, MARKS)}
    assert names == smallest | set(sorted(apart, key=hashed)[:FEW])
    assert kept.more == (len({lookup.name for lookup in every}) > FEW)
    assert kept.lookups == tuple(sorted(kept.lookups))
    assert set(kept.marks) == names & set(MARKS)


@given(several, st.sampled_from(NAMES))
def test_names_that_are_few_are_all_kept_and_counted(some, name):
    kept = sample(some)
    names = {lookup.name for lookup in some}
    assert {lookup.key for lookup in kept.lookups} == {lookup.key for lookup in some}
    assert not kept.more
    assert reach(kept) == Reach()
    assert reach(kept).count(names) == len(names)
    assert reach(kept).has(name, apart=False)


def plain(count: int, named: str = "x") -> list[Lookup]:
    return [Lookup(f"{named}{number}.example.com", "TXT", "", 0, 0) for number in range(count)]


@pytest.mark.parametrize("count", [1_025, 2_000, 20_000])
def test_how_many_names_there_were_is_told_within_a_tenth(count):
    kept = sampled(DOMAIN, plain(count), {})
    assert (len(kept.lookups), kept.more) == (MOST_NAMES, True)
    told = reach(kept).count({lookup.name for lookup in kept.lookups})
    assert told == pytest.approx(count, rel=0.1)
    assert told >= MOST_NAMES


def test_exactly_as_many_as_are_kept_are_not_more():
    kept = sampled(DOMAIN, plain(MOST_NAMES), {})
    assert (len(kept.lookups), kept.more) == (MOST_NAMES, False)


def test_what_is_set_apart_is_not_lost_among_others():
    many = plain(4_000)
    hidden = max(many, key=lambda lookup: hashed(lookup.name))
    marked = {hidden.name: Mark(False, (Said("c2", "{}"),))}
    kept = sampled(DOMAIN, many, marked)
    assert hidden in kept.lookups
    assert kept.marks == marked
    assert hidden not in sampled(DOMAIN, many, {}).lookups
    known = reach(kept)
    assert known.has(hidden.name, apart=True)
    assert not known.has(hidden.name, apart=False)
    assert known.apart == FAR


def test_of_a_name_out_of_reach_only_what_is_set_apart_is_kept(few):
    names = sorted(NAMES, key=hashed)
    plain_one = Lookup(names[-1], "AAAA", "NOERROR", 0, 0)
    rebound = Lookup(names[-1], "A", "NOERROR", 5, 5, metadata=("169.254.169.254",))
    before = Lookup(names[-1], "A", "NOERROR", 0, 0)
    others = [Lookup(name, "A", "NOERROR", 0, 0) for name in names[:FEW]]
    kept = sampled(DOMAIN, [plain_one, rebound, before, *others], {})
    assert [each for each in kept.lookups if each.name == names[-1]] == [rebound]


@given(lookups)
def test_one_lookup_is_its_own_sample(lookup):
    kept = sample([lookup])
    assert kept.lookups == (lookup,)
    assert Registered(*kept[:3]) == DOMAIN


def test_lists_that_changed_in_between_both_count():
    one, other = Mark(False, (Said("tor", "{}"),)), Mark(True, (Said("c2", "{}"),))
    parts = [sampled(DOMAIN, plain(1), {"x0.example.com": mark}) for mark in (one, other)]
    assert joined(parts).marks == {"x0.example.com": both(one, other)}
    assert both(one, other) == both(other, one) == Mark(True, (Said("c2", "{}"), Said("tor", "{}")))
