"""From hits on a window to sightings."""

import msgspec
import numpy as np

from models.detectors.flows.base import FlowHit, Group, Role, by_peer, by_peer_and_port
from models.detectors.flows.occurrences import MOST_OCCURRENCES, keyed_sighting
from models.findings.merge import MOST_NAMED
from models.findings.sighting import occurrences
from models.findings.types import FindingType, Identity
from models.lists.marks import Mark, Said
from models.owner import Owner
from tests.flows import END, LOCAL, PEER, row, traffic

OWNER = Owner("111122223333", "eu-west-1", "i-0a1b2c3d4e5f60718")
KIND = FindingType("Trojan:EC2/DropPoint", 5.0, "{instance} t", "d", identity=Identity.INSTANCE)
BY_ROLE = FindingType("UnauthorizedAccess:EC2/SSHBruteForce", 2.0, "{instance} t", "d", identity=Identity.INSTANCE_ROLE)


def made(seen, kind=KIND, role=Role.ACTOR, group=by_peer_and_port, **more):
    return keyed_sighting(OWNER, seen, FlowHit(kind, role, group(seen, np.arange(len(seen))), **more))


def test_an_outbound_connection():
    seen = traffic(row(port=22, opener_port=40001, first_ms=END - 5_000, last_ms=END - 1_000))
    keyed = made(seen, detail={"a": 1})
    assert (keyed.key.account, keyed.key.region, keyed.key.resource) == (OWNER.account, OWNER.region, OWNER.name)
    (one,) = occurrences([keyed.sighting])
    assert (one.time_ms, one.until_ms, keyed.sighting.end_ms) == (END - 5_000, END - 1_000, END)
    action = one.action
    assert (action.local_address, action.local_port) == (LOCAL, 40001)
    assert (action.remote_address, action.remote_port) == (PEER, 22)
    assert (action.outbound, action.role, action.severity, action.instance) == (True, "ACTOR", 5.0, OWNER.name)
    assert msgspec.json.decode(action.info)["outBytes"] == 2_000
    assert keyed.sighting.detail == '{"a":1}'


def test_an_inbound_one_has_its_ports_the_other_way_round():
    (one,) = occurrences([made(traffic(row(port=22, opener_port=40001, outbound=False))).sighting])
    assert (one.action.local_port, one.action.remote_port) == (22, 40001)


def test_an_interface_that_stands_for_an_instance_is_none():
    seen = traffic(row())
    keyed = keyed_sighting(Owner("", "", "eni-0a"), seen, FlowHit(KIND, Role.ACTOR, by_peer(seen, np.arange(1))))
    (one,) = occurrences([keyed.sighting])
    assert (one.action.instance, one.action.interface) == ("", "eni-0a")


def test_both_roles_are_two_findings_where_the_type_says_so():
    seen = traffic(row())
    assert made(seen, BY_ROLE).key.resource != made(seen, BY_ROLE, Role.TARGET).key.resource
    assert made(seen).key.resource == made(seen, role=Role.TARGET).key.resource


def test_the_evidence_is_what_lists_of_the_kinds_say():
    mark = Mark(threats=(Said("tor", '{"listName":"t"}'), Said("c2", '{"listName":"c"}')))
    (one,) = occurrences([made(traffic(row(), marks={PEER: mark}), kinds=frozenset(["c2"])).sighting])
    assert one.action.evidence == '[{"listName":"c"}]'
    assert not one.action.trusted


def test_trusted_is_who_a_trusted_list_names_on_either_side():
    for seen in (traffic(row(), marks={PEER: Mark(trusted=True)}), traffic(row(), trusted=True)):
        assert [one.action.trusted for one in occurrences([made(seen).sighting])] == [True]


def test_each_port_of_a_peer_is_an_occurrence():
    seen = traffic(row(port=22, last_ms=END - 9_000), row(port=80, last_ms=END - 2_000), row(port=80, outbound=False))
    found = occurrences([made(seen, group=by_peer).sighting])
    assert sorted((one.action.port, one.action.outbound) for one in found) == [(22, True), (80, False), (80, True)]


def test_what_began_in_an_earlier_window_says_so():
    seen = traffic(row())
    hit = FlowHit(KIND, Role.ACTOR, (Group(np.arange(1), since_ms=END - 3_600_000, info={"more": 2}),))
    (one,) = occurrences([keyed_sighting(OWNER, seen, hit).sighting])
    assert one.time_ms == END - 3_600_000 and msgspec.json.decode(one.action.info)["more"] == 2


def test_of_too_many_each_peer_and_each_port_is_there_as_far_as_a_finding_names_them():
    rows = [row(f"198.51.{p // 250}.{p % 250 + 1}", port=1, sent_packets=99) for p in range(MOST_OCCURRENCES + 5)]
    rows += [row("203.0.113.9", port=port) for port in range(1, 11)]
    keyed = made(traffic(*rows))
    found = occurrences([keyed.sighting])
    assert len(found) == MOST_OCCURRENCES
    assert {one.action.remote_port for one in found} == set(range(1, 11))
    assert len({one.action.remote_address for one in found}) > MOST_NAMED
    assert msgspec.json.decode(keyed.sighting.detail) == {"occurrencesLeftOut": 15}


def test_a_late_part_of_a_window_is_known_again():
    first, late = (made(traffic(row(), row("203.0.113.1"))), made(traffic(row())))
    assert {one.event_id for one in occurrences([late.sighting])} < {o.event_id for o in occurrences([first.sighting])}
