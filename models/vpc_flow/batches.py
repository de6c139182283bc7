"""Reading a file of flow records as batches that can be decoded independently of one another.

A file of lines is cut by `models.containers.batches`, after which only the first batch has the header that says what
the lines are. It is put in front of the others as well. A Parquet file is one batch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from models.containers import batches
from models.containers.batches import MAX_BATCH, MAX_UNCUT, Resumed
from models.containers.gunzip import Readable, read_block
from models.containers.zeek import directives
from models.rejected import Rejected
from models.vpc_flow.parquet import MAGIC
from models.vpc_flow.text import first_header, last_header

_BLOCK = 1 << 20


def read_batches(
    stream: Readable, source: str, max_bytes: int = MAX_BATCH, max_uncut: int = MAX_UNCUT
) -> Iterator[bytes | Rejected]:
    """Reads a file, as `models.containers.batches.read_batches` does and with the same arguments.

    Yields:
        Batches, each of which says what its lines are if the file does; and a `Rejected` where something could not be
        read.
    """
    head = read_block(stream, _BLOCK)
    if head.startswith(MAGIC):
        yield _whole(head, stream, source, max_uncut)
    else:
        yield from with_header(batches.read_batches(Resumed(head, stream), source, max_bytes, max_uncut))


def with_header(pieces: Iterable[bytes | Rejected]) -> Iterator[bytes | Rejected]:
    """Puts the last header of the batches before it in front of each batch of a file that does not begin with one.

    Args:
        pieces: what `models.containers.batches.read_batches` gives for one file.
    """
    known = b""
    for piece in pieces:
        if isinstance(piece, Rejected) or piece.startswith((b"{", b"[")):
            yield piece
            continue
        if piece.startswith(b"#") or known.startswith(b"#"):
            log = known + piece if known.startswith(b"#") else piece
            known = directives(log)
            yield log
            continue
        yield known + piece if known and first_header(piece) is None else piece
        if header := last_header(piece):
            known = header + b"\n"


def _whole(head: bytes, stream: Readable, source: str, max_uncut: int) -> bytes | Rejected:
    parts, size, digest = [head], len(head), hashlib.sha256(head)
    while part := read_block(stream, _BLOCK):
        size += len(part)
        digest.update(part)
        if size <= max_uncut:
            parts.append(part)
        else:
            parts.clear()
    if size <= max_uncut:
        return b"".join(parts)
    detail = f"a document of more than {max_uncut} bytes"
    return Rejected(reason="too-large", detail=detail, source=source, sha256=digest.hexdigest())
