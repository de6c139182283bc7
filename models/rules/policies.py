"""What a policy of any service grants, as rules ask of it.

`models.aws.policy` says precisely what an S3 bucket policy opens. A rule asks a simpler question of a policy of any
service (a topic, a queue, a key, a role's trust): whether somebody gets in who should be looked at. Strangers are
judged as for buckets: by model callers and what conditions these can meet. Condition keys of services other than
S3 are taken as lacking, so that a statement that demands one of them lets no stranger in. A policy may have no
Resource, as trust policies and those of container repositories.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from models.aws.callers import ANONYMOUS, AUTHENTICATED, Caller
from models.aws.patterns import covers, glob
from models.aws.shapes import many, texts
from models.aws.statements import Statement, about_strangers
from models.rules.view import parsed

_ACCOUNT = re.compile(r"(?:arn:[^:]+:(?:iam|sts)::)?(\d{12})(?::.*)?", re.DOTALL)
_EVERYTHING = ("*",)


def admin(policy: object) -> bool:
    """Whether some statement allows every action on everything, whatever its condition.

    Args:
        policy: decoded, or as JSON text.

    Raises:
        ValueError: the text is no JSON.
    """
    return any(
        {"*", "*:*"} & set(texts(statement.get("Action"))) and "*" in texts(statement.get("Resource"))
        for statement in _allowing(_decoded(policy))
    )


def grants_public(policy: object) -> bool:
    """Whether a stranger, anonymous or with an account of his own, may do anything.

    A Deny counts where it surely applies to him and names every action and resource of the grant.

    Args:
        policy: decoded, or as JSON text.

    Raises:
        ValueError: the text is no JSON.
    """
    document = _decoded(policy)
    statements = [
        each if {"Resource", "NotResource"} & each.keys() else {**each, "Resource": "*"} for each in _all(document)
    ]
    about = about_strangers({**document, "Statement": statements})
    denies = [each for each in about if not each.allows and not each.not_actions and not each.not_resources]
    return any(
        allow.judge(caller).holds and not _denied(allow, denies, caller)
        for allow in about
        if allow.allows
        for caller in (*ANONYMOUS, *AUTHENTICATED)
    )


def grants_outside(policy: object, account: str) -> bool:
    """Whether a principal of another account than ``account`` is let in by name, or the public is.

    A condition on a named principal is taken as met. Federated, service and canonical principals and unique ids do
    not tell an account and do not count.

    Args:
        policy: decoded, or as JSON text.
        account: twelve digits.

    Raises:
        ValueError: the text is no JSON.
    """
    document = _decoded(policy)
    named = (
        match[1] for each in _allowing(document) for name in _principals(each) if (match := _ACCOUNT.fullmatch(name))
    )
    return any(other != account for other in named) or grants_public(document)


def _decoded(policy: object) -> dict[str, Any]:
    value = parsed(policy) if isinstance(policy, str) else policy
    return value if isinstance(value, dict) else {}


def _all(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in many(document.get("Statement")) if isinstance(each, dict)]


def _allowing(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    return (each for each in _all(document) if each.get("Effect") == "Allow")


def _principals(statement: dict[str, Any]) -> tuple[str, ...]:
    principal = statement.get("Principal")
    return texts(principal.get("AWS")) if isinstance(principal, dict) else ()


def _denied(allow: Statement, denies: Sequence[Statement], caller: Caller) -> bool:
    actions = _EVERYTHING if allow.not_actions else allow.actions
    resources = _EVERYTHING if allow.not_resources else allow.resources
    return any(
        not deny.judge(caller).fails
        and all(any(covers(_action(outer), _action(inner)) for outer in deny.actions) for inner in actions)
        and all(any(covers(glob(outer), glob(inner)) for outer in deny.resources) for inner in resources)
        for deny in denies
    )


def _action(name: str) -> str:
    return glob(name).lower()
