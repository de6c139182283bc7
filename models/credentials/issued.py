"""To what AWS issued the credentials of a call.

An instance's metadata service hands out sessions that are named after the instance (``AROA…:i-0123…``), and says so in
``sessionContext.ec2RoleDelivery``. Since 2025 ``inScopeOf`` names what credentials were issued to: an instance, an ECS
task or a Lambda function (CloudTrail User Guide, userIdentity element). A session that only has an instance's name is
most likely an instance's as well, and was so in logs from before 2020; but anybody who assumes a role may choose the
name, so it is not `Issued.sure`.

AWS has roles of its own in every account, ``aws:…``. That of the instance itself, ``aws:ec2-instance``, comes from the
metadata service as well. As ``aws:ec2-infrastructure`` EC2 decrypts an instance's volumes, in a session that is named
after the instance too, from addresses of EC2's own (KMS Developer Guide, "Amazon EC2 example two").
"""

from __future__ import annotations

import re
from typing import NamedTuple

from models.cloudtrail.record import UserIdentity

INSTANCE, TASK, FUNCTION = "instance", "task", "function"

_KINDS = {"AWS::EC2::": INSTANCE, "AWS::ECS::": TASK, "AWS::Lambda::": FUNCTION}

#: Sessions of an instance are named so. Sanitised logs mix the cases.
_INSTANCE_NAME = re.compile(r"i-(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{17})")

#: Roles that AWS itself uses in an account, by the unique id of a session: ``ACCOUNT:aws:ROLE:SESSION``.
_OWN_ROLE = re.compile(r"\d+:aws:(?!ec2-instance:)")

_REGION = re.compile(r"arn:[^:]*:[^:]*:([a-z]{2,}(?:-[a-z]+)+-\d+):")


class Issued(NamedTuple):
    """To what credentials were issued.

    Attributes:
        kind: `INSTANCE`, `TASK` or `FUNCTION`.
        name: the instance's id; the ARN of the task or function.
        region: the Region that it is in; empty if the record does not say.
        sure: the record says so, and not only the session's name.
    """

    kind: str
    name: str
    region: str = ""
    sure: bool = True


def issued_to(caller: UserIdentity) -> Issued | None:
    """To what a caller's credentials were issued; None if to nothing that AWS runs, or it is not known.

    What is no session of a role has no such credentials: the log of another account whose resource is used names the
    caller's account and unique id alone.
    """
    session = caller.session_context
    if caller.type != "AssumedRole" or session is None or _OWN_ROLE.match(caller.principal_id or ""):
        return None
    name = (caller.principal_id or "").rpartition(":")[2]
    scope = caller.in_scope_of
    if scope is not None and scope.issuer_type and scope.credentials_issued_to:
        arn = scope.credentials_issued_to
        kind = next((kind for prefix, kind in _KINDS.items() if scope.issuer_type.startswith(prefix)), "")
        found = _REGION.match(arn)
        region = found[1] if found else ""
        if kind == INSTANCE:
            return Issued(kind, arn.rpartition("/")[2] or name, region)
        if kind:
            return Issued(kind, arn, region)
    if session.ec2_role_delivery and name:
        return Issued(INSTANCE, name)
    return Issued(INSTANCE, name, sure=False) if _INSTANCE_NAME.fullmatch(name) else None
