"""Objects are deleted, opened or overwritten (Impact on objects)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, identity, machines, objects, s3
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import S3_DELETE, S3_EXFILTRATION, S3_PERMISSION, S3_WRITE
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker


@attacker([S3_DELETE], "T1485", LOUD)
def objects_wiped(ground: Ground) -> None:
    """A user's stolen key deletes a bucket's objects one by one and in bulk."""
    thief = ground.stolen_key("user cli", addresses.hosting(ground.dice), tools.S3_BROWSER)
    bucket = ground.site.buckets[1]
    ground.pace = (0, 2)
    ground.objects(thief, "ListObjects", bucket, 4)
    ground.objects(thief, "DeleteObject", bucket, 220)
    ground.objects(thief, "DeleteObjects", bucket, 20, read_only=False)


@attacker([S3_DELETE], "T1490", CAREFUL, days=4)
def backups_purged(ground: Ground) -> None:
    """An administrator at the usual desk purges old versions with a dozen bulk calls in an hour."""
    insider = ground.person("sso", "operator")
    ground.at_work(insider)
    caller, bucket = ground.at_their_desk(insider), ground.site.buckets[0]
    ground.objects(caller, "ListObjectVersions", bucket, 2)
    for _ in range(12):
        ground.objects(caller, "DeleteObjects", bucket, read_only=False)
        ground.pause(ground.dice.randrange(3 * MINUTE, 6 * MINUTE))


@attacker([S3_PERMISSION], "T1222", LOUD)
def objects_handed_over(ground: Ground) -> None:
    """A stolen session of the builds grants an outside account full control over objects."""
    thief = ground.build(addresses.hosting(ground.dice), tools.FRAMEWORK)
    ground.pace = (0, 4)
    ground.objects(thief, "PutObjectAcl", ground.site.buckets[0], 60, read_only=False)


@attacker([S3_PERMISSION], "T1222", REFUSED)
def object_locks_lifted(ground: Ground) -> None:
    """An analyst's stolen session tries to change the ACLs and locks of objects, at first without success."""
    thief = ground.stolen_session("analyst", addresses.home("PL", ground.dice), agents.FIREFOX)
    bucket = ground.site.buckets[1]
    for api in ("PutObjectAcl", "PutObjectRetention", "PutObjectLegalHold"):
        ground.objects(thief, api, bucket, 6, read_only=False, failure=s3.ACCESS_DENIED)
    ground.objects(thief, "PutObjectAcl", bucket, 9, read_only=False)


@attacker([S3_WRITE, S3_EXFILTRATION, S3_DELETE], "T1486", LOUD)
def bucket_held_to_ransom(ground: Ground) -> None:
    """An instance's credentials, used elsewhere, overwrite objects with copies under a key of the attacker's own."""
    thief = ground.on_instance(4).calling_from(addresses.hosting(ground.dice)).using(tools.NODE)
    bucket = ground.site.buckets[0]
    ground.pace = (0, 2)
    ground.objects(thief, "ListObjects", bucket, 5)
    ground.objects(thief, "GetObject", bucket, 20)
    for _ in range(180):
        key = objects.key_of(ground.site, ground.dice)
        copied = {"key": key, "x-amz-copy-source": f"{bucket}/{key}"}
        encrypted = {"x-amz-server-side-encryption-customer-algorithm": "AES256"}
        copy = objects.call(
            thief,
            ground.now,
            "CopyObject",
            bucket,
            key,
            ground.region,
            ground.dice,
            read_only=False,
            response=encrypted,
        )
        copy.record["requestParameters"].update(copied | encrypted)
        ground.plant(copy)
    ground.objects(thief, "PutObject", bucket, 3)


@attacker([S3_WRITE], "T1565.001", CAREFUL)
def scripts_replaced(ground: Ground) -> None:
    """The older builds' role, from a private line but with the builds' own tool, replaces a few scripts of a site."""
    role = machines.release_role(ground.account)
    thief = identity.session(
        role, "release-314159", ground.now, addresses.home("US", ground.dice), machines.KEY_BUILD_TOOL, ground.dice
    )
    bucket = ground.site.buckets[0]
    ground.objects(thief, "ListObjects", bucket)
    for script in ("checkout.js", "vendor.js", "index.html"):
        for api in ("GetObject", "PutObject"):
            ground.plant(objects.call(thief, ground.now, api, bucket, f"static/{script}", ground.region, ground.dice))
            ground.pause(2 * MINUTE)
