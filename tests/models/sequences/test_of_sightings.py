"""Signals of findings."""

from __future__ import annotations

from models.detectors.registry import FINDING_TYPES
from models.findings.sequence import FINDING, ORDINARY, STRONG
from models.findings.sighting import occurrences
from models.sequences.of_sightings import signals
from models.sequences.signs import COMPROMISED, HANDS
from tests.models.findings.connections import connection
from tests.models.sequences.scenes import ALICE, TOR, WEB, asked, called, connected, seen, session


def made(evidence, *more):
    seen_all = occurrences([evidence.sighting, *(each.sighting for each in more)])
    return signals(evidence.key.type, evidence.key, seen_all, evidence.sighting.detail)


def test_a_call():
    (one,) = made(called("Recon:IAMUser/TorIPCaller", 1, caller=TOR))
    assert (one.kind, one.strength, one.tactics, one.techniques) == (
        FINDING,
        STRONG,
        ("Discovery",),
        ("T1078.004", "T1090.003"),
    )
    assert (one.who.principal, one.keys, one.endpoints) == (ALICE, ("ASIAALICE",), (TOR,))
    assert one.indicators == (("TOR_IP", TOR),)
    assert [each.operation for each in one.activities] == ["ListUsers"]


def test_each_caller_has_a_signal_of_its_own():
    """Two people change one bucket; the finding is one."""
    first = called("Policy:S3/BucketPublicAccessGranted", 1, "PutBucketPolicy", "s3", "site", "site")
    other = called(
        "Policy:S3/BucketPublicAccessGranted", 2, "PutBucketPolicy", "s3", "site", "site", who=session("bob")
    )
    found = made(first, other)
    assert [one.who.principal_id for one in found] == ["AROAADMIN:alice", "AROAADMIN:bob"]
    assert len({one.uid for one in found}) == 1
    assert len({one.id for one in found}) == 2
    assert all(one.buckets == ("site",) for one in found)


def test_the_session_of_an_instance():
    (one,) = made(called("Recon:IAMUser/TorIPCaller", 1, who=session(WEB)))
    assert one.instance == WEB


def test_a_connection_and_a_request():
    (flow,) = made(connected("Backdoor:EC2/C&CActivity.B", 1))
    assert (flow.instance, flow.endpoints, flow.who.principal_id) == (WEB, ("198.51.100.7",), "")
    assert flow.last_ms - flow.first_ms == 30_000
    (query,) = made(asked("CryptoCurrency:EC2/BitcoinTool.B!DNS", 1, domain="pool.example"))
    assert query.indicators == (("CRYPTOMINING_DOMAIN", "pool.example"),)


def test_what_stands_for_an_instance():
    guessed = seen("UnauthorizedAccess:EC2/SSHBruteForce", "eni-01 as TARGET", 5, connection(instance=""))
    assert made(guessed)[0].instance == "eni-01"


def test_what_calls_did_to_objects():
    (deletes,) = made(called("Impact:S3/AnomalousBehavior.Delete", 1, "DeleteObject", "s3", "reports"))
    (refused,) = made(
        called("Impact:S3/AnomalousBehavior.Delete", 1, "DeleteObject", "s3", "reports", error_code="AccessDenied")
    )
    assert (deletes.deeds, refused.deeds) == (("delete",), ())


def test_what_calls_did_to_a_bucket():
    """Who may have the objects, where they go, how they are kept; not how the bucket is tagged."""
    kind = "Policy:S3/BucketPublicAccessGranted"
    for api, deeds in (("PutBucketPolicy", ("permission",)), ("PutBucketReplication", ("permission",))):
        assert made(called(kind, 1, api, "s3", "reports"))[0].deeds == deeds
    assert made(called(kind, 1, "PutBucketTagging", "s3", "reports"))[0].deeds == ()
    assert made(called(kind, 1, "PutBucketPolicy", "s3", "reports", error_code="AccessDenied"))[0].deeds == ()


def test_strong_signs_are_finding_types():
    assert FINDING_TYPES.keys() >= HANDS | COMPROMISED
    (one,) = made(called("Impact:IAMUser/AnomalousBehavior", 1, "DeleteUser"))
    assert one.strength == ORDINARY
    assert one.indicators == (("HIGH_RISK_API", "iam:DeleteUser"),)
