"""From bytes to flow records.

What a batch is follows from how it begins:

- ``PAR1``: a Parquet file (`models.vpc_flow.parquet`);
- gzip, and base64 of gzip: whatever it holds;
- ``#``: Zeek's conn.log (`models.vpc_flow.zeek_text`);
- a JSON object or array: messages of a CloudWatch Logs subscription (`models.vpc_flow.subscription`), connections as
  Zeek writes them (`models.vpc_flow.zeek_json`), or either of these or lines in any wrapping that `unwrap` knows;
- all else: lines (`models.vpc_flow.text`).

Records that Zeek writes name neither an interface nor an account.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping

from models.containers.batches import read_batches
from models.containers.gunzip import MAGIC as GZIP
from models.containers.unwrap import MAX_INFLATED, Skipped, unwrap
from models.rejected import Rejected
from models.vpc_flow import parquet, zeek_json
from models.vpc_flow.batches import with_header
from models.vpc_flow.fields import Formats, column
from models.vpc_flow.gathered import Decoded, Gathered
from models.vpc_flow.origin import origin
from models.vpc_flow.parquet import read_parquet
from models.vpc_flow.subscription import CONTROL_MESSAGE, deliveries, texts
from models.vpc_flow.text import read_text
from models.vpc_flow.zeek_json import read_zeek_json
from models.vpc_flow.zeek_text import read_zeek_text

#: Wrappings inside of wrappings: subscription messages in gzip in base64 are three.
MAX_DEPTH = 8

_BOM = b"\xef\xbb\xbf"
_BASE64_OF_GZIP = b"H4sI"


def decode(data: bytes, source: str, formats: Formats) -> Decoded:
    """Decodes a batch of a file, or a message. Never raises.

    Args:
        data: what `models.vpc_flow.batches.read_batches` gives, or messages joined by line breaks.
        source: where it came from. Its account and Region, if it is a path that names them, are those of the records
            whose format lacks them.
        formats: what to take lines without a header for.
    """
    batch = _Batch(source, formats)
    batch.content(data, origin(source), 0)
    return batch.gathered.decoded()


class _Batch:
    """One batch on its way out of its wrappings."""

    def __init__(self, source: str, formats: Formats) -> None:
        self.gathered = Gathered(source)
        self._source = source
        self._formats = formats
        self._inflated = 0

    def content(self, data: bytes, defaults: Mapping[str, str], depth: int) -> None:
        """Reads bytes of any kind; ``defaults`` are the values of columns that they lack."""
        data = data.removeprefix(_BOM)
        start = data[:64].lstrip() or data.lstrip()[:64]
        if depth > MAX_DEPTH:
            self.gathered.reject("too-deep", f"more than {MAX_DEPTH} levels of wrapping", data)
        elif data.startswith(parquet.MAGIC):
            read_parquet(data, defaults, self.gathered)
        elif data.startswith(GZIP):
            self._gzip(data, defaults, depth)
        elif start.startswith(_BASE64_OF_GZIP):
            self._base64(data, defaults, depth)
        elif start.startswith(b"#"):
            read_zeek_text(data.lstrip(), self.gathered)
        elif start.startswith((b"{", b"[", b'"')):
            self._json(data, defaults, depth)
        elif start:
            read_text(data, self._formats, defaults, self.gathered)

    def _gzip(self, data: bytes, defaults: Mapping[str, str], depth: int) -> None:
        for piece in with_header(read_batches(io.BytesIO(data), self._source)):
            if isinstance(piece, Rejected):
                self.gathered.take_rejected(piece)
                continue
            self._inflated += len(piece)
            if self._inflated > MAX_INFLATED:
                self.gathered.reject("too-large", f"inflates to more than {MAX_INFLATED} bytes", data)
                return
            self.content(piece, defaults, depth + 1)

    def _base64(self, data: bytes, defaults: Mapping[str, str], depth: int) -> None:
        try:
            content = base64.b64decode(data.translate(None, b" \t\r\n"), validate=True)
        except binascii.Error:
            self._wrapped(data, defaults, depth)
        else:
            self.content(content, defaults, depth + 1)

    def _json(self, data: bytes, defaults: Mapping[str, str], depth: int) -> None:
        first = data.lstrip().partition(b"\n")[0]
        if first.startswith(b"{") and zeek_json.KEY in first:
            read_zeek_json(data, self.gathered)
            return
        found = deliveries(data) if b'"logEvents"' in data else None
        if found is None:
            self._wrapped(data, defaults, depth)
            return
        if controls := sum(delivery.message_type == CONTROL_MESSAGE for delivery in found):
            self.gathered.skip("control-message", controls)
        given = frozenset(map(column, self._formats.headless))
        for values, lines in texts(found, given):
            self.content(lines, {**defaults, **values}, depth + 1)

    def _wrapped(self, data: bytes, defaults: Mapping[str, str], depth: int) -> None:
        """Reads what `unwrap` finds."""
        lines: list[bytes] = []
        objects: list[bytes] = []
        for item in unwrap(data, self._source):
            if isinstance(item, Rejected):
                self.gathered.take_rejected(item)
            elif isinstance(item, Skipped):
                self.gathered.skip(item.kind)
            else:
                (objects if item.startswith((b"{", b"[")) else lines).append(item)
        if lines:
            read_text(b"\n".join(lines), self._formats, defaults, self.gathered)
        if objects:
            read_zeek_json(b"\n".join(b" ".join(item.splitlines()) for item in objects), self.gathered)
