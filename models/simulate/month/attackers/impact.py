"""Things are destroyed, locked or misused (Impact)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import identity, machines
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import DISCOVERY, IMPACT, PERSISTENCE
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker
from models.simulate.scenarios import bucket_access


@attacker([IMPACT], "T1485", LOUD)
def infrastructure_wiped(ground: Ground) -> None:
    """A dismissed operator, at night from home with a key that nobody took away, deletes what there is."""
    ground.until(1.5)
    leaver = ground.stolen_key("user boto3", addresses.home("GB", ground.dice), tools.GO)
    ground.pace = (0, 6)
    for instance in ground.site.instances:
        ground.calls(leaver, "ec2", ["TerminateInstances"], {"instancesSet": {"items": [{"instanceId": instance.id}]}})
    for service in ground.site.services:
        ground.calls(leaver, "dynamodb", ["DeleteTable"], {"tableName": f"{service}-items"})
        ground.calls(leaver, "rds", ["DeleteDBInstance"], {"dBInstanceIdentifier": service, "skipFinalSnapshot": True})
        ground.calls(leaver, "ec2", ["DeleteSecurityGroup"], {"groupId": f"sg-0{ground.dice.hexadecimal(16)}"})
    ground.calls(leaver, "backup", ["DeleteRecoveryPoint", "DeleteBackupVault"], {"backupVaultName": "default"})


@attacker([IMPACT, PERSISTENCE, DISCOVERY], "T1496", REFUSED)
def miners_launched(ground: Ground) -> None:
    """A user's stolen key launches graphics instances in every Region until the limits stop it."""
    thief = ground.stolen_key("user cli", addresses.hosting(ground.dice), tools.OLD_CLI)
    ground.pace = (0, 4)
    for region in (*ground.regions, "ap-southeast-1", "us-west-2", "sa-east-1"):
        ground.calls(thief, "ec2", ["DescribeInstanceTypeOfferings"], region=region)
        ground.calls(thief, "ec2", ["CreateKeyPair"], {"keyName": "default-key"}, region=region)
        launch = {"instanceType": "g5.48xlarge", "minCount": 1, "maxCount": 20}
        ground.calls(thief, "ec2", ["RunInstances"], launch, region=region)
        for _ in range(4):
            message = "You have requested more vCPU capacity than your current vCPU limit allows."
            ground.fails(thief, "ec2", "RunInstances", "Client.InstanceLimitExceeded", message, region)


@attacker([IMPACT], "T1485", CAREFUL)
def keys_scheduled_for_deletion(ground: Ground) -> None:
    """An administrator at the usual desk disables two keys, locks a bucket, and says nothing."""
    insider = ground.person("sso", "operator")
    ground.at_work(insider)
    caller = ground.at_their_desk(insider)
    for key in ground.site.keys[:2]:
        ground.calls(caller, "kms", ["DisableKey", "ScheduleKeyDeletion"], {"keyId": key, "pendingWindowInDays": 7})
        ground.pause(6 * MINUTE)
    bucket = ground.site.buckets[-1]
    bucket_access.put_policy(ground, caller, bucket, "*", effect="Deny", action="s3:*")


@attacker([IMPACT, PERSISTENCE], "T1531", LOUD)
def mail_and_users_misused(ground: Ground) -> None:
    """The older builds' role, from an anonymous server: users are renamed, mail is sent, groups are emptied."""
    role = machines.release_role(ground.account)
    address = addresses.hosting(ground.dice)
    thief = identity.session(role, "release-000001", ground.now, address, tools.POWERSHELL, ground.dice)
    for person in ground.account.people[:3]:
        renamed = {"userName": person.name, "newUserName": ground.name("old")}
        ground.calls(thief, "iam", ["UpdateUser", "RemoveUserFromGroup", "DeactivateMFADevice"], renamed)
    ground.calls(
        thief, "ses", ["VerifyEmailIdentity", "UpdateAccountSendingEnabled"], {"emailAddress": "a@example.com"}
    )
