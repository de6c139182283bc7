"""Text that others wrote, made fit to be shown.

User agents, user names and bucket names come from whoever called an API. A terminal obeys escape sequences and
a browser reorders text at direction marks, so neither may reach them as they are.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from models.times import SECOND

_CALLERS = {"AssumedRole": "role", "Role": "role", "IAMUser": "user", "FederatedUser": "federated user"}

#: Names that are not written as their parts are.
_NAMES = {"CLOUD_TRAIL": "CloudTrail", "AUTOSCALING_AUTO_SCALING_GROUP": "Auto Scaling group"}

_PROPER = {"TOR": "Tor"} | {word: word for word in ["API", "ASN", "DNS", "EC2", "ECS", "EKS", "IAM", "IP", "S3", "VPC"]}


def visible(text: str, keep: str = "") -> str:
    r"""Text with its control and direction characters, but those to ``keep``, as JSON escapes.

    >>> print(visible("a\x1b[31mb\u202ec"))
    a\u001b[31mb\u202ec
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else json.dumps(c)[1:-1] for c in text)


def elide(text: str, width: int) -> str:
    """Text cut in its middle to ``width`` characters; the end, where names differ, keeps the larger part.

    >>> elide("arn:aws:iam::111122223333:role/service-role/deploy-production", 36)
    'arn:aws:iam…e-role/deploy-production'
    """
    if len(text) <= width:
        return text
    head = (width - 1) // 3
    return f"{text[:head]}…{text[len(text) - (width - 1 - head) :]}"


def caller(kind: str, name: str) -> str:
    """Whoever calls, by ``userIdentity.type`` and name.

    >>> caller("AssumedRole", "deploy"), caller("Root", "Root")
    ('role deploy', 'root user')
    """
    return "root user" if kind == "Root" else f"{_CALLERS.get(kind, kind)} {name}".strip()


def spoken(constant: str) -> str:
    """A constant of GuardDuty's in words.

    >>> spoken("UNUSUAL_ASN_FOR_ACCOUNT"), spoken("S3_DATA_EVENTS")
    ('unusual ASN for account', 'S3 data events')
    """
    words = [_PROPER.get(word, word.lower()) for word in constant.split("_")]
    return _NAMES.get(constant) or " ".join(words)


def minute(ms: int) -> str:
    """An instant to the minute, in UTC.

    >>> minute(1_772_409_660_000)
    '2026-03-02 00:01'
    """
    return f"{datetime.fromtimestamp(ms / SECOND, UTC):%Y-%m-%d %H:%M}"


def number_of(count: int, noun: str) -> str:
    """A count with its noun.

    >>> number_of(1, "finding"), number_of(1_200, "finding")
    ('1 finding', '1,200 findings')
    """
    return f"{count:,} {noun}" + ("" if count == 1 else "s")
