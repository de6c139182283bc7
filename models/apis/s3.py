"""S3 data events: what kind of access each is.

The kinds are those of the five ``*:S3/AnomalousBehavior`` types. CloudTrail's data events of S3 are the
calls on objects and the listings of a bucket; calls on the bucket's configuration are management events and
have no kind. Names are CloudTrail's: ListObjectsV2 is recorded as ListObjects, and both are known here. S3
Object Lambda uses the same names.
"""

from __future__ import annotations

from enum import Enum

from models.apis.tactics import NOTHING, ApiClass, Tactic


class S3Kind(Enum):
    """What a data event does to objects."""

    DISCOVERY = "discovery"
    READ = "read"
    WRITE = "write"
    DELETE = "delete"
    PERMISSION = "permission"


_NAMES: dict[S3Kind, str] = {
    S3Kind.DISCOVERY: """
        ListObjects ListObjectsV2 ListObjectVersions ListVersions GetBucketVersions ListMultipartUploads ListParts
        HeadBucket HeadObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention GetObjectTagging
        GetObjectAnnotation ListObjectAnnotations PreflightObject
        """,
    # WriteGetObjectResponse is how an Object Lambda function hands an object out.
    S3Kind.READ: "GetObject GetObjectVersion GetObjectTorrent SelectObjectContent WriteGetObjectResponse",
    # RestoreObject makes a copy of an archived object; tags, holds and encryption change an object's state.
    S3Kind.WRITE: """
        PutObject PostObject CopyObject CreateMultipartUpload InitiateMultipartUpload UploadPart UploadPartCopy
        CompleteMultipartUpload AbortMultipartUpload RestoreObject RenameObject PutObjectTagging DeleteObjectTagging
        PutObjectLegalHold PutObjectRetention UpdateObjectEncryption PutObjectAnnotation DeleteObjectAnnotation
        """,
    S3Kind.DELETE: "DeleteObject DeleteObjects DeleteObjectVersion",
    S3Kind.PERMISSION: "PutObjectAcl",
}
_KINDS: dict[str, S3Kind] = {name: kind for kind, names in _NAMES.items() for name in names.split()}

#: Write their bucket and read another: one record, whose ``x-amz-copy-source`` names the source.
COPIES: frozenset[str] = frozenset({"CopyObject", "UploadPartCopy"})

_RATINGS: dict[S3Kind, ApiClass] = {
    S3Kind.DISCOVERY: ApiClass(Tactic.DISCOVERY, 1),
    S3Kind.READ: ApiClass(Tactic.EXFILTRATION, 3),
    S3Kind.WRITE: ApiClass(Tactic.IMPACT, 2),
    S3Kind.DELETE: ApiClass(Tactic.IMPACT, 4),
    S3Kind.PERMISSION: ApiClass(Tactic.IMPACT, 4),
}


def s3_kind(event_name: str) -> S3Kind | None:
    """The kind of a data event of S3 to its bucket; None for other calls.

    >>> s3_kind("GetObject")
    <S3Kind.READ: 'read'>

    A copy (`COPIES`) is a write of its bucket; to the bucket it copies from it is a read.
    """
    return _KINDS.get(event_name)


def s3_rating(event_name: str) -> ApiClass:
    """The class of a data event of S3. A copy counts as the read that it is to its source: that is the graver."""
    if event_name in COPIES:
        return _RATINGS[S3Kind.READ]
    kind = _KINDS.get(event_name)
    return _RATINGS[kind] if kind else NOTHING
