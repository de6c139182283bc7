"""Callers: the ``userIdentity`` of users, sessions, root and AWS services, and where they call from.

The unique ids of users and roles (``AIDA…``, ``AROA…``) and long-term keys (``AKIA…``) follow from account
and name, so whoever mentions a role mentions the same one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from models.simulate.clock import iso
from models.simulate.dice import Dice

Json = dict[str, Any]


@cache
def _lasting(prefix: str, length: int, account: str, name: str) -> str:
    """What AWS once drew for a name and then keeps."""
    return prefix + Dice.of(prefix, account, name).base32(length)


@dataclass(frozen=True)
class Role:
    """An IAM role."""

    account: str
    name: str
    path: str = "/"

    @property
    def arn(self) -> str:
        """The role's ARN, path included."""
        return f"arn:aws:iam::{self.account}:role{self.path}{self.name}"

    @property
    def id(self) -> str:
        """The role's unique id."""
        return _lasting("AROA", 17, self.account, self.name)

    @property
    def issuer(self) -> Json:
        """The role as a session's ``sessionIssuer``."""
        return {
            "type": "Role",
            "principalId": self.id,
            "arn": self.arn,
            "accountId": self.account,
            "userName": self.name,
        }


@dataclass(frozen=True)
class Caller:
    """Somebody who makes calls.

    Attributes:
        account: the account that the caller belongs to.
        identity: the record's ``userIdentity``.
        address: ``sourceIPAddress``; the service's name for AWS's own calls.
        agent: ``userAgent``, see `agents`.
        more: further top-level fields of each record, such as ``vpcEndpointId``.
    """

    account: str
    identity: Json
    address: str
    agent: str
    more: Json = field(default_factory=dict)

    @property
    def arn(self) -> str:
        """The caller's own ARN (a session's, not its role's)."""
        return str(self.identity["arn"])

    @property
    def lasting(self) -> str:
        """What keeps the caller's permissions: the ARN of a session's role, else the caller's own."""
        issuer = self.identity.get("sessionContext", {}).get("sessionIssuer", {})
        return str(issuer.get("arn") or self.identity.get("arn") or self.address)

    def using(self, agent: str) -> Caller:
        """The same caller with another tool."""
        return replace(self, agent=agent)

    def calling_from(self, address: str) -> Caller:
        """The same credentials used from elsewhere, past any VPC endpoint."""
        return replace(self, address=address, more={})


def user(account: str, name: str, address: str, agent: str) -> Caller:
    """An IAM user with an access key."""
    identity = {
        "type": "IAMUser",
        "principalId": _lasting("AIDA", 17, account, name),
        "arn": f"arn:aws:iam::{account}:user/{name}",
        "accountId": account,
        "accessKeyId": _lasting("AKIA", 16, account, name),
        "userName": name,
    }
    return Caller(account, identity, address, agent)


def _attributes(since: int, mfa: bool) -> Json:
    return {"creationDate": iso(since), "mfaAuthenticated": "true" if mfa else "false"}


def in_console(caller: Caller, since: int, dice: Dice) -> Caller:
    """A user (or root) signed in to the console: temporary keys, marked as the console's."""
    session = {"attributes": _attributes(since, mfa=True)}
    identity = caller.identity | {"accessKeyId": "ASIA" + dice.base32(16), "sessionContext": session}
    return replace(caller, identity=identity, more={"sessionCredentialFromConsole": "true"})


def session(
    role: Role,
    name: str,
    since: int,
    address: str,
    agent: str,
    dice: Dice,
    *,
    context: Json | None = None,
    more: Json | None = None,
) -> Caller:
    """A session of a role.

    Args:
        role: whose credentials the session carries.
        name: the session's name; for an instance its id.
        since: when the session was made.
        address: where it calls from.
        agent: with what.
        dice: for the temporary key.
        context: further fields of ``sessionContext``, such as ``ec2RoleDelivery``.
        more: further top-level fields of each record.
    """
    identity = {
        "type": "AssumedRole",
        "principalId": f"{role.id}:{name}",
        "arn": f"arn:aws:sts::{role.account}:assumed-role/{role.name}/{name}",
        "accountId": role.account,
        "accessKeyId": "ASIA" + dice.base32(16),
        "sessionContext": {
            "sessionIssuer": role.issuer,
            "webIdFederationData": {},
            "attributes": _attributes(since, mfa=False),
        }
        | (context or {}),
    }
    return Caller(role.account, identity, address, agent, more or {})


def root(account: str, address: str, agent: str) -> Caller:
    """The root user with an access key of its own."""
    identity = {
        "type": "Root",
        "principalId": account,
        "arn": f"arn:aws:iam::{account}:root",
        "accountId": account,
        "accessKeyId": _lasting("AKIA", 16, account, "root"),
    }
    return Caller(account, identity, address, agent)


def root_task(account: str, since: int, address: str, agent: str, dice: Dice, *, marked: bool) -> Caller:
    """A short privileged session that ``sts:AssumeRoot`` made for a member account.

    The log marks it with ``assumedRoot``, or leaves that out (AWS's example in "Track privileged tasks" does).
    """
    caller = root(account, address, agent)
    context: Json = {"attributes": _attributes(since, mfa=False)}
    if marked:
        context["assumedRoot"] = "true"
    identity = caller.identity | {"accessKeyId": "ASIA" + dice.base32(16), "sessionContext": context}
    return replace(caller, identity=identity)


def service(name: str, account: str) -> Caller:
    """An AWS service that calls for itself, such as ``cloudtrail.amazonaws.com``."""
    return Caller(account, {"type": "AWSService", "invokedBy": name}, name, name)


def on_behalf(caller: Caller, name: str) -> Caller:
    """An AWS service that calls with a principal's credentials; it shows no key."""
    identity = caller.identity | {"invokedBy": name}
    identity.pop("accessKeyId", None)
    return replace(caller, identity=identity, address=name, agent=name)
