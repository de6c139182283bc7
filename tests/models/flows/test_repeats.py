"""Flow records that come more than once."""

from __future__ import annotations

import pytest

from models.flows.assemble import Seen, assemble
from models.flows.slice import EGRESS, INGRESS
from models.owner import WINDOW
from tests.flows import END
from tests.models.flows.logged import LATENESS, Flow, answer, assembled, one_slice, slices

TALK = Flow(direction=EGRESS)


def packets(*flows: Flow) -> int:
    traffic = assembled(*flows)
    assert traffic is not None
    return int(traffic.sent_packets.sum())


def test_a_repeat_counts_once():
    assert packets(TALK, TALK) == TALK.packets


def test_a_repeat_in_another_slice_counts_once():
    traffic = assemble(END, [one_slice([TALK]), one_slice([TALK, answer(TALK)])], Seen(), LATENESS)
    assert traffic is not None
    assert (traffic.sent_packets.tolist(), traffic.got_packets.tolist()) == ([10], [10])


@pytest.mark.parametrize(
    "other",
    [
        {"src": "10.0.0.6"},
        {"dst": "198.51.100.8"},
        {"src_port": 40_001},
        {"dst_port": 80},
        {"protocol": 17},
        {"packets": 11},
        {"bytes": 2_001},
        {"start": 91},
        {"end": 61},
        {"accepted": False},
        {"interface": "eni-0b"},
    ],
)
def test_what_differs_in_one_field_is_no_repeat(other):
    changed = TALK._replace(**other)
    assert packets(TALK, changed) == TALK.packets + changed.packets


def test_the_richer_of_two_repeats_is_kept():
    # By its ports it would be inbound, and by length it would have begun.
    poor = Flow(src_port=443, dst_port=50_000)
    rich = poor._replace(flags=2, direction=EGRESS)
    back = answer(poor)
    for flows in ([poor, rich, back], [rich, poor, back]):
        traffic = assembled(*flows)
        assert traffic is not None
        assert (traffic.outbound.tolist(), traffic.port.tolist(), traffic.begun.tolist()) == ([True], [50_000], [1])


def test_one_repeat_knows_the_flags_and_the_other_the_direction():
    flags = Flow(dst="10.0.0.9", dst_port=50_000, src_port=443, flags=2)
    direction = flags._replace(flags=-1, direction=EGRESS)
    traffic = assembled(flags, direction)
    assert traffic is not None
    assert (traffic.outbound.tolist(), traffic.port.tolist()) == ([True], [50_000])


def test_repeats_that_contradict_each_other_tell_nothing():
    there = Flow(dst="10.0.0.9", direction=EGRESS)
    assert assembled(there, there._replace(direction=INGRESS)) is None


def test_what_was_assembled_is_not_assembled_again():
    seen = Seen()
    assert assembled(TALK, seen=seen) is not None
    assert assembled(TALK, seen=seen) is None
    late = assembled(TALK, TALK._replace(packets=3), seen=seen)
    assert late is not None
    assert late.sent_packets.tolist() == [3]
    assert assembled(TALK, TALK._replace(packets=3), seen=seen) is None


def test_windows_are_remembered_as_long_as_repeats_may_come():
    seen = Seen()
    for number in range(20):
        end = END + number * WINDOW
        assert assemble(end, slices([TALK], end), seen, LATENESS) is not None
        assert all(end - LATENESS < kept <= end for kept in seen.recent)
    assert len(seen.recent) == LATENESS // WINDOW
    assert sum(map(len, seen.recent.values())) == 8 * len(seen.recent)
