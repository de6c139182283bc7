"""Reading a file of any size as batches that can be decoded independently of one another.

Gzip is known by its first bytes, never by the file's name, and may be applied several times over (Firehose
compresses what CloudWatch Logs has compressed). UTF-16, by its byte order mark or by every other byte being
NUL, becomes UTF-8; a UTF-8 byte order mark is taken off.

A file that consists of lines is cut at line ends. A file that is a document, such as ``{"Records":[…]}`` or an
array over several lines, is one batch. Which of them it is follows from how it begins: a document's first
line, by itself, is the beginning of a JSON value and not a whole one. Nothing else is looked at, so a file
of one long line needs no decision.

Where a part of a gzip file is lost, the text before and behind the gap is never joined: the gap ends a batch,
and what follows is looked at afresh.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from functools import partial

import msgspec

from models.containers.gunzip import CHUNK, MAGIC, Readable, gunzip, read_block
from models.rejected import Rejected

MAX_BATCH = 8 << 20

#: The largest document, and the longest line.
MAX_UNCUT = 1 << 30

#: How often gzip may have been applied.
MAX_GZIP = 4

_BLOCK = 1 << 20
_HEAD = 1 << 16
_ENCODING_HEAD = 4

_VALUE = msgspec.json.Decoder(msgspec.Raw)

#: How an array of records begins. Other lines may begin with a word in brackets, such as ``[INFO]``.
_ARRAY = re.compile(rb'\[\s*+(?:[\[{"\]]|\Z)')


def read_batches(
    stream: Readable, source: str, max_bytes: int = MAX_BATCH, max_uncut: int = MAX_UNCUT
) -> Iterator[bytes | Rejected]:
    """Reads a file.

    Args:
        stream: the file's bytes.
        source: names the file in what is rejected.
        max_bytes: about the size of a batch of lines.
        max_uncut: the size in bytes beyond which a document or a line is rejected as ``too-large``. It is
            held in memory as a whole.

    Yields:
        Batches of whole lines or one document each, in order, as UTF-8 where the encoding is known; and a
        `Rejected` where something could not be read. Nothing for a file that is empty or blank.
    """
    section = _Section(source, max_bytes, max_uncut)
    for block in _blocks(_Steady(stream), source, MAX_GZIP):
        if isinstance(block, Rejected):
            yield from section.end()
            yield block
            section = _Section(source, max_bytes, max_uncut)
        else:
            yield from section.add(block)
    yield from section.end()


def _blocks(stream: Readable, source: str, gzip_levels: int) -> Iterator[bytes | Rejected]:
    """The file's content."""
    head = stream.read(CHUNK)
    stream = Resumed(head, stream)
    if not (gzip_levels and head.startswith(MAGIC)):
        yield from iter(partial(stream.read, _BLOCK), b"")
        return
    content = _Gunzipped(gunzip(stream, source))
    for block in _blocks(content, source, gzip_levels - 1):
        yield from content.take_rejected()
        yield block
    yield from content.take_rejected()


