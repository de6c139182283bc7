"""Root usage: what root did, and what only looks like it."""

import pytest

from tests.detection import seen, types
from tests.records import AGENT, BROWSER, event, role, root, root_session, s3_data, user

USAGE = "Policy:IAMUser/RootCredentialUsage"
SHORT_TERM = "Policy:IAMUser/ShortTermRootCredentialUsage"
CONSOLE_LOGIN = {"userAgent": BROWSER, "eventType": "AwsConsoleSignIn"}


def sign_in(outcome, by=None, **members):
    members = CONSOLE_LOGIN | {"responseElements": {"ConsoleLogin": outcome}} | members
    return event("signin", "ConsoleLogin", by=by or root(accessKeyId=""), **members)


RAISED = {
    "an API call with a root access key": (event("iam", "ListUsers", by=root()), USAGE),
    "one that failed": (event("iam", "ListUsers", by=root(), error="AccessDenied"), USAGE),
    "an S3 data event": (s3_data(by=root()), USAGE),
    "a sign-in": (sign_in("Success"), USAGE),
    "a change of the root password": (
        event(
            "signin",
            "PasswordUpdated",
            by=root(accessKeyId=""),
            **(CONSOLE_LOGIN | {"responseElements": {"PasswordUpdated": "Success"}}),
        ),
        USAGE,
    ),
    "the console in a browser": (event("iam", "ListUsers", by=root_session(), userAgent=BROWSER), USAGE),
    "the S3 console": (event("s3", "ListBuckets", by=root_session(), userAgent="[S3Console/0.4]"), USAGE),
    "the S3 console's browser, in brackets": (
        event("s3", "ListBuckets", by=root_session(), userAgent=f"[{BROWSER}]"),
        USAGE,
    ),
    "the console, by its own word": (
        event("iam", "ListUsers", by=root_session(), sessionCredentialFromConsole="true"),
        USAGE,
    ),
    "the console, by its sign-in session": (
        event(
            "iam",
            "ListUsers",
            by=root_session(signInSessionArn="arn:aws:signin:us-east-1:111122223333:session/0a1b"),
        ),
        USAGE,
    ),
    "the console of some years ago": (
        event(
            "cloudtrail",
            "DescribeTrails",
            by=root_session() | {"invokedBy": "signin.amazonaws.com"},
            userAgent="signin.amazonaws.com",
        ),
        USAGE,
    ),
    "a service behind the console": (
        event("ec2", "DescribeInstances", by=root_session(), userAgent="EC2ConsoleBackend, aws-sdk-java/1.12.1"),
        USAGE,
    ),
    "a console that calls itself AWS Internal": (
        event("cloudtrail", "CreateTrail", {"name": "t"}, by=root_session(), userAgent="AWS Internal"),
        USAGE,
    ),
    "a session of sts:AssumeRoot": (
        event("iam", "DeleteLoginProfile", by=root_session(assumedRoot="true")),
        SHORT_TERM,
    ),
    "one in a browser": (
        event("s3", "DeleteBucketPolicy", by=root_session(assumedRoot="true"), userAgent=BROWSER),
        SHORT_TERM,
    ),
    "a session that a root access key got": (event("iam", "ListUsers", by=root_session(), userAgent=AGENT), SHORT_TERM),
}

NOT_RAISED = {
    "an IAM user": event("iam", "ListUsers", by=user("root")),
    "a role called root": event("iam", "ListUsers", by=role("root")),
    "a role that root has assumed": event("iam", "ListUsers", by=role("Admin", "root")),
    "a service on behalf of root": event(
        "kms",
        "Decrypt",
        by=root_session() | {"invokedBy": "cloudformation.amazonaws.com"},
        sourceIPAddress="cloudformation.amazonaws.com",
        userAgent="cloudformation.amazonaws.com",
    ),
    "a service event": event("kms", "RotateKey", by=root(), eventType="AwsServiceEvent"),
    "AWS itself": event("support", "RefreshTrustedAdvisorCheck", by=root(), sourceIPAddress="AWS Internal"),
    "a failed sign-in": sign_in("Failure", errorMessage="Failed authentication"),
    "a sign-in that says nothing": sign_in(None),
    "an IAM user's sign-in": sign_in("Success", by=user()),
    "an MFA check": event("signin", "CheckMfa", by=root(), **CONSOLE_LOGIN, responseElements={"CheckMfa": "Success"}),
    "a password recovery": event(
        "signin",
        "PasswordRecoveryRequested",
        by=root(),
        **CONSOLE_LOGIN,
        responseElements={"PasswordRecoveryRequested": "Success"},
    ),
    "nobody": event("iam", "ListUsers", by=None),
}


@pytest.mark.parametrize(("record", "expected"), RAISED.values(), ids=RAISED)
def test_what_root_did(record, expected):
    assert types(record) == [expected]


@pytest.mark.parametrize("record", NOT_RAISED.values(), ids=NOT_RAISED)
def test_what_root_did_not(record):
    assert types(record) == []


def test_severity_and_words():
    [hit] = seen(event("iam", "ListUsers", by=root()))
    assert hit.call.severity == 2.0
    assert hit.resource == "arn:aws:iam::111122223333:root"
    assert hit.call.user_name == "root"
