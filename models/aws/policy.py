"""Whom a bucket policy lets in: nobody new, every AWS account, or everyone.

The ground of Policy:S3/BucketAnonymousAccessGranted and Policy:S3/BucketPublicAccessGranted. A policy is read
as AWS evaluates it (IAM User Guide, "Policy evaluation logic"; Amazon S3 User Guide, "The meaning of public"):

* An Allow for strangers whose condition a model caller can meet grants him its S3 actions on its resources.
  `models.aws.statements` says which statements are for strangers, `models.aws.callers` who the model callers
  are, `models.aws.conditions` what they can meet.
* A Deny takes from a grant the actions that it names, where it covers all that the grant's resource names and
  its condition cannot fail for that caller. What it covers in part stays granted.
* A grant that an anonymous caller can use is anonymous. One that only a caller with credentials of some other
  account can use is authenticated-only. Each grant, one resource of one statement, is judged alone, so a
  policy can give both.

Block Public Access is not a part of the policy and is not considered, as GuardDuty does not consider it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.aws import actions
from models.aws.callers import ANONYMOUS, AUTHENTICATED, Caller
from models.aws.exposure import Exposure, merge
from models.aws.resources import WHOLE, Target
from models.aws.statements import Statement, about_strangers


class _Rule(NamedTuple):
    """A statement and the actions that it allows or denies."""

    statement: Statement
    actions: frozenset[str]


class _Place(NamedTuple):
    """Where in a policy something is granted."""

    statement: int
    arn: str


def policy_exposure(policy: object) -> Exposure:
    """What ``policy`` opens to strangers.

    Args:
        policy: a bucket policy, decoded or as JSON text. Anything else exposes nothing; nothing is raised.
    """
    statements = about_strangers(policy)
    allows = [
        _Rule(each, actions.allowed(each.actions, negated=each.not_actions)) for each in statements if each.allows
    ]
    granted = frozenset[str]().union(*(allow.actions for allow in allows))
    denies = [
        _Rule(each, actions.denied(granted, each.actions, negated=each.not_actions))
        for each in statements
        if not each.allows
    ]
    anonymous = _granted(allows, denies, ANONYMOUS)
    authenticated = _granted(allows, denies, AUTHENTICATED)
    return merge(
        [_exposure(names, signed=False) for names in anonymous.values()]
        + [_exposure(names - anonymous.get(place, frozenset()), signed=True) for place, names in authenticated.items()]
    )


def _granted(
    allows: Sequence[_Rule], denies: Sequence[_Rule], callers: Iterable[Caller]
) -> dict[_Place, frozenset[str]]:
    """The actions that some of ``callers`` may use, by the place that grants them."""
    granted: dict[_Place, frozenset[str]] = {}
    for caller in callers:
        for place, names in _granted_to(caller, allows, denies):
            granted[place] = granted.get(place, frozenset()) | names
    return granted


def _granted_to(
    caller: Caller, allows: Sequence[_Rule], denies: Sequence[_Rule]
) -> Iterator[tuple[_Place, frozenset[str]]]:
    certain = [
        (deny, [target for _, target in deny.statement.targets(caller)])
        for deny in denies
        if not deny.statement.judge(caller).fails
    ]
    for number, allow in enumerate(allows):
        if not allow.statement.judge(caller).holds:
            continue
        for arn, target in _targets(allow.statement, caller):
            names = actions.applicable(allow.actions, to_objects=target.key is not None)
            for deny, denied in certain:
                if _denies(deny.statement, denied, target):
                    names -= deny.actions
            yield _Place(number, arn), names


def _targets(allow: Statement, caller: Caller) -> Iterable[tuple[str, Target]]:
    """What ``allow`` grants access to. Of a NotResource only the cover is taken: all, unless it excepts all."""
    if not allow.not_resources:
        return allow.targets(caller)
    excepted = [target for _, target in allow.targets(caller)]
    return [("", target) for target in WHOLE if not any(each.covers(target) for each in excepted)]


def _denies(deny: Statement, named: Sequence[Target], target: Target) -> bool:
    if deny.not_resources:
        return all(excepted.apart(target) for excepted in named)
    return any(denied.covers(target) for denied in named)


def _exposure(names: Iterable[str], *, signed: bool) -> Exposure:
    reading = {actions.reads(name) for name in names}
    if signed:
        return Exposure(authenticated_read=True in reading, authenticated_write=False in reading)
    return Exposure(anonymous_read=True in reading, anonymous_write=False in reading)
