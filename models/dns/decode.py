"""From bytes to queries.

What a batch is follows from how it begins (`kind`):

- gzip, and base64 of gzip: whatever it holds;
- ``#``: Zeek's dns.log as text (`models.dns.zeek_text`);
- a JSON object, array or string: values, one after the other, on lines or not;
- all else: lines (`models.dns.lines`), of which some may be JSON.

A JSON value is, by its members, a record of Route 53 Resolver (`models.dns.resolver`), a delivery of CloudWatch Logs
(`models.dns.subscription`), another resolver's record (`models.dns.objects`), or any of these in any wrapping that
`unwrap` knows. A file of JSON
lines of which some are damaged is read line by line, so that their neighbours live; other damaged JSON as `unwrap`
does.

What a record lacks of whose it is, is taken from where it came from: the account and the VPC of a path, the owner of a
delivered log, whose events also have a time for lines that tell none.

Resolvers log other things beside queries, which are counted. A line or an object of no known format is rejected as
``unknown-format``.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from enum import Enum
from typing import NamedTuple

import msgspec
from msgspec import Raw

from models.containers.gunzip import MAGIC as GZIP
from models.containers.unwrap import MAX_DEPTH, MAX_INFLATED, Skipped, unwrap
from models.dns.batches import read_batches
from models.dns.fault import Fault
from models.dns.lines import read_line
from models.dns.objects import read_object
from models.dns.paths import Origin, origin
from models.dns.query import Decoded, Query
from models.dns.resolver import FIRST_KEYS, read_record, read_records
from models.dns.subscription import Delivery, read_carrier, read_delivery
from models.dns.zeek_text import read_zeek_text
from models.rejected import Rejected, reject

_BOM = b"\xef\xbb\xbf"
_BASE64_OF_GZIP = b"H4sI"
_ARRAY = re.compile(rb'\[\s*+(?:[\[{"\]]|\Z)')
_HEAD = 64
_VALUES = msgspec.json.Decoder(Raw)


class Kind(Enum):
    """What bytes begin with."""

    NOTHING = "blanks, or nothing at all"
    GZIP = "gzip"
    BASE64 = "base64 of gzip"
    ZEEK = "the directives of a log that Zeek has written"
    JSON = "JSON"
    LINES = "a line of text"


def decode(data: bytes, source: str) -> Decoded:
    """Decodes a batch of a file, or a message. Never raises.

    Args:
        data: what `models.dns.batches.read_batches` gives, or messages joined by line breaks.
        source: where it came from. Its account and VPC, if it is a path that names them, are those of the records that
            lack them.
    """
    batch = _Batch(source)
    batch.content(data, _Context(origin(source)))
    return batch.decoded


def kind(data: bytes) -> Kind:
    """What bytes begin with, blanks aside."""
    if data.startswith(GZIP):
        return Kind.GZIP
    start = data[:_HEAD].lstrip() or data.lstrip()[:_HEAD]
    if not start:
        return Kind.NOTHING
    if start.startswith(_BASE64_OF_GZIP):
        return Kind.BASE64
    if start.startswith(b"#"):
        return Kind.ZEEK
    # Some resolvers' lines begin with a word in brackets.
    return Kind.JSON if start.startswith((b"{", b'"')) or _ARRAY.match(start) else Kind.LINES


def json_values(data: bytes) -> list[Raw] | None:
    """The JSON values that a text consists of, on lines or not; None if it holds anything else."""
    try:
        return _VALUES.decode_lines(data)
    except (ValueError, RecursionError):
        return None


class _Context(NamedTuple):
    """What is known of content by what it was found in.

    Attributes:
        origin: whose it is.
        stamped_ms: when it was logged.
        depth: how many wrappings it was in.
    """

    origin: Origin
    stamped_ms: int | None = None
    depth: int = 0

    def deeper(self) -> _Context:
        """That of content one wrapping further in."""
        return self._replace(depth=self.depth + 1)


class _Batch:
    """One batch on its way out of its wrappings."""

    def __init__(self, source: str) -> None:
        self.decoded = Decoded([], [], {})
        self._source = source
        self._inflated = 0

    def content(self, data: bytes, context: _Context) -> None:
        """Reads bytes of any kind."""
        data = data.removeprefix(_BOM)
        what = kind(data)
        if context.depth > MAX_DEPTH:
            self._reject("too-deep", f"more than {MAX_DEPTH} levels of wrapping", data)
        elif what is Kind.GZIP:
            self._gzip(data, context)
        elif what is Kind.BASE64:
            self._base64(data, context)
        elif what is Kind.ZEEK:
            self._zeek(data.lstrip())
        elif what is Kind.JSON:
            self._json(data, context)
        elif what is Kind.LINES:
            self._lines(data, context)

    def _gzip(self, data: bytes, context: _Context) -> None:
        for piece in read_batches(io.BytesIO(data), self._source):
            if isinstance(piece, Rejected):
                self.decoded.rejected.append(piece)
                continue
            self._inflated += len(piece)
            if self._inflated > MAX_INFLATED:
                self._reject("too-large", f"inflates to more than {MAX_INFLATED} bytes", data)
                return
            self.content(piece, context.deeper())

    def _base64(self, data: bytes, context: _Context) -> None:
        try:
            content = base64.b64decode(data.translate(None, b" \t\r\n"), validate=True)
        except binascii.Error:
            self._wrapped(data, context)
        else:
            self.content(content, context.deeper())

    def _zeek(self, data: bytes) -> None:
        parsed = read_zeek_text(data)
        self.decoded.queries.extend(parsed.queries)
        for fault, content in parsed.faults:
            self._reject(fault.reason, fault.detail, content)
        for what, count in parsed.skipped.items():
            self._skip(what, count)

    def _json(self, data: bytes, context: _Context) -> None:
        if (queries := read_records(data, context.origin)) is not None:
            self.decoded.queries.extend(queries)
            return
        values = json_values(data)
        if values is None:
            (self._lines if _is_lines(data) else self._wrapped)(data, context)
            return
        for value in values:
            found = read_record(value, context.origin)
            if isinstance(found, Query):
                self.decoded.queries.append(found)
            elif not self._take(found, bytes(value)):
                self._other(bytes(value), context)

    def _other(self, data: bytes, context: _Context) -> None:
        """Reads a JSON value that is no record of Resolver's."""
        if (delivery := read_delivery(data)) is not None:
            self._delivery(delivery, context.deeper())
        elif (carried := read_carrier(data)) is not None:
            for content in carried:
                self.content(content, context.deeper())
        elif not self._take(read_object(data, context.stamped_ms), data):
            self._wrapped(data, context)

    def _delivery(self, delivery: Delivery, context: _Context) -> None:
        if delivery.is_control:
            self._skip("control-message")
            return
        context = context._replace(origin=delivery.origin(context.origin))
        for event in delivery.log_events:
            found = read_record(event.message, context.origin) if event.message.startswith("{") else None
            if isinstance(found, Query):
                self.decoded.queries.append(found)
            else:
                self.content(event.message.encode(), context._replace(stamped_ms=event.timestamp))

    def _wrapped(self, data: bytes, context: _Context) -> None:
        """Reads what `unwrap` finds."""
        for item in unwrap(data, self._source, FIRST_KEYS):
            if isinstance(item, Rejected):
                self.decoded.rejected.append(item)
            elif isinstance(item, Skipped):
                self._skip(item.kind)
            elif not item.startswith(b"{"):
                self._line(item, context.stamped_ms)
            elif not self._object(item, context):
                self._reject("unknown-format", "an object of no format that is known", item)

    def _object(self, data: bytes, context: _Context) -> bool:
        """Reads a record; says whether it is one."""
        return self._take(read_record(data, context.origin) or read_object(data, context.stamped_ms), data)

    def _lines(self, data: bytes, context: _Context) -> None:
        for line in map(bytes.strip, data.splitlines()):
            if line.startswith((b"{", b"[")) and kind(line) is Kind.JSON:
                self._json(line, context)
            elif line:
                self._line(line, context.stamped_ms)

    def _line(self, line: bytes, stamped_ms: int | None) -> None:
        if not self._take(read_line(line.decode(errors="surrogateescape"), stamped_ms), line):
            self._reject("unknown-format", "a line of no format that is known", line)

    def _take(self, found: Query | Fault | Skipped | None, data: bytes) -> bool:
        """Takes what a parser gives for some bytes; says whether it knows them."""
        if isinstance(found, Query):
            self.decoded.queries.append(found)
        elif isinstance(found, Fault):
            self._reject(found.reason, found.detail, data)
        elif isinstance(found, Skipped):
            self._skip(found.kind)
        return found is not None

    def _reject(self, reason: str, detail: str, data: bytes) -> None:
        self.decoded.rejected.append(reject(reason, detail, self._source, data))

    def _skip(self, what: str, count: int = 1) -> None:
        self.decoded.skipped[what] = self.decoded.skipped.get(what, 0) + count


def _is_lines(data: bytes) -> bool:
    """Whether one of the first two lines of a damaged text is a whole JSON object: then each is for itself."""
    first, line_break, rest = data.lstrip().partition(b"\n")
    second = rest.lstrip().partition(b"\n")[0]
    return bool(line_break) and any(line.startswith(b"{") and json_values(line) for line in (first, second))
