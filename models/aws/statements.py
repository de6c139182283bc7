"""The statements of a bucket policy that speak of strangers.

IAM User Guide, "IAM JSON policy element reference". A statement speaks of strangers when its Principal is ``*``
or ``{"AWS": "*"}``, which mean the same in a bucket policy, or when it has a NotPrincipal that names others.
A named account, user, role, service, federation or canonical user is no stranger; a wildcard inside an ARN is
not valid there. What does not have the shape of a policy, which S3 would refuse, says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from models.aws.callers import Caller
from models.aws.conditions import Verdict, judge
from models.aws.patterns import Values, glob, resolve
from models.aws.resources import Target, targets
from models.aws.shapes import many, texts

_VERSION_WITH_VARIABLES = "2012-10-17"


class Statement(NamedTuple):
    """A statement about strangers.

    Attributes:
        allows: its Effect: Allow, else Deny.
        actions: its Action element, or its NotAction element when ``not_actions``.
        resources: its Resource element, or its NotResource element when ``not_resources``.
        condition: its Condition element, empty when it has none.
        variables: whether the policy's version knows policy variables.
    """

    allows: bool
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    condition: dict[str, object]
    variables: bool

    def judge(self, caller: Caller) -> Verdict:
        """What its condition can come to for ``caller``."""
        return judge(self.condition, caller, self._values(caller))

    def targets(self, caller: Caller) -> Iterator[tuple[str, Target]]:
        """What its Resource or NotResource element names in a request of ``caller``, each with its ARN."""
        for arn in self.resources:
            pattern = resolve(arn, glob, self._values(caller))
            if pattern is not None:
                yield from ((arn, target) for target in targets(pattern))

    def _values(self, caller: Caller) -> Values | None:
        return caller.variable if self.variables else None


def about_strangers(policy: object) -> list[Statement]:
    """The statements of ``policy``, decoded or JSON text, that speak of strangers; nothing is raised."""
    if isinstance(policy, str | bytes):
        try:
            policy = msgspec.json.decode(policy)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return []
    if not isinstance(policy, dict):
        return []
    variables = policy.get("Version") == _VERSION_WITH_VARIABLES
    parsed = (_statement(statement, variables) for statement in many(policy.get("Statement")))
    return [statement for statement in parsed if statement is not None]


def _statement(statement: object, variables: bool) -> Statement | None:
    if not isinstance(statement, dict) or statement.get("Effect") not in ("Allow", "Deny"):
        return None
    condition = statement.get("Condition", {})
    principals, actions, resources = (_element(statement, name) for name in ("Principal", "Action", "Resource"))
    if not (isinstance(condition, dict) and principals and actions and resources) or not _strangers(*principals):
        return None
    return Statement(
        allows=statement["Effect"] == "Allow",
        actions=texts(actions[0]),
        not_actions=actions[1],
        resources=texts(resources[0]),
        not_resources=resources[1],
        condition=condition,
        variables=variables,
    )


def _element(statement: dict[str, object], name: str) -> tuple[object, bool] | None:
    """The element ``name`` or its negation, and which of them; None unless the statement has exactly one."""
    if (name in statement) == (f"Not{name}" in statement):
        return None
    negated = name not in statement
    return statement[f"Not{name}" if negated else name], negated


def _strangers(principal: object, negated: bool) -> bool:
    if isinstance(principal, dict):
        return ("*" in texts(principal.get("AWS"))) != negated
    return principal == "*" and not negated
