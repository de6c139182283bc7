"""An attack sequence as a report reads it, from ``service.detection.sequence``.

GuardDuty's own have the same members (`models.findings.of_sequences`), though not all of them, and some of them null;
what was made from its API has times and numbers in other forms. Only the signals and their times are required.
"""

from __future__ import annotations

from typing import Any

import msgspec

from models.report.moment import ms_of
from models.report.text import caller, spoken

#: What a sequence is named by, beside who acts: kind of resource -> its short name.
_SUBJECTS = {"S3_BUCKET": "bucket", "EC2_INSTANCE": "instance"}

#: Things that a sequence is named by, before they are only counted.
_MOST_SUBJECTS = 2


class Instant(int):
    """An instant in milliseconds, in whatever form the JSON has it."""


class _Account(msgspec.Struct, frozen=True):
    uid: str = ""


class _User(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""
    uid: str = ""
    type: str = ""
    credential_uid: str = ""
    account: _Account = _Account()


class _Session(msgspec.Struct, frozen=True):
    issuer: str = ""


class _Process(msgspec.Struct, frozen=True):
    name: str = ""
    path: str = ""


class Actor(msgspec.Struct, frozen=True):
    """Somebody, or a process, that took part."""

    id: str = ""
    user: _User = _User()
    session: _Session = _Session()
    process: _Process = _Process()

    @property
    def words(self) -> str:
        """Who it is, in a few words."""
        user, process = self.user, self.process
        name = user.name or user.uid
        return (caller(user.type, name) if name else process.path or process.name) or self.id


class Resource(msgspec.Struct, frozen=True, rename="camel"):
    """Something that was touched, or that others have in common."""

    uid: str = ""
    name: str = ""
    account_id: str = ""
    resource_type: str = ""
    region: str = ""
    data: dict[str, Any] = {}

    @property
    def kind(self) -> str:
        """What it is, in words."""
        return spoken(self.resource_type)

    @property
    def known(self) -> dict[str, Any]:
        """What is known of it, out of the one member that is named after its kind."""
        members = list(self.data.values())
        return members[0] if len(members) == 1 and isinstance(members[0], dict) else self.data

    @property
    def words(self) -> str:
        """What it is and which, in a few words."""
        kind = _SUBJECTS.get(self.resource_type, self.kind)
        return f"{kind} {self.name or self.uid}".strip()


class _Location(msgspec.Struct, frozen=True):
    city: str = ""
    country: str = ""


class _Network(msgspec.Struct, frozen=True):
    name: str = ""
    number: int = 0


class Endpoint(msgspec.Struct, frozen=True, rename="camel"):
    """An address or a domain."""

    id: str = ""
    ip: str = ""
    domain: str = ""
    port: int = 0
    location: _Location = _Location()
    autonomous_system: _Network = _Network()

    @property
    def words(self) -> str:
        """The address or the domain, with its port."""
        name = self.ip or self.domain or self.id
        return f"{name} port {self.port}" if self.port else name

    @property
    def place(self) -> str:
        """The network, the city and the country, as far as they are known."""
        network, where = self.autonomous_system, self.location
        owner = f"AS{network.number} {network.name}".rstrip() if network.number else network.name
        return ", ".join(filter(None, [owner, where.city, where.country]))


class Indicator(msgspec.Struct, frozen=True):
    """One of GuardDuty's keys with its values."""

    key: str
    values: list[str] = []


class _Api(msgspec.Struct, frozen=True, rename="camel"):
    operation: str = ""
    service: str = ""
    error: str = ""
    user_agent: str = ""


class Activity(msgspec.Struct, frozen=True):
    """A kind of API call."""

    api: _Api = _Api()

    @property
    def words(self) -> str:
        """The API, and how AWS refused it if it did."""
        api = self.api
        name = ":".join(filter(None, [api.service.removesuffix(".amazonaws.com"), api.operation]))
        return f"{name} ({api.error})" if api.error else name


class Signal(msgspec.Struct, frozen=True, rename="camel"):
    """A finding, or something weaker, that the sequence is made of."""

    name: str
    first_seen_at: Instant
    last_seen_at: Instant
    uid: str = ""
    type: str = ""
    severity: float = 0.0
    count: int = 0
    resource_uids: list[str] = []
    actor_ids: list[str] = []
    endpoint_ids: list[str] = []
    signal_indicators: list[Indicator] = []
    activities: list[Activity] = []

    @property
    def finding_id(self) -> str:
        """The finding's id, if the signal is one."""
        return finding_id(self.uid)


class AttackSequence(msgspec.Struct, frozen=True, rename="camel"):
    """A sequence: its signals, and who and what these refer to by id."""

    signals: list[Signal]
    uid: str = ""
    actors: list[Actor] = []
    resources: list[Resource] = []
    endpoints: list[Endpoint] = []
    sequence_indicators: list[Indicator] = []
    additional_sequence_types: list[str] = []

    @property
    def words(self) -> str:
        """Who acts and what is attacked, in a few words."""
        attacked = [one.words for one in self.resources if one.resource_type in _SUBJECTS]
        every = list(dict.fromkeys([*(one.words for one in self.actors), *attacked]))
        further = len(every) - _MOST_SUBJECTS
        return ", ".join(every[:_MOST_SUBJECTS]) + (f" and {further} more" if further > 0 else "")


def read_sequence(detection: object) -> AttackSequence | None:
    """The sequence of a ``service.detection`` object; None if there is none, or one of another shape."""
    told = detection.get("sequence") if isinstance(detection, dict) else None
    if told is None:
        return None
    try:
        return msgspec.convert(_known(told), AttackSequence, strict=False, dec_hook=_instant)
    except msgspec.ValidationError:
        return None


def finding_id(name: str) -> str:
    """A finding's id, from its ARN or from itself.

    >>> finding_id("arn:aws:guardduty:eu-west-1:111122223333:detector/12abc/finding/34def")
    '34def'
    """
    return name.partition("/finding/")[2] or name


def _known(value: object) -> object:
    """A JSON value without members that are null."""
    if isinstance(value, dict):
        return {name: _known(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_known(item) for item in value]
    return value


def _instant(kind: type, value: object) -> Instant:
    """How msgspec is to make an `Instant`, the only type here that it does not know."""
    return Instant(ms_of(value))
