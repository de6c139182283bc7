"""A leaked key: from the first look around to the theft of a bucket's objects."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.cloudtrail import s3
from models.simulate.cloudtrail.identity import Caller
from models.simulate.intrusions.listed import ACCESS, LISTED_TOR, RECON, RECON_TOR, USED_TOR
from models.simulate.intrusions.registry import intrusion
from models.simulate.intrusions.scene import Scene
from models.simulate.scenarios.compromised_credentials import COMPROMISED, with_key
from models.simulate.sequences import IAM, S3
from models.simulate.sources import CLOUDTRAIL

#: The example list of leaked keys has it; nobody's.
_KEY = "AKIALEAKEDKEYEXAMPLE"

#: What rules of the pack that the example configuration includes find.
ADMINISTRATOR = "PrivilegeEscalation:IAM/AccountManipulation.AdministratorUser"
LOGIN_PROFILE = "Persistence:IAM/AccountManipulation.LoginProfileCreated"

_SIGNS = (COMPROMISED, RECON, ACCESS, ADMINISTRATOR, LOGIN_PROFILE, RECON_TOR, LISTED_TOR, USED_TOR)


@intrusion(logs=[CLOUDTRAIL], raises=_SIGNS, sequences=[IAM, S3])
def key_leaked_and_bucket_taken(scene: Scene) -> None:
    """A leaked key looks around, makes itself an administrator and a second user, and takes a bucket over Tor."""
    owner = scene.user(scene.name("etl"))
    thief = with_key(owner, _KEY).calling_from(scene.host)
    recon, access = [COMPROMISED, RECON], [COMPROMISED, ACCESS]
    scene.call(thief, "sts", "GetCallerIdentity", read_only=True, raises=access)
    for api in ("ListUsers", "ListRoles", "ListAttachedUserPolicies"):
        scene.call(thief, "iam", api, {"maxItems": 100}, read_only=True, raises=recon)
    scene.plant(s3.list_buckets(thief, scene.now, scene.region, scene.dice), recon)

    scene.pause(20 * MINUTE)
    _make_administrator(scene, thief, owner, access)
    scene.pause(10 * MINUTE)
    second = scene.user(scene.name("support"))
    named = {"userName": second.identity["userName"]}
    for api, more in (("CreateUser", []), ("CreateAccessKey", []), ("CreateLoginProfile", [LOGIN_PROFILE])):
        scene.call(thief, "iam", api, named, raises=[*access, *more])
    _make_administrator(scene, thief, second, access)
    scene.sequence(IAM, [thief], [COMPROMISED, RECON, ACCESS, ADMINISTRATOR, LOGIN_PROFILE])

    scene.pause(HOUR)
    thief, second = thief.calling_from(scene.exit), second.calling_from(scene.exit)
    bucket = scene.bucket("customers")
    scene.plant(s3.list_buckets(second, scene.now, scene.region, scene.dice), [RECON_TOR])
    scene.object_call(thief, "ListObjects", bucket, None, read_only=True, raises=[COMPROMISED, LISTED_TOR])
    for number in range(6):
        taken = [COMPROMISED, USED_TOR]
        key = f"exports/customers-{number}.csv.gz"
        scene.object_call(thief, "GetObject", bucket, key, read_only=True, raises=taken, received=9_100_000)
    scene.sequence(S3, [thief, second], _SIGNS)


def _make_administrator(scene: Scene, thief: Caller, user: Caller, raises: list[str]) -> None:
    request = {"userName": user.identity["userName"], "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    scene.call(thief, "iam", "AttachUserPolicy", request, raises=[*raises, ADMINISTRATOR])
