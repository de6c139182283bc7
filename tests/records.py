"""CloudTrail records for tests: plain dicts with realistic defaults, and what decoding makes of them."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from models.cloudtrail.record import CloudTrailRecord

ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"
REGION = "eu-west-1"
ADDRESS = "203.0.113.10"
AGENT = (
    "aws-cli/2.15.30 md/awscrt#0.19.19 ua/2.0 os/linux#6.1.0-18-amd64 md/arch#x86_64 lang/python#3.11.8 "
    "md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/distrib#debian.12 md/prompt#off"
)
BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:124.0) Gecko/20100101 Firefox/124.0"

#: The events' day; `at` counts from its midnight.
MIDNIGHT = datetime(2026, 3, 2, tzinfo=UTC)


def at(clock: str, days: int = 0) -> str:
    """An eventTime: ``at("10:00:00")`` on the events' day, or some days later."""
    hours, minutes, seconds = map(int, clock.split(":"))
    moment = MIDNIGHT + timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def user(name: str = "dev", account: str = ACCOUNT) -> dict[str, Any]:
    """The identity of an IAM user with a long-term key."""
    return {
        "type": "IAMUser",
        "principalId": f"AIDA{name.upper():X<17.17}",
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": f"AKIA{name.upper():X<16.16}",
        "userName": name,
    }


def role(name: str = "deploy", session: str = "ci-1", account: str = ACCOUNT) -> dict[str, Any]:
    """The identity of a role's session."""
    unique = f"AROA{name.upper():X<17.17}"
    return {
        "type": "AssumedRole",
        "principalId": f"{unique}:{session}",
        "arn": f"arn:aws:sts::{account}:assumed-role/{name}/{session}",
        "accountId": account,
        "accessKeyId": f"ASIA{session.upper():X<16.16}",
        "sessionContext": {
            "sessionIssuer": {
                "type": "Role",
                "principalId": unique,
                "arn": f"arn:aws:iam::{account}:role/{name}",
                "accountId": account,
                "userName": name,
            },
            "attributes": {"creationDate": at("00:00:00"), "mfaAuthenticated": "false"},
        },
    }


def root(account: str = ACCOUNT, **members: Any) -> dict[str, Any]:
    """The identity of an account's root user with a long-term key."""
    identity = {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "accessKeyId": "AKIAROOTXXXXXXXXXXXX",
    }
    return identity | members


def root_session(account: str = ACCOUNT, **members: Any) -> dict[str, Any]:
    """The identity of root in a session: ``members`` go into the sessionContext."""
    attributes = {"creationDate": at("00:00:00"), "mfaAuthenticated": "true"}
    return root(account, accessKeyId="ASIAROOTXXXXXXXXXXXX", sessionContext={"attributes": attributes} | members)


def service(name: str) -> dict[str, Any]:
    """The identity of an AWS service that acts for itself."""
    return {"type": "AWSService", "invokedBy": f"{name}.amazonaws.com"}


def event(source: str, name: str, parameters: Any = None, **members: Any) -> dict[str, Any]:
    """A management event of the API ``name`` of the service ``source``, successful unless ``members`` say otherwise.

    ``by`` is the caller's identity, ``error`` an error code; every other member has CloudTrail's own name. The event's
    id follows from its content.
    """
    caller, error = members.pop("by", user()), members.pop("error", None)
    record = {
        "eventVersion": "1.11",
        "userIdentity": caller,
        "eventTime": at("10:00:00"),
        "eventSource": f"{source}.amazonaws.com",
        "eventName": name,
        "awsRegion": REGION,
        "sourceIPAddress": ADDRESS,
        "userAgent": AGENT,
        "requestParameters": parameters,
        "responseElements": None,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": ACCOUNT,
        "eventCategory": "Management",
    }
    if error:
        record |= {"errorCode": error, "errorMessage": "it did not work"}
    record |= members
    digest = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    return {"eventID": f"{digest[:8]}-{digest[8:12]}-4{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"} | record


def s3_data(name: str = "GetObject", bucket: str = "reports", **members: Any) -> dict[str, Any]:
    """An S3 data event."""
    members = {"managementEvent": False, "eventCategory": "Data", "userAgent": f"[{AGENT}]"} | members
    return event("s3", name, {"bucketName": bucket, "key": "2026/03.csv", "Host": f"{bucket}.s3"}, **members)


def decoded(record: dict[str, Any]) -> CloudTrailRecord:
    """The record as the job sees it."""
    return msgspec.json.decode(json.dumps(record), type=CloudTrailRecord)
