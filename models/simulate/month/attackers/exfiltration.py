"""Data is prepared to leave the account (Exfiltration)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, s3
from models.simulate.cloudtrail.identity import Json
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import EXFILTRATION, IMPACT, PERSISTENCE
from models.simulate.month.registry import CAREFUL, LOUD, attacker


@attacker([EXFILTRATION], "T1537", LOUD)
def snapshots_shared(ground: Ground) -> None:
    """A stolen session of the builds snapshots volumes and shares the snapshots with another account."""
    thief = ground.build(addresses.hosting(ground.dice), tools.emulator(ground.dice))
    other = ground.dice.digits(12)
    ground.calls(thief, "ec2", ["DescribeVolumes"], {"volumeSet": {}, "filterSet": {}})
    for _ in range(6):
        snapshot = f"snap-0{ground.dice.hexadecimal(16)}"
        ground.calls(thief, "ec2", ["CreateSnapshot"], {"volumeId": f"vol-0{ground.dice.hexadecimal(16)}"})
        grant = {"add": {"items": [{"userId": other}]}}
        shared: Json = {
            "snapshotId": snapshot,
            "createVolumePermission": grant,
            "attributeType": "CREATE_VOLUME_PERMISSION",
        }
        ground.calls(thief, "ec2", ["ModifySnapshotAttribute"], shared)


@attacker([EXFILTRATION, IMPACT], "T1537", LOUD)
def buckets_replicated(ground: Ground) -> None:
    """A phished administrator session sets up replication of two buckets to another account."""
    thief = ground.stolen_session("operator", addresses.home("FR", ground.dice), agents.FIREFOX)
    for bucket in ground.site.buckets[:2]:
        enabled = {"VersioningConfiguration": {"xmlns": s3.XMLNS, "Status": "Enabled"}}
        ground.bucket_call(thief, "PutBucketVersioning", bucket, "versioning", request=enabled)
        target = {"Bucket": f"arn:aws:s3:::mirror-{ground.dice.hexadecimal(8)}", "Account": ground.dice.digits(12)}
        rule = {"Status": "Enabled", "Priority": 1, "Destination": target}
        replication = {"ReplicationConfiguration": {"xmlns": s3.XMLNS, "Rule": rule}}
        ground.bucket_call(thief, "PutBucketReplication", bucket, "replication", request=replication)


@attacker([EXFILTRATION, PERSISTENCE, IMPACT], "T1578", CAREFUL, days=4)
def database_restored(ground: Ground) -> None:
    """An operator about to leave restores the database's last snapshot beside it and resets its password."""
    insider = ground.person("user boto3")
    ground.at_work(insider)
    caller = ground.at_their_desk(insider)
    copy: Json = {"dBInstanceIdentifier": ground.name("reporting"), "publiclyAccessible": True}
    ground.calls(caller, "rds", ["DescribeDBSnapshots"])
    ground.calls(caller, "rds", ["RestoreDBInstanceFromDBSnapshot"], copy | {"dBSnapshotIdentifier": "rds:nightly"})
    ground.pause(40 * MINUTE)
    ground.calls(caller, "rds", ["DescribeDBInstances", "ModifyDBInstance"], copy)
    ground.calls(
        caller, "rds", ["ModifyDBSnapshotAttribute", "StartExportTask"], {"dBSnapshotIdentifier": "rds:nightly"}
    )
