"""Sightings are sets: merging is a union."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codecs import SIGHTINGS
from models.findings.sighting import ApiCall, FindingKey, Occurrence, occurrences, sighting
from tests.models.findings.calls import START, WINDOW, call, occurrence
from tests.models.findings.connections import connection
from tests.models.findings.drawn import in_one_window

END = START + WINDOW


def of(seen):
    return sighting(END, seen)


def union(*parts):
    return of(occurrences(parts))


@given(in_one_window(2))
def test_union_is_commutative(parts):
    a, b = parts
    assert union(of(a), of(b)) == union(of(b), of(a)) == of(a + b)


@given(in_one_window(3))
def test_union_is_associative(parts):
    a, b, c = parts
    assert union(union(of(a), of(b)), of(c)) == union(of(a), union(of(b), of(c))) == union(of(a), of(b), of(c))


@given(in_one_window(1))
def test_union_is_idempotent(parts):
    [a] = parts
    assert union(of(a), of(a)) == of(a) == of(a + a)


@given(in_one_window(1), st.randoms(use_true_random=False))
def test_the_same_set_gives_the_same_bytes(parts, random):
    [a] = parts
    shuffled = random.sample(a, len(a)) + a[:1]
    assert SIGHTINGS.encode(of(shuffled)) == SIGHTINGS.encode(of(a))


@given(in_one_window(1))
def test_each_event_counts_once(parts):
    [a] = parts
    found = occurrences([of(a)])
    assert [o.event_id for o in found] == [o.event_id for o in sorted(found)]
    assert {o.event_id for o in found} == {o.event_id for o in a}
    assert len(found) == len({o.event_id for o in a})


def test_events_of_one_call_share_it():
    seen = of([occurrence(minute / 10) for minute in range(40)])
    assert len(seen.actions) == 1
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


def test_an_action_of_a_call_is_the_call_with_what_a_detector_says():
    action = ApiCall.of(call(api="GetUser"), severity=8.0)
    assert (action.api, action.severity, action.caller) == ("GetUser", 8.0, call().caller)
    assert (action.deed, action.lasted_ms, action.contact) == ("iam.amazonaws.com:GetUser", 0, None)


@pytest.mark.parametrize("action", [ApiCall.of(call()), connection()], ids=["call", "connection"])
def test_bytes_tell_which_kind_of_action_it_is(action):
    back = SIGHTINGS.decode(SIGHTINGS.encode(of([Occurrence(START, "a", action)])))
    assert back.actions == [action]
    assert type(back.actions[0]) is type(action)
