"""Findings about instances, as GuardDuty writes them."""

import json

import msgspec
import pytest
from hypothesis import given

from models.detectors.registry import FINDING_TYPES
from models.enrichment.countries import Countries
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo
from models.enrichment.inventory import Inventory
from models.findings.document import DESCRIPTION_LENGTH, TITLE_LENGTH
from models.findings.merge import MOST_NAMED
from models.findings.types import Feature
from tests.guardduty import check_finding
from tests.models.findings.calls import at
from tests.models.findings.connections import (
    INSTANCE,
    INTERFACE,
    connected,
    connection,
    finding,
    inbound,
    probe,
    probed,
)
from tests.models.findings.drawn import CONNECTED

OF_FLOW_LOGS = [kind for kind in FINDING_TYPES.values() if kind.feature is Feature.FLOW_LOGS]
SSH = {"port": 22, "portName": "SSH"}


def inventory(**interface):
    described = {"NetworkInterfaceId": INTERFACE, "PrivateIpAddress": "10.0.0.5", "SubnetId": "subnet-1"} | interface
    instance = {"InstanceId": INSTANCE, "InstanceType": "m7g.large", "NetworkInterfaces": [described]}
    return Enricher(
        inventory=Inventory.parse([("i.json", json.dumps({"Reservations": [{"Instances": [instance]}]}).encode())]),
        geo=Geo(countries=Countries.parse(b"198.51.100.0/24,NZ\n")),
    )


def action(*occurrences, **more):
    document = finding(*occurrences, **more)
    check_finding(document)
    return document["service"]["action"]


def details(**members):
    return finding(connected(1, **members))["resource"]["instanceDetails"]


def info(*occurrences):
    return finding(*occurrences)["service"]["additionalInfo"]


# the action


def test_an_outbound_connection():
    assert action() == {
        "actionType": "NETWORK_CONNECTION",
        "networkConnectionAction": {
            "connectionDirection": "OUTBOUND",
            "protocol": "TCP",
            "blocked": False,
            "localPortDetails": {"port": 40_001, "portName": "Unknown"},
            "remotePortDetails": {"port": 443, "portName": "HTTPS"},
            "localIpDetails": {"ipAddressV4": "10.0.0.5"},
            "localNetworkInterface": INTERFACE,
            "remoteIpDetails": {"ipAddressV4": "198.51.100.7"},
        },
    }


def test_an_inbound_connection_that_was_refused():
    document = finding(at(1, inbound(accepted=False)))
    check_finding(document)
    shown = document["service"]["action"]["networkConnectionAction"]
    assert (shown["connectionDirection"], shown["blocked"], shown["localPortDetails"]) == ("INBOUND", True, SSH)
    assert document["service"]["resourceRole"] == "TARGET"
    assert document["service"]["featureName"] == "FLOW_LOGS"


def test_a_connection_over_ipv6():
    document = finding(connected(1, local_address="2001:db8::5", remote_address="2001:db8:ffff::1"))
    check_finding(document)
    shown = document["service"]["action"]["networkConnectionAction"]
    assert shown["localIpDetails"] == {"ipAddressV6": "2001:db8::5"}
    assert shown["remoteIpDetails"] == {"ipAddressV6": "2001:db8:ffff::1"}
    [interface] = document["resource"]["instanceDetails"]["networkInterfaces"]
    assert interface["ipv6Addresses"] == ["2001:db8::5"]
    assert "privateIpAddress" not in interface


@pytest.mark.parametrize(
    ("protocol", "port", "name", "words"),
    [
        (17, 53, "UDP", "UDP port 53"),
        (1, 0, "ICMP", "ICMP"),
        (253, 0, "253", "protocol 253"),
        (-1, 0, "Unknown", "an unknown protocol"),
    ],
)
def test_protocols_and_their_ports(protocol, port, name, words):
    document = finding(connected(1, protocol=protocol, local_port=port, remote_port=port))
    shown = document["service"]["action"]["networkConnectionAction"]
    assert shown["protocol"] == name
    assert ("remotePortDetails" in shown) is ("localPortDetails" in shown) is bool(port)
    assert f"used {words};" in document["description"]


