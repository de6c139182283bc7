"""Near misses: honest work of those who may do everything, and a test that is expected."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, people, s3
from models.simulate.cloudtrail.identity import Caller
from models.simulate.intrusions.registry import near_miss
from models.simulate.intrusions.scene import Scene
from models.simulate.scenarios import public_access_block, trail
from models.simulate.sequences import IAM, S3
from models.simulate.sources import CLOUDTRAIL

_KALI, _KALI_S3 = "PenTest:IAMUser/KaliLinux", "PenTest:S3/KaliLinux"

#: What rules of the pack that the example configuration includes say of it.
_TRUST_POLICY = "Persistence:IAM/AccountManipulation.RoleTrustPolicy"

#: Calls of high risk, as a day of clearing up has them.
_CLEARING_UP = (
    *(("iam", api) for api in ("ListUsers", "GetAccountAuthorizationDetails", "CreateRole", "PutRolePolicy")),
    *(("iam", api) for api in ("AttachRolePolicy", "UpdateAssumeRolePolicy", "CreateAccessKey", "DeleteAccessKey")),
    *(("ec2", api) for api in ("DescribeInstances", "AuthorizeSecurityGroupIngress", "CreateKeyPair", "StopInstances")),
    *(("kms", api) for api in ("ListKeys", "DisableKey")),
    *(("rds", api) for api in ("DescribeDBInstances", "ModifyDBInstance", "DeleteDBSnapshot")),
    *(("secretsmanager", api) for api in ("ListSecrets", "GetSecretValue")),
)


@near_miss(
    logs=[CLOUDTRAIL],
    of=[IAM, S3],
    raises=[trail.LOGGING_DISABLED, public_access_block.BUCKET, _TRUST_POLICY],
)
def noisy_day_of_an_administrator(scene: Scene) -> None:
    """At the usual desk an administrator makes dozens of calls of high risk, opens a bucket and stops a trail."""
    scene.pace = (30, 150)
    admin = _at_the_desk(scene)
    for round_ in range(3):
        for service, api in _CLEARING_UP:
            raises = [_TRUST_POLICY] if api == "UpdateAssumeRolePolicy" else []
            scene.call(admin, service, api, read_only=api.startswith(("Get", "List", "Describe")), raises=raises)
        bucket = scene.bucket(f"old-{round_}")
        off = [public_access_block.BUCKET]
        public_access_block.put(scene, admin, bucket, public_access_block.OFF, raises=off)
        scene.object_call(admin, "ListObjects", bucket, None, read_only=True)
        scene.object_call(admin, "DeleteObject", bucket, "archive.tar")
    trail.trail_call(scene, admin, "StopLogging", scene.name("audit"), raises=[trail.LOGGING_DISABLED])


def _at_the_desk(scene: Scene) -> Caller:
    """An administrator's own credentials, network and tool."""
    person = next(each for each in scene.account.people if each.job == "operator")
    place = people.place(scene.account, person, scene.now, scene.dice)
    tool = people.tool(scene.account, person, scene.now)
    return people.arrive(scene.account, person, scene.now, place, tool, scene.dice)[1]


@near_miss(logs=[CLOUDTRAIL], of=[IAM], raises=[trail.LOGGING_DISABLED])
def glass_broken(scene: Scene) -> None:
    """In an emergency a role that nobody has used for a year grants rights and stops a trail, from the office."""
    session = scene.session("break-glass", scene.account.people[1].email).calling_from(scene.account.office)
    for service, api in (("iam", "ListUsers"), ("iam", "ListRoles"), ("cloudtrail", "DescribeTrails")):
        scene.call(session, service, api, read_only=True)
    trail.trail_call(scene, session, "StopLogging", scene.name("audit"), raises=[trail.LOGGING_DISABLED])
    for api in ("AttachRolePolicy", "CreateAccessKey", "DeactivateMFADevice"):
        scene.call(session, "iam", api)
    scene.call(session, "ec2", "RebootInstances", {"instancesSet": {}})


@near_miss(logs=[CLOUDTRAIL], of=[IAM, S3], raises=[_KALI, _KALI_S3], archived=True)
def testers_play_an_intrusion(scene: Scene) -> None:
    """Hired testers go all the way from a look around to a bucket's objects: archived, so it is no sequence."""
    tool = agents.cli("kali.2025", "6.12.38+kali-amd64", "source")
    tester = scene.user(scene.name("assessment"), tool).calling_from(addresses.tester(scene.dice))
    for api in ("ListUsers", "ListRoles", "GetAccountAuthorizationDetails"):
        scene.call(tester, "iam", api, read_only=True, raises=[_KALI])
    scene.plant(s3.list_buckets(tester, scene.now, scene.region, scene.dice), [_KALI])
    scene.pause(20 * MINUTE)
    for api in ("AttachUserPolicy", "CreateAccessKey"):
        scene.call(tester, "iam", api, {"userName": tester.identity["userName"]}, raises=[_KALI])
    scene.pause(20 * MINUTE)
    bucket = scene.bucket("samples")
    scene.object_call(tester, "ListObjects", bucket, None, read_only=True, raises=[_KALI_S3])
    scene.object_call(tester, "GetObject", bucket, "export.csv", read_only=True, raises=[_KALI_S3], received=70_100)
    scene.object_call(tester, "DeleteObject", bucket, "export.csv", raises=[_KALI_S3])
