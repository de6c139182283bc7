"""A JSON object of a resolver's log, or of a log shipper's with a line of one.

By its members it is

- a record of Zeek's dns.log: ``id.orig_h``, and ``query``, ``qtype`` or ``rejected`` (`models.dns.zeek_json`);
- a message of dnstap's: ``messageType`` and ``dataType``, ``dnstap`` and ``dns``, ``dnstap.operation``, or ``type``
  and ``message`` (`models.dns.dnstap`);
- a line in an envelope (`models.dns.lines`): the line in ``log`` (Docker's json-file, Fluent Bit), ``message``
  (Filebeat, Vector), ``MESSAGE`` (``journalctl -o json``) or ``textPayload`` (Cloud Logging), its time in ``time``,
  ``@timestamp``, ``timestamp``, ``date`` or ``__REALTIME_TIMESTAMP``.
"""

from __future__ import annotations

import msgspec
from msgspec import Raw

from models.containers.unwrap import Skipped
from models.dns.dnstap import read_collector, read_flat, read_golang, read_vector
from models.dns.fault import Fault
from models.dns.lines import read_line
from models.dns.query import Query
from models.dns.values import time_ms
from models.dns.zeek_json import read_zeek_json

_ABSENT = Raw()


class _Outline(msgspec.Struct, gc=False):
    """The members by which an object is known."""

    orig: Raw = msgspec.field(name="id.orig_h", default=_ABSENT)
    query: Raw = _ABSENT
    qtype: Raw = _ABSENT
    rejected: Raw = _ABSENT
    vector: Raw = msgspec.field(name="messageType", default=_ABSENT)
    vector_data: Raw = msgspec.field(name="dataType", default=_ABSENT)
    dnstap: Raw = _ABSENT
    dns: Raw = _ABSENT
    operation: Raw = msgspec.field(name="dnstap.operation", default=_ABSENT)
    type: Raw = _ABSENT
    message: Raw = _ABSENT
    log: Raw = _ABSENT
    journal: Raw = msgspec.field(name="MESSAGE", default=_ABSENT)
    payload: Raw = msgspec.field(name="textPayload", default=_ABSENT)
    time: Raw = _ABSENT
    at: Raw = msgspec.field(name="@timestamp", default=_ABSENT)
    timestamp: Raw = _ABSENT
    date: Raw = _ABSENT
    realtime: Raw = msgspec.field(name="__REALTIME_TIMESTAMP", default=_ABSENT)


_OUTLINE = msgspec.json.Decoder(_Outline)
_TEXT = msgspec.json.Decoder(str)
_TIME = msgspec.json.Decoder(str | int | float)


def read_object(data: bytes, stamped_ms: int | None = None) -> Query | Fault | Skipped | None:
    """Reads a JSON object.

    Args:
        data: its text.
        stamped_ms: a time that the wrapping of the object gave, in ms since 1970, for a line in it without any.

    Returns:
        The query; why it cannot be read; what it is, if it is of a known format but no query to take; None for an
        object of no known format, or what is no JSON object.
    """
    try:
        outline = _OUTLINE.decode(data)
        return _read(outline, data, stamped_ms)
    except (ValueError, RecursionError):
        return None


def _read(outline: _Outline, data: bytes, stamped_ms: int | None) -> Query | Fault | Skipped | None:
    if outline.orig and (outline.query or outline.qtype or outline.rejected):
        return read_zeek_json(data)
    if outline.vector and outline.vector_data:
        return read_vector(data)
    if outline.dnstap and outline.dns:
        return read_collector(data)
    if outline.operation:
        return read_flat(data)
    if bytes(outline.type) == b'"MESSAGE"' and bytes(outline.message).startswith(b"{"):
        return read_golang(data)
    return _read_line(outline, stamped_ms)


def _read_line(outline: _Outline, stamped_ms: int | None) -> Query | Fault | Skipped | None:
    text = outline.log or outline.message or outline.journal or outline.payload
    if not bytes(text).startswith(b'"'):
        return None
    stamp = outline.time or outline.at or outline.timestamp or outline.date or outline.realtime
    try:
        time = time_ms(_TIME.decode(stamp)) if stamp else None
    except ValueError:
        time = None
    return read_line(_TEXT.decode(text), stamped_ms if time is None else time)
