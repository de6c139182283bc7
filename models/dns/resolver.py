"""Queries as Route 53 Resolver logs them: one JSON object each.

A record needs a time and a name. Any other member of the wrong type is as good as missing, and the record stays. What
is about as Resolver itself writes it is decoded in one go, the rest member by member: keys of answers in any case, text
that is no correct JSON. Numbers do for names of types and codes, ``resource_id`` for ``vpc_id``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec
from msgspec import Raw

from models.containers.lenient import decode_leniently
from models.containers.repair import repaired
from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.names import clean_name
from models.dns.paths import Origin
from models.dns.query import Answer, Query
from models.dns.values import (
    LONGEST_REMEMBERED,
    by_tcp,
    clean_address,
    clean_data,
    clean_rcode,
    clean_type,
    fault_of,
    time_ms,
)

TIME, NAME = "query_timestamp", "query_name"

#: What a record begins with: as Resolver writes it, or one of the others where somebody has sorted the keys.
FIRST_KEYS = ("version", "account_id", "additional_properties", "answers")

#: Answers that are remembered: few names make up most queries, and their answers seldom change.
REMEMBERED = 16_384

_IN, _BLOCK = "IN", "BLOCK"
_OTHER_CLASS = Skipped("other-class")
_ACCOUNT_DIGITS = 12


NOTHING = Raw(b"null")


class _Answer(msgspec.Struct, gc=False):
    data: str = msgspec.field(name="Rdata")
    type: str | int = msgspec.field(name="Type")


class _SourceIds(msgspec.Struct, gc=False):
    instance: str | None = None


class _Record(msgspec.Struct, gc=False):
    query_timestamp: str | int | float | None = None
    query_name: str | None = None
    query_type: str | int | None = None
    query_class: str | None = None
    rcode: str | int | None = None
    answers: Raw = NOTHING
    srcaddr: str | None = None
    transport: str | None = None
    srcids: _SourceIds | None = None
    vpc_id: str | None = None
    resource_id: str | None = None
    account_id: str | int | None = None
    region: str | None = None
    firewall_rule_action: str | None = None


_RECORD = msgspec.json.Decoder(_Record)
_ANSWERS = msgspec.json.Decoder(list[_Answer] | None)
_MEMBERS = msgspec.json.Decoder(dict[str, Raw])
_ANY = msgspec.json.Decoder()


def read_record(data: bytes | str | Raw, origin: Origin) -> Query | Fault | Skipped | None:
    """A record; None for what is none.

    Args:
        data: a JSON value.
        origin: whose it is, where it does not say so itself.
    """
    try:
        record = _RECORD.decode(data)
    except (ValueError, RecursionError):
        return _read_leniently(data.encode() if isinstance(data, str) else bytes(data), origin)
    if record.query_timestamp is None and record.query_name is None:
        return None
    return _query(record, origin)


def read_records(data: bytes, origin: Origin) -> list[Query] | None:
    """All records of a text, at once; None unless it holds sound queries alone.

    Args:
        data: JSON values, on lines or not.
        origin: as `read_record` has it.
    """
    try:
        records = _RECORD.decode_lines(data)
    except (ValueError, RecursionError):
        return None
    queries = []
    for record in records:
        query = _query(record, origin)
        if query.__class__ is not Query:
            return None
        queries.append(query)
    return queries


def _read_leniently(data: bytes, origin: Origin) -> Query | Fault | Skipped | None:
    try:
        members = _MEMBERS.decode(data)
        if TIME not in members and NAME not in members:
            return None
        if _decoded(data) is None:
            data = repaired(data)
            members = _MEMBERS.decode(data)
        return _query(decode_leniently(data, _Record), origin)
    except (ValueError, RecursionError):
        return None


def _query(record: _Record, origin: Origin) -> Query | Fault | Skipped:
    if record.query_class != _IN and (record.query_class or _IN).upper() != _IN:
        return _OTHER_CLASS
    if record.query_name is None:
        return Fault("missing-field", f"no usable {NAME}")
    name = clean_name(record.query_name)
    time = _time(record.query_timestamp)
    if time is None or name is None:
        time = None if record.query_timestamp is None else time_ms(record.query_timestamp)
        return fault_of(time, name, TIME, NAME) or Fault("missing-field", f"no usable {TIME}, {NAME}")
    instance = record.srcids.instance if record.srcids else None
    return Query(
        time,
        name,
        clean_type(record.query_type or ""),
        clean_rcode("" if record.rcode is None else record.rcode),
        _remembered(bytes(record.answers)),
        clean_address(record.srcaddr) if record.srcaddr else "",
        instance if instance and instance.startswith("i-") else "",
        record.account_id if isinstance(record.account_id, str) else _account(record.account_id, origin),
        record.region or "",
        record.vpc_id or _vpc(record.resource_id) or origin.vpc,
        by_tcp(record.transport) if record.transport else False,
        record.firewall_rule_action is not None and record.firewall_rule_action.upper() == _BLOCK,
    )


@lru_cache(REMEMBERED)
def _time(value: str | int | float | None) -> int | None:
    """A plausible time, in ms; None for any other."""
    time = None if value is None else time_ms(value)
    return None if fault_of(time, "", TIME, NAME) else time


def _remembered(data: bytes) -> tuple[Answer, ...]:
    """The answers of a record, which are remembered unless they are long."""
    return _answers(data) if len(data) <= LONGEST_REMEMBERED else _answers.__wrapped__(data)


@lru_cache(REMEMBERED)
def _answers(data: bytes) -> tuple[Answer, ...]:
    """The answers of a record, those that have data, ascending."""
    try:
        return _cleaned([(one.type, one.data) for one in _ANSWERS.decode(data) or ()])
    except (ValueError, RecursionError):
        return _cleaned(_told(data))


def _cleaned(answers: Iterable[tuple[str | int, str]]) -> tuple[Answer, ...]:
    named = [(clean_type(type_), data) for type_, data in answers]
    return tuple(sorted(Answer(type_, clean_data(type_, data)) for type_, data in named))


def _told(data: bytes) -> Iterator[tuple[str | int, str]]:
    """Answers as somebody else writes them: with keys in any case, or with members of other types among them."""
    found = _decoded(data)
    for one in found if isinstance(found, list) else []:
        members = {key.lower(): value for key, value in one.items()} if isinstance(one, dict) else {}
        text, type_ = members.get("rdata"), members.get("type")
        if isinstance(text, str):
            yield type_ if isinstance(type_, str | int) else "", text


def _decoded(data: bytes | Raw) -> object:
    """What correct JSON text stands for; None for other text."""
    try:
        return _ANY.decode(data)
    except (ValueError, RecursionError):
        return None


def _account(number: int | None, origin: Origin) -> str:
    return origin.account if number is None else str(number).zfill(_ACCOUNT_DIGITS)


def _vpc(resource: str | None) -> str:
    """The VPC that a resource is; a Profile (``rp-…``) is none."""
    return resource if resource and resource.startswith("vpc-") else ""
