"""S3 Block Public Access: the net below every bucket policy and ACL is taken away.

Source: CloudTrail management events of S3 and S3 control. Severity Low.

- ``Policy:S3/AccountBlockPublicAccessDisabled``: for the whole account (one finding per account and Region).
- ``Policy:S3/BucketBlockPublicAccessDisabled``: for one bucket (one finding per bucket, account and Region).

Each when the configuration was deleted, or put with one of its four flags false or left out (S3 takes a flag
that is left out as false), and the call succeeded. A record whose request parameters do not show the
configuration decides nothing. ATT&CK: T1562.007 (Impair Defenses: Disable or Modify Cloud Firewall) is the
nearest; T1530 (Data from Cloud Storage) is what it opens the way to.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.cloudtrail.principal import account, failed
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, RecordDetector, flag, request, text
from models.findings.types import LOW, FindingType, Identity

ACCOUNT = FindingType(
    name="Policy:S3/AccountBlockPublicAccessDisabled",
    severity=LOW,
    title="S3 Block Public Access was disabled for account {account}.",
    description=(
        "{user} called {call} from {caller}. At least one of the four settings of S3 Block Public Access is "
        "now off for the whole account {account}; a policy or an ACL can open any of its buckets to the public."
    ),
    identity=Identity.ACCOUNT,
)

BUCKET = FindingType(
    name="Policy:S3/BucketBlockPublicAccessDisabled",
    severity=LOW,
    title="S3 Block Public Access was disabled for the bucket {bucket}.",
    description=(
        "{user} called {call} from {caller}. At least one of the four settings of S3 Block Public Access is "
        "now off for the bucket {bucket}; its policy or an ACL can open it to the public."
    ),
    identity=Identity.BUCKET,
)

#: Member of the request -> member of the finding's blockPublicAccess.
FLAGS = {
    "IgnorePublicAcls": "ignorePublicAcls",
    "RestrictPublicBuckets": "restrictPublicBuckets",
    "BlockPublicAcls": "blockPublicAcls",
    "BlockPublicPolicy": "blockPublicPolicy",
}

# S3 control has been seen under three names; the API of the bucket's call under the S3 API's name and under
# CloudTrail's own.
_CONTROL = ("s3.amazonaws.com", "s3-control.amazonaws.com", "s3control.amazonaws.com")
_OF_ACCOUNT = ("PutAccountPublicAccessBlock", "DeleteAccountPublicAccessBlock")
_OF_BUCKET = (
    "PutBucketPublicAccessBlock",
    "DeleteBucketPublicAccessBlock",
    "PutPublicAccessBlock",
    "DeletePublicAccessBlock",
)


def check(record: CloudTrailRecord) -> Iterator[Hit]:
    """A hit for a configuration that protects less than fully."""
    if failed(record):
        return
    parameters = request(record)
    flags = _flags(record, parameters)
    if flags is None or all(flags.values()):
        return
    bucket = text(parameters.get("bucketName"))
    if record.event_name in _OF_ACCOUNT:
        yield Hit(ACCOUNT, resource=account(record), info={"blockPublicAccess": flags})
    elif bucket:
        block = {"bucketLevelPermissions": {"blockPublicAccess": flags}}
        yield Hit(
            BUCKET,
            resource=bucket,
            affected=(("AWS::S3::Bucket", bucket),),
            bucket_info={"publicAccess": {"permissionConfiguration": block, "effectivePermission": "UNKNOWN"}},
        )


def _flags(record: CloudTrailRecord, parameters: dict) -> dict[str, bool] | None:
    """The four flags as they now are; None when the record does not tell."""
    if record.event_name.startswith("Delete"):
        return dict.fromkeys(FLAGS.values(), False)
    configuration = parameters.get("PublicAccessBlockConfiguration")
    if not isinstance(configuration, dict):
        return None
    return {ours: flag(configuration.get(theirs)) is True for theirs, ours in FLAGS.items()}


DETECTOR = RecordDetector(
    types=(ACCOUNT, BUCKET),
    apis=frozenset((source, name) for source in _CONTROL for name in (*_OF_ACCOUNT, *_OF_BUCKET)),
    check=check,
)
