"""Sightings are sets: merging is a union."""

from hypothesis import given
from hypothesis import strategies as st

from models.codecs import SIGHTINGS
from models.findings.sighting import FindingKey, occurrences, sighting
from tests.models.findings.calls import IN_ONE_WINDOW, START, WINDOW, call, occurrence

END = START + WINDOW


def of(seen):
    return sighting(END, seen)


def union(*parts):
    return of(occurrences(parts))


@given(IN_ONE_WINDOW, IN_ONE_WINDOW)
def test_union_is_commutative(a, b):
    assert union(of(a), of(b)) == union(of(b), of(a)) == of(a + b)


@given(IN_ONE_WINDOW, IN_ONE_WINDOW, IN_ONE_WINDOW)
def test_union_is_associative(a, b, c):
    assert union(union(of(a), of(b)), of(c)) == union(of(a), union(of(b), of(c))) == union(of(a), of(b), of(c))


@given(IN_ONE_WINDOW)
def test_union_is_idempotent(a):
    assert union(of(a), of(a)) == of(a) == of(a + a)


@given(IN_ONE_WINDOW, st.randoms(use_true_random=False))
def test_the_same_set_gives_the_same_bytes(a, random):
    shuffled = random.sample(a, len(a)) + a[:1]
    assert SIGHTINGS.encode(of(shuffled)) == SIGHTINGS.encode(of(a))


@given(IN_ONE_WINDOW)
def test_each_event_counts_once(a):
    found = occurrences([of(a)])
    assert [o.event_id for o in found] == [o.event_id for o in sorted(found)]
    assert {o.event_id for o in found} == {o.event_id for o in a}
    assert len(found) == len({o.event_id for o in a})


def test_events_of_one_call_share_it():
    seen = of([occurrence(minute / 10) for minute in range(40)])
    assert len(seen.calls) == 1
    assert len(seen.events) == 40


def test_an_event_with_two_contents_has_one_of_them_in_any_order():
    a, b = occurrence(1, "x", api="GetUser"), occurrence(1, "x", api="ListUsers")
    assert of([a, b]) == of([b, a]) == of([b])


def test_a_finding_id_depends_on_every_part_of_the_identity_and_on_its_borders():
    keys = [
        FindingKey("t", "a", "r", "x"),
        FindingKey("u", "a", "r", "x"),
        FindingKey("t", "b", "r", "x"),
        FindingKey("t", "a", "s", "x"),
        FindingKey("t", "a", "r", "y"),
        FindingKey("ta", "", "r", "x"),
    ]
    assert len({key.id for key in keys}) == len(keys)
    assert FindingKey("t", "a", "r", "x").id == "5bd07b3cf222ef3ada834403721dcc7c"


def test_calls_have_an_order():
    assert sorted([call(api="b"), call(api="a")])[0].api == "a"
