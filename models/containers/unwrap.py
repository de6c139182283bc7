"""The decode ladder: from a payload in any wrapping to the records inside of it.

A log record reaches a reader in envelopes inside of envelopes. Each of these is opened, in any order, up to
`MAX_DEPTH` levels deep:

- gzip, of one member or many, and base64 text of gzip;
- several JSON values, on lines of their own or not, and arrays;
- a CloudWatch Logs subscription (``logEvents``; control messages are counted, not read), and the
  ``awslogs.data`` in which Lambda gets it;
- an EventBridge event (``detail-type`` and ``detail``);
- an SNS notification (``Message``), from SNS itself, through SQS or as Lambda gets it (``Sns``);
- an SQS message (``body``) and a Kinesis record (``kinesis.data``) as Lambda gets them;
- the lists ``Records`` and, from ``aws cloudtrail lookup-events``, ``Events`` of ``CloudTrailEvent``.

What is none of these is a record: a JSON value or a line of text. Nothing is assumed about what kind of log
it belongs to. A notification that says where records lie (S3's own, by EventBridge, or CloudTrail's) holds
none; it is rejected as ``s3-notification``. Damaged text is split by `models.containers.recover`.
"""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TypeAlias

import msgspec
from msgspec import Raw

from models.containers.gunzip import MAGIC, gunzip
from models.containers.recover import Kind, pieces
from models.containers.repair import repaired
from models.rejected import Rejected, reject

#: A subscription to Lambda takes most levels: eight, one for each object, list, string and compression in it.
MAX_DEPTH = 64

#: So many bytes may come out of the gzip in one payload, at all depths; beyond, it is ``too-large``.
MAX_INFLATED = 1 << 30

_BOM = b"\xef\xbb\xbf"
_IS_JSON = re.compile(rb"\s*+[\[{]")
_GIVE_THE_OBJECTS = (
    "a notification names objects but holds no records; read the objects themselves, by a file pattern such as "
    "s3://BUCKET/AWSLogs/**, in place of the notifications"
)
_ABSENT = Raw()
_CONTROL_MESSAGE, _SNS_NOTIFICATION = Raw(b'"CONTROL_MESSAGE"'), Raw(b'"Notification"')
_S3, _S3_TEST, _S3_BY_EVENTBRIDGE = Raw(b'"aws:s3"'), Raw(b'"s3:TestEvent"'), Raw(b'"aws.s3"')


class Skipped(NamedTuple):
    """Something that holds no record and need not, such as a ``control-message``."""

    kind: str


_Found: TypeAlias = Iterator[bytes | Rejected | Skipped]


class _Envelope(msgspec.Struct, gc=False):
    """The members by which an envelope is known. All else is passed over undecoded."""

    message_type: Raw = msgspec.field(name="messageType", default=_ABSENT)
    log_events: Raw = msgspec.field(name="logEvents", default=_ABSENT)
    records: Raw = msgspec.field(name="Records", default=_ABSENT)
    events: Raw = msgspec.field(name="Events", default=_ABSENT)
    awslogs: Raw = _ABSENT
    kinesis: Raw = _ABSENT
    sns: Raw = msgspec.field(name="Sns", default=_ABSENT)
    data: Raw = _ABSENT
    source: Raw = _ABSENT
    detail_type: Raw = msgspec.field(name="detail-type", default=_ABSENT)
    detail: Raw = _ABSENT
    type: Raw = msgspec.field(name="Type", default=_ABSENT)
    notification: Raw = msgspec.field(name="Message", default=_ABSENT)
    body: Raw = _ABSENT
    cloudtrail_event: Raw = msgspec.field(name="CloudTrailEvent", default=_ABSENT)
    id: Raw = _ABSENT
    timestamp: Raw = _ABSENT
    message: Raw = _ABSENT
    event_source: Raw = msgspec.field(name="eventSource", default=_ABSENT)
    event: Raw = msgspec.field(name="Event", default=_ABSENT)
    s3_bucket: Raw = msgspec.field(name="s3Bucket", default=_ABSENT)
    s3_object_key: Raw = msgspec.field(name="s3ObjectKey", default=_ABSENT)

    def is_s3_notification(self) -> bool:
        """Whether it tells of objects: S3's message or test message, EventBridge's or CloudTrail's."""
        return (
            self.event_source == _S3
            or self.event == _S3_TEST
            or (self.source == _S3_BY_EVENTBRIDGE and bytes(self.detail_type).startswith(b'"Object '))
            or bool(self.s3_bucket and self.s3_object_key)
        )

    def inner(self) -> Raw:
        """What it is an envelope of: a JSON value, or a string that holds one; absent when it is none."""
        return (
            self.log_events
            or self.records
            or self.events
            or self.awslogs
            or self.kinesis
            or self.sns
            or (self.detail_type and self.detail)
            or (self.type == _SNS_NOTIFICATION and self.notification)
            or self.body
            or self.cloudtrail_event
            or (self.id and self.timestamp and self.message)
            or _ABSENT
        )


