"""Sightings: what one window saw of one finding, as a set that merges in any order.

An occurrence is known by its event id. A `Sighting` maps event ids to when and to which `Action`, so merging
two is a union: associative, commutative and idempotent. The same record delivered twice, in whatever file
or order, counts once; nothing has to be deduplicated beforehand. All actions of a finding are of one kind, that of its
type's data source.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, ClassVar

import msgspec

from models.findings.actor import Actor
from models.findings.connection import Connection
from models.findings.dns_request import DnsRequest
from models.findings.sequence import AttackSequence

_encoder = msgspec.msgpack.Encoder()


class FindingKey(msgspec.Struct, frozen=True, array_like=True, order=True):
    """The identity of an issue: equal keys are one finding.

    Attributes:
        type: the finding type's `models.findings.types.FindingType.key`.
        account: the account whose logs showed it.
        region: the Region whose logs showed it.
        resource: what `models.findings.types.Identity` says for the type (an ARN, a bucket, an account).
    """

    type: str
    account: str
    region: str
    resource: str

    def to_bytes(self) -> bytes:
        """The key's one encoding (msgpack)."""
        return _encoder.encode(self)

    @property
    def id(self) -> str:
        """The finding's id: 32 hexadecimal digits that depend on the identity alone."""
        return hashlib.sha256(self.to_bytes()).hexdigest()[:32]


class Call(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """One kind of API call: everything that a finding shows of an occurrence but its time and event id.

    Notes and activities hold it as it is; an occurrence holds an `ApiCall`.

    Attributes:
        service: ``eventSource``.
        api: ``eventName``.
        error_code: empty when the call succeeded.
        caller: the source address, or the name of an AWS service.
        user_agent: as sent, without S3's brackets, cut at `USER_AGENT_LENGTH` characters.
        access_key_id: the key that signed the call.
        principal_id: the caller's unique id, with the session's name.
        principal: the caller's lasting name (`models.cloudtrail.principal.principal`).
        user_name: the user, or the role behind a session.
        user_type: ``userIdentity.type``.
        caller_account: the account that the caller belongs to.
        severity: this occurrence's severity number.
        affected: (resource type, name) of what the call changed, such as ("AWS::S3::Bucket", "logs").
        info: a JSON object for the finding's ``additionalInfo``, empty for none.
        bucket_info: a JSON object for the finding's ``s3BucketDetails``, empty for none.
        evidence: a JSON array of what lists say of the caller (`models.detectors.base.Hit`), empty for none.
        trusted: the caller is on a trusted list.
    """

    service: str
    api: str
    error_code: str
    caller: str
    user_agent: str
    access_key_id: str
    principal_id: str
    principal: str
    user_name: str
    user_type: str
    caller_account: str
    severity: float
    affected: tuple[tuple[str, str], ...] = ()
    info: str = ""
    bucket_info: str = ""
    evidence: str = ""
    trusted: bool = False


class ApiCall(Call, frozen=True, array_like=True, order=True, gc=False, cache_hash=True, tag=0):
    """A `Call` as an occurrence's action."""

    lasted_ms: ClassVar[int] = 0
    edition: ClassVar[int] = 0

    #: Who called and what was called are listed apart.
    contact: ClassVar[tuple[str, str] | None] = None

    @classmethod
    def of(cls, call: Call, **members: Any) -> ApiCall:
        """The action of a call; ``members`` take the place of its own."""
        return msgspec.structs.replace(cls(*msgspec.structs.astuple(call)), **members)

    @property
    def actor(self) -> Actor:
        """The caller."""
        return Actor(self.caller, self.user_agent, self.access_key_id, self.principal_id, self.user_name)

    @property
    def deed(self) -> str:
        """``service:Api``."""
        return f"{self.service}:{self.api}"


#: What an occurrence is of: a struct with a tag for each kind. Merging asks each for ``severity``, ``evidence``,
#: ``trusted``, ``affected``, ``lasted_ms`` (ms from the occurrence's time to its end), ``edition`` (of two the later
#: one is newer, whatever their times; 0 where the newest is what ended last), ``actor`` (who), ``deed`` (what, in a
#: text that counts it with its like) and ``contact`` (who with what, where a finding lists the pairs); the rest is for
#: the kind's own module of the document.
Action = ApiCall | Connection | DnsRequest | AttackSequence


#: CloudTrail itself cuts the user agent at 1 KB; what tells agents apart stands well before.
USER_AGENT_LENGTH = 512


#: The resource type of a bucket in `Call.affected`.
BUCKET = "AWS::S3::Bucket"


def affected_bucket(name: str) -> tuple[tuple[str, str], ...]:
    """What a call on a bucket affects; nothing if the record does not name it."""
    return ((BUCKET, name),) if name else ()


class Sighting(msgspec.Struct, array_like=True):
    """What one window saw of one finding.

    Actions that differ in nothing share one instance, so a noisy campaign stays small.

    Attributes:
        end_ms: the window's end.
        actions: the distinct actions, sorted.
        events: event id -> (event time in ms, index into ``actions``).
        detail: a JSON object for the finding's ``additionalInfo`` that is about the window as a whole; empty for none.
        sequences: ARNs of attack sequences that the finding takes part in; such a sighting may have no events.
    """

    end_ms: int
    actions: list[Action]
    events: dict[str, tuple[int, int]]
    detail: str = ""
    sequences: tuple[str, ...] = ()


class Occurrence(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One event of a finding. Their order is that of time, then of event id."""

    time_ms: int
    event_id: str
    action: Action

    @property
    def until_ms(self) -> int:
        """When it ended."""
        return self.time_ms + self.action.lasted_ms


def sighting(end_ms: int, occurrences: Iterable[Occurrence], detail: str = "") -> Sighting:
    """The canonical sighting of some occurrences: the same set gives the same bytes.

    An event id that came with two contents keeps the greater one, so that order decides nothing.
    """
    best: dict[str, Occurrence] = {}
    for occurrence in occurrences:
        known = best.get(occurrence.event_id)
        if known is None or occurrence > known:
            best[occurrence.event_id] = occurrence
    actions: list[Action] = sorted({o.action for o in best.values()})
    index = {action: i for i, action in enumerate(actions)}
    events = {o.event_id: (o.time_ms, index[o.action]) for o in sorted(best.values())}
    return Sighting(end_ms, actions, events, detail)


def occurrences(sightings: Iterable[Sighting]) -> list[Occurrence]:
    """The occurrences of several sightings of one window, each event once, in order."""
    best: dict[str, Occurrence] = {}
    for part in sightings:
        for event_id, (time_ms, action) in part.events.items():
            occurrence = Occurrence(time_ms, event_id, part.actions[action])
            known = best.get(event_id)
            if known is None or occurrence > known:
                best[event_id] = occurrence
    return sorted(best.values())
