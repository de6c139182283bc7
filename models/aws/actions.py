"""The S3 actions that a bucket policy can grant, and what each gives away.

Service Authorization Reference, "Actions, resources, and condition keys for Amazon S3": those whose resource
is a bucket or an object. Action names are matched without regard to case.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from models.aws.patterns import ANY, ONE, covers, glob

_OBJECT = """
AbortMultipartUpload BypassGovernanceRetention DeleteObject DeleteObjectTagging DeleteObjectVersion
DeleteObjectVersionTagging GetObject GetObjectAcl GetObjectAttributes GetObjectLegalHold GetObjectRetention
GetObjectTagging GetObjectTorrent GetObjectVersion GetObjectVersionAcl GetObjectVersionAttributes
GetObjectVersionForReplication GetObjectVersionTagging GetObjectVersionTorrent InitiateReplication
ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutObject PutObjectAcl PutObjectLegalHold
PutObjectRetention PutObjectTagging PutObjectVersionAcl PutObjectVersionTagging ReplicateDelete ReplicateObject
ReplicateTags RestoreObject UpdateObjectEncryption
"""
_BUCKET = """
CreateBucketMetadataTableConfiguration DeleteBucket DeleteBucketMetadataTableConfiguration DeleteBucketPolicy
DeleteBucketWebsite GetAccelerateConfiguration GetAnalyticsConfiguration GetBucketAbac GetBucketAcl GetBucketCORS
GetBucketLocation GetBucketLogging GetBucketMetadataTableConfiguration GetBucketNotification
GetBucketObjectLockConfiguration GetBucketOwnershipControls GetBucketPolicy GetBucketPolicyStatus
GetBucketPublicAccessBlock GetBucketRequestPayment GetBucketTagging GetBucketVersioning GetBucketWebsite
GetEncryptionConfiguration GetIntelligentTieringConfiguration GetInventoryConfiguration
GetLifecycleConfiguration GetMetricsConfiguration GetReplicationConfiguration ListBucket
ListBucketMultipartUploads ListBucketVersions PutAccelerateConfiguration PutAnalyticsConfiguration PutBucketAbac
PutBucketAcl PutBucketCORS PutBucketLogging PutBucketNotification PutBucketObjectLockConfiguration
PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock PutBucketRequestPayment PutBucketTagging
PutBucketVersioning PutBucketWebsite PutEncryptionConfiguration PutIntelligentTieringConfiguration
PutInventoryConfiguration PutLifecycleConfiguration PutMetricsConfiguration PutReplicationConfiguration
UpdateBucketMetadataInventoryTableConfiguration UpdateBucketMetadataJournalTableConfiguration
"""


def _names(listing: str) -> frozenset[str]:
    return frozenset(f"s3:{name}".lower() for name in listing.split())


_ON_OBJECTS, _ON_BUCKETS = _names(_OBJECT), _names(_BUCKET)
_ALL = _ON_OBJECTS | _ON_BUCKETS
_READING = ("s3:get", "s3:list", "s3:describe", "s3:head")


def allowed(patterns: Iterable[str], *, negated: bool) -> frozenset[str]:
    """The actions of an Allow's Action element, or NotAction element when ``negated``, in lower case.

    A wildcard names actions of the table; one named in full is taken at its word when it is S3's.
    """
    names = frozenset[str]().union(*map(_matching, patterns))
    return _ALL - names if negated else names


@lru_cache(maxsize=1024)
def _matching(pattern: str) -> frozenset[str]:
    pattern = glob(pattern).lower()
    if ANY not in pattern and ONE not in pattern:
        return frozenset({pattern}) if pattern.startswith("s3:") else frozenset()
    return _covered(_ALL, pattern)


def denied(names: frozenset[str], patterns: Iterable[str], *, negated: bool) -> frozenset[str]:
    """Those of ``names`` that a Deny's Action element, or NotAction element when ``negated``, takes away."""
    matched = frozenset[str]().union(*(_covered(names, glob(pattern).lower()) for pattern in patterns))
    return names - matched if negated else matched


def _covered(names: Iterable[str], pattern: str) -> frozenset[str]:
    return frozenset(name for name in names if covers(pattern, name))


def applicable(actions: Iterable[str], *, to_objects: bool) -> frozenset[str]:
    """Those of ``actions`` that are done to objects, or to the bucket; an unknown one may be either."""
    foreign = _ON_BUCKETS if to_objects else _ON_OBJECTS
    return frozenset(actions) - foreign


def reads(action: str) -> bool:
    """Whether ``action`` gives data or configuration away; every other action changes something."""
    return action.startswith(_READING)
