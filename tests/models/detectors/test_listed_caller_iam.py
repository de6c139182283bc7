"""API calls from listed addresses: which call gives which type, and what a finding says of the list."""

import json

import pytest

from models.detectors.listed_caller_iam import LISTED
from models.findings.merge import MergeFolder, Timing, finding_state
from models.fold import run
from models.times import END_OF_TIME
from tests.detection import findings, seen, sightings, types
from tests.lists import SHA256, book, listed
from tests.records import at, event, root, s3_data, service

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


NO_CREDENTIALS = {
    "a sign-in with a name that does not exist": event(
        "signin",
        "ConsoleLogin",
        by={"type": "IAMUser", "accountId": "111122223333", "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"},
        responseElements={"ConsoleLogin": "Failure"},
        sourceIPAddress=HOSTILE,
    ),
    "root's password guessed": event(
        "signin", "ConsoleLogin", by=root(), responseElements={"ConsoleLogin": "Failure"}, sourceIPAddress=HOSTILE
    ),
    "a public API of Cognito": event("cognito-idp", "InitiateAuth", by={"type": "Unknown"}, sourceIPAddress=HOSTILE),
    "nobody": event("iam", "ListUsers", by=None, sourceIPAddress=HOSTILE),
    "an unsigned request": event(
        "sts", "GetCallerIdentity", by={"type": "AWSAccount", "accountId": "anonymous"}, sourceIPAddress=HOSTILE
    ),
    "a federation that failed": event(
        "sts",
        "AssumeRoleWithWebIdentity",
        by={"type": "WebIdentityUser", "principalId": "x", "userName": "x"},
        error="AccessDenied",
        sourceIPAddress=HOSTILE,
    ),
}


@pytest.mark.parametrize("call", NO_CREDENTIALS.values(), ids=NO_CREDENTIALS)
def test_whoever_shows_no_credentials_is_the_internet_s_noise(call):
    assert types(call, book=lists("tor")) == []


def test_a_sign_in_that_succeeds_shows_them():
    call = event("signin", "ConsoleLogin", responseElements={"ConsoleLogin": "Success"}, sourceIPAddress=HOSTILE)
    assert types(call, book=lists("tor")) == ["UnauthorizedAccess:IAMUser/TorIPCaller"]


def test_versions_of_a_list_are_one_list():
    """The newest version's words stand; a list that changes by the hour does not fill the finding."""
    versions = [book(listed("watched", [f"{HOSTILE}  # 2026-02-{day:02} seen"], kind="tor")) for day in range(1, 29)]
    found = []
    for day, in_force in enumerate(versions):
        call = event("iam", "ListUsers", sourceIPAddress=HOSTILE, eventTime=at("10:00:00", day))
        found += sightings([[call]], book=in_force)
    folder = MergeFolder(Timing())
    *_, last = run(folder, found[0].key.to_bytes(), None, [one.sighting for one in found], END_OF_TIME)[2]
    [one] = finding_state(last).evidence.values()
    assert (one.tally.count, json.loads(one.said)["listedSince"]) == (28, "2026-02-28")


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
