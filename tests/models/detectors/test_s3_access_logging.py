"""S3 access logging: switched off, or something else."""

import pytest

from tests.detection import seen, types
from tests.records import event

TYPE = "Stealth:S3/ServerAccessLoggingDisabled"
XMLNS = {"xmlns": "http://s3.amazonaws.com/doc/2006-03-01/"}
TARGET = {"TargetBucket": "logs", "TargetPrefix": ""}


def put(status, **members):
    parameters = {"logging": "", "bucketName": "reports", "Host": "reports.s3.amazonaws.com"}
    return event(
        "s3", "PutBucketLogging", parameters | ({} if status is None else {"BucketLoggingStatus": status}), **members
    )


RAISED = {
    "AWS's tester: an empty status": put({}),
    "an empty status as CloudTrail prints it": put(XMLNS),
    "an empty element": put(""),
}

NOT_RAISED = {
    "switched on": put(XMLNS | {"LoggingEnabled": TARGET}),
    "a failed call": put(XMLNS, error="AccessDenied"),
    "a record without its parameters": event("s3", "PutBucketLogging"),
    "a look at it": event("s3", "GetBucketLogging", {"bucketName": "reports", "logging": ""}),
    "another service's call": event("s3-outposts", "PutBucketLogging", {"bucketName": "reports"}),
}


@pytest.mark.parametrize("record", RAISED.values(), ids=RAISED)
def test_switched_off(record):
    [hit] = seen(record)
    assert (hit.type, hit.resource) == (TYPE, "reports")
    assert hit.call.severity == 2.0
    assert hit.call.affected == (("AWS::S3::Bucket", "reports"),)


@pytest.mark.parametrize("record", NOT_RAISED.values(), ids=NOT_RAISED)
def test_not_switched_off(record):
    assert types(record) == []
