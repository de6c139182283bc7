"""Objects used from listed addresses: which call gives which type, and with what severity."""

import pytest

from models.detectors.listed_caller_s3 import LISTED
from models.findings.types import HIGH, MEDIUM
from tests.detection import findings, seen, types
from tests.lists import book, listed
from tests.records import event, s3_data

HOSTILE = "198.51.100.7"
ANONYMOUS = {"type": "AWSAccount", "principalId": "", "accountId": "ANONYMOUS_PRINCIPAL"}

MALICIOUS, CUSTOM, TOR = "malicious", "custom", "tor"

GIVES = [
    ("ListObjects", MALICIOUS, "Discovery:S3/MaliciousIPCaller", HIGH),
    ("HeadObject", MALICIOUS, "Discovery:S3/MaliciousIPCaller", HIGH),
    ("GetObject", MALICIOUS, "Exfiltration:S3/MaliciousIPCaller", HIGH),
    ("CopyObject", MALICIOUS, "Exfiltration:S3/MaliciousIPCaller", HIGH),
    ("PutObject", MALICIOUS, "Impact:S3/MaliciousIPCaller", HIGH),
    ("DeleteObject", MALICIOUS, "Impact:S3/MaliciousIPCaller", HIGH),
    ("PutObjectAcl", MALICIOUS, "Impact:S3/MaliciousIPCaller", HIGH),
    ("ListObjects", CUSTOM, "Discovery:S3/MaliciousIPCaller.Custom", HIGH),
    ("GetObjectAcl", CUSTOM, "Discovery:S3/MaliciousIPCaller.Custom", HIGH),
    ("GetObject", CUSTOM, "UnauthorizedAccess:S3/MaliciousIPCaller.Custom", HIGH),
    ("PutObject", CUSTOM, "UnauthorizedAccess:S3/MaliciousIPCaller.Custom", HIGH),
    ("ListObjects", TOR, "Discovery:S3/TorIPCaller", MEDIUM),
    ("GetObject", TOR, "UnauthorizedAccess:S3/TorIPCaller", HIGH),
    ("DeleteObjects", TOR, "UnauthorizedAccess:S3/TorIPCaller", HIGH),
    ("ListObjectSecrets", MALICIOUS, "Discovery:S3/MaliciousIPCaller", HIGH),
    ("GetObjectSecrets", MALICIOUS, "Exfiltration:S3/MaliciousIPCaller", HIGH),
    ("ShredObject", MALICIOUS, "Impact:S3/MaliciousIPCaller", HIGH),
]


def lists(kind):
    return book(listed("watched", ["198.51.100.0/28"], kind=kind))


@pytest.mark.parametrize(("api", "kind", "gives", "severity"), GIVES)
def test_what_a_call_from_a_listed_address_gives(api, kind, gives, severity):
    [found] = findings([[s3_data(api, sourceIPAddress=HOSTILE)]], book=lists(kind))
    assert (found["type"], found["severity"]) == (gives, severity)
    assert [bucket["name"] for bucket in found["resource"]["s3BucketDetails"]] == ["reports"]


def test_every_type_is_given():
    assert {gives for _, _, gives, _ in GIVES} == {kind.name for kind in LISTED.types}


@pytest.mark.parametrize("kind", [MALICIOUS, CUSTOM, TOR])
@pytest.mark.parametrize(
    "call",
    [
        s3_data(sourceIPAddress="198.51.100.16"),
        s3_data(sourceIPAddress=HOSTILE, by=ANONYMOUS),
        s3_data(sourceIPAddress="athena.amazonaws.com"),
    ],
    ids=["beside the range", "nobody's credentials", "a service"],
)
def test_near_misses(kind, call):
    assert types(call, book=lists(kind)) == []


def test_a_failed_call_counts():
    assert types(s3_data(sourceIPAddress=HOSTILE, error="AccessDenied"), book=lists(TOR)) == [
        "UnauthorizedAccess:S3/TorIPCaller"
    ]


def test_calls_on_the_bucket_itself_are_another_family_s():
    call = event("s3", "PutBucketPolicy", {"bucketName": "reports"}, sourceIPAddress=HOSTILE)
    assert types(call, book=lists(TOR)) == ["UnauthorizedAccess:IAMUser/TorIPCaller"]


def test_a_call_that_names_no_bucket():
    call = s3_data("GetObject", sourceIPAddress=HOSTILE) | {"requestParameters": None}
    [one] = seen(call, book=lists(TOR))
    assert one.call.affected == ()