_ENVELOPE = msgspec.json.Decoder(_Envelope)
_LIST = msgspec.json.Decoder(list[Raw])
_STRING = msgspec.json.Decoder(str)
_VALUES = msgspec.json.Decoder(Raw)
_DECODERS: dict[bytes, msgspec.json.Decoder[Any]] = {b"{": _ENVELOPE, b"[": _LIST, b'"': _STRING}


def unwrap(data: bytes, source: str, first_keys: tuple[str, ...] = ()) -> _Found:
    """Opens every envelope around the records in a payload.

    Args:
        data: a message, or a batch of a file.
        source: names the payload in what is rejected.
        first_keys: the keys that a record may begin with, by which it is found in damaged text.

    Yields:
        Records, each a JSON value or a line of text, still encoded; and what is no record.
    """
    return _Ladder(source, first_keys).content(data, 0)


class _Ladder:
    """One payload on its way down."""

    def __init__(self, source: str, first_keys: tuple[str, ...]) -> None:
        self._source = source
        self._first_keys = first_keys
        self._inflated = 0

    def content(self, data: bytes, depth: int) -> _Found:
        """Opens bytes of any kind."""
        if data.startswith(MAGIC):
            yield from self._gzip(data, depth)
            return
        data = data.removeprefix(_BOM)
        try:
            values = _VALUES.decode_lines(data) if _IS_JSON.match(data) else None
        except (ValueError, RecursionError):
            values = None
        if values is None:
            yield from self._pieces(data, depth)
            return
        for value in values:
            yield from self._value(value, depth)

    def _gzip(self, data: bytes, depth: int) -> _Found:
        if depth > MAX_DEPTH:
            yield self._too_deep(data)
            return
        held: list[bytes] = []
        for block in gunzip(io.BytesIO(data), self._source):
            if isinstance(block, Rejected):
                yield from self.content(b"".join(held), depth + 1)
                held.clear()
                yield block
                continue
            self._inflated += len(block)
            if self._inflated > MAX_INFLATED:
                yield self._reject("too-large", f"inflates to more than {MAX_INFLATED} bytes", data)
                return
            held.append(block)
        yield from self.content(b"".join(held), depth + 1)

    def _pieces(self, data: bytes, depth: int) -> _Found:
        """Opens text that is not a sequence of JSON values."""
        for kind, start, end in pieces(data, self._first_keys):
            piece = data[start:end]
            if kind is Kind.VALUE:
                yield from self._value(Raw(piece), depth)
            elif kind is Kind.BASE64:
                yield from self.content(_from_base64(piece), depth + 1)
            elif kind is Kind.LINE:
                yield piece
            elif kind is Kind.TRUNCATED:
                detail = f"the text ends at byte {end}, inside of the value that begins at byte {start}"
                yield self._reject("truncated-json", detail, piece)
            else:
                yield self._reject("malformed-json", f"bytes {start} to {end} cannot be read", piece)

    def _value(self, raw: Raw, depth: int) -> _Found:
        """Opens a JSON value, of which no more than the outline need be correct."""
        data = bytes(raw)
        if depth > MAX_DEPTH:
            yield self._too_deep(data)
            return
        try:
            opened = _DECODERS.get(data[:1], _VALUES).decode(data)
        except RecursionError:
            yield self._too_deep(data)
        except ValueError:
            if (better := repaired(data)) != data:
                yield from self._value(Raw(better), depth + 1)
            else:
                yield self._reject("malformed-json", "it has the outline of a JSON value but is none", data)
        else:
            yield from self._opened(opened, data, depth + 1)

    def _opened(self, opened: _Envelope | list[Raw] | str | Raw, data: bytes, depth: int) -> _Found:
        """Goes on with a value that has been decoded by one level."""
        if isinstance(opened, _Envelope):
            yield from self._object(opened, data, depth)
        elif isinstance(opened, list):
            for item in opened:
                yield from self._value(item, depth)
        elif isinstance(opened, str):
            yield from self.content(opened.encode(), depth)
        else:
            yield data

    def _object(self, envelope: _Envelope, data: bytes, depth: int) -> _Found:
        if envelope.message_type == _CONTROL_MESSAGE:
            yield Skipped("control-message")
        elif envelope.is_s3_notification():
            yield self._reject("s3-notification", _GIVE_THE_OBJECTS, data)
        elif inner := envelope.inner():
            yield from self._value(inner, depth)
        elif envelope.data:
            try:
                content = base64.b64decode(_STRING.decode(envelope.data), validate=True)
            except ValueError:
                yield self._reject("malformed-base64", "the member data is not base64", data)
            else:
                yield from self.content(content, depth)
        else:
            yield data

    def _too_deep(self, data: bytes) -> Rejected:
        return self._reject("too-deep", f"more than {MAX_DEPTH} levels of wrapping, or JSON nested too deeply", data)

    def _reject(self, reason: str, detail: str, data: bytes) -> Rejected:
        return reject(reason, detail, self._source, data)


def _from_base64(text: bytes) -> bytes:
    """The bytes of base64 text that may be wrapped, unpadded or truncated."""
    digits = text.translate(None, b"\r\n=")
    digits = digits[: len(digits) - (len(digits) % 4 == 1)]
    return base64.b64decode(digits + b"=" * (-len(digits) % 4))
