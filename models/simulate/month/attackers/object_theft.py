"""Buckets are searched and emptied by copying (Discovery and Exfiltration of objects)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR, MINUTE
from models.simulate.cloudtrail import identity, machines, objects, s3
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import S3_DISCOVERY, S3_EXFILTRATION
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker


@attacker([S3_DISCOVERY], "T1619", REFUSED)
def buckets_enumerated(ground: Ground) -> None:
    """A function's leaked keys list every bucket that can be guessed, in all Regions; most refuse."""
    thief = ground.in_function(1).calling_from(addresses.hosting(ground.dice)).using(tools.FRAMEWORK)
    ground.pace = (0, 3)
    for site in ground.account.sites:
        for bucket in site.buckets[:2]:
            ground.objects(thief, "ListObjects", bucket, 2, site)
            ground.objects(thief, "HeadObject", bucket, 3, site, failure=s3.ACCESS_DENIED)
    stem = f"{ground.organisation.company}-{ground.account.name}"
    for use in ("backup", "dumps", "private", "hr", "payroll", "logs", "terraform", "secrets", "finance", "archive"):
        ground.objects(thief, "ListObjects", f"{stem}-{use}", 2, failure=s3.ACCESS_DENIED)


@attacker([S3_DISCOVERY], "T1619", LOUD)
def object_permissions_surveyed(ground: Ground) -> None:
    """The older builds' role, from another company's AWS account, looks through objects' ACLs and versions."""
    role = machines.release_role(ground.account)
    address = addresses.ec2("eu-west-1", ground.dice)
    thief = identity.session(role, "release-777777", ground.now, address, tools.GO, ground.dice)
    ground.pace = (0, 4)
    for bucket in ground.site.buckets[:2]:
        ground.objects(thief, "ListObjects", bucket)
        for api in ("ListObjectVersions", "GetObjectAcl", "GetObjectTagging", "GetObjectAttributes"):
            ground.objects(thief, api, bucket, 15)


@attacker([S3_EXFILTRATION, S3_DISCOVERY], "T1530", LOUD)
def bucket_downloaded(ground: Ground) -> None:
    """An operator's stolen key, which reads no objects, copies a bucket to a rented server."""
    thief = ground.stolen_key("user boto3", addresses.hosting(ground.dice), tools.RCLONE)
    bucket = ground.site.buckets[0]
    ground.pace = (0, 3)
    ground.objects(thief, "ListObjects", bucket, 6)
    ground.objects(thief, "GetObject", bucket, 350)


@attacker([S3_EXFILTRATION], "T1530", CAREFUL)
def daily_reads_twentyfold(ground: Ground) -> None:
    """Malware on an instance that reads its bucket every day, too, reads some twenty times as much in a few hours."""
    ground.until(22)
    bucket = objects.bucket_of(ground.site, ground.instance(3).role)
    ground.pace = (2, 20)
    ground.objects(ground.on_instance(3), "GetObject", bucket, 1200)


@attacker([S3_EXFILTRATION], "T1530", CAREFUL, days=6)
def archive_dripped(ground: Ground) -> None:
    """Somebody who works with data fetches, on two nights and a laptop of their own, what is no business of theirs."""
    insider = ground.person("sso", "data")
    mine = objects.bucket_of(ground.site, insider.name)
    bucket = next(b for b in ground.site.buckets[:2] if b != mine)
    for _ in range(2):
        ground.until(23)
        line = addresses.home("DE", ground.dice)
        caller = ground.stolen_session("data", line, tools.CYBERDUCK)
        ground.objects(caller, "ListObjects", bucket, 2)
        for _ in range(25):
            ground.objects(caller, "GetObject", bucket)
            ground.pause(ground.dice.randrange(MINUTE, 3 * MINUTE))
        ground.pause(DAY // 2 - 2 * HOUR)
