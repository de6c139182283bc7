"""S3 public grants: a bucket policy or ACL opens a bucket to the world.

Source: CloudTrail management events of S3: PutBucketPolicy, PutBucketAcl, CreateBucket (canned ACL and grant
headers). Severity High. One finding per bucket, account and Region.

- ``Policy:S3/BucketAnonymousAccessGranted``: anyone may use the grant, without credentials.
- ``Policy:S3/BucketPublicAccessGranted``: any AWS principal, of whatever account, may use the grant, an
  anonymous caller may not.

One call can do both, by different statements or grants; then it raises both. What a policy grants is read as
AWS evaluates it (`models.aws.policy`); what an ACL grants, by its groups (`models.aws.acl`). Failed calls do
not count. Block Public Access may still stand in the way; as it is not part of the call, the finding gives
``effectivePermission`` as UNKNOWN. ATT&CK: T1530 (Data from Cloud Storage).
"""

from __future__ import annotations

from collections.abc import Iterator

from models.aws.acl import acl_exposure
from models.aws.policy import Exposure, policy_exposure
from models.cloudtrail.principal import failed
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, RecordDetector, request, text
from models.findings.types import HIGH, FindingType, Identity

ANONYMOUS = FindingType(
    name="Policy:S3/BucketAnonymousAccessGranted",
    severity=HIGH,
    title="The bucket {bucket} was opened to everyone.",
    description=(
        "{user} called {call} from {caller}. The bucket {bucket} now grants access to everyone on the "
        "internet, without credentials, unless Block Public Access prevents it."
    ),
    identity=Identity.BUCKET,
)

PUBLIC = FindingType(
    name="Policy:S3/BucketPublicAccessGranted",
    severity=HIGH,
    title="The bucket {bucket} was opened to all AWS users.",
    description=(
        "{user} called {call} from {caller}. The bucket {bucket} now grants access to everybody who has "
        "credentials of any AWS account, unless Block Public Access prevents it."
    ),
    identity=Identity.BUCKET,
)


def check(record: CloudTrailRecord) -> Iterator[Hit]:
    """A hit for each of the two publics that the call lets in."""
    if failed(record):
        return
    parameters = request(record)
    bucket = text(parameters.get("bucketName"))
    if not bucket:
        return
    if record.event_name == "PutBucketPolicy":
        means, exposure = "bucketPolicy", policy_exposure(parameters.get("bucketPolicy"))
    else:
        means, exposure = "accessControlList", acl_exposure(parameters)
    if exposure.anonymous:
        yield _hit(ANONYMOUS, bucket, means, exposure)
    if exposure.authenticated_only:
        yield _hit(PUBLIC, bucket, means, exposure)


def _hit(kind: FindingType, bucket: str, means: str, exposure: Exposure) -> Hit:
    allows = {
        "allowsPublicReadAccess": exposure.anonymous_read or exposure.authenticated_read,
        "allowsPublicWriteAccess": exposure.anonymous_write or exposure.authenticated_write,
    }
    configuration = {"bucketLevelPermissions": {means: allows}}
    return Hit(
        kind,
        resource=bucket,
        affected=(("AWS::S3::Bucket", bucket),),
        bucket_info={"publicAccess": {"permissionConfiguration": configuration, "effectivePermission": "UNKNOWN"}},
    )


DETECTOR = RecordDetector(
    types=(ANONYMOUS, PUBLIC),
    apis=frozenset(("s3.amazonaws.com", name) for name in ("PutBucketPolicy", "PutBucketAcl", "CreateBucket")),
    check=check,
)
