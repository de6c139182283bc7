from __future__ import annotations

from models.report.detail import Fact, detail, outline
from tests.models.findings import requests
from tests.models.findings.calls import at
from tests.models.findings.connections import connected, finding, inbound, probed
from tests.models.report.attacks import STOLEN_DATA, published
from tests.models.report.samples import found, sample


def test_an_outline_has_a_line_for_each_value():
    assert outline({"a": {"b": 1, "c": {"d": True, "e": 0.5}}, "f": "x"}) == [
        Fact(0, "a", ""),
        Fact(1, "b", "1"),
        Fact(1, "c", ""),
        Fact(2, "d", "true"),
        Fact(2, "e", "0.5"),
        Fact(0, "f", "x"),
    ]


def test_lone_members_share_a_line():
    assert outline({"a": {"b": {"c": "x"}}, "d": [{"e": "y"}]}) == [Fact(0, "a.b.c", "x"), Fact(0, "d[0].e", "y")]


def test_lists():
    assert outline({"ports": [22, "ssh", None], "tags": [{"k": 1}, {"k": 2}]}) == [
        Fact(0, "ports", "22, ssh, "),
        Fact(0, "tags", ""),
        Fact(1, "[0].k", "1"),
        Fact(1, "[1].k", "2"),
    ]


def test_what_is_empty_is_left_out():
    assert outline({"a": "", "b": None, "c": [], "d": {"e": {}}, "f": 0, "g": False}) == [
        Fact(0, "f", "0"),
        Fact(0, "g", "false"),
    ]
    assert outline(None) == outline("text") == outline({}) == []


def test_evidence_is_taken_out_of_what_is_left():
    shown = detail(found(sample()).current[0])
    assert [actor.caller for actor in shown.actors] == ["203.0.113.10"]
    assert [call.name for call in shown.api_calls] == ["iam.amazonaws.com:ListUsers"]
    assert list(shown.facts) == ["Finding", "Newest action", "Resource", "More"]
    assert [fact.name for fact in shown.facts["More"]] == ["userAgent", "fullUserAgent", "userAgentCategory"]


def test_evidence_of_another_shape_stays_in_what_is_left():
    shown = detail(found(sample(additionalInfo={"actors": "somebody", "apiCalls": [1]})).current[0])
    assert (shown.actors, shown.api_calls) == ([], [])
    assert shown.facts["More"] == [Fact(0, "actors", "somebody"), Fact(0, "apiCalls", "1")]


def test_a_caller_is_an_address_or_a_service():
    document = sample()
    one = document["service"]["additionalInfo"]["actors"][0]
    document["service"]["additionalInfo"]["actors"] = [
        one | {"remoteIpDetails": {"ipAddressV6": "2001:db8::1"}},
        {name: value for name, value in one.items() if name != "remoteIpDetails"}
        | {"domainDetails": {"domain": "cloudformation.amazonaws.com"}},
    ]
    actors = detail(found(document).current[0]).actors
    assert [actor.caller for actor in actors] == ["2001:db8::1", "cloudformation.amazonaws.com"]


def connections(*occurrences):
    return detail(found(finding(*occurrences)).current[0])


def test_connections_have_peers_and_ports():
    shown = connections(connected(1), at(2, inbound(accepted=False, remote_address="2001:db8::1")))
    assert [actor.caller for actor in shown.actors] == ["198.51.100.7", "2001:db8::1"]
    assert [(port.service, port.direction, port.blocked, port.local) for port in shown.ports] == [
        ("TCP 443 (HTTPS)", "OUTBOUND", False, "10.0.0.5 eni-0a"),
        ("TCP 22 (SSH)", "INBOUND", True, "10.0.0.5 eni-0a"),
    ]
    assert (shown.api_calls, shown.event_ids) == ([], [])
    assert "More" not in shown.facts
    assert Fact(0, "connectionDirection", "INBOUND") in shown.facts["Newest action"]


def test_ports_without_a_name_and_protocols_without_ports():
    shown = connections(connected(1, remote_port=40_404), connected(2, protocol=1, local_port=0, remote_port=0))
    assert [port.service for port in shown.ports] == ["TCP 40404", "ICMP"]


def test_of_probes_the_newest_is_a_fact_and_the_tables_have_the_others():
    facts = connections(probed(1, remote_address="203.0.113.9"), probed(2)).facts["Newest action"]
    assert Fact(0, "remoteIpDetails.ipAddressV4", "198.51.100.7") in facts
    assert "203.0.113.9" not in {fact.value for fact in facts}


def test_requests_have_domains():
    shown = detail(found(requests.finding(requests.requested(1), requests.requested(2, tcp=True))).current[0])
    assert [actor.caller for actor in shown.actors] == ["10.0.0.5"]
    assert [(use.domain, use.domain_with_suffix, use.protocol, use.count) for use in shown.domains] == [
        ("cdn.evil.example.com", "example.com", "UDP", 1),
        ("cdn.evil.example.com", "example.com", "TCP", 1),
    ]
    assert {fact.name for fact in shown.facts["More"]} == {"queryTypes", "responseCodes", "answers"}


def test_where_a_peer_is():
    document = finding()
    details = document["service"]["additionalInfo"]["actors"][0]["remoteIpDetails"]
    details |= {"organization": {"asn": "64500", "asnOrg": "Example Networks"}, "country": {"countryName": "Spain"}}
    assert detail(found(document).current[0]).actors[0].place == "AS64500 Example Networks, Spain"


def test_a_sequence_is_in_tables():
    shown = detail(found(published(STOLEN_DATA)[0]).current[0])
    assert shown.signals is not None and len(shown.signals.rows) == 4
    assert list(shown.facts) == ["Finding", "Indicators", "Resource"]
    assert Fact(0, "Tor IP", "198.51.100.99") in shown.facts["Indicators"]
    names = {fact.name: fact.value for fact in shown.facts["Finding"]}
    assert names["additionalSequenceTypes"] == "AttackSequence:IAM/CompromisedCredentials"


def test_a_detection_of_another_shape_is_shown_as_it_is():
    odd = detail(
        found(sample(detection={"sequence": {"signals": "many"}, "anomaly": {"profiles": {"a": "b"}}})).current[0]
    )
    assert odd.signals is None
    assert odd.facts["Detection"] == [
        Fact(0, "sequence.signals", "many"),
        Fact(0, "anomaly.profiles.a", "b"),
    ]


def test_sequences_that_a_finding_names_are_no_fact():
    assert "More" not in detail(found(sample(additionalInfo={"attackSequences": ["arn:a", "arn:b"]})).current[0]).facts
