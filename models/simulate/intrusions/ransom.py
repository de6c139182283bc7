"""A bucket that is held to ransom: its objects encrypted with a stranger's key, the rest of them destroyed."""

from __future__ import annotations

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import s3
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.intrusions.listed import ACCESS_TOR, LISTED_TOR, RECON_TOR, USED_TOR
from models.simulate.intrusions.registry import intrusion
from models.simulate.intrusions.scene import Scene
from models.simulate.scenarios import bucket_access
from models.simulate.sequences import IAM, S3
from models.simulate.sources import CLOUDTRAIL

_SIGNS = (RECON_TOR, ACCESS_TOR, LISTED_TOR, USED_TOR)

#: What a copy under a key of the caller's own has in its request (Amazon S3 API, SSE-C).
_OWN_KEY: Json = {"x-amz-server-side-encryption-customer-algorithm": "AES256"}


@intrusion(logs=[CLOUDTRAIL], raises=_SIGNS, sequences=[IAM, S3])
def objects_encrypted_for_ransom(scene: Scene) -> None:
    """Over Tor, versioning is suspended, objects are copied under a stranger's key and deleted, a note is left."""
    thief = scene.user(scene.name("archiver")).calling_from(scene.exit)
    bucket = scene.bucket("ledgers")
    scene.call(thief, "sts", "GetCallerIdentity", read_only=True, raises=[ACCESS_TOR])
    scene.call(thief, "iam", "ListUsers", read_only=True, raises=[RECON_TOR])
    scene.plant(s3.list_buckets(thief, scene.now, scene.region, scene.dice), [RECON_TOR])
    scene.object_call(thief, "ListObjects", bucket, None, read_only=True, raises=[LISTED_TOR], received=6300)

    scene.pause(15 * MINUTE)
    _take_away_the_way_back(scene, thief, bucket)
    scene.sequence(IAM, [thief], [RECON_TOR, ACCESS_TOR])

    scene.pause(15 * MINUTE)
    keys = [f"ledgers/2025-{month:02}.parquet" for month in range(1, 13)]
    for key in keys:
        request = _OWN_KEY | {"x-amz-copy-source": f"{bucket}/{key}"}
        scene.object_call(thief, "CopyObject", bucket, key, request=request, raises=[USED_TOR], received=480)
    for key in keys:
        scene.object_call(thief, "DeleteObject", bucket, f"copies/{key}", raises=[USED_TOR])
    scene.object_call(thief, "PutObject", bucket, "HOW-TO-GET-YOUR-FILES-BACK.txt", raises=[USED_TOR], sent=812)
    account = f"arn:aws:iam::{scene.account.id}:root"
    bucket_access.put_policy(scene, thief, bucket, {"AWS": account}, effect="Deny", action="s3:*", raises=[ACCESS_TOR])
    scene.sequence(S3, [thief], _SIGNS)


def _take_away_the_way_back(scene: Scene, thief: Caller, bucket: str) -> None:
    """Old versions are no longer kept, and those that are there end within a day."""
    suspended = {"VersioningConfiguration": {"Status": "Suspended"}}
    scene.bucket_call(thief, "PutBucketVersioning", bucket, "versioning", request=suspended, raises=[ACCESS_TOR])
    rule = {"ID": "tidy", "Status": "Enabled", "NoncurrentVersionExpiration": {"NoncurrentDays": 1}}
    lifecycle = {"LifecycleConfiguration": {"Rule": rule}}
    scene.bucket_call(thief, "PutBucketLifecycle", bucket, "lifecycle", request=lifecycle, raises=[ACCESS_TOR])
