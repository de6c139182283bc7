"""Ways in are opened with credentials that never did so (InitialAccess)."""

from __future__ import annotations

from dataclasses import replace

from models.simulate import addresses
from models.simulate.cloudtrail import agents
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import CREDENTIAL_ACCESS, DISCOVERY, INITIAL_ACCESS, PERSISTENCE
from models.simulate.month.registry import CAREFUL, LOUD, attacker


@attacker([INITIAL_ACCESS, PERSISTENCE], "T1021.007", LOUD)
def shells_opened(ground: Ground) -> None:
    """A user's stolen key opens shells on instances through Systems Manager."""
    thief = ground.stolen_key("user cli", addresses.hosting(ground.dice), agents.MAC_CLI)
    ground.calls(thief, "ssm", ["DescribeInstanceInformation"])
    for instance in ground.site.instances:
        ground.calls(thief, "ssm", ["StartSession"], {"target": instance.id})
    command = {"documentName": "AWS-RunShellScript", "instanceIds": [ground.instance().id]}
    ground.calls(thief, "ssm", ["SendCommand", "GetCommandInvocation"], command)


@attacker([INITIAL_ACCESS, PERSISTENCE, DISCOVERY], "T1550.001", LOUD)
def console_by_federation(ground: Ground) -> None:
    """A stolen key becomes a federated console session, which looks around and opens a shell."""
    address = addresses.home("US", ground.dice)
    thief = ground.stolen_key("user boto3", address, tools.FRAMEWORK)
    ground.calls(thief, "sts", ["GetFederationToken"], {"name": "support", "durationSeconds": 43200})
    issuer = {k: thief.identity[k] for k in ("principalId", "arn", "accountId", "userName")} | {"type": "IAMUser"}
    federated = {
        "type": "FederatedUser",
        "principalId": f"{ground.account.id}:support",
        "arn": f"arn:aws:sts::{ground.account.id}:federated-user/support",
        "accountId": ground.account.id,
        "accessKeyId": "ASIA" + ground.dice.base32(16),
        "sessionContext": {"sessionIssuer": issuer, "attributes": {"mfaAuthenticated": "false"}},
    }
    more = {"sessionCredentialFromConsole": "true"}
    console = replace(thief, identity=federated, agent=agents.SAFARI, more=more)
    ground.calls(console, "iam", ["ListUsers", "ListRoles"])
    ground.calls(console, "ec2", ["DescribeInstances", "DescribeKeyPairs"])
    ground.calls(console, "ssm", ["StartSession"], {"target": ground.instance(1).id})


@attacker([INITIAL_ACCESS], "T1078.004", CAREFUL)
def registry_entered(ground: Ground) -> None:
    """A function's leaked keys fetch registry tokens and pull images, from an address inside AWS."""
    elsewhere = addresses.ec2(ground.region, ground.dice)
    thief = ground.in_function(0).calling_from(elsewhere)
    for service in ("ecr", "codeartifact"):
        ground.calls(thief, service, ["GetAuthorizationToken"])
    for service in ground.site.services[:4]:
        ground.calls(
            thief, "ecr", ["BatchGetImage", "GetDownloadUrlForLayer"], {"repositoryName": f"{service}-service"}
        )


@attacker([INITIAL_ACCESS, CREDENTIAL_ACCESS, PERSISTENCE], "T1021.004", LOUD)
def analyst_session_on_the_move(ground: Ground) -> None:
    """An analyst's stolen session connects to instances and to a database from a rented server."""
    thief = ground.stolen_session(
        "analyst", addresses.hosting(ground.dice), agents.cli("ubuntu.22", "5.15.0-91-generic")
    )
    ground.calls(thief, "ec2-instance-connect", ["SendSSHPublicKey"], {"instanceId": ground.instance().id})
    ground.calls(thief, "ssm", ["StartSession", "ResumeSession"], {"target": ground.instance().id})
    ground.calls(thief, "redshift", ["GetClusterCredentials"], {"dbUser": "admin", "autoCreate": True})
