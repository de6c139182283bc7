"""What comes up in an account, for tests of sequences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.detectors.account import KeyedSighting
from models.detectors.registry import FINDING_TYPES
from models.findings.sequence import CLOUD_TRAIL, S3_DATA_EVENTS, AttackSequence, Signal, Who
from models.findings.sighting import Action, ApiCall, FindingKey, Occurrence, affected_bucket, sighting
from models.sequences.fold import Evidence, Lookups, SequenceFolder
from models.times import HOUR, MINUTE, window_end
from tests.models.findings.calls import START, call
from tests.models.findings.connections import connection
from tests.models.findings.requests import request
from tests.models.folding import at_once

ACCOUNT, REGION = "111122223333", "eu-west-1"
LATENESS = 30 * MINUTE
ALICE = "arn:aws:iam::111122223333:role/admin"
BUILD = "arn:aws:iam::111122223333:role/build"
TOR = "198.51.100.99"
WEB, DATABASE = "i-0123456789abcdef0", "i-0fedcba9876543210"

#: Indicators of a network that nobody in the account had, and of a tool that the principal never had.
STRANGE = (
    ("SUSPICIOUS_USER_AGENT", "curl/8"),
    ("UNUSUAL_ASN_FOR_ACCOUNT", "198.51.100.0/24"),
    ("UNUSUAL_ASN_FOR_USER", "198.51.100.0/24"),
)


def session(name: str = "alice", role: str = ALICE) -> dict[str, str]:
    """The members of a call that say who called, in a session of a role."""
    short = role.rpartition("/")[2]
    return {
        "principal": role,
        "principal_id": f"AROA{short.upper()}:{name}",
        "user_name": short,
        "user_type": "AssumedRole",
        "access_key_id": f"ASIA{name.upper()}",
    }


def seen(kind: str, resource: str, minute: float, action: Action, event_id: str = "", detail: str = "") -> Evidence:
    """A part of a finding's sighting: one occurrence."""
    time_ms = START + round(minute * MINUTE)
    one = Occurrence(time_ms, event_id or f"{kind}-{resource}-{minute}", action)
    end_ms = window_end(time_ms, 5 * MINUTE)
    return Evidence.of(FindingKey(kind, ACCOUNT, REGION, resource), sighting(end_ms, [one], detail))


def called(
    kind: str,
    minute: float,
    api: str = "ListUsers",
    service: str = "iam",
    bucket: str = "",
    resource: str = "",
    who: dict[str, str] | None = None,
    detail: str = "",
    **members: Any,
) -> Evidence:
    """A finding of an API call."""
    who = session() if who is None else who
    action = ApiCall.of(
        call(service=f"{service}.amazonaws.com", api=api, affected=affected_bucket(bucket), **(who | members))
    )
    return seen(kind, resource or who["principal"], minute, action, detail=detail)


def connected(kind: str, minute: float, instance: str = WEB, **members: Any) -> Evidence:
    """A finding of a connection."""
    return seen(kind, instance, minute, connection(**({"instance": instance} | members)))


def asked(kind: str, minute: float, instance: str = WEB, **members: Any) -> Evidence:
    """A finding of a DNS request."""
    return seen(kind, instance, minute, request(**({"instance": instance} | members)))


def unusual(
    minute: float,
    api: str,
    tactic: str,
    bucket: str = "",
    deed: str = "",
    who: dict[str, str] | None = None,
    **members: Any,
) -> Evidence:
    """A weak signal, in an hour."""
    caller = session() if who is None else who
    time_ms = START + round(minute * MINUTE)
    made = signal(
        api,
        time_ms,
        caller,
        **{
            "kind": S3_DATA_EVENTS if bucket else CLOUD_TRAIL,
            "tactics": (tactic,),
            "buckets": (bucket,) if bucket else (),
            "deeds": (deed,) if deed else (),
            "uid": f"{api} {bucket} {caller['principal_id']}",
        }
        | members,
    )
    return Evidence(window_end(time_ms, HOUR), signals=(made,))


def judged_hour(minute: float, who: dict[str, str] | None = None) -> Evidence:
    """An hour of somebody whom a profile knows, in which nothing is unusual."""
    time_ms = START + round(minute * MINUTE)
    return Evidence(window_end(time_ms, HOUR), judged=(session() if who is None else who)["principal"])


def signal(name: str, time_ms: int = START, who: dict[str, str] | None = None, **members: Any) -> Signal:
    """A signal with one occurrence."""
    caller = session() if who is None else who
    defaults = {
        "uid": name,
        "kind": CLOUD_TRAIL,
        "region": REGION,
        "who": Who(caller["principal"], caller["principal_id"], caller["user_name"], caller["user_type"], ACCOUNT),
        "keys": (caller["access_key_id"],),
        "count": 1,
        "first_ms": time_ms,
        "last_ms": time_ms,
    }
    return Signal(name=name, **(defaults | members))


def made_of(*signals: Signal, **members: object) -> AttackSequence:
    """A sequence of some signals."""
    defaults = {
        "severity": 9.0,
        "uid": "0" * 32,
        "subject": "somebody",
        "signals": signals,
        "left_out": 0,
        "additional": (),
        "lineages": (),
        "lasted_ms": 60_000,
    }
    return AttackSequence(**(defaults | members))


def folder(**lookups: Any) -> SequenceFolder:
    return SequenceFolder(FINDING_TYPES, LATENESS, Lookups(**lookups))


def told(evidence: Iterable[Evidence], **lookups: Any) -> list[KeyedSighting]:
    """What an account's evidence makes known, in order."""
    return at_once(folder(**lookups), ACCOUNT.encode(), list(evidence))


def sequences(evidence: Iterable[Evidence], **lookups: Any) -> list[tuple[FindingKey, AttackSequence]]:
    """Each sequence as it stood last, in the order of being raised."""
    found = {}
    for keyed in told(evidence, **lookups):
        if keyed.sighting.events:
            (action,) = keyed.sighting.actions
            assert isinstance(action, AttackSequence)
            found[keyed.key] = action
    return list(found.items())


def types(evidence: Iterable[Evidence], **lookups: Any) -> list[str]:
    """The types of the sequences."""
    return [key.type for key, _ in sequences(evidence, **lookups)]


def names(sequence: AttackSequence) -> Sequence[str]:
    """The names of a sequence's signals, in its order."""
    return [one.name for one in sequence.signals]
