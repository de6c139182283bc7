"""Machines with credentials: instances, functions and builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from models.simulate import addresses
from models.simulate.clock import ALWAYS, HOUR, Hours, us_date
from models.simulate.cloudtrail import agents, apis, event, identity, mixes, s3
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1, Account, Instance, Organisation, Site

#: Builds run when people commit.
BUILD_HOURS = Hours(begins=7, lasts=14, weekend=0.1)

_ISSUER = "token.actions.githubusercontent.com"

#: An instance's credentials live for six hours; a function's sandbox for two at most.
_INSTANCE_SESSION, _SANDBOX = 6 * HOUR, 2 * HOUR

#: Share of an instance's calls that its application makes; the rest is the Systems Manager agent's.
_APPLICATION = 0.6

_OBJECT_CALLS = ("GetObject", "GetObject", "GetObject", "PutObject", "HeadObject", "ListObjects")


def instance_calls(site: Site, instance: Instance, day: int, dice: Dice) -> Iterator[Event]:
    """An instance with a role: its application's configuration and keys, and the agent that reports home."""
    session = cache(partial(_instance_session, site, instance))
    while True:
        at = ALWAYS.moment(day, dice)
        caller = session(at // _INSTANCE_SESSION * _INSTANCE_SESSION)
        if dice.chance(_APPLICATION):
            yield mixes.RUNTIME.call(caller, at, site, dice)
        else:
            yield _report(caller.using(agents.SSM_AGENT), at, site, instance, dice)


def _instance_session(site: Site, instance: Instance, since: int) -> Caller:
    """The instance's credentials: a session named after it, handed out by IMDSv2."""
    more: Json = {}
    address = instance.public_address
    if instance.endpoint:
        address = instance.private_address
        more = {"vpcEndpointId": instance.endpoint, "vpcEndpointAccountId": site.account}
    application = Dice.of("application", instance.id).choice((agents.JAVA, agents.INSTANCE_BOTO3))
    return identity.session(
        Role(site.account, instance.role),
        instance.id,
        since,
        address,
        application,
        Dice.of("session", instance.id, since),
        context={"ec2RoleDelivery": "2.0"},
        more=more,
    )


def _report(caller: Caller, at: int, site: Site, instance: Instance, dice: Dice) -> Event:
    """What the Systems Manager agent on an instance calls."""
    if dice.chance(0.4):
        request: Json = {"instanceId": instance.id, "maxResults": 20}
        return event.call(
            caller, at, "ssm", "ListInstanceAssociations", site.region, dice, request=request, read_only=True
        )
    request = {
        "instanceId": instance.id,
        "agentVersion": "3.3.1611.0",
        "agentStatus": "Active",
        "platformType": "Linux",
        "platformName": "Amazon Linux",
        "platformVersion": "2023",
        "iPAddress": instance.private_address,
        "computerName": f"ip-{instance.private_address.replace('.', '-')}.{site.region}.compute.internal",
        "agentName": "amazon-ssm-agent",
        "availabilityZone": f"{site.region}a",
    }
    return event.call(caller, at, "ssm", "UpdateInstanceInformation", site.region, dice, request=request)


def object_calls(site: Site, instance: Instance, day: int, dice: Dice) -> Iterator[Event]:
    """An instance's work on objects, for buckets whose data events are recorded."""
    bucket = site.buckets[0]
    session = cache(partial(_instance_session, site, instance))
    while True:
        at = ALWAYS.moment(day, dice)
        api = dice.choice(_OBJECT_CALLS)
        key = f"{dice.choice(site.services)}/{dice.hexadecimal(4)}/{dice.hexadecimal(24)}.json.gz"
        size = int(dice.paretovariate(1.1) * 700)
        yield s3.object_call(
            session(at // _INSTANCE_SESSION * _INSTANCE_SESSION),
            at,
            api,
            bucket,
            None if api == "ListObjects" else key,
            site.region,
            dice,
            read_only=api != "PutObject",
            response={"x-amz-server-side-encryption": "aws:kms"} if api == "PutObject" else None,
            sent=size if api == "PutObject" else 0,
            received=float(size) if api == "GetObject" else 0,
            failure=s3.NO_SUCH_KEY if api == "HeadObject" and dice.chance(0.2) else None,
        )


def function_role(site: Site, service: str) -> Role:
    """The role of an application's Lambda function."""
    return Role(site.account, f"{service}-handler-role", "/service-role/")


def function_calls(site: Site, service: str, day: int, dice: Dice) -> Iterator[Event]:
    """A Lambda function: log streams, and what its code calls."""
    role = function_role(site, service)
    function = site.arn("lambda", f"function:{service}-handler")
    scope = {
        "issuerType": "AWS::Lambda::Function",
        "credentialsIssuedTo": function,
        "sourceArn": function,
        "sourceAccount": site.account,
    }
    address = addresses.ec2(site.region, Dice.of("function", function))
    while True:
        at = ALWAYS.moment(day, dice)
        since = at - dice.randrange(_SANDBOX)
        caller = identity.session(role, f"{service}-handler", since, address, agents.LAMBDA_BOTO3, dice)
        caller = replace(caller, identity=caller.identity | {"inScopeOf": scope})
        yield apis.LOG_STREAM.call(caller, at, site, dice)
        for _ in range(dice.randrange(6)):
            at += dice.randrange(1, 60)
            yield mixes.RUNTIME.call(caller, at, site, dice)


def build_calls(organisation: Organisation, account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """A hosted build that exchanges its OIDC token for a session and applies Terraform."""
    role = Role(account.id, "deploy")
    provider = f"arn:aws:iam::{account.id}:oidc-provider/{_ISSUER}"
    subject = f"repo:{organisation.company}/{account.home.services[0]}:ref:refs/heads/main"
    federation = {"webIdFederationData": {"federatedProvider": provider, "attributes": {}}}
    while True:
        at = BUILD_HOURS.moment(day, dice)
        address = addresses.build_runner(dice)
        run = f"build-{dice.randrange(10**9, 10**10)}"
        caller = identity.session(role, run, at, address, agents.TERRAFORM, dice, context=federation)
        web = {
            "type": "WebIdentityUser",
            "principalId": f"{provider}:sts.amazonaws.com:{subject}",
            "userName": subject,
            "identityProvider": provider,
        }
        yield _assumption(
            Caller(account.id, web, address, agents.TERRAFORM),
            caller,
            at,
            "AssumeRoleWithWebIdentity",
            account.home.region,
            dice,
            audience="sts.amazonaws.com",
        )
        yield from _apply(caller, at, account.home, dice)


def _apply(caller: Caller, at: int, site: Site, dice: Dice) -> Iterator[Event]:
    for _ in range(dice.randrange(30, 90)):
        at += dice.randrange(2)
        yield mixes.TERRAFORM.call(caller, at, site, dice)


def key_build_calls(organisation: Organisation, target: Account, day: int, dice: Dice) -> Iterator[Event]:
    """An older build that holds a user's key in the management account and assumes a role in another.

    The assumption is recorded in both accounts, as two events with one ``sharedEventID``.
    """
    source = organisation.management
    address = addresses.ec2(US_EAST_1, Dice.of("build server", source.id))
    agent = agents.boto3_old("5.15.0-130-generic")
    user = identity.user(source.id, "build", address, agent)
    role = Role(target.id, "release")
    while True:
        at = BUILD_HOURS.moment(day, dice)
        session = identity.session(role, f"release-{dice.digits(6)}", at, address, agent, dice)
        assumed = _assumption(user, session, at, "AssumeRole", US_EAST_1, dice)
        if target.id != source.id:
            assumed.record["sharedEventID"] = dice.uuid()
            yield _as_seen_by(target, user, assumed, dice)
        yield assumed
        yield from _apply(session, at, target.home, dice)


def _as_seen_by(target: Account, user: Caller, assumed: Event, dice: Dice) -> Event:
    """The other account's copy of an assumption; it learns no name of the caller."""
    caller = {"type": "AWSAccount", "principalId": user.identity["principalId"], "accountId": user.account}
    differences = {"userIdentity": caller, "eventID": dice.uuid(), "recipientAccountId": target.id}
    return Event(assumed.at, target.id, assumed.region, assumed.record | differences)


def _assumption(caller: Caller, session: Caller, at: int, api: str, region: str, dice: Dice, **more: str) -> Event:
    """The call that made a session."""
    issuer = session.identity["sessionContext"]["sessionIssuer"]
    name = session.identity["principalId"].split(":")[1]
    response = {
        "credentials": {
            "accessKeyId": session.identity["accessKeyId"],
            "sessionToken": dice.base64(500),
            "expiration": us_date(at + HOUR),
        },
        "assumedRoleUser": {"assumedRoleId": session.identity["principalId"], "arn": session.arn},
    } | more
    return event.call(
        caller,
        at,
        "sts",
        api,
        region,
        dice,
        request={"roleArn": issuer["arn"], "roleSessionName": name, "durationSeconds": 3600},
        response=response,
        read_only=True,
        resources=[{"accountId": session.account, "type": "AWS::IAM::Role", "ARN": issuer["arn"]}],
        host="sts.amazonaws.com" if region == US_EAST_1 else None,
    )