def test_probes_of_everybody_the_newest_first():
    probes = [probed(n, remote_address=f"198.51.100.{n}", local_port=22 if n < 3 else 9200) for n in (1, 2, 3)]
    shown = action(*probes, probed(4, remote_address="198.51.100.1"))
    assert shown["actionType"] == "PORT_PROBE"
    assert shown["portProbeAction"]["blocked"] is False
    known = [
        (one["remoteIpDetails"]["ipAddressV4"], one["localPortDetails"]["port"], one["localIpDetails"]["ipAddressV4"])
        for one in shown["portProbeAction"]["portProbeDetails"]
    ]
    assert known == [
        ("198.51.100.1", 22, "10.0.0.5"),
        ("198.51.100.3", 9200, "10.0.0.5"),
        ("198.51.100.2", 22, "10.0.0.5"),
    ]


def test_the_newest_probe_is_shown_where_there_is_no_more_room():
    probes = [probed(n / 60, remote_address=f"198.51.100.{n}") for n in range(MOST_NAMED + 2)]
    shown = action(*probes)["portProbeAction"]["portProbeDetails"]
    assert len(shown) == MOST_NAMED + 1
    assert shown[0]["remoteIpDetails"]["ipAddressV4"] == f"198.51.100.{MOST_NAMED + 1}"


# the instance


def test_an_instance_that_only_the_log_knows():
    assert details() == {
        "instanceId": INSTANCE,
        "networkInterfaces": [
            {
                "networkInterfaceId": INTERFACE,
                "privateIpAddress": "10.0.0.5",
                "subnetId": "subnet-0a",
                "vpcId": "vpc-0a",
            }
        ],
    }


def test_an_interface_or_an_address_alone():
    assert "instanceId" not in details(instance="")
    nowhere = {"instance": "", "interface": "", "vpc": "", "subnet": ""}
    assert details(**nowhere) == {"networkInterfaces": [{"privateIpAddress": "10.0.0.5"}]}
    document = finding(connected(1, **nowhere))
    check_finding(document)
    assert "localNetworkInterface" not in document["service"]["action"]["networkConnectionAction"]


@pytest.mark.parametrize("instance", [INSTANCE, ""])
def test_an_instance_that_the_inventory_knows(instance):
    document = finding(connected(1, instance=instance), known=inventory())
    check_finding(document)
    assert document["resource"]["instanceDetails"] == inventory().instance(INSTANCE)
    assert document["resource"]["instanceDetails"]["instanceType"] == "m7g.large"


def test_an_interface_that_the_inventory_does_not_know_of_the_instance():
    shown = finding(connected(1, interface="eni-new"), known=inventory())["resource"]["instanceDetails"]
    assert shown["instanceType"] == "m7g.large"
    assert [each["networkInterfaceId"] for each in shown["networkInterfaces"]] == [INTERFACE, "eni-new"]


def test_the_log_s_instance_is_not_taken_for_the_one_that_has_its_interface_now():
    shown = finding(connected(1, instance="i-0old"), known=inventory())["resource"]["instanceDetails"]
    assert (shown["instanceId"], "instanceType" in shown) == ("i-0old", False)


def test_where_the_other_side_is():
    document = finding(connected(1), known=inventory())
    country = {"countryName": "New Zealand", "countryCode": "NZ"}
    assert document["service"]["action"]["networkConnectionAction"]["remoteIpDetails"]["country"] == country
    assert document["service"]["additionalInfo"]["actors"][0]["remoteIpDetails"]["country"] == country


# the evidence