class _Steady:
    """A file that gives as much as it is asked for."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        return read_block(self._stream, size)


class Resumed:
    """A file whose beginning has been read already."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        """The rest of it, the beginning first and by itself."""
        if self._head:
            head, self._head = self._head, b""
            return head
        return self._stream.read(size)


class _Gunzipped:
    """The content of a gzip file as a file; what is rejected on the way is kept aside."""

    def __init__(self, blocks: Iterator[bytes | Rejected]) -> None:
        self._blocks = blocks
        self._rejected: list[Rejected] = []

    def read(self, _size: int, /) -> bytes:
        for block in self._blocks:
            if isinstance(block, bytes):
                return block
            self._rejected.append(block)
        return b""

    def take_rejected(self) -> list[Rejected]:
        """What was rejected since the last call."""
        rejected, self._rejected = self._rejected, []
        return rejected


class _Section:
    """A run of text without a gap, on its way into batches."""

    def __init__(self, source: str, max_bytes: int, max_uncut: int) -> None:
        self._source = source
        self._max_bytes = max_bytes
        self._max_uncut = max_uncut
        self._utf8 = _Utf8()
        self._is_document: bool | None = None
        self._held = bytearray()
        #: Where in what is held the last whole line ends, if it is lines.
        self._cut = 0
        #: The hash of what is too large to be held, while it lasts.
        self._refused: hashlib._Hash | None = None

    def add(self, block: bytes, *, final: bool = False) -> Iterator[bytes | Rejected]:
        """Takes the next block; gives the batches that are complete."""
        text = self._utf8.feed(block, final=final)
        for start in range(0, len(text), self._max_bytes):
            part = text[start : start + self._max_bytes]
            if self._refused:
                line_end = -1 if self._is_document else part.find(b"\n")
                self._refused.update(part if line_end < 0 else part[:line_end])
                if line_end < 0:
                    continue
                yield self._too_large(self._refused)
                self._refused, part = None, part[line_end:]
            self._hold(part)
            if self._cut and len(self._held) >= self._max_bytes:
                yield self._take(self._cut)
            if len(self._held) > self._max_uncut:
                self._refused, self._is_document = hashlib.sha256(self._held), bool(self._is_document)
                self._held.clear()

    def end(self) -> Iterator[bytes | Rejected]:
        """Gives the last batch."""
        yield from self.add(b"", final=True)
        if self._refused:
            yield self._too_large(self._refused)
        elif self._held and not self._held.isspace():
            yield self._take(len(self._held))

    def _hold(self, text: bytes) -> None:
        before = len(self._held)
        if not before:
            text = text.lstrip()
        self._held += text
        has_break = b"\n" in text
        head = min(_HEAD, self._max_bytes)
        if self._is_document is None and len(self._held) >= head and (before < head or has_break):
            self._is_document = _is_document(bytes(self._held))
        if self._is_document is False and has_break:
            self._cut = before + text.rindex(b"\n") + 1

    def _take(self, size: int) -> bytes:
        with memoryview(self._held) as held:
            batch = bytes(held[:size])
        del self._held[:size]
        self._cut = 0
        return batch

    def _too_large(self, digest: hashlib._Hash) -> Rejected:
        what = "document" if self._is_document else "line"
        detail = f"a {what} of more than {self._max_uncut} bytes"
        return Rejected(reason="too-large", detail=detail, source=self._source, sha256=digest.hexdigest())


def _is_document(head: bytes) -> bool | None:
    """Whether text that begins so is one document; None when that cannot be said before the first line's end.

    A first line that is the beginning of an object may also be a damaged one among lines that are objects;
    then the second is whole.
    """
    first, line_break, rest = head.partition(b"\n")
    if not (first.startswith(b"{") or _ARRAY.match(first)):
        return False
    if not line_break:
        return None
    second = rest.lstrip().partition(b"\n")[0]
    among_lines = first.startswith(b"{") and second.startswith(b"{") and _is_json(second)
    return not (among_lines or _is_json(first))


def _is_json(line: bytes) -> bool:
    try:
        _VALUE.decode(line)
    except (ValueError, RecursionError):
        return False
    return True


class _Utf8:
    """Transcodes blocks of text, whose encoding follows from the first bytes."""

    def __init__(self) -> None:
        self._head = b""
        self._decoder: codecs.IncrementalDecoder | None = None
        self._is_known = False

    def feed(self, block: bytes, *, final: bool) -> bytes:
        """The next bytes as UTF-8; those of an encoding that is neither UTF-8 nor UTF-16 as they are."""
        if not self._is_known:
            self._head += block
            if len(self._head) < _ENCODING_HEAD and not final:
                return b""
            block = self._head.removeprefix(codecs.BOM_UTF8)
            if encoding := _utf16(block):
                self._decoder = codecs.getincrementaldecoder(encoding)("replace")
            self._is_known = True
        if self._decoder is None:
            return block
        return self._decoder.decode(block, final).encode()


def _utf16(head: bytes) -> str | None:
    """The kind of UTF-16 that text is in, if any, by its byte order mark or its NULs."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    is_nul = [byte == 0 for byte in head[:_ENCODING_HEAD]]
    if is_nul == [False, True, False, True]:
        return "utf-16-le"
    return "utf-16-be" if is_nul == [True, False, True, False] else None
