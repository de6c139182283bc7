"""S3 access logging: a bucket's server access log is switched off.

Source: CloudTrail management events of S3. Severity Low. One finding per bucket, account and Region.

``Stealth:S3/ServerAccessLoggingDisabled``: PutBucketLogging succeeded with a BucketLoggingStatus that names no
target (no LoggingEnabled). A record whose request parameters are missing decides nothing. ATT&CK: T1562.008.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.cloudtrail.principal import failed
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, RecordDetector, request, text
from models.findings.types import LOW, FindingType, Identity

DISABLED = FindingType(
    name="Stealth:S3/ServerAccessLoggingDisabled",
    severity=LOW,
    title="Server access logging of the bucket {bucket} was switched off.",
    description=(
        "{user} called {call} from {caller} and switched off server access logging of the bucket {bucket}. "
        "Access to its objects is no longer logged there, which can hide what happens to them next."
    ),
    identity=Identity.BUCKET,
)


def check(record: CloudTrailRecord) -> Iterator[Hit]:
    """A hit for a logging status without a target."""
    if failed(record):
        return
    parameters = request(record)
    bucket = text(parameters.get("bucketName"))
    status = parameters.get("BucketLoggingStatus")
    if not bucket or (isinstance(status, dict) and status.get("LoggingEnabled")):
        return
    yield Hit(DISABLED, resource=bucket, affected=(("AWS::S3::Bucket", bucket),))


DETECTOR = RecordDetector(types=(DISABLED,), apis=frozenset({("s3.amazonaws.com", "PutBucketLogging")}), check=check)
