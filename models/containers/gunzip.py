"""Decompression of gzip that may be broken.

A gzip file is a sequence of members (RFC 1952), each with its own checksum; Firehose and ``cat`` make files
of many. A corrupt member loses only what cannot be read, and says so:

- What deflate can still produce of the damaged member, down to the last byte, is kept. Content whose
  checksum or length does not match is kept as well.
- Reading goes on at the next member that decodes. Damage can make deflate run over the beginning of the
  next member before it notices, so the search starts `CHUNK` bytes or more in front of the place where it
  did, though never in front of the damaged member.
- Zeros behind a member are padding. Anything else there is reported.

Memory is bounded by `BLOCK` and `CHUNK`, whatever the file's size and however much it inflates. Time is
bounded by twice the file's size: the searches together go back no further than reading has come forward.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import zlib
from collections.abc import Generator, Iterator
from typing import NamedTuple, Protocol

from models.rejected import Rejected

MAGIC = b"\x1f\x8b\x08"

#: Bytes of compressed data in hand at a time, and at most so many bytes of content in a block.
CHUNK, BLOCK = 1 << 16, 1 << 20

#: So many compressed bytes must decode before a magic number counts as the start of a member. Random bytes
#: fail within tens.
PROBE = 512

_GZIP = 16 + zlib.MAX_WBITS
_ZEROS = re.compile(rb"\0*")


class Readable(Protocol):
    """What is needed of a file."""

    def read(self, size: int, /) -> bytes:
        """Some bytes, about ``size``; none at the end."""


def read_block(stream: Readable, size: int) -> bytes:
    """The next ``size`` bytes or some more, fewer only at the end of the file, however little a read gives.

    What is made of a file must not depend on how it trickles in.
    """
    parts = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


class _Flaw(NamedTuple):
    reason: str
    detail: str
    search_from: int


class _Compressed:
    """The compressed bytes: a chunk in hand, the one before it, and what of them is still to be read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._previous = b""
        self._chunk = b""
        self._chunk_offset = 0
        self._position = 0
        self._gone_back = 0

    @property
    def offset(self) -> int:
        """Where in the file the next byte to read lies."""
        return self._chunk_offset + self._position

    def ahead(self) -> memoryview:
        """What is in hand, or the next chunk; empty at the end of the file."""
        if self._position == len(self._chunk) and (chunk := read_block(self._stream, CHUNK)):
            self._chunk_offset += len(self._chunk)
            self._previous, self._chunk, self._position = self._chunk, chunk, 0
        return memoryview(self._chunk)[self._position :]

    def peek(self, size: int) -> bytes:
        """The next ``size`` bytes, fewer only at the end of the file."""
        while len(self._chunk) - self._position < size and (more := read_block(self._stream, CHUNK)):
            self._chunk += more
        return self._chunk[self._position : self._position + size]

    def advance(self, size: int) -> None:
        """Passes over ``size`` bytes of what is in hand."""
        self._position += size

    def skip_padding(self) -> None:
        """Passes over zeros."""
        while self.ahead() and (zeros := _ZEROS.match(self._chunk, self._position)) and zeros[0]:
            self.advance(len(zeros[0]))

    def find_member(self, earliest: int) -> str:
        """Goes to the next member that decodes, or to the end of the file.

        The search begins in front of the present place, as far back as bytes are in hand and the bound on
        going back allows, but not before the offset ``earliest``.

        Returns:
            The SHA-256, in hex, of the bytes that the search passed over.
        """
        here = self.offset
        start = min(here, max(earliest, self._chunk_offset - len(self._previous), self._gone_back))
        self._gone_back += here - start
        self._chunk_offset -= len(self._previous)
        self._chunk, self._previous = self._previous + self._chunk, b""
        self._position = start - self._chunk_offset
        passed = hashlib.sha256()
        while True:
            found = self._chunk.find(MAGIC, self._position)
            # The last bytes in hand may be the beginning of a magic number.
            end = found if found >= 0 else max(self._position, len(self._chunk) - len(MAGIC) + 1)
            passed.update(self._chunk[self._position : end])
            self._position = end
            if found >= 0:
                if _decodes(self.peek(PROBE)):
                    return passed.hexdigest()
                passed.update(MAGIC[:1])
                self._position += 1
            elif not self._read_on():
                passed.update(self.ahead())
                self._position = len(self._chunk)
                return passed.hexdigest()

    def _read_on(self) -> bool:
        more = read_block(self._stream, CHUNK)
        self._chunk_offset += self._position
        self._chunk, self._position = self._chunk[self._position :] + more, 0
        return bool(more)


