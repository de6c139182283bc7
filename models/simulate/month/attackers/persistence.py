"""A foothold is made (Persistence)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, event, identity
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import IMPACT, PERSISTENCE, PRIVILEGE_ESCALATION
from models.simulate.month.registry import CAREFUL, LOUD, attacker
from models.simulate.organisation import US_EAST_1
from models.simulate.scenarios.root import ROOT


@attacker([PERSISTENCE, PRIVILEGE_ESCALATION], "T1136.003", LOUD)
def backdoor_user_made(ground: Ground) -> None:
    """A phished administrator session makes a user with a password, a key and every permission."""
    thief = ground.stolen_session("operator", addresses.hosting(ground.dice), agents.CHROME)
    user = {"userName": ground.name("svc-backup")}
    ground.calls(thief, "iam", ["ListUsers", "CreateUser", "CreateLoginProfile", "CreateAccessKey"], user)
    admin = user | {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
    ground.calls(thief, "iam", ["AttachUserPolicy"], admin)


@attacker([PERSISTENCE, PRIVILEGE_ESCALATION], "T1098.001", LOUD)
def root_key_made(ground: Ground) -> None:
    """The root user signs in from a rented server, makes an access key and changes the contacts."""
    raises = [ROOT]
    root = identity.root(ground.account.id, addresses.hosting(ground.dice), agents.FIREFOX)
    ground.plant(event.sign_in(root, ground.now, US_EAST_1, ground.dice, mfa=False), raises)
    console = identity.in_console(root, ground.now, ground.dice)
    ground.calls(console, "iam", ["GetAccountSummary", "ListAccessKeys", "CreateAccessKey"], raises=raises)
    ground.calls(console, "iam", ["CreateVirtualMFADevice", "EnableMFADevice"], raises=raises)
    ground.calls(console, "account", ["PutAlternateContact", "PutContactInformation"], raises=raises)


@attacker([PERSISTENCE, PRIVILEGE_ESCALATION, IMPACT], "T1195.002", CAREFUL)
def pipeline_poisoned(ground: Ground) -> None:
    """A poisoned build, on the builds' own runners with their own tool, leaves a key pair and a function behind."""
    ground.until(10, working=True)
    build = ground.build(addresses.build_runner(ground.dice))
    ground.calls(build, "ec2", ["ImportKeyPair"], {"keyName": ground.name("ops")})
    data = {"instanceId": ground.instance().id, "attribute": "userData"}
    ground.calls(build, "ec2", ["ModifyInstanceAttribute"], data)
    function = {"functionName": ground.name("health")}
    ground.calls(build, "lambda", ["UpdateFunctionCode20150331v2", "AddPermission20150331v2"], function)
    ground.calls(build, "lambda", ["CreateFunctionUrlConfig"], function | {"authType": "NONE"})


@attacker([PERSISTENCE], "T1098.001", CAREFUL, days=4)
def second_keys_made(ground: Ground) -> None:
    """An operator at the usual desk makes access keys for three colleagues, a quarter of an hour apart."""
    insider = ground.person("user boto3")
    ground.at_work(insider)
    caller = ground.at_their_desk(insider)
    for person in (p for p in ground.account.people if p != insider):
        if person.way.startswith("user"):
            ground.calls(caller, "iam", ["ListAccessKeys", "CreateAccessKey"], {"userName": person.name})
            ground.pause(15 * MINUTE)
    ground.calls(caller, "iam", ["UpdateAssumeRolePolicy"], {"roleName": "release"})


@attacker([PERSISTENCE, IMPACT], "T1098", LOUD)
def instance_leaves_backdoors(ground: Ground) -> None:
    """An instance's credentials, used from a rented server, open a security group and make a key pair and an image."""
    thief = ground.on_instance(2).calling_from(addresses.hosting(ground.dice)).using(tools.CLI_ON_SERVER)
    ground.calls(thief, "ec2", ["DescribeSecurityGroups", "CreateKeyPair", "CreateSecurityGroup"])
    open_port = {"groupId": f"sg-0{ground.dice.hexadecimal(16)}", "cidrIp": "0.0.0.0/0", "fromPort": 22, "toPort": 22}
    ground.calls(thief, "ec2", ["AuthorizeSecurityGroupIngress", "CreateImage", "RunInstances"], open_port)
    message = "the specified rule already exists"
    ground.fails(thief, "ec2", "AuthorizeSecurityGroupIngress", "Client.InvalidPermission.Duplicate", message)
