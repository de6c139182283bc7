"""The account is explored (Discovery)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import HOUR, MINUTE
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import CREDENTIAL_ACCESS, DISCOVERY
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker

_IAM = (
    "ListUsers", "ListGroups", "ListRoles", "ListPolicies", "ListAccountAliases", "ListInstanceProfiles",
    "ListMFADevices", "ListVirtualMFADevices", "ListSAMLProviders", "ListOpenIDConnectProviders",
    "GetAccountAuthorizationDetails", "GetCredentialReport", "GetAccountSummary", "GetAccountPasswordPolicy",
    "ListServerCertificates",
)  # fmt: skip
_EVERYWHERE = {
    "ec2": ("DescribeInstances", "DescribeVpcs", "DescribeSnapshots", "DescribeImages", "DescribeKeyPairs",
            "DescribeAddresses", "DescribeVpnConnections", "DescribeTransitGateways", "DescribeLaunchTemplates"),
    "rds": ("DescribeDBInstances", "DescribeDBSnapshots"),
    "lambda": ("ListFunctions20150331", "ListLayers20181031"),
    "dynamodb": ("ListTables", "ListBackups"),
    "ecr": ("DescribeRepositories",),
    "eks": ("ListClusters",),
    "secretsmanager": ("ListSecrets",),
    "ssm": ("DescribeInstanceInformation", "DescribeParameters"),
    "kms": ("ListKeys", "ListAliases"),
    "redshift": ("DescribeClusters",),
    "elasticache": ("DescribeCacheClusters",),
    "sagemaker": ("ListNotebookInstances",),
    "glue": ("GetDatabases", "GetConnections"),
}  # fmt: skip


@attacker([DISCOVERY], "T1580", LOUD)
def account_explored(ground: Ground) -> None:
    """An instance role's credentials, taken through a forged request, list identities and resources from a server."""
    thief = ground.on_instance(0).calling_from(addresses.hosting(ground.dice)).using(tools.OLD_CLI)
    ground.pace = (1, 5)
    ground.calls(thief, "sts", ["GetCallerIdentity"])
    ground.calls(thief, "iam", _IAM)
    for region in ground.regions:
        for service, apis in _EVERYWHERE.items():
            ground.calls(thief, service, apis, region=region)


@attacker([DISCOVERY, CREDENTIAL_ACCESS], "T1069.003", REFUSED)
def permissions_guessed(ground: Ground) -> None:
    """Keys leaked by a function are tried on everything within two minutes; nearly all is refused."""
    thief = ground.in_function(0).calling_from(addresses.hosting(ground.dice)).using(tools.FRAMEWORK)
    ground.pace = (0, 2)
    ground.calls(thief, "sts", ["GetCallerIdentity"])
    ground.calls(thief, "iam", _IAM, denied=True)
    for service, apis in _EVERYWHERE.items():
        ground.calls(thief, service, apis, denied=True)
    for service in ("athena", "batch", "codebuild", "cognito-idp", "datapipeline", "emr", "firehose", "iot"):
        ground.calls(thief, service, ["ListTagsForResource", "DescribeAccountAttributes"], denied=True)


@attacker([DISCOVERY], "T1087.004", CAREFUL, days=7)
def slow_reconnaissance(ground: Ground) -> None:
    """Malware on an analyst's laptop reads a dozen policies on three working days, in the analyst's own session."""
    victim = ground.person("sso", "analyst")
    role = {"roleName": "deploy"}
    for apis in (
        ("ListUsers", "ListAccessKeys", "ListUserPolicies"),
        ("ListRoles", "ListRolePolicies", "GetRolePolicy", "ListAttachedRolePolicies"),
        ("ListGroupsForUser", "GetPolicyVersion", "ListInstanceProfilesForRole", "SimulatePrincipalPolicy"),
    ):
        ground.at_work(victim)
        caller = ground.at_their_desk(victim)
        for api in apis:
            ground.calls(caller, "iam", [api], role)
            ground.pause(ground.dice.randrange(3 * MINUTE, 15 * MINUTE))
        ground.pause(11 * HOUR)


@attacker([DISCOVERY], "T1526", LOUD)
def found_key_tried(ground: Ground) -> None:
    """A user's key is found in a repository: a scanner checks it, and an hour later somebody looks around."""
    scanner = ground.stolen_key("user console", addresses.hosting(ground.dice), tools.KEY_SCANNER)
    ground.calls(scanner, "sts", ["GetCallerIdentity"])
    ground.pause(HOUR)
    thief = scanner.calling_from(addresses.home("PL", ground.dice)).using(tools.CLI_ON_SERVER)
    ground.calls(thief, "iam", ["GetUser", "ListAttachedUserPolicies", "ListGroupsForUser"])
    for region in ground.regions:
        ground.calls(thief, "ec2", ["DescribeInstances", "DescribeSecurityGroups", "DescribeKeyPairs"], region=region)
        ground.calls(thief, "lambda", ["ListFunctions20150331", "GetPolicy20150331v2"], region=region)
    ground.calls(thief, "ses", ["GetAccount", "ListIdentities", "GetSendQuota"])
