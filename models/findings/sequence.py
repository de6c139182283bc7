"""Attack sequences: what a finding shows of several signals that belong together.

A signal is a finding, or something weaker that raises none by itself. A sequence holds them all, as they are at the end
of a window; when signals join or recur, the sequence occurs again, with all of them. So merging is as for any action:
an occurrence is known by its id, and the newest one is shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import msgspec

from models.findings.actor import Actor
from models.findings.attack import in_order

#: Kinds of signals, as GuardDuty names them.
FINDING, CLOUD_TRAIL, S3_DATA_EVENTS = "FINDING", "CLOUD_TRAIL", "S3_DATA_EVENTS"

#: Signals that a sequence holds: GuardDuty's limit.
MOST_SIGNALS = 100

#: Of a signal's access keys, buckets, endpoints, indicators' values and activities, so many of each are kept: the first
#: in order, so that it does not matter which came first.
MOST_OF_EACH = 8

#: Bytes of the signals that a sequence shows, as they are kept: as JSON, with what they refer to, up to three times as
#: many. An event of EventBridge and a finding of Security Hub may have some 240,000. Most signals have 700.
MOST_BYTES = 75_000

#: Characters of a user agent that are kept. The caller writes what he likes there, and tools name themselves first.
AGENT_LENGTH = 128

#: How far a signal goes by itself: none that raises a finding, and less still where nobody knows yet what is usual; a
#: finding; one that tells of somebody else's hand on a credential or of a compromised instance.
FAINT, WEAK, ORDINARY, STRONG = -1, 0, 1, 2

_BUCKET = "AWS::S3::Bucket"


class Activity(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """One kind of API call: ``eventSource``, ``eventName``, ``errorCode`` and the user agent."""

    service: str
    operation: str
    error: str
    user_agent: str


class Who(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """Who called; all are empty for signals in the network.

    Attributes:
        principal: the lasting name (`models.cloudtrail.principal.principal`).
        principal_id: the unique id, with the session's name.
        user_name: the user, or the role behind a session.
        user_type: ``userIdentity.type``.
        account: the one that the caller belongs to.
    """

    principal: str = ""
    principal_id: str = ""
    user_name: str = ""
    user_type: str = ""
    account: str = ""


class Signal(msgspec.Struct, frozen=True, array_like=True, order=True, kw_only=True):
    """One signal: what is kept of it, and shown.

    Attributes:
        uid: the finding's id; of a weak signal a digest of what it is. With ``who`` it makes the signal.
        kind: `FINDING`, `CLOUD_TRAIL` or `S3_DATA_EVENTS`.
        name: the finding type, or ``service:Api``.
        strength: `FAINT`, `WEAK`, `ORDINARY` or `STRONG`.
        severity: of the finding; 0 for a weak signal.
        tactics: what it serves (`models.findings.attack.AttackTactic`), in the order of an attack; of calls that failed
            only the attempt to look around.
        techniques: ATT&CK's ids, sorted.
        region: whose logs showed it; the first of several.
        finding: the finding's key as a tuple; empty for a weak signal.
        who: who called.
        keys: access keys, sorted, as are the following.
        instance: ``i-…`` of which it tells, or whose session called; else an interface or address; empty for none.
        buckets: what it touched.
        deeds: what it did to their objects (`models.apis.s3.S3Kind`), if AWS let it.
        endpoints: addresses and domains.
        indicators: (GuardDuty's key, value).
        activities: API calls.
        count: occurrences.
        first_ms: of its first occurrence.
        last_ms: of its last occurrence's end.
    """

    uid: str
    kind: str
    name: str
    strength: int = WEAK
    severity: float = 0.0
    tactics: tuple[str, ...] = ()
    techniques: tuple[str, ...] = ()
    region: str = ""
    finding: tuple[str, ...] = ()
    who: Who = Who()
    keys: tuple[str, ...] = ()
    instance: str = ""
    buckets: tuple[str, ...] = ()
    deeds: tuple[str, ...] = ()
    endpoints: tuple[str, ...] = ()
    indicators: tuple[tuple[str, str], ...] = ()
    activities: tuple[Activity, ...] = ()
    count: int = 0
    first_ms: int = 0
    last_ms: int = 0

    @property
    def id(self) -> str:
        """What makes the signal: a finding on a bucket has one for each who changed it."""
        return f"{self.uid} {self.who.principal_id}"

    def has(self, indicator: str) -> bool:
        """Whether it has an indicator."""
        return any(key == indicator for key, _ in self.indicators)


def united(one: Signal, other: Signal) -> Signal:
    """Two parts of one signal together; associative and commutative, as long as no event is in both."""
    return msgspec.structs.replace(
        one,
        who=max(one.who, other.who),
        instance=max(one.instance, other.instance),
        strength=max(one.strength, other.strength),
        severity=max(one.severity, other.severity),
        tactics=tuple(in_order((*one.tactics, *other.tactics))),
        region=min(one.region, other.region),
        count=one.count + other.count,
        first_ms=min(one.first_ms, other.first_ms),
        last_ms=max(one.last_ms, other.last_ms),
        techniques=some(one.techniques + other.techniques),
        keys=some(one.keys + other.keys),
        buckets=some(one.buckets + other.buckets),
        deeds=some(one.deeds + other.deeds),
        endpoints=some(one.endpoints + other.endpoints),
        indicators=some_indicators(one.indicators + other.indicators),
        activities=tuple(sorted({*one.activities, *other.activities})[:MOST_OF_EACH]),
    )


def some(values: Iterable[str]) -> tuple[str, ...]:
    """The first `MOST_OF_EACH` of some values, each once, without the empty one."""
    return tuple(sorted({value for value in values if value})[:MOST_OF_EACH])


def some_indicators(indicators: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """The first `MOST_OF_EACH` values of each indicator."""
    by_key: dict[str, set[str]] = {}
    for key, value in indicators:
        by_key.setdefault(key, set()).add(value)
    return tuple((key, value) for key in sorted(by_key) for value in sorted(by_key[key])[:MOST_OF_EACH])


class Lineage(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """What instances have in common: ``kind`` is a GuardDuty FindingResourceType, ``uid`` its ARN, id or name."""

    kind: str
    uid: str


class AttackSequence(msgspec.Struct, frozen=True, array_like=True, order=True, cache_hash=True, tag=3):
    """A sequence as it stood at the end of a window: everything that a finding shows of it but its time and id.

    Attributes:
        severity: its severity number.
        uid: names it; the same for all of its occurrences.
        subject: who or what it is of, in words.
        signals: its signals in the order of time, `MOST_SIGNALS` at most.
        left_out: signals beyond those.
        additional: other types of sequences that its signals make as well.
        lineages: (instance, what it has in common with others of the sequence), sorted.
        lasted_ms: from the first signal's beginning to the last one's end.
        info: a JSON object for the finding's ``additionalInfo``, empty for none.
        evidence: a JSON array of what lists say; always empty, as the findings that take part say it.
        trusted: never.
        edition: how often it was told by then: what joins may have happened before what was told of it.
    """

    severity: float
    uid: str
    subject: str
    signals: tuple[Signal, ...]
    left_out: int
    additional: tuple[str, ...]
    lineages: tuple[tuple[str, Lineage], ...]
    lasted_ms: int
    info: str = ""
    evidence: str = ""
    trusted: bool = False
    edition: int = 0

    #: The signals say who met whom.
    contact: ClassVar[tuple[str, str] | None] = None

    @property
    def affected(self) -> tuple[tuple[str, str], ...]:
        """The buckets."""
        return tuple((_BUCKET, name) for name in sorted({name for one in self.signals for name in one.buckets}))

    @property
    def tactics(self) -> list[str]:
        """What the signals serve, in the order of an attack."""
        return in_order(tactic for one in self.signals for tactic in one.tactics)

    @property
    def actor(self) -> Actor:
        """Who called first; the signals name all."""
        who, key = next(((one.who, one.keys[:1]) for one in self.signals if one.who.principal_id), (Who(), ()))
        return Actor("", "", "".join(key), who.principal_id, who.user_name)

    @property
    def deed(self) -> str:
        """The tactics."""
        return ", ".join(self.tactics)
