"""The slices of one window become its traffic."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.flows.addresses import packed
from models.flows.assemble import Seen, assemble
from models.flows.slice import EGRESS, INGRESS, Slice
from models.flows.traffic import Traffic
from models.lists.marks import Mark, Said
from tests.flows import END, LOCAL, PEER
from tests.models.flows.logged import LATENESS, UNTIL, Flow, answer, assembled, one_slice

SYN, SYN_ACK = 2, 18
THREAT = Mark(False, (Said("c2", "{}"),))


def out(**values: Any) -> Flow:
    return Flow(direction=EGRESS, **values)


def row(*flows: Flow) -> dict[str, Any]:
    """The only row."""
    traffic = assembled(*flows)
    assert traffic is not None
    assert len(traffic) == 1
    return {name: values[0] for name, values in columns(traffic).items()}


def columns(traffic: Traffic) -> dict[str, list[Any]]:
    found = {field.name: getattr(traffic, field.name) for field in fields(traffic)}
    return {name: values.tolist() for name, values in found.items() if isinstance(values, np.ndarray)}


def plain(traffic: Traffic | None) -> Any:
    """All of it, to be compared."""
    if traffic is None:
        return None
    found = {field.name: getattr(traffic, field.name) for field in fields(traffic)}
    return found | columns(traffic)


def test_both_directions_are_one_conversation():
    asked = out(flags=SYN, packets=5, bytes=700, start=90, end=70)
    found = row(asked, answer(asked, flags=SYN_ACK, packets=7, bytes=9_000, start=89, end=60))
    assert found == {
        "place": 0,
        "peer": 0,
        "port": 443,
        "protocol": 6,
        "outbound": True,
        "accepted": True,
        "opener_port": 40_000,
        "conversations": 1,
        "begun": 1,
        "empty": 0,
        "guesses": 1,
        "guess_packets": 5,
        "guess_bytes": 700,
        "sent_packets": 5,
        "sent_bytes": 700,
        "got_packets": 7,
        "got_bytes": 9_000,
        "first_ms": (UNTIL - 90) * 1000,
        "last_ms": (UNTIL - 60) * 1000,
    }


def test_conversations_that_differ_in_the_opener_s_port_are_one_row():
    early, late = out(src_port=50_000, end=61), out(src_port=40_000, end=60)
    found = row(early, answer(early), late, answer(late, end=61))
    assert (found["conversations"], found["opener_port"], found["sent_packets"]) == (2, 40_000, 20)


def test_of_two_that_end_at_once_the_greater_port_is_shown():
    assert row(out(src_port=50_000), out(src_port=40_000))["opener_port"] == 50_000


def test_rows_ascend_and_are_told_apart():
    flows = [
        *(out(dst=peer, dst_port=port) for peer in ("203.0.113.1", "2001:db8::1", PEER) for port in (443, 80)),
        out(dst_port=443, protocol=17),
        out(src_port=40_001, accepted=False),
        Flow(PEER, LOCAL, 40_000, 443, direction=INGRESS),
        out(src="10.0.0.6", interface="eni-0b"),
        out(src="10.0.0.4"),
    ]
    traffic = assembled(*flows)
    assert traffic is not None
    found = columns(traffic)
    names = ("place", "peer", "port", "protocol", "outbound", "accepted")
    keys = list(zip(*(found[name] for name in names), strict=True))
    assert len(keys) == len(flows)
    assert keys == sorted(set(keys))
    assert list(traffic.peers) == sorted(set(traffic.peers))
    places = [(place.interface, place.address) for place in traffic.places]
    assert places == [("eni-0a", packed("10.0.0.4")), ("eni-0a", packed(LOCAL)), ("eni-0b", packed("10.0.0.6"))]


def test_a_conversation_is_accepted_if_one_of_its_records_is():
    asked = out(flags=SYN)
    assert row(asked, answer(asked, flags=SYN_ACK, accepted=False))["accepted"] is True
    assert row(asked._replace(accepted=False))["accepted"] is False


@pytest.mark.parametrize(
    ("answered", "empty"),
    [
        (None, 1),
        ({"packets": 1, "bytes": 40}, 1),
        ({"packets": 2, "bytes": 120}, 1),
        ({"packets": 2, "bytes": 121}, 0),
        ({"packets": 11, "bytes": 440}, 0),
    ],
)
def test_empty_is_what_nobody_answered_with_more_than_headers(answered, empty):
    asked = out(flags=SYN, packets=3, bytes=180)
    assert row(asked, *([] if answered is None else [answer(asked, flags=SYN_ACK, **answered)]))["empty"] == empty


def test_headers_of_ipv6_are_longer():
    asked = out(src="2001:db8::5", dst="2001:db8:1::7", packets=3, bytes=240)
    assert row(asked, answer(asked, packets=1, bytes=80))["empty"] == 1
    assert row(asked, answer(asked, packets=1, bytes=81))["empty"] == 0


def test_by_udp_any_answer_is_one():
    asked = out(protocol=17, dst_port=53, packets=1, bytes=60)
    assert row(asked)["empty"] == 1
    assert row(asked, answer(asked, packets=1, bytes=40))["empty"] == 0


@pytest.mark.parametrize(
    ("values", "begun"),
    [
        ({"flags": SYN, "start": 590, "end": 0}, 1),
        ({"flags": 0, "start": 20, "end": 10}, 0),
        ({"flags": -1, "start": 120, "end": 0}, 1),
        ({"flags": -1, "start": 121, "end": 0}, 0),
        ({"protocol": 17, "flags": 0, "start": 20, "end": 10}, 1),
    ],
)
def test_begun_is_what_began_in_the_window(values, begun):
    asked = out(**values)
    assert row(asked, answer(asked, flags=min(asked.flags, 0)))["begun"] == begun


@pytest.mark.parametrize(
    ("asked", "answered", "begun"),
    [
        ((2, 81), (2, 80), 0),  # kept alive
        ((1, 53), (1, 52), 0),  # with timestamps
        ((2, 104), (1, 52), 0),  # ended
        ((1, 60), (1, 40), 1),  # opened, and reset
        ((1, 44), (1, 40), 1),
        ((1, 40), (0, 0), 1),
        ((3, 150), (2, 112), 1),
    ],
)
def test_without_flags_what_is_kept_alive_or_ended_did_not_begin(asked, answered, begun):
    opened = out(start=20, end=10, packets=asked[0], bytes=asked[1])
    both = [opened, answer(opened, packets=answered[0], bytes=answered[1])]
    assert row(*both[: 2 if answered[0] else 1])["begun"] == begun


@pytest.mark.parametrize(
    ("values", "guesses"),
    [
        ({}, 1),
        ({"bytes": 12_000}, 1),
        ({"bytes": 12_001}, 0),
        ({"start": 241}, 0),
        ({"protocol": 17}, 0),
        ({"accepted": False}, 0),
        ({"bytes": 400}, 0),
        ({"flags": 0}, 0),
    ],
)
def test_guesses_are_short_and_say_little(values, guesses):
    asked = out(**{"dst_port": 22, "flags": SYN, "start": 240, "bytes": 3_000, **values})
    assert row(asked, answer(asked, flags=min(asked.flags, 0)))["guesses"] == guesses


def test_of_guesses_what_the_opener_sent_is_known():
    guess, session = (
        out(src_port=port, dst_port=22, flags=SYN, bytes=size) for port, size in ((1, 3_000), (2, 90_000))
    )
    found = row(guess, answer(guess, flags=0, packets=8), session, answer(session, flags=0))
    assert (found["guesses"], found["guess_packets"], found["guess_bytes"]) == (1, 10, 3_000)
    replied = answer(guess, flags=SYN, packets=9, bytes=2_000)
    found = row(guess._replace(flags=SYN_ACK), replied)
    assert (found["outbound"], found["guess_packets"], found["guess_bytes"]) == (False, 9, 2_000)


def test_a_middle_box_is_never_judged_again():
    seen = Seen(locals={"eni-0a": [packed(LOCAL)]}, recent={END: b"8 bytes."})
    assert assembled(out(), seen=seen, transit=True) is None
    assert seen == Seen(middlebox=True)
    assert assembled(out(), seen=seen) is None
    assert seen == Seen(middlebox=True)


def test_what_slices_know_is_handed_on():
    marks = {PEER: THREAT, LOCAL: Mark(trusted=True)}
    parts = [
        one_slice([out()], vpc="", subnet="", marks=marks),
        one_slice([out(dst="203.0.113.1", src_port=50_000)], cluster="j-1"),
    ]
    traffic = assemble(END, parts, Seen(), LATENESS)
    assert traffic is not None
    assert [(place.vpc, place.subnet) for place in traffic.places] == [("vpc-0a", "subnet-0a")]
    assert (traffic.end_ms, traffic.trusted, traffic.cluster) == (END, True, "j-1")
    assert {traffic.address(peer): mark for peer, mark in traffic.marks.items()} == {PEER: THREAT}


def test_lists_that_changed_in_between_both_count():
    other = Mark(True, (Said("tor", "{}"),))
    parts = [one_slice([out()], marks={PEER: THREAT}), one_slice([out(packets=1)], marks={PEER: other})]
    for order in (parts, parts[::-1]):
        traffic = assemble(END, order, Seen(), LATENESS)
        assert traffic is not None
        assert traffic.marks == {0: Mark(True, (*THREAT.threats, *other.threats))}


def test_peers_of_what_is_left_out_are_left_out():
    stray = Flow("203.0.113.1", LOCAL, 80, 50_000, flags=SYN_ACK, direction=INGRESS)
    traffic = assembled(out(), stray)
    assert traffic is not None
    assert list(traffic.peers) == [packed(PEER)]


ADDRESSES = (LOCAL, "10.0.0.9", PEER, "203.0.113.4", "2001:db8::5", "2001:db8::6")

flows = st.builds(
    Flow,
    src=st.sampled_from(ADDRESSES),
    dst=st.sampled_from(ADDRESSES),
    src_port=st.sampled_from((0, 22, 443, 8080, 20_000, 40_000, 50_000)),
    dst_port=st.sampled_from((0, 22, 443, 8080, 20_000, 40_000, 50_000)),
    protocol=st.sampled_from((-1, 1, 6, 17, 47)),
    flags=st.sampled_from((-1, 0, 2, 4, 18, 19)),
    accepted=st.booleans(),
    direction=st.sampled_from((-1, 0, 1)),
    packets=st.integers(1, 200),
    bytes=st.integers(0, 10_000),
    start=st.integers(60, 600),
    end=st.integers(0, 60),
    interface=st.sampled_from(("", "eni-0a", "eni-0b")),
)


def cut(some: list[Flow], numbers: list[int]) -> list[Slice]:
    """Records spread over slices by number."""
    keys = dict.fromkeys((number, flow.interface) for number, flow in zip(numbers, some, strict=True))
    return [
        one_slice([flow for number, flow in zip(numbers, some, strict=True) if (number, flow.interface) == key])
        for key in keys
    ]


@given(st.lists(flows, min_size=1, max_size=12), st.data())
def test_neither_order_nor_spreading_nor_repeats_change_the_traffic(some, data):
    again = data.draw(st.permutations(some + data.draw(st.lists(st.sampled_from(some), max_size=5))))
    numbers = data.draw(st.lists(st.integers(0, 3), min_size=len(again), max_size=len(again)))
    seen, seen_again = Seen(), Seen()
    once = assemble(END, cut(some, [0] * len(some)), seen, LATENESS)
    assert plain(assemble(END, cut(again, numbers), seen_again, LATENESS)) == plain(once)
    assert seen_again == seen
    assert assemble(END, cut(again, numbers), seen_again, LATENESS) is None


@given(st.lists(flows, min_size=1, max_size=12))
def test_nothing_is_counted_twice(some):
    traffic = assembled(*some)
    if traffic is not None:
        distinct = {flow._replace(flags=-1, direction=0) for flow in some}
        assert (traffic.sent_packets + traffic.got_packets).sum() <= sum(flow.packets for flow in distinct)
        assert ((traffic.begun <= traffic.conversations) & (traffic.empty <= traffic.conversations)).all()
        assert (traffic.guesses <= traffic.begun).all()
        assert (traffic.first_ms <= traffic.last_ms).all()
        opened = np.where(traffic.outbound, traffic.sent_packets, traffic.got_packets)
        assert (opened >= traffic.conversations).all()


@given(flows.filter(lambda flow: flow.src != flow.dst), flows)
def test_the_other_side_sees_the_mirror_image(flow, values):
    """Of one conversation, both sides agree on who opened, unless nothing at all tells, or one of them refuses."""
    there = flow._replace(direction=EGRESS, interface="eni-0a")
    back = answer(there, **{name: getattr(values, name) for name in ("flags", "packets", "bytes", "start", "end")})
    mine = assembled(there, back)
    other = [each._replace(direction=-each.direction, interface="eni-0b") for each in (there, back)]
    theirs = assembled(*other)
    if mine is None or theirs is None:
        return
    for name in ("protocol", "accepted", "conversations", "begun", "first_ms", "last_ms"):
        assert getattr(mine, name).tolist() == getattr(theirs, name).tolist()
    if flow.src_port != flow.dst_port:
        assert mine.outbound.tolist() == (~theirs.outbound).tolist()
        assert mine.port.tolist() == theirs.port.tolist()
        assert mine.sent_bytes.tolist() == theirs.got_bytes.tolist()


def test_what_is_remembered_can_be_written_and_read():
    seen = Seen()
    assembled(out(), seen=seen)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(seen), type=Seen) == seen
