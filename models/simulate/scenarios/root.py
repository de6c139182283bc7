"""Use of the root user: with its own credentials, and in short privileged sessions.

``sts:AssumeRoot`` makes sessions of at most 15 minutes for one task in a member account. They look like root
with temporary keys, and differ from a console session by ``sessionContext.assumedRoot``, where it is written,
and by not being the console's (``sessionCredentialFromConsole``, a browser). The session in which somebody
calls AssumeRoot is the somebody's own, not root's, although AWS's example marks it with the same field.
"""

from __future__ import annotations

from dataclasses import replace

from models.simulate import addresses
from models.simulate.clock import MINUTE, us_date
from models.simulate.cloudtrail import agents, event, identity
from models.simulate.cloudtrail.identity import Caller, Role
from models.simulate.organisation import US_EAST_1
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

ROOT = "Policy:IAMUser/RootCredentialUsage"
SHORT_TERM = "Policy:IAMUser/ShortTermRootCredentialUsage"

_UNLOCK_BUCKET = "arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy"


def _root(stage: Stage, agent: str) -> Caller:
    address = addresses.home(stage.dice.choice(addresses.COUNTRIES), stage.dice)
    return identity.root(stage.account.id, address, agent)


@scenario(raises=[ROOT])
def root_console(stage: Stage) -> None:
    """The root user signs in to the console and looks around."""
    root = _root(stage, agents.CHROME)
    stage.plant(event.sign_in(root, stage.now, US_EAST_1, stage.dice), [ROOT])
    console = identity.in_console(root, stage.now, stage.dice)
    for service, api in (
        ("iam", "GetAccountSummary"),
        ("iam", "ListAccessKeys"),
        ("account", "GetContactInformation"),
        ("ce", "GetCostAndUsage"),
    ):
        stage.call(console, service, api, read_only=True, raises=[ROOT])
    stage.call(console, "iam", "ListUsers", read_only=True, denied=True, raises=[ROOT])


@scenario(raises=[ROOT])
def root_access_key(stage: Stage) -> None:
    """An access key of the root user is used with the CLI, in another Region than the console's."""
    region = next(region for region in stage.regions if region != US_EAST_1)
    root = _root(stage, agents.cli("ubuntu.24", "6.8.0-52-generic"))
    stage.call(root, "sts", "GetCallerIdentity", read_only=True, region=region, raises=[ROOT])
    for number in range(stage.dice.randrange(3, 8)):
        request = {"volumeSet": {}, "filterSet": {}, "maxResults": 100 + number}
        stage.call(root, "ec2", "DescribeVolumes", request, read_only=True, region=region, raises=[ROOT])


@scenario(raises=[SHORT_TERM])
def root_task(stage: Stage) -> None:
    """The management account unlocks a member's buckets in privileged sessions of sts:AssumeRoot."""
    cli = agents.cli("amzn.2023", "6.1.119-129.201.amzn2023.x86_64")
    address = addresses.office(stage.dice)
    manager = identity.session(
        Role(stage.organisation.management.id, stage.name("central-root-access")),
        "ines.marsh",
        stage.now - 5 * MINUTE,
        address,
        cli,
        stage.dice,
        context={"assumedRoot": "true"},
    )
    for marked in (True, False):
        task = identity.root_task(stage.account.id, stage.now, address, cli, stage.dice, marked=marked)
        credentials = {
            "accessKeyId": task.identity["accessKeyId"],
            "sessionToken": stage.dice.base64(420),
            "expiration": us_date(stage.now + 15 * MINUTE),
        }
        request = {"targetPrincipal": stage.account.id, "taskPolicyArn": {"arn": _UNLOCK_BUCKET}}
        stage.call(manager, "sts", "AssumeRoot", request, response={"credentials": credentials})
        bucket = stage.bucket("locked")
        stage.bucket_call(task, "GetBucketPolicy", bucket, "policy", read_only=True, raises=[SHORT_TERM])
        stage.bucket_call(task, "DeleteBucketPolicy", bucket, "policy", raises=[SHORT_TERM])


@near_miss(of=[ROOT])
def root_by_services(stage: Stage) -> None:
    """AWS services act in the root user's name, and report on the account."""
    root = _root(stage, agents.CHROME)
    for service in ("autoscaling.amazonaws.com", "trustedadvisor.amazonaws.com"):
        caller = identity.on_behalf(root, service)
        stage.call(caller, "ec2", "DescribeInstances", {"instancesSet": {}, "filterSet": {}}, read_only=True)
    details = {"closeAccountStatus": {"state": "NONE"}}
    happened = event.service_event(
        "account", "AccountStatusChecked", stage.now, stage.account.id, US_EAST_1, stage.dice, details
    )
    happened.record["userIdentity"] = {**root.identity, "accessKeyId": "", "invokedBy": "AWS Internal"}
    stage.plant(happened)


@near_miss(of=[ROOT])
def root_sign_in_fails(stage: Stage) -> None:
    """Somebody tries to sign in as root and fails."""
    root = _root(stage, agents.FIREFOX)
    for _ in range(3):
        failed = event.sign_in(root, stage.now, US_EAST_1, stage.dice, succeeds=False, mfa=False)
        stage.plant(failed)


@near_miss(of=[ROOT, SHORT_TERM])
def role_assumed_by_root(stage: Stage) -> None:
    """Sessions of roles that root issued, or in which only the role or the session is called root."""
    issued = stage.session(stage.name("break-glass"), "emergency")
    root = {"type": "Root", "principalId": stage.account.id, "arn": f"arn:aws:iam::{stage.account.id}:root"}
    context = issued.identity["sessionContext"] | {"sessionIssuer": root | {"accountId": stage.account.id}}
    issued = replace(issued, identity=issued.identity | {"sessionContext": context})
    for caller in (issued, stage.session("root", "batch"), stage.session(stage.name("batch"), "root")):
        stage.call(caller, "sts", "GetCallerIdentity", read_only=True)
        stage.call(caller, "ec2", "DescribeVolumes", {"volumeSet": {}, "filterSet": {}}, read_only=True)
