"""Signals and sequences as actions of findings."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.findings.actor import Actor
from models.findings.sequence import MOST_OF_EACH, Activity, AttackSequence, united
from tests.models.sequences.scenes import made_of, signal

TEXTS = st.lists(st.sampled_from([f"v{place:02d}" for place in range(20)]), max_size=MOST_OF_EACH, unique=True).map(
    lambda values: tuple(sorted(values))
)
PARTS = st.builds(
    lambda **members: signal("iam:ListUsers", **members),
    keys=TEXTS,
    endpoints=TEXTS,
    indicators=TEXTS.map(lambda values: tuple(("HIGH_RISK_API", value) for value in values)),
    activities=TEXTS.map(lambda values: tuple(Activity("s", value, "", "") for value in values)),
    tactics=st.sampled_from([(), ("Discovery",), ("Discovery", "Impact")]),
    severity=st.sampled_from([2.0, 5.0]),
    count=st.integers(0, 5),
    first_ms=st.integers(0, 9),
    last_ms=st.integers(10, 19),
)


@given(PARTS, PARTS, PARTS)
def test_parts_of_a_signal_unite_in_any_order(one, other, third):
    assert united(one, other) == united(other, one)
    assert united(united(one, other), third) == united(one, united(other, third))


@given(PARTS, PARTS)
def test_united_parts_stay_small(one, other):
    both = united(one, other)
    assert both.count == one.count + other.count
    assert max(map(len, (both.keys, both.endpoints, both.activities, both.indicators))) <= MOST_OF_EACH
    assert (both.first_ms, both.last_ms) == (min(one.first_ms, other.first_ms), max(one.last_ms, other.last_ms))


def test_what_merging_asks_of_an_action():
    nobody = signal(
        "flow",
        who=dict.fromkeys(("principal", "principal_id", "user_name", "user_type"), "") | {"access_key_id": ""},
        keys=(),
    )
    made = made_of(
        nobody,
        signal("a", tactics=("Impact",), buckets=("b", "a")),
        signal("b", tactics=("Discovery",), buckets=("a",)),
    )
    assert made.actor == Actor("", "", "ASIAALICE", "AROAADMIN:alice", "admin")
    assert made.deed == "Discovery, Impact"
    assert made.affected == (("AWS::S3::Bucket", "a"), ("AWS::S3::Bucket", "b"))
    assert (made.contact, made.evidence, made.trusted, made.severity, made.lasted_ms) == (None, "", False, 9.0, 60_000)


def test_nobody_called():
    assert made_of().actor == Actor("")


def test_it_travels_as_it_is():
    made = made_of(signal("a", indicators=(("TOR_IP", "198.51.100.1"),), activities=(Activity("s", "o", "", "u"),)))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(made), type=AttackSequence) == made
    assert hash(made) == hash(made_of(*made.signals))
