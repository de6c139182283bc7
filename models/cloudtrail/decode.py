"""From bytes to CloudTrail records.

A batch is decoded as a whole where it is what CloudTrail itself delivers, ``{"Records":[…]}``, or a JSON array,
or several of these, or records one after the other, on lines or not. The rest goes through `unwrap` and is
decoded record by record: a batch that is damaged, compressed or wrapped, and those elements of a sound one
that are no plain management or data event.

A record needs a time, a source and a name; without these it is rejected as ``missing-field``. Any other field
of the wrong type is dropped, and the record stays. A time without a zone is UTC. A time that is a number
counts seconds, milliseconds, microseconds or nanoseconds since 1970. A record without an ``eventID`` is known
by the hash of its own bytes, so that exact repeats still count once.

Insight events, network activity events, digests and control messages are not read, only counted.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from datetime import UTC, datetime
from itertools import chain
from typing import NamedTuple, TypeVar

import msgspec
from msgspec import Raw

from models.cloudtrail.record import DATA, MANAGEMENT, NOTHING, CloudTrailRecord
from models.containers.lenient import decode_leniently
from models.containers.repair import repaired
from models.containers.unwrap import Skipped, unwrap
from models.rejected import Rejected, reject

INSIGHT, NETWORK_ACTIVITY, DIGEST = "Insight", "NetworkActivity", "digest"
_INSIGHT_TYPE = "AwsCloudTrailInsight"

#: Categories of the events that are read. Those from before eventVersion 1.08 have none.
_READ = frozenset({MANAGEMENT, DATA, None})

#: What a record begins with: ``eventVersion``, or one of the others in exports whose keys are sorted.
FIRST_KEYS = ("eventVersion", "additionalEventData", "addendum", "apiVersion", "awsRegion")

#: The year 9999. A number beyond it counts a smaller unit than seconds.
_LAST_SECOND = 253_402_300_799


T = TypeVar("T")


class Decoded(NamedTuple):
    """What a batch holds.

    Attributes:
        records: each with a time in UTC, a source, a name and an id.
        rejected: what could not be read.
        skipped: how often something is in the batch that is not read on purpose, by its kind.
    """

    records: list[CloudTrailRecord]
    rejected: list[Rejected]
    skipped: dict[str, int]


class _Document(msgspec.Struct, gc=False):
    records: list[CloudTrailRecord] = msgspec.field(name="Records")


class _RawDocument(msgspec.Struct, gc=False):
    records: list[Raw] = msgspec.field(name="Records")


class _Oddity(msgspec.Struct, gc=False):
    """What else may be told of an object that does not decode as a record with a time."""

    event_time: str | int | float | None = msgspec.field(name="eventTime", default=None)
    digest_start: Raw = msgspec.field(name="digestStartTime", default=NOTHING)


_IS_DOCUMENT = re.compile(rb'\s*+\{\s*+"Records"\s*+:')
_IS_ARRAY = re.compile(rb"\s*+\[")
_DOCUMENT = msgspec.json.Decoder(_Document, strict=False)
_ARRAY = msgspec.json.Decoder(list[CloudTrailRecord], strict=False)
_RECORD = msgspec.json.Decoder(CloudTrailRecord, strict=False)
_RAW_DOCUMENT = msgspec.json.Decoder(_RawDocument)
_RAW_ARRAY = msgspec.json.Decoder(list[Raw])
_RAW = msgspec.json.Decoder(Raw)


#: AWS opened in 2006. A time outside of these years is a fault of whoever wrote it, and would hold a window open for
#: ever or never open one.
_YEARS = range(2006, 2200)


def decode(data: bytes, source: str) -> Decoded:
    """Decodes a batch of a file, or a message. Never raises.

    Args:
        data: bytes in any wrapping that `unwrap` knows.
        source: where they came from, for what is rejected.
    """
    records = _decode_whole(data)
    odd = _odd(records) if records is not None else []
    if records is None or 0 < len(odd) == len(records):
        return _decode_wrapped(data, source)
    if not odd:
        return Decoded(records, [], {})
    decoded = Decoded([], [], {})
    elements = _raw_elements(data)
    done = 0
    for index in odd:
        decoded.records.extend(records[done:index])
        _decode_wrapped(bytes(elements[index]), source, decoded)
        done = index + 1
    decoded.records.extend(records[done:])
    return decoded


def _decode_whole(data: bytes) -> list[CloudTrailRecord] | None:
    try:
        if _IS_DOCUMENT.match(data):
            return _joined([document.records for document in _DOCUMENT.decode_lines(data)])
        return _joined(_ARRAY.decode_lines(data)) if _IS_ARRAY.match(data) else _RECORD.decode_lines(data)
    except (ValueError, RecursionError):
        return None


def _odd(records: list[CloudTrailRecord]) -> list[int]:
    """Which elements of a batch need a closer look: all that are no complete event of a category that is read."""
    return [
        index
        for index, record in enumerate(records)
        if not (
            record.event_id
            and record.event_source
            and record.event_name
            and record.event_time is not None
            and record.event_time.tzinfo is UTC
            and record.event_time.year in _YEARS
            and record.event_category in _READ
            and record.event_type != _INSIGHT_TYPE
        )
    ]


def _raw_elements(data: bytes) -> list[Raw]:
    """The elements of a batch that `_decode_whole` could decode, undecoded."""
    if _IS_DOCUMENT.match(data):
        return _joined([document.records for document in _RAW_DOCUMENT.decode_lines(data)])
    return _joined(_RAW_ARRAY.decode_lines(data)) if _IS_ARRAY.match(data) else _RAW.decode_lines(data)


def _joined(lists: list[list[T]]) -> list[T]:
    return lists[0] if len(lists) == 1 else list(chain.from_iterable(lists))


def _decode_wrapped(data: bytes, source: str, decoded: Decoded | None = None) -> Decoded:
    """Decodes what is in any wrapping, record by record, into ``decoded``."""
    if decoded is None:
        decoded = Decoded([], [], {})
    for item in unwrap(data, source, FIRST_KEYS):
        if isinstance(item, Rejected):
            decoded.rejected.append(item)
        elif isinstance(item, Skipped):
            _skip(item.kind, decoded)
        else:
            _decode_one(item, source, decoded)
    return decoded


def _decode_one(data: bytes, source: str, decoded: Decoded) -> None:
    """Decodes a record, or what has been taken for one."""
    try:
        record = _read(data)
    except RecursionError:
        decoded.rejected.append(reject("too-deep", "JSON nested too deeply to be read", source, data))
        return
    except ValueError:
        decoded.rejected.append(reject("malformed-json", "not a JSON object", source, data))
        return
    essentials = {
        "eventTime": record.event_time,
        "eventSource": record.event_source,
        "eventName": record.event_name,
    }
    missing = [name for name, value in essentials.items() if not value]
    if kind := _unread_kind(record, data if missing else None):
        _skip(kind, decoded)
    elif missing:
        detail = f"no usable {', '.join(missing)}"
        decoded.rejected.append(reject("missing-field", detail, source, data))
    elif record.event_time is not None and record.event_time.year not in _YEARS:
        detail = f"eventTime is not in the years {_YEARS.start} to {_YEARS.stop - 1}"
        decoded.rejected.append(reject("implausible-time", detail, source, data))
    else:
        record.event_id = record.event_id or f"sha256:{hashlib.sha256(data).hexdigest()}"
        decoded.records.append(record)


def _unread_kind(record: CloudTrailRecord, data: bytes | None) -> str | None:
    """The kind of what is not read on purpose; a digest is looked for in ``data``."""
    if record.event_category == INSIGHT or record.event_type == _INSIGHT_TYPE:
        return INSIGHT
    if record.event_category == NETWORK_ACTIVITY:
        return NETWORK_ACTIVITY
    return DIGEST if data and decode_leniently(repaired(data), _Oddity).digest_start != NOTHING else None


def _skip(kind: str, decoded: Decoded) -> None:
    decoded.skipped[kind] = decoded.skipped.get(kind, 0) + 1


def _read(data: bytes) -> CloudTrailRecord:
    """One record, without those of its fields that cannot be read.

    Raises:
        ValueError: the bytes are no JSON object.
        RecursionError: they are nested too deeply.
    """
    try:
        record = _RECORD.decode(data)
    except ValueError:
        record = decode_leniently(repaired(data), CloudTrailRecord)
    if record.event_time is None:
        record.event_time = _moment(decode_leniently(repaired(data), _Oddity).event_time)
    if record.event_time is not None:
        record.event_time = _in_utc(record.event_time)
    return record


def _moment(value: str | float | None) -> datetime | None:
    """The time that a text or a number stands for, in the ways that CloudTrail itself does not write it."""
    if value is None:
        return None
    try:
        if isinstance(value, str):
            with contextlib.suppress(ValueError):
                return datetime.fromisoformat(value.strip())
        number = float(value)
        for units in (1, 1e3, 1e6, 1e9):
            if number / units <= _LAST_SECOND:
                return datetime.fromtimestamp(number / units, UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None


def _in_utc(moment: datetime) -> datetime | None:
    if moment.tzinfo is None:
        return moment.replace(tzinfo=UTC)
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None
