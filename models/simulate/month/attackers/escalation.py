"""More permissions are taken (PrivilegeEscalation)."""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.month import tools
from models.simulate.month.ground import Ground
from models.simulate.month.labels import DISCOVERY, PERSISTENCE, PRIVILEGE_ESCALATION
from models.simulate.month.registry import CAREFUL, LOUD, REFUSED, attacker

_ADMIN = "arn:aws:iam::aws:policy/AdministratorAccess"


@attacker([PRIVILEGE_ESCALATION, DISCOVERY], "T1098.003", REFUSED)
def every_way_up_tried(ground: Ground) -> None:
    """A user's stolen key tries one way to more permissions after the other; joining a group works."""
    thief = ground.stolen_key("user console", addresses.hosting(ground.dice), tools.FRAMEWORK)
    mine = {"userName": thief.identity["userName"], "policyArn": _ADMIN}
    ground.calls(thief, "iam", ["GetUser", "ListUserPolicies", "ListAttachedUserPolicies", "ListGroupsForUser"], mine)
    ways = ("AttachUserPolicy", "PutUserPolicy", "CreatePolicyVersion", "SetDefaultPolicyVersion", "AttachGroupPolicy")
    for _ in range(2):
        ground.calls(thief, "iam", ways, mine, denied=True)
    ground.calls(thief, "iam", ["AddUserToGroup"], {"groupName": "admins"} | mine)


@attacker([PRIVILEGE_ESCALATION, PERSISTENCE], "T1098.003", LOUD)
def instance_profile_swapped(ground: Ground) -> None:
    """An instance's credentials, used from a rented server, give the instance a stronger role."""
    thief = ground.on_instance(1).calling_from(addresses.hosting(ground.dice)).using(tools.GO)
    instance, profile = {"instanceId": ground.instance(1).id}, {"instanceProfileName": ground.name("admin")}
    ground.calls(thief, "iam", ["ListInstanceProfiles", "CreateInstanceProfile", "AddRoleToInstanceProfile"], profile)
    ground.calls(thief, "ec2", ["DescribeIamInstanceProfileAssociations", "AssociateIamInstanceProfile"], instance)
    ground.calls(thief, "iam", ["PutRolePolicy", "UpdateAssumeRolePolicy"], {"roleName": ground.instance(1).role})


@attacker([PRIVILEGE_ESCALATION], "T1098.003", CAREFUL, days=4)
def own_policy_widened(ground: Ground) -> None:
    """A developer at the usual desk adds a version to a policy, makes it the default, and an hour later undoes it."""
    insider = ground.person("sso terraform")
    ground.at_work(insider)
    caller = ground.at_their_desk(insider)
    policy = {"policyArn": f"arn:aws:iam::{ground.account.id}:policy/developer-boundary"}
    ground.calls(caller, "iam", ["CreatePolicyVersion"], policy | {"setAsDefault": True})
    ground.calls(caller, "iam", ["PutUserPermissionsBoundary", "AttachRolePolicy"], policy | {"roleName": "deploy"})
    ground.pause(55 * MINUTE)
    ground.calls(caller, "iam", ["DetachRolePolicy", "SetDefaultPolicyVersion", "DeletePolicyVersion"], policy)
