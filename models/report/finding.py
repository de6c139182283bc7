"""A finding as a report lists it, decoded from its JSON.

GuardDuty's own exports have the same form (`models.findings.document`), so they can be read as well. Members that
every finding has are required; the rest is left to the raw JSON, which goes along.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import msgspec

from models.findings import types
from models.findings.types import severity_word
from models.report.moment import ms
from models.report.sequence import AttackSequence, finding_id, read_sequence
from models.report.text import caller

#: The severity levels, worst first.
LEVELS = tuple(reversed(types.LEVELS))

#: How deep a document may be nested. GuardDuty's are nested about ten deep.
MOST_NESTED = 64

_Time = Annotated[datetime, msgspec.Meta(tz=True)]


class _AccessKey(msgspec.Struct, frozen=True, rename="camel"):
    access_key_id: str = ""
    principal_id: str = ""
    user_name: str = ""
    user_type: str = ""


class _Bucket(msgspec.Struct, frozen=True, rename="camel"):
    name: str = ""


class _Interface(msgspec.Struct, frozen=True, rename="camel"):
    network_interface_id: str | None = None
    private_ip_address: str | None = None
    ipv6_addresses: list[str] | None = None


class _Instance(msgspec.Struct, frozen=True, rename="camel"):
    instance_id: str | None = None
    network_interfaces: list[_Interface] | None = None


class _Resource(msgspec.Struct, frozen=True, rename="camel"):
    resource_type: str = ""
    access_key_details: _AccessKey = _AccessKey()
    instance_details: _Instance = _Instance()
    s3_bucket_details: list[_Bucket] = []


class _Service(msgspec.Struct, frozen=True, rename="camel"):
    count: int
    event_first_seen: _Time
    event_last_seen: _Time
    archived: bool = False
    detection: Any = None
    additional_info: Any = None


class _Document(msgspec.Struct, frozen=True, rename="camel"):
    id: str
    type: str
    severity: float
    account_id: str
    region: str
    updated_at: _Time
    resource: _Resource
    service: _Service
    title: str = ""
    description: str = ""
    associated_attack_sequence_arn: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a finding is listed, sorted and counted by.

    Attributes:
        id: its identity; of several publications with the same id one is current.
        type: the finding type's name.
        severity: the number, 1.0-10.0.
        account: the account whose logs showed it.
        region: the Region whose logs showed it.
        resource: the bucket, the instance or the principal, in words; of an attack sequence who acts on what.
        title: one sentence.
        description: what happened and why it matters.
        count: how often it occurred.
        first_ms: when it was first seen.
        last_ms: when it was last seen.
        updated_ms: when this publication of it was made.
        archived: a suppression rule matched it.
        sequences: the ids of the attack sequences that it says to be part of, the newest first.
        sequence: of a finding of an attack sequence that sequence.
        raw: the JSON that it was decoded from.
    """

    id: str
    type: str
    severity: float
    account: str
    region: str
    resource: str
    title: str
    description: str
    count: int
    first_ms: int
    last_ms: int
    updated_ms: int
    archived: bool
    sequences: tuple[str, ...]
    sequence: AttackSequence | None
    raw: bytes

    @property
    def level(self) -> str:
        """The severity in a word, one of `LEVELS`."""
        return severity_word(self.severity)

    @property
    def currency(self) -> tuple[int, int, bytes]:
        """Of publications with the same id the one with the greatest is current."""
        return self.updated_ms, self.count, self.raw

    @property
    def place(self) -> tuple[int, str, float, str, str, str, str]:
        """Where it stands in a report: by severity, then by type."""
        level = LEVELS.index(self.level)
        return level, self.type, -self.severity, self.account, self.region, self.resource, self.id


def decode(raw: bytes) -> Finding:
    """The finding of a JSON document.

    Raises:
        ValueError: it is not a finding; the message says why.
    """
    found = msgspec.convert(_members(raw), _Document)
    service = found.service
    sequence = read_sequence(service.detection)
    return Finding(
        id=found.id,
        type=found.type,
        severity=found.severity,
        account=found.account_id,
        region=found.region,
        resource=(sequence.words if sequence else "") or _words(found.resource),
        title=found.title or found.type,
        description=found.description,
        count=service.count,
        first_ms=ms(service.event_first_seen),
        last_ms=ms(service.event_last_seen),
        updated_ms=ms(found.updated_at),
        archived=service.archived,
        sequences=_sequences(found.associated_attack_sequence_arn, service.additional_info),
        sequence=sequence,
        raw=raw,
    )


def _members(raw: bytes) -> Any:
    """The document's members, when nothing in them is nested so deeply that a recursive reader would give up."""
    try:
        document = msgspec.json.decode(raw)
    except UnicodeDecodeError:
        raise ValueError("not UTF-8") from None
    except RecursionError:
        raise ValueError("nested too deeply") from None
    level, depth = [document], 0
    while level:
        depth += 1
        level = [
            member
            for value in level
            if isinstance(value, dict | list)
            for member in (value.values() if isinstance(value, dict) else value)
        ]
    if depth > MOST_NESTED:
        raise ValueError("nested too deeply")
    return document


def _sequences(newest: str | None, info: object) -> tuple[str, ...]:
    """The ids of the sequences that a finding names: the newest, then all."""
    every = info.get("attackSequences") if isinstance(info, dict) else None
    named = [newest, *(every if isinstance(every, list) else ())]
    return tuple(dict.fromkeys(finding_id(name) for name in named if name and isinstance(name, str)))


def _words(resource: _Resource) -> str:
    """The resource in a few words."""
    buckets = [bucket.name for bucket in resource.s3_bucket_details if bucket.name]
    if buckets:
        return f"bucket {buckets[0]}" + (f" and {len(buckets) - 1} more" if len(buckets) > 1 else "")
    instance = _instance(resource.instance_details)
    if instance:
        return instance
    key = resource.access_key_details
    return caller(key.user_type, key.user_name or key.principal_id or key.access_key_id) or resource.resource_type


def _instance(details: _Instance) -> str:
    """An instance, or what stands for one; empty if nothing does."""
    if details.instance_id:
        return f"instance {details.instance_id}"
    for interface in details.network_interfaces or ():
        address = next(filter(None, [interface.private_ip_address, *(interface.ipv6_addresses or ())]), "")
        if interface.network_interface_id:
            return f"interface {interface.network_interface_id}" + (f" ({address})" if address else "")
        if address:
            return f"host {address}"
    return ""