def gunzip(stream: Readable, source: str) -> Iterator[bytes | Rejected]:
    """Decompresses a gzip file.

    Args:
        stream: the compressed bytes.
        source: names the file in what is rejected.

    Yields:
        Blocks of content, in order, of at most `BLOCK` bytes; and a `Rejected` where content is missing or
        in doubt, with the reason ``truncated-gzip`` (the file ends inside of a member) or ``corrupt-gzip``.
    """
    compressed = _Compressed(stream)
    while compressed.ahead():
        start = compressed.offset
        if compressed.peek(len(MAGIC)) == MAGIC:
            flaw = yield from _member(compressed)
        else:
            flaw = _Flaw("corrupt-gzip", f"no gzip member begins at compressed offset {start}", start)
        if flaw:
            passed = compressed.find_member(flaw.search_from)
            yield Rejected(reason=flaw.reason, detail=flaw.detail, source=source, sha256=passed)
        compressed.skip_padding()


def _member(compressed: _Compressed) -> Generator[bytes, None, _Flaw | None]:
    """Yields the content of one member; returns what is wrong with it."""
    start, size = compressed.offset, 0
    inflater = zlib.decompressobj(_GZIP)
    while not inflater.eof:
        chunk = compressed.ahead()
        if not chunk:
            if rest := inflater.flush():
                yield rest
            readable = f"{size + len(rest)} bytes of the member at compressed offset {start} could be read"
            return _Flaw("truncated-gzip", f"{readable}; it ends at {compressed.offset}", start + 1)
        undamaged = inflater.copy()
        try:
            block = inflater.decompress(chunk, BLOCK)
        except zlib.error as error:
            saved, consumed = _salvage(undamaged, chunk)
            if saved:
                yield saved
            compressed.advance(consumed)
            damage = "its checksum does not match" if _is_checksum(error) else "it is damaged"
            readable = f"{size + len(saved)} bytes of the member at compressed offset {start} could be read"
            return _Flaw("corrupt-gzip", f"{readable}; {damage} at {compressed.offset}", start + 1)
        compressed.advance(len(chunk) - len(inflater.unconsumed_tail) - len(inflater.unused_data))
        if block:
            size += len(block)
            yield block
    return None


def _salvage(inflater: zlib._Decompress, chunk: memoryview) -> tuple[bytes, int]:
    """What can be had of a chunk that fails, by feeding it in ever smaller steps.

    Args:
        inflater: its state in front of the chunk.
        chunk: compressed bytes that make it fail before it has produced `BLOCK` bytes.

    Returns:
        The content, and the number of compressed bytes in front of the one that fails.
    """
    saved = bytearray()
    position, step = 0, len(chunk)
    while step:
        attempt = inflater.copy()
        part = chunk[position : position + step]
        try:
            saved += attempt.decompress(part, BLOCK)
        except zlib.error:
            step //= 2
        else:
            inflater = attempt
            position += len(part) - len(attempt.unconsumed_tail)
    # Several symbols may end in the failing byte; one byte of output at a time gives those before the flaw.
    part = chunk[position : position + 1]
    with contextlib.suppress(zlib.error):
        while byte := inflater.decompress(part, 1):
            saved += byte
            part = memoryview(inflater.unconsumed_tail)
    return bytes(saved), position


def _decodes(probe: bytes) -> bool:
    """Whether bytes are the beginning of a gzip member."""
    try:
        zlib.decompressobj(_GZIP).decompress(probe, CHUNK)
    except zlib.error as error:
        return _is_checksum(error)
    return True


def _is_checksum(error: zlib.error) -> bool:
    """Whether all of a member was decoded and only its trailer is wrong."""
    return "data check" in str(error) or "length check" in str(error)