def test_every_peer_and_every_port():
    shown = info(
        connected(1), at(2, inbound(remote_address="203.0.113.9")), at(3, inbound(remote_address="203.0.113.9"))
    )
    peers = [(one["remoteIpDetails"]["ipAddressV4"], one["count"]) for one in shown["actors"]]
    assert peers == [("198.51.100.7", 1), ("203.0.113.9", 2)]
    assert shown["ports"][1] == SSH | {
        "protocol": "TCP",
        "direction": "INBOUND",
        "blocked": False,
        "resourceRole": "TARGET",
        "localIpDetails": {"ipAddressV4": "10.0.0.5"},
        "localNetworkInterface": INTERFACE,
        "count": 2,
        "firstSeen": "2026-03-02T00:02:00.000Z",
        "lastSeen": "2026-03-02T00:03:30.000Z",
    }
    assert shown["connectionsOfFurtherActors"] == 0
    assert not {"eventIds", "apiCalls", "callsOfFurtherActors"} & shown.keys()
    assert shown["identity"].startswith("the instance")


def test_peers_that_are_not_named_are_counted():
    shown = info(*(connected(n / 60, remote_address=f"198.51.100.{n}") for n in range(MOST_NAMED + 3)))
    assert (len(shown["actors"]), shown["connectionsOfFurtherActors"]) == (MOST_NAMED, 3)


def test_what_detectors_and_lists_say():
    said = '[{"listName":"c2","entry":"198.51.100.7","threatNames":["Nightjar"],"fileSha256":"aa"}]'
    document = finding(connected(1, evidence=said, info='{"portsScannedSample":[22,80]}'))
    check_finding(document)
    shown = document["service"]["additionalInfo"]
    assert (shown["threatListName"], shown["threatName"], shown["portsScannedSample"]) == ("c2", "Nightjar", [22, 80])
    assert shown["listed"][0]["lastSeen"] == "2026-03-02T00:01:30.000Z"
    assert document["service"]["evidence"]["threatIntelligenceDetails"][0]["threatNames"] == ["Nightjar"]


# words


@pytest.mark.parametrize(
    ("members", "who"),
    [
        ({}, f"The instance {INSTANCE}"),
        ({"instance": ""}, f"The interface {INTERFACE} (10.0.0.5)"),
        ({"instance": "", "interface": ""}, "The host 10.0.0.5"),
    ],
)
def test_who_it_is_in_words(members, who):
    document = finding(connected(1, **members))
    assert document["title"] == f"{who} communicates with 198.51.100.7."
    assert document["description"] == (
        f"Lists name 198.51.100.7. {who} in 111122223333 used TCP port 443; its side was 10.0.0.5."
    )


def test_the_local_side_of_what_came_in_is_a_port():
    assert finding(at(1, inbound()))["description"].endswith("its side was TCP port 22 of 10.0.0.5.")


@pytest.mark.parametrize("kind", OF_FLOW_LOGS, ids=lambda kind: kind.name)
def test_the_words_of_every_type(kind):
    document = finding(kind=kind)
    check_finding(document)
    for words, longest in ((document["title"], TITLE_LENGTH), (document["description"], DESCRIPTION_LENGTH)):
        assert 0 < len(words) < longest
        assert not words[0].islower() and words.endswith(".")
        assert not set("{}") & set(words)
    assert document["title"].startswith(f"The instance {INSTANCE} ")
    assert document["resource"]["resourceType"] == "Instance"


def test_the_partition_is_the_region_s():
    assert finding()["partition"] == "aws"
    assert finding()["arn"].startswith("arn:aws:guardduty:eu-west-1:111122223333:detector/")


@given(CONNECTED)
def test_guardduty_s_own_model_takes_whatever_was_seen(occurrences):
    document = finding(*occurrences)
    check_finding(document)
    evidence = document["service"]["additionalInfo"]
    assert sum(port["count"] for port in evidence["ports"]) == document["service"]["count"]
    assert sum(actor["count"] for actor in evidence["actors"]) == document["service"]["count"]


def test_a_port_is_told_once_however_its_connections_differ():
    shown = info(*(at(n, msgspec.structs.replace(connection(), local_port=40_000 + n)) for n in range(4)))
    assert [(port["port"], port["count"]) for port in shown["ports"]] == [(443, 4)]


def test_a_probe_has_its_ports_and_actors_too():
    shown = info(at(1, probe()))
    assert [port["portName"] for port in shown["ports"]] == ["SSH"]
    assert len(shown["actors"]) == 1
