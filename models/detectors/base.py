"""What a detector is.

A `RecordDetector` decides by one CloudTrail record. An `AccountDetector` needs to know what came before in
the account: it notes the records that matter, reduced to a few fields, and the notes are folded in
event-time order with a small state per account. Both say which APIs they look at, so that a record meets
only the detectors that could care. A `ListDetector` decides by what lists say of one record's caller. A
`ProfileDetector` judges an hour of a principal beside its profile. A `WindowDetector` judges ten minutes of an
instance's traffic, or of a client's queries.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, TypeVar

import msgspec

from models.cloudtrail.record import CloudTrailRecord
from models.enrichment.geo import Place
from models.findings.sighting import Call
from models.findings.types import FindingType
from models.lists.book import Match
from models.profiles.vector import Family, Vector

#: (eventSource, eventName)
Api = tuple[str, str]


class DetectorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The part of the configuration that belongs to one finding type: ``[detectors."<type>"]``.

    Attributes:
        enabled: whether its findings are raised.
        disabled_in: accounts, or account/Region, in which they are not.
        severity: the severity of all its findings, 1.0-10.0; 0 for that which the type's specification gives.
    """

    enabled: bool = True
    disabled_in: tuple[str, ...] = ()
    severity: Annotated[float, msgspec.Meta(ge=0, le=10)] = 0.0


class AnomalySettings(DetectorSettings, frozen=True):
    """Settings of a type that a model's score decides.

    Attributes:
        threshold: the score, from 0 to 1, that is a finding when it is exceeded; 0 for the model's own.
        rule: whether plain cases are found by rule, with and without a model.
    """

    threshold: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    rule: bool = True


@dataclass(frozen=True)
class Hit:
    """One record, or one note, is an occurrence of a finding.

    Attributes:
        type: the finding type.
        severity: when it differs from the type's.
        resource: what the finding's identity names; the principal when empty.
        affected: (resource type, name) of what the call changed.
        info: more for the finding's ``additionalInfo``.
        bucket_info: more for the finding's ``s3BucketDetails``.
        matches: what lists say of the caller, or of its key.
        victim: the IAM user whose credentials are at risk, when that is not the caller; ``resource`` is its ARN then.
    """

    type: FindingType
    severity: float | None = None
    resource: str = ""
    affected: tuple[tuple[str, str], ...] = ()
    info: dict[str, Any] = field(default_factory=dict)
    bucket_info: dict[str, Any] = field(default_factory=dict)
    matches: tuple[Match, ...] = ()
    victim: str = ""


@dataclass(frozen=True)
class RecordDetector:
    """Decides by one record.

    Attributes:
        types: the finding types that it raises.
        apis: the APIs that it looks at; None for every record.
        check: gives the hits of a record.
    """

    types: tuple[FindingType, ...]
    apis: frozenset[Api] | None
    check: Callable[[CloudTrailRecord], Iterable[Hit]]


@dataclass(frozen=True)
class ListDetector:
    """Decides by what lists say of a record's caller, or of its key.

    Attributes:
        types: the finding types that it raises.
        check: gives the hits of a record of which lists say something.
    """

    types: tuple[FindingType, ...]
    check: Callable[[CloudTrailRecord, Sequence[Match]], Iterable[Hit]]


class Note(msgspec.Struct, frozen=True, array_like=True, order=True):
    """What an account detector keeps of a record until it is folded.

    Attributes:
        time_ms: event time; CloudTrail's is in whole seconds.
        rank: the order of what happened in one second (`AccountDetector.rank`).
        event_id: the record's id; equal ids are one event.
        detector: the detector's name.
        region: the record's Region.
        call: the call, should it become an occurrence.
        fact: what the detector made of it, in msgpack.
    """

    time_ms: int
    rank: int
    event_id: str
    detector: str
    region: str
    call: Call
    fact: bytes


class Notes(msgspec.Struct, array_like=True):
    """The notes on one account in one window."""

    end_ms: int
    notes: list[Note]


def _equal_rank(fact: object) -> int:
    return 0


@dataclass(frozen=True)
class AccountDetector:
    """Decides by a record and what is known of its account.

    Attributes:
        name: names its part of the account's state; never reused for another meaning.
        types: the finding types that it raises.
        apis: the APIs that it looks at.
        note: reduces a record to the fact that matters (a msgspec struct), or None.
        fact: the type of its facts.
        memory: the type of its state; every field has a default.
        settings: the type of its settings.
        fold: takes one fact into the state and gives its hits. Facts come in event-time order.
        rank: facts of the same second are folded in this order (a trail is made before it is set up).
        placed: adds to a fact what is known of the address that the record came from, or gives None if the fact does
            not matter then; None where places do not matter.
    """

    name: str
    types: tuple[FindingType, ...]
    apis: frozenset[Api]
    note: Callable[[CloudTrailRecord], Any]
    fact: type
    memory: type
    fold: Callable[[Any, Note, Any, Any], Iterator[Hit]]
    settings: type[DetectorSettings] = DetectorSettings
    rank: Callable[[Any], int] = _equal_rank
    placed: Callable[[Any, Place], Any] | None = None


@dataclass(frozen=True)
class ProfileDetector:
    """Decides by a window of a principal beside its profile.

    Attributes:
        types: the finding types that it raises.
        family: the vectors that it judges.
        type_of: the finding type that an unusual call gives; None for none.
        rule: whether a vector is strange whatever a model says, or without one, by the settings of its type.
        settings: the type of its types' settings.
    """

    types: tuple[FindingType, ...]
    family: Family
    type_of: Callable[[Any], FindingType | None]
    rule: Callable[[Vector, Any], bool]
    settings: type[AnomalySettings]


SceneT = TypeVar("SceneT")
HitT = TypeVar("HitT")


@dataclass(frozen=True)
class WindowDetector(Generic[SceneT, HitT]):
    """Judges windows of an owner's traffic or queries, beside a small memory of its own.

    Attributes:
        name: of its part of the owner's memory (`models.detectors.owners.OwnerMemory`); empty if it has none.
        types: the finding types that it raises.
        judge: gives the hits of a scene; takes the scene into the memory, which it changes in place (None without
            one). Settings are by finding type's name. It is called for every window, also while the owner is learnt.
        settings: finding type's name -> the type of its settings, where that is not `DetectorSettings`.
    """

    name: str
    types: tuple[FindingType, ...]
    judge: Callable[[SceneT, Any, Mapping[str, Any]], Iterable[HitT]]
    settings: Mapping[str, type[DetectorSettings]] = field(default_factory=dict)


def request(record: CloudTrailRecord) -> dict[str, Any]:
    """The record's ``requestParameters``, empty when there are none."""
    return _members(record.request_parameters)


def response(record: CloudTrailRecord) -> dict[str, Any]:
    """The record's ``responseElements``, empty when there are none."""
    return _members(record.response_elements)


def additional(record: CloudTrailRecord) -> dict[str, Any]:
    """The record's ``additionalEventData``, empty when there is none."""
    return _members(record.additional_event_data)


def _members(raw: msgspec.Raw) -> dict[str, Any]:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def text(value: object) -> str:
    """A member that should be text; empty when it is not."""
    return value if isinstance(value, str) else ""


def flag(value: object) -> bool | None:
    """A member that should be true or false; AWS writes some of them as text. None when it is neither."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None
