"""S3 Block Public Access: taken away from an account or a bucket, or not."""

import pytest

from tests.detection import seen, types
from tests.records import ACCOUNT, event

OF_ACCOUNT = "Policy:S3/AccountBlockPublicAccessDisabled"
OF_BUCKET = "Policy:S3/BucketBlockPublicAccessDisabled"
FLAGS = ("RestrictPublicBuckets", "BlockPublicPolicy", "BlockPublicAcls", "IgnorePublicAcls")
ON, OFF = dict.fromkeys(FLAGS, True), dict.fromkeys(FLAGS, False)
XMLNS = {"xmlns": "http://s3.amazonaws.com/doc/2006-03-01/"}


def block(flags):
    return {"PublicAccessBlockConfiguration": XMLNS | flags}


def on_account(name, flags=None, **members):
    parameters = {"accountId": ACCOUNT, "Host": f"{ACCOUNT}.s3-control.eu-west-1.amazonaws.com"}
    return event("s3", name, parameters | (block(flags) if flags is not None else {}), **members)


def on_bucket(name, flags=None, **members):
    parameters = {"bucketName": "reports", "publicAccessBlock": "", "Host": "reports.s3.amazonaws.com"}
    return event("s3", name, parameters | (block(flags) if flags is not None else {}), **members)


def without(flag):
    return {name: on for name, on in ON.items() if name != flag}


RAISED = {
    "AWS's tester: the account, all four off": (on_account("PutAccountPublicAccessBlock", OFF), OF_ACCOUNT),
    "AWS's tester: the bucket, all four off": (on_bucket("PutBucketPublicAccessBlock", OFF), OF_BUCKET),
    "the account's deletion": (on_account("DeleteAccountPublicAccessBlock"), OF_ACCOUNT),
    "the bucket's deletion": (on_bucket("DeleteBucketPublicAccessBlock"), OF_BUCKET),
    "an account flag as text": (on_account("PutAccountPublicAccessBlock", ON | {FLAGS[0]: "false"}), OF_ACCOUNT),
} | {
    f"{flag} {how}": (on_bucket("PutBucketPublicAccessBlock", flags), OF_BUCKET)
    for flag in FLAGS
    for how, flags in (("off", ON | {flag: False}), ("left out", without(flag)))
}

NOT_RAISED = {
    "the account, all four on": on_account("PutAccountPublicAccessBlock", ON),
    "the bucket, all four on": on_bucket("PutBucketPublicAccessBlock", ON),
    "all four on, as text": on_bucket("PutBucketPublicAccessBlock", dict.fromkeys(FLAGS, "true")),
    "a failed account call": on_account("PutAccountPublicAccessBlock", OFF, error="AccessDenied"),
    "a failed bucket call": on_bucket("DeleteBucketPublicAccessBlock", error="NoSuchBucket"),
    "a look at it": on_bucket("GetBucketPublicAccessBlock"),
    "a record without its parameters": event("s3", "PutBucketPublicAccessBlock"),
}


@pytest.mark.parametrize(("record", "expected"), RAISED.values(), ids=RAISED)
def test_taken_away(record, expected):
    [hit] = seen(record)
    assert hit.type == expected
    assert hit.resource == (ACCOUNT if expected == OF_ACCOUNT else "reports")
    assert hit.call.severity == 2.0


@pytest.mark.parametrize("record", NOT_RAISED.values(), ids=NOT_RAISED)
def test_not_taken_away(record):
    assert types(record) == []


def test_the_finding_shows_the_flags():
    flags = {
        "restrictPublicBuckets": True,
        "blockPublicPolicy": False,
        "blockPublicAcls": True,
        "ignorePublicAcls": True,
    }
    [hit] = seen(on_bucket("PutBucketPublicAccessBlock", ON | {"BlockPublicPolicy": False}))
    access = hit.bucket_info["publicAccess"]
    assert access["permissionConfiguration"]["bucketLevelPermissions"]["blockPublicAccess"] == flags
    assert access["effectivePermission"] == "UNKNOWN"
    [hit] = seen(on_account("PutAccountPublicAccessBlock", ON | {"BlockPublicPolicy": False}))
    assert hit.info["blockPublicAccess"] == flags
