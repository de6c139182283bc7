"""AWS's own calls: services that act for themselves, in a role, or on somebody's behalf."""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate.clock import ALWAYS, HOUR, us_date
from models.simulate.cloudtrail import apis, event, identity, machines, mixes, s3
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Site

CLOUDTRAIL = "cloudtrail.amazonaws.com"

_SERVICE_ROLES = (
    ("config", "AWSServiceRoleForConfig", mixes.CONFIG_RECORDER),
    ("autoscaling", "AWSServiceRoleForAutoScaling", mixes.AUTOSCALING),
)
_KEY_USERS = (("s3.amazonaws.com", apis.DATA_KEY), ("ssm.amazonaws.com", apis.DECRYPT))


def trail_deliveries(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """CloudTrail looks at the log bucket's ACL before it delivers; which tells whose logs lie where."""
    caller = identity.service(CLOUDTRAIL, account.id)
    while True:
        at = ALWAYS.moment(day, dice)
        yield log_bucket_check(caller, at, account.trail_bucket, account.home.region, dice)


def log_bucket_check(caller: Caller, at: int, bucket: str, region: str, dice: Dice) -> Event:
    """One look of CloudTrail at the ACL of a log bucket."""
    shared: Json = {"sharedEventID": dice.uuid()}
    return s3.bucket_call(
        caller, at, "GetBucketAcl", bucket, region, dice, subresource="acl", received=568, read_only=True, **shared
    )


def role_assumptions(site: Site, day: int, dice: Dice) -> Iterator[Event]:
    """EC2, Lambda and others fetch the credentials of the roles that they hand out."""
    while True:
        at = ALWAYS.moment(day, dice)
        service, role, name = dice.choice(_assumers(site, dice))
        credentials = {
            "accessKeyId": "ASIA" + dice.base32(16),
            "sessionToken": dice.base64(420),
            "expiration": us_date(at + 6 * HOUR),
        }
        yield event.call(
            identity.service(service, site.account),
            at,
            "sts",
            "AssumeRole",
            site.region,
            dice,
            request={"roleArn": role.arn, "roleSessionName": name},
            response={"credentials": credentials},
            read_only=True,
            resources=[{"accountId": site.account, "type": "AWS::IAM::Role", "ARN": role.arn}],
            sharedEventID=dice.uuid(),
        )


def _assumers(site: Site, dice: Dice) -> tuple[tuple[str, Role, str], ...]:
    """Services with a role that they assume, and the session's name."""
    instance, service = dice.choice(site.instances), dice.choice(site.services)
    return (
        ("ec2.amazonaws.com", Role(site.account, instance.role), instance.id),
        ("lambda.amazonaws.com", machines.function_role(site, service), f"{service}-handler"),
        ("ecs-tasks.amazonaws.com", Role(site.account, f"{service}-task"), dice.hexadecimal(32)),
    )


def service_roles(site: Site, day: int, dice: Dice) -> Iterator[Event]:
    """Config records resources, Auto Scaling looks after groups: with service-linked roles."""
    while True:
        at = ALWAYS.moment(day, dice)
        service, name, mix = dice.choice(_SERVICE_ROLES)
        host = f"{service}.amazonaws.com"
        role = Role(site.account, name, f"/aws-service-role/{host}/")
        session = identity.session(role, name.removeprefix("AWSServiceRoleFor"), at - HOUR, host, host, dice)
        yield mix.call(identity.on_behalf(session, host), at, site, dice)


def key_uses(site: Site, day: int, dice: Dice) -> Iterator[Event]:
    """S3 and Systems Manager use keys on behalf of the roles whose data they hold."""
    while True:
        at = ALWAYS.moment(day, dice)
        instance = dice.choice(site.instances)
        host, api = dice.choice(_KEY_USERS)
        role = Role(site.account, instance.role)
        session = identity.session(role, instance.id, at - HOUR, "AWS Internal", "AWS Internal", dice)
        caller = identity.on_behalf(session, "AWS Internal" if dice.chance(0.1) else host)
        yield api.call(caller, at, site, dice)


def service_events(site: Site, day: int, dice: Dice) -> Iterator[Event]:
    """Things that services do by themselves and only report."""
    while True:
        at = ALWAYS.moment(day, dice)
        if dice.chance(0.5):
            yield event.service_event(
                "kms", "RotateKey", at, site.account, site.region, dice, {"keyId": dice.choice(site.keys)}
            )
        else:
            secret = site.arn("secretsmanager", f"secret:{dice.choice(site.services)}/database")
            details = {"additionalEventData": {"SecretId": secret}}
            yield event.service_event(
                "secretsmanager", "RotationSucceeded", at, site.account, site.region, dice, details
            )
