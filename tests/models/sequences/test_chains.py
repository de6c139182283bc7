"""Which signals hang together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.findings.sequence import FINDING, ORDINARY, STRONG, WEAK
from models.sequences.chains import chains
from tests.models.sequences.scenes import STRANGE, TOR, WEB, session, signal

USERS = st.sampled_from([session("alice"), session("bob"), session(WEB)])
SIGNALS = st.builds(
    lambda name, who, strength, instance, buckets: signal(
        name, who=who, strength=strength, instance=instance, buckets=buckets
    ),
    st.sampled_from("abcdef"),
    USERS,
    st.sampled_from([WEAK, STRONG]),
    st.sampled_from(["", WEB]),
    st.sampled_from([(), ("reports",)]),
)


def together(*signals):
    return [[one.name for one in chain] for chain in chains(signals)]


def test_of_one_session_or_key():
    bob = session("bob")
    shared = bob | {"access_key_id": session()["access_key_id"]}
    assert together(signal("a"), signal("b", who=bob)) == [["a"], ["b"]]
    assert together(signal("a"), signal("b"), signal("c", who=bob)) == [["a", "b"], ["c"]]
    assert together(signal("a"), signal("b", who=shared)) == [["a", "b"]]


def test_of_one_instance_and_its_session():
    assert together(signal("a", instance=WEB), signal("b", who=session("bob"), instance=WEB)) == [["a", "b"]]


def test_strong_signs_by_endpoint_bucket_and_role():
    bob = session("bob", "arn:aws:iam::1:role/other")
    for members in ({"endpoints": (TOR,)}, {"buckets": ("reports",)}):
        strong = members | {"strength": STRONG}
        assert together(signal("a", **strong), signal("b", who=bob, **strong)) == [["a", "b"]]
        assert together(signal("a", **strong), signal("b", who=bob, **members)) == [["a"], ["b"]]
    assert together(signal("a", strength=STRONG), signal("b", who=session("bob"), strength=STRONG)) == [["a", "b"]]


def test_what_comes_from_a_strange_hand_s_address():
    """An anomaly from a network and with a tool that are both new: who else calls from that address is the same."""
    bob = session("bob", "arn:aws:iam::1:role/other")
    there = {"endpoints": (TOR,)}
    anomaly = signal("a", kind=FINDING, strength=ORDINARY, indicators=STRANGE, **there)
    assert together(anomaly, signal("b", who=bob, **there)) == [["a", "b"]]
    assert together(anomaly, signal("b", who=bob, endpoints=("198.51.100.98",))) == [["a"], ["b"]]
    usual_tool = signal("a", kind=FINDING, strength=ORDINARY, indicators=STRANGE[1:], **there)
    assert together(usual_tool, signal("b", who=bob, **there)) == [["a"], ["b"]]
    assert together(signal("a", indicators=STRANGE, **there), signal("b", who=bob, **there)) == [["a"], ["b"]]


def test_callers_that_nobody_names_do_not_hang_together():
    nobody = dict.fromkeys(session(), "")
    assert together(signal("a", who=nobody, keys=()), signal("b", who=nobody, keys=())) == [["a"], ["b"]]


@given(st.lists(SIGNALS, max_size=12, unique_by=lambda one: one.id), st.randoms())
def test_each_signal_is_in_one_chain_whatever_the_order(signals, random):
    made = chains(signals)
    assert sorted(one.id for chain in made for one in chain) == sorted(one.id for one in signals)
    shuffled = list(signals)
    random.shuffle(shuffled)
    assert chains(shuffled) == made
