"""Machines with credentials: instances, functions and builds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache, partial

from models.simulate import addresses
from models.simulate.clock import ALWAYS, DAY, HOUR, Hours, us_date
from models.simulate.cloudtrail import agents, apis, event, habits, identity, mixes
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.cloudtrail.mixes import Mix
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1, Account, Instance, Organisation, Site

#: Builds run when people commit.
BUILD_HOURS = Hours(begins=7, lasts=14, weekend=0.1)

_ISSUER = "token.actions.githubusercontent.com"

#: The tool of the older builds.
KEY_BUILD_TOOL = agents.boto3_old("5.15.0-130-generic")

#: An instance's credentials live for six hours; a function's sandbox for two at most.
INSTANCE_SESSION, _SANDBOX = 6 * HOUR, 2 * HOUR

#: Share of an instance's calls that its application makes; the rest is the Systems Manager agent's.
_APPLICATION = 0.6


def instance_calls(site: Site, instance: Instance, day: int, dice: Dice) -> Iterator[Event]:
    """An instance with a role: its application's configuration and keys, and the agent that reports home."""
    session = cache(partial(instance_session, site, instance))
    reporter = agents.released(agents.SSM_AGENT, habits.releases(f"{site.account} agents", day))
    while True:
        at = ALWAYS.moment(day, dice)
        caller = session(at // INSTANCE_SESSION * INSTANCE_SESSION)
        if dice.chance(_APPLICATION):
            yield _runtime(caller.lasting).call(caller, at, site, dice)
        else:
            yield _report(caller.using(reporter), at, site, instance, dice)


@cache
def _runtime(role: str) -> Mix:
    """What a role's program calls while it runs."""
    return mixes.RUNTIME.personal(Dice.of("repertoire", role))


def instance_session(site: Site, instance: Instance, since: int) -> Caller:
    """The instance's credentials: a session named after it, handed out by IMDSv2."""
    more: Json = {}
    address = instance.public_address
    if instance.endpoint:
        address = instance.private_address
        more = {"vpcEndpointId": instance.endpoint, "vpcEndpointAccountId": site.account}
    image = f"{site.account} {instance.role}"
    application = agents.released(
        Dice.of("application", image).choice((agents.JAVA, agents.INSTANCE_BOTO3)),
        habits.releases(image, since // DAY * DAY),
    )
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


def function_role(site: Site, service: str) -> Role:
    """The role of an application's Lambda function."""
    return Role(site.account, f"{service}-handler-role", "/service-role/")


def function_session(site: Site, service: str, since: int, day: int, dice: Dice) -> Caller:
    """The function's credentials: a session named after it, in a runtime that AWS keeps up to date."""
    function = site.arn("lambda", f"function:{service}-handler")
    scope = {
        "issuerType": "AWS::Lambda::Function",
        "credentialsIssuedTo": function,
        "sourceArn": function,
        "sourceAccount": site.account,
    }
    address = addresses.ec2(site.region, Dice.of("function", function))
    runtime = agents.released(agents.LAMBDA_BOTO3, habits.releases(f"runtime {site.region}", day))
    caller = identity.session(function_role(site, service), f"{service}-handler", since, address, runtime, dice)
    return replace(caller, identity=caller.identity | {"inScopeOf": scope})


def function_calls(site: Site, service: str, day: int, dice: Dice) -> Iterator[Event]:
    """A Lambda function: log streams, and what its code calls."""
    while True:
        at = ALWAYS.moment(day, dice)
        caller = function_session(site, service, at - dice.randrange(_SANDBOX), day, dice)
        yield apis.LOG_STREAM.call(caller, at, site, dice)
        for _ in range(dice.randrange(6)):
            at += dice.randrange(1, 60)
            yield _runtime(caller.lasting).call(caller, at, site, dice)


def deploy_role(account: Account) -> Role:
    """The role of the hosted builds."""
    return Role(account.id, "deploy")


def release_role(account: Account) -> Role:
    """The role of the older builds."""
    return Role(account.id, "release")


def build_tool(account: Account, day: int) -> str:
    """The user agent of the hosted builds: Terraform, pinned and now and then moved on."""
    return agents.released(agents.TERRAFORM, habits.releases(f"{account.id} build", day))


def build_calls(organisation: Organisation, account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """A hosted build that exchanges its OIDC token for a session and applies Terraform."""
    role, tool = deploy_role(account), build_tool(account, day)
    provider = f"arn:aws:iam::{account.id}:oidc-provider/{_ISSUER}"
    subject = f"repo:{organisation.company}/{account.home.services[0]}:ref:refs/heads/main"
    federation = {"webIdFederationData": {"federatedProvider": provider, "attributes": {}}}
    while True:
        at = BUILD_HOURS.moment(day, dice)
        address = addresses.build_runner(dice)
        run = f"build-{dice.randrange(10**9, 10**10)}"
        caller = identity.session(role, run, at, address, tool, dice, context=federation)
        web = {
            "type": "WebIdentityUser",
            "principalId": f"{provider}:sts.amazonaws.com:{subject}",
            "userName": subject,
            "identityProvider": provider,
        }
        yield _assumption(
            Caller(account.id, web, address, tool),
            caller,
            at,
            "AssumeRoleWithWebIdentity",
            account.home.region,
            dice,
            audience="sts.amazonaws.com",
        )
        yield from _apply(caller, at, account.home, dice)


@cache
def _configuration(role: str) -> Mix:
    """What a role's configuration makes Terraform call."""
    return mixes.TERRAFORM.personal(Dice.of("repertoire", role))


def _apply(caller: Caller, at: int, site: Site, dice: Dice) -> Iterator[Event]:
    for _ in range(dice.randrange(30, 90)):
        at += dice.randrange(2)
        yield _configuration(caller.lasting).call(caller, at, site, dice)


def build_server(source: Account) -> str:
    """Where the older builds run: a server in the management account, which nobody has touched for years."""
    return addresses.ec2(US_EAST_1, Dice.of("build server", source.id))


def key_build_calls(organisation: Organisation, target: Account, day: int, dice: Dice) -> Iterator[Event]:
    """An older build that holds a user's key in the management account and assumes a role in another.

    The assumption is recorded in both accounts, as two events with one ``sharedEventID``.
    """
    source = organisation.management
    address = build_server(source)
    agent = KEY_BUILD_TOOL
    user = identity.user(source.id, "build", address, agent)
    role = release_role(target)
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
