"""Rules for findings about instances must hold for every peer, port and probe."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.merge import MOST_NAMED
from models.suppression.suppressor import Match, Rule
from tests.models.findings.calls import at
from tests.models.findings.connections import INTERFACE, connected, finding, inbound, probed
from tests.models.suppression.published import rule

ACTION = "service.action.networkConnectionAction."
PROBES = "service.action.portProbeAction.portProbeDetails."
REMOTE, LOCAL = f"{ACTION}remoteIpDetails.ipAddressV4", f"{ACTION}localIpDetails.ipAddressV4"
INSTANCE = "resource.instanceDetails."


def match(criteria, *occurrences, document=None):
    return Rule(rule(criteria)).match(document or finding(*occurrences))


@pytest.mark.parametrize(
    ("criteria", "other"),
    [
        ({REMOTE: {"cidr": "198.51.100.0/24"}}, {"remote_address": "203.0.113.9"}),
        ({REMOTE: {"equals": "198.51.100.7"}}, {"remote_address": "2001:db8::1"}),
        ({f"{ACTION}remotePortDetails.port": {"equals": 443}}, {"remote_port": 22}),
        ({f"{ACTION}remotePortDetails.portName": {"equals": "HTTPS"}}, {"remote_port": 22}),
        ({f"{ACTION}remotePortDetails.port": {"notEquals": 22}}, {"outbound": False}),
        ({f"{ACTION}localPortDetails.port": {"equals": 40_001}}, {}),
        ({f"{ACTION}protocol": {"equals": "TCP"}}, {"protocol": 17}),
        ({f"{ACTION}connectionDirection": {"equals": "OUTBOUND"}}, {"outbound": False}),
        ({f"{ACTION}blocked": {"equals": "false"}}, {"accepted": False}),
        ({LOCAL: {"equals": "10.0.0.5"}}, {"local_address": "10.0.0.6"}),
        ({f"{ACTION}localNetworkInterface": {"equals": INTERFACE}}, {"interface": "eni-0b"}),
        ({"service.resourceRole": {"equals": "ACTOR"}}, {"role": "TARGET"}),
        ({"title": {"matches": "*198.51.100.7*"}}, {"remote_address": "203.0.113.9"}),
        ({"service.additionalInfo.ports.port": {"equals": 443}}, {"remote_port": 22}),
        (
            {"service.additionalInfo.actors.remoteIpDetails.ipAddressV4": {"equals": "198.51.100.7"}},
            {"remote_address": "::1"},
        ),
        ({"service.additionalInfo.context": {"notEquals": "x"}}, {}),
        (
            {f"{INSTANCE}networkInterfaces.subnetId": {"equals": "subnet-0a"}},
            {"interface": "eni-0b", "subnet": "subnet-0b"},
        ),
    ],
    ids=lambda value: next(iter(value), "same"),
)
def test_a_rule_must_hold_for_what_came_earlier(criteria, other):
    newest = connected(2)
    assert match(criteria, newest) is Match.ALL
    assert match(criteria, connected(1, **other), newest) is Match.NEWEST


@pytest.mark.parametrize(
    "criteria",
    [
        {REMOTE: {"equals": "198.51.100.7"}},
        {f"{ACTION}remotePortDetails.port": {"equals": 443}},
        {f"{ACTION}blocked": {"equals": "false"}, LOCAL: {"cidr": "10.0.0.0/8"}},
        {f"{INSTANCE}instanceId": {"matches": "i-*"}, f"{INSTANCE}networkInterfaces.vpcId": {"equals": "vpc-0a"}},
        {"service.resourceRole": {"equals": "ACTOR"}, "service.action.actionType": {"equals": "NETWORK_CONNECTION"}},
        {"service.additionalInfo.identity": {"matches": "the instance*"}},
    ],
)
def test_repeats_of_the_same_are_the_same(criteria):
    assert match(criteria, connected(1, local_port=40_002), connected(2)) is Match.ALL


def test_the_port_of_the_local_side_is_told_of_all_that_came_in():
    criteria = {f"{ACTION}localPortDetails.port": {"equals": 22}}
    assert match(criteria, at(1, inbound(remote_port=5)), at(2, inbound())) is Match.ALL
    assert match(criteria, at(1, inbound(local_port=3389)), at(2, inbound())) is Match.NEWEST


def test_peers_that_are_not_named_might_be_anybody():
    many = [connected(1 + n / 60, remote_address=f"198.51.100.{n}") for n in range(MOST_NAMED + 1)]
    criteria = {REMOTE: {"cidr": "198.51.100.0/24"}}
    assert match(criteria, *many[:-1]) is Match.ALL
    assert match(criteria, *many) is Match.NEWEST
    assert match({f"{INSTANCE}instanceId": {"matches": "i-*"}}, *many) is Match.ALL


def test_a_full_list_of_ports_might_lack_some():
    many = [connected(1 + n / 60, remote_port=1 + n) for n in range(MOST_NAMED)]
    criteria = {f"{ACTION}protocol": {"equals": "TCP"}}
    assert match(criteria, *many[:-1]) is Match.ALL
    assert match(criteria, *many) is Match.NEWEST


def test_details_that_show_all_interfaces_speak_for_all():
    document = finding(connected(1, interface="eni-0b"), connected(2))
    criteria = {f"{INSTANCE}networkInterfaces.subnetId": {"equals": "subnet-0a"}}
    assert match(criteria, document=document) is Match.NEWEST
    complete = copy.deepcopy(document)
    complete["resource"]["instanceDetails"]["networkInterfaces"].append({"networkInterfaceId": "eni-0b"})
    assert match(criteria, document=complete) is Match.ALL
    many = finding(*(connected(1 + n / 60, remote_port=1 + n) for n in range(MOST_NAMED)))
    assert match(criteria, document=many) is Match.NEWEST


@pytest.mark.parametrize(
    ("criteria", "other"),
    [
        ({f"{PROBES}remoteIpDetails.ipAddressV4": {"cidr": "198.51.100.0/24"}}, {"remote_address": "203.0.113.9"}),
        ({f"{PROBES}remoteIpDetails.ipAddressV4": {"equals": "198.51.100.7"}}, {"remote_address": "2001:db8::1"}),
        ({f"{PROBES}localPortDetails.port": {"equals": 22}}, {"local_port": 9200}),
        ({f"{PROBES}localIpDetails.ipAddressV4": {"equals": "10.0.0.5"}}, {"local_address": "10.0.0.6"}),
        ({"service.action.portProbeAction.blocked": {"equals": "false"}}, {"accepted": False}),
    ],
)
def test_a_rule_must_hold_for_every_probe(criteria, other):
    assert match(criteria, probed(1), probed(2)) is Match.ALL
    assert match(criteria, probed(1, **other), probed(2)) is Match.NEWEST


def test_a_full_list_of_probes_might_lack_some():
    many = [probed(1 + n / 60, remote_address=f"198.51.100.{n}") for n in range(MOST_NAMED)]
    criteria = {f"{PROBES}remoteIpDetails.ipAddressV4": {"cidr": "198.51.100.0/24"}}
    assert match(criteria, *many[:-1]) is Match.ALL
    assert match(criteria, *many) is Match.NEWEST


_PEERS = st.lists(
    st.sampled_from(["198.51.100.7", "198.51.100.8", "203.0.113.9", "2001:db8::1"]), min_size=1, max_size=6
)


@given(_PEERS, st.booleans())
def test_an_address_rule_archives_exactly_what_only_its_addresses_are_in(peers, probes):
    made = probed if probes else connected
    path = f"{PROBES}remoteIpDetails.ipAddressV4" if probes else REMOTE
    document = finding(*(made(1 + n / 10, remote_address=peer) for n, peer in enumerate(peers)))
    silent = match({path: {"cidr": "198.51.100.0/24"}}, document=document) is Match.ALL
    assert silent is all(peer.startswith("198.51.100.") for peer in peers)
