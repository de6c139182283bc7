"""Leaked keys: used, or their user put under quarantine."""

import hashlib

import pytest

from tests.detection import findings, seen, types
from tests.lists import book, listed
from tests.records import event, role, s3_data, service, user

TYPE = "CredentialAccess:IAMUser/CompromisedCredentials"
KEY = user()["accessKeyId"]
PLAIN = book(listed("leaks", [KEY], kind="leaked-keys"))
HASHED = book(listed("leaks", [hashlib.sha256(KEY.encode()).hexdigest()], kind="leaked-keys"))
POLICY = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"


def attach(api="AttachUserPolicy", policy=POLICY, **members):
    return event("iam", api, {"userName": "kiosk", "policyArn": policy}, **members)


@pytest.mark.parametrize("in_force", [PLAIN, HASHED], ids=["plain", "hashed"])
@pytest.mark.parametrize(
    "call",
    [
        event("sts", "GetCallerIdentity"),
        event("iam", "CreateUser", error="AccessDenied"),
        s3_data(),
    ],
    ids=["a call", "a failed call", "an object"],
)
def test_use_of_a_leaked_key(in_force, call):
    assert types(call, book=in_force) == [TYPE]


@pytest.mark.parametrize(
    "call",
    [
        event("sts", "GetCallerIdentity", by=user() | {"accessKeyId": "AKIAANOTHERXXXXXXXXX"}),
        event("sts", "GetCallerIdentity", by=user() | {"accessKeyId": ""}),
        event("sts", "GetCallerIdentity", by=role()),
        event(
            "kms", "Decrypt", by=user() | {"invokedBy": "athena.amazonaws.com"}, sourceIPAddress="athena.amazonaws.com"
        ),
        event("lambda", "Invoke", managementEvent=False, eventCategory="Data"),
    ],
    ids=["another key of the user", "no key", "a session", "a service on the user's behalf", "another data event"],
)
def test_near_misses_of_a_leaked_key(call):
    assert types(call, book=PLAIN) == []


def test_a_finding_tells_the_calls_and_the_list():
    calls = [event("sts", "GetCallerIdentity"), event("iam", "ListUsers"), event("iam", "ListUsers", eventID="other")]
    [found] = findings([calls], book=HASHED)
    info = found["service"]["additionalInfo"]
    assert {call["name"]: call["count"] for call in info["apiCalls"]} == {
        "sts.amazonaws.com:GetCallerIdentity": 1,
        "iam.amazonaws.com:ListUsers": 2,
    }
    assert info["threatListName"] == "leaks"
    assert found["severity"] == 8.0
    assert found["resource"]["accessKeyDetails"]["accessKeyId"] == KEY


@pytest.mark.parametrize("policy", [POLICY, POLICY.removesuffix("V3"), POLICY.replace("arn:aws:", "arn:aws-us-gov:")])
@pytest.mark.parametrize("by", [user("admin"), service("iam")], ids=["somebody", "AWS"])
def test_quarantine(policy, by):
    [one] = seen(attach(policy=policy, by=by))
    assert one.type == TYPE
    assert one.resource == f"arn:{policy.split(':')[1]}:iam::111122223333:user/kiosk"
    assert (one.call.user_name, one.call.user_type, one.call.access_key_id) == ("kiosk", "IAMUser", "")


@pytest.mark.parametrize(
    "call",
    [
        attach(error="AccessDenied"),
        attach("DetachUserPolicy"),
        attach(policy="arn:aws:iam::111122223333:policy/AWSCompromisedKeyQuarantineV3"),
        attach(policy="arn:aws:iam::aws:policy/ReadOnlyAccess"),
        event("iam", "GetPolicy", {"policyArn": POLICY}),
        event("iam", "AttachUserPolicy", {"policyArn": POLICY}),
        event("iam", "AttachUserPolicy"),
    ],
)
def test_near_misses_of_quarantine(call):
    assert types(call) == []
