"""API calls from listed addresses: which call gives which type, and what a finding says of the list."""

import pytest

from models.detectors.listed_caller_iam import LISTED
from tests.detection import findings, seen, types
from tests.lists import SHA256, book, listed
from tests.records import at, event, s3_data, service

HOSTILE, BESIDE = "198.51.100.7", "198.51.100.16"
NAMES = {"malicious": "MaliciousIPCaller", "custom": "MaliciousIPCaller.Custom", "tor": "TorIPCaller"}

of_each_kind = pytest.mark.parametrize("kind", NAMES)


def lists(kind, entry="198.51.100.0/28", **table):
    return book(listed("watched", [entry], kind=kind, **table))


@of_each_kind
@pytest.mark.parametrize(
    ("source", "api", "purpose"),
    [
        ("s3", "ListBuckets", "Recon"),
        ("ec2", "DescribeInstances", "Recon"),
        ("iam", "GetUser", "UnauthorizedAccess"),
        ("ec2", "RunInstances", "UnauthorizedAccess"),
        ("signin", "ConsoleLogin", "UnauthorizedAccess"),
    ],
)
def test_what_a_call_from_a_listed_address_gives(kind, source, api, purpose):
    call = event(source, api, sourceIPAddress=HOSTILE)
    assert types(call, book=lists(kind)) == [f"{purpose}:IAMUser/{NAMES[kind]}"]


@of_each_kind
def test_a_failed_call_counts(kind):
    call = event("iam", "GetUser", sourceIPAddress=HOSTILE, error="AccessDenied")
    assert types(call, book=lists(kind)) == [f"UnauthorizedAccess:IAMUser/{NAMES[kind]}"]


@of_each_kind
@pytest.mark.parametrize(
    "call",
    [
        event("iam", "ListUsers", sourceIPAddress=BESIDE),
        event("iam", "ListUsers", sourceIPAddress="athena.amazonaws.com"),
        event("iam", "ListUsers", sourceIPAddress=HOSTILE, by=service("config")),
        event("iam", "ListUsers", sourceIPAddress=None),
        event("lambda", "Invoke", sourceIPAddress=HOSTILE, managementEvent=False, eventCategory="Data"),
    ],
    ids=["beside the range", "a service's name", "a service", "no address", "a data event"],
)
def test_near_misses(kind, call):
    assert types(call, book=lists(kind)) == []


def test_private_addresses_never_match_a_threat_list():
    call = event("iam", "ListUsers", sourceIPAddress="10.1.2.3")
    assert types(call, book=lists("custom", "10.0.0.0/8")) == []


def test_ipv6_is_looked_up():
    call = event("iam", "ListUsers", sourceIPAddress="2001:db8:0:1::7")
    assert types(call, book=lists("tor", "2001:db8::/48")) == ["Recon:IAMUser/TorIPCaller"]


def test_other_kinds_of_lists_say_nothing_of_callers():
    call = event("iam", "ListUsers", sourceIPAddress=HOSTILE)
    assert types(call, book=lists("scanner")) == types(call, book=lists("c2")) == []


def test_trust_beats_threat():
    call = event("iam", "ListUsers", sourceIPAddress=HOSTILE)
    watched, office = listed("watched", [HOSTILE], kind="malicious"), listed("office", [HOSTILE], trusted=True)
    assert types(call, book=book(watched, office)) == []
    assert types(call, book=book(watched)) == ["Recon:IAMUser/MaliciousIPCaller"]


def test_several_lists_give_a_finding_each_kind_and_one_evidence_each_list():
    in_force = book(
        listed("one", [HOSTILE], kind="malicious"),
        listed("two", ["198.51.100.0/24"], kind="malicious"),
        listed("three", [HOSTILE], kind="tor"),
    )
    malicious, tor = findings([[event("iam", "ListUsers", sourceIPAddress=HOSTILE)]], book=in_force)
    assert [malicious["type"], tor["type"]] == ["Recon:IAMUser/MaliciousIPCaller", "Recon:IAMUser/TorIPCaller"]
    details = malicious["service"]["evidence"]["threatIntelligenceDetails"]
    assert [detail["threatListName"] for detail in details] == ["one", "two"]


def test_a_finding_names_the_list_the_entry_and_since_when():
    in_force = book(listed("watched", [f"{HOSTILE}  # 2026-02-11 Nightjar", "198.51.100.8"], kind="custom"))
    calls = [
        event("iam", "ListUsers", sourceIPAddress=HOSTILE),
        event("iam", "ListUsers", sourceIPAddress="198.51.100.8", eventTime=at("10:00:30")),
    ]
    [found] = findings([calls], book=in_force)
    info = found["service"]["additionalInfo"]
    assert info["threatListName"] == "watched"
    assert [(one["entry"], one.get("listedSince"), one["count"]) for one in info["listed"]] == [
        (HOSTILE, "2026-02-11", 1),
        ("198.51.100.8", None, 1),
    ]
    assert found["service"]["evidence"]["threatIntelligenceDetails"] == [
        {"threatListName": "watched", "threatNames": ["Nightjar"], "threatFileSha256": SHA256}
    ]


def test_objects_are_another_family_s():
    found = types(s3_data(sourceIPAddress=HOSTILE), book=lists("tor"))
    assert not set(found) & {kind.name for kind in LISTED.types}


def test_the_principal_is_the_identity():
    [one] = seen(event("iam", "ListUsers", sourceIPAddress=HOSTILE), book=lists("tor"))
    assert one.resource == "arn:aws:iam::111122223333:user/dev"
