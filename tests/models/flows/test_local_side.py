"""Which side of a flow record is the interface's own."""

from __future__ import annotations

import pytest

from models.flows.addresses import packed
from models.flows.assemble import Seen
from models.flows.slice import EGRESS, INGRESS
from tests.flows import LOCAL, PEER
from tests.models.flows.logged import Flow, answer, assembled, locals_of, told

NEIGHBOUR, OTHER_PEER = "10.0.0.9", "203.0.113.4"


def test_what_the_record_says_goes_before_all_else():
    talk = Flow(src=PEER, dst=LOCAL, dst_port=443, direction=EGRESS)
    assert locals_of(assembled(talk, answer(talk))) == [PEER]


def test_an_address_known_from_earlier_windows_is_local():
    seen = Seen(locals={"eni-0a": [packed(NEIGHBOUR)]})
    talk = Flow(src=NEIGHBOUR, dst=LOCAL)
    assert locals_of(assembled(talk, answer(talk), seen=seen)) == [NEIGHBOUR]


def test_what_records_have_in_common_is_local():
    seen = Seen()
    talks = [Flow(src=LOCAL, dst=f"10.0.1.{number}") for number in range(1, 4)]
    assert locals_of(assembled(*talks, *map(answer, talks), seen=seen)) == [LOCAL]
    assert seen.locals == {"eni-0a": [packed(LOCAL)]}


def test_of_two_that_all_records_have_the_private_one_is_local():
    seen = Seen()
    talk = Flow()
    assert locals_of(assembled(talk, answer(talk), seen=seen)) == [LOCAL]
    assert seen.locals == {"eni-0a": [packed(LOCAL)]}


def test_one_record_in_twenty_may_be_of_others():
    talks = [Flow(src=LOCAL, dst=f"10.0.1.{number}") for number in range(1, 20)]
    forwarded = Flow(src="10.1.0.1", dst="10.1.0.2")
    assert locals_of(assembled(*talks, forwarded)) == [LOCAL]
    assert assembled(*talks[:5], forwarded) is None


def test_versions_of_ip_are_looked_at_apart():
    wide = [Flow(src="2001:db8::5", dst=f"2001:db8:1::{number}") for number in range(1, 4)]
    narrow = [Flow(dst=OTHER_PEER), Flow(dst=PEER)]
    assert locals_of(assembled(*wide, *narrow)) == [LOCAL, "2001:db8::5"]


def test_where_nothing_is_common_the_private_side_is_local_but_not_remembered():
    seen = Seen()
    talks = [Flow(src=LOCAL, dst=PEER), Flow(src=NEIGHBOUR, dst=OTHER_PEER)]
    assert locals_of(assembled(*talks, seen=seen)) == [LOCAL, NEIGHBOUR]
    assert seen.locals == {}


@pytest.mark.parametrize("pair", [(LOCAL, NEIGHBOUR), (PEER, OTHER_PEER)])
def test_of_two_alike_nothing_tells(pair):
    talk = Flow(*pair)
    assert assembled(talk, answer(talk)) is None


def test_what_one_window_tells_helps_the_next():
    seen = Seen()
    assembled(*[Flow(dst=f"10.0.1.{number}") for number in range(1, 4)], seen=seen)
    between = Flow(dst=NEIGHBOUR, dst_port=5432)
    assert told(assembled(between, answer(between), seen=seen)) == [("out", NEIGHBOUR, 5432)]


def test_addresses_of_an_interface_are_few():
    seen = Seen()
    flows = [Flow(src=f"10.0.2.{number}", dst=PEER, direction=EGRESS) for number in range(1, 100)]
    often = [Flow(src="10.0.3.1", dst=PEER, src_port=port, direction=EGRESS) for port in (2000, 2001)]
    assembled(*flows, *often, seen=seen)
    assert len(seen.locals["eni-0a"]) == 8
    assert seen.locals["eni-0a"][0] == packed("10.0.3.1")


def test_interfaces_that_are_remembered_are_few():
    seen = Seen()
    for number in range(200):
        assembled(Flow(interface=f"eni-{number}", direction=EGRESS), seen=seen)
    assert len(seen.locals) == 64
    assert "eni-199" in seen.locals


def test_an_owner_without_interface_says_what_is_local():
    talk = Flow(src=LOCAL, dst=NEIGHBOUR, dst_port=22, direction=INGRESS, interface="")
    assert locals_of(assembled(talk, answer(talk))) == [NEIGHBOUR]
