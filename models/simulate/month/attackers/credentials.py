"""Passwords, secrets and tokens are fetched (CredentialAccess)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import HOUR, MINUTE
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import CREDENTIAL_ACCESS, DISCOVERY
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker


def _secret(ground: Ground) -> str:
    service, kind = ground.dice.choice(ground.site.services), ground.dice.choice(("database", "api", "smtp"))
    return ground.site.arn("secretsmanager", f"secret:{service}/{kind}")


@attacker([CREDENTIAL_ACCESS], "T1555.006", LOUD)
def secrets_dumped(ground: Ground) -> None:
    """A user's stolen key, on a rented server: every secret and parameter is read, in every Region."""
    thief = ground.stolen_key("user cli", addresses.hosting(ground.dice), tools.FRAMEWORK)
    ground.pace = (1, 4)
    ground.calls(thief, "sts", ["GetCallerIdentity"])
    for region in ground.regions:
        ground.calls(thief, "secretsmanager", ["ListSecrets"], region=region)
        for _ in range(12):
            ground.calls(thief, "secretsmanager", ["GetSecretValue"], {"secretId": _secret(ground)}, region=region)
        ground.calls(thief, "secretsmanager", ["BatchGetSecretValue"], {"maxResults": 20}, region=region)
        tree = {"path": "/", "recursive": True, "withDecryption": True}
        ground.calls(thief, "ssm", ["DescribeParameters", "GetParametersByPath"], tree, region=region)


@attacker([CREDENTIAL_ACCESS, DISCOVERY], "T1552", REFUSED)
def password_data_probed(ground: Ground) -> None:
    """A stolen session of the builds asks for the passwords of many Windows instances, and is refused."""
    thief = ground.build(addresses.hosting(ground.dice), tools.GO)
    ground.pace = (0, 3)
    ground.calls(thief, "ec2", ["DescribeInstances"], {"instancesSet": {}, "filterSet": {}})
    for _ in range(30):
        instance = {"instanceId": f"i-0{ground.dice.hexadecimal(16)}"}
        ground.calls(thief, "ec2", ["GetPasswordData"], instance, denied=True)


@attacker([CREDENTIAL_ACCESS], "T1555.006", CAREFUL, days=6)
def secrets_read_by_insider(ground: Ground) -> None:
    """A developer reads a few secrets of others on two working days, at the usual desk with the usual tools."""
    insider = ground.person("sso", "developer")
    for _ in range(2):
        ground.at_work(insider)
        caller = ground.at_their_desk(insider)
        ground.calls(caller, "secretsmanager", ["ListSecrets"])
        for _ in range(4):
            ground.calls(caller, "secretsmanager", ["GetSecretValue"], {"secretId": _secret(ground)})
            ground.pause(ground.dice.randrange(2 * MINUTE, 9 * MINUTE))
        ground.pause(10 * HOUR)
