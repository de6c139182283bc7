"""Reading a file of DNS queries as batches that can be decoded independently of one another.

A file is cut at line ends by `models.containers.batches`, after which only the first batch of a log that Zeek has
written as text has the lines that say what its columns are. They are put in front of the others as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from models.containers import batches
from models.containers.batches import MAX_BATCH, MAX_UNCUT
from models.containers.gunzip import Readable
from models.containers.zeek import directives
from models.rejected import Rejected

_DIRECTIVE = b"#"


def read_batches(
    stream: Readable, source: str, max_bytes: int = MAX_BATCH, max_uncut: int = MAX_UNCUT
) -> Iterator[bytes | Rejected]:
    """Reads a file, as `models.containers.batches.read_batches` does and with the same arguments.

    Yields:
        Batches, each of which says what its columns are if the file does; and a `Rejected` where something could not
        be read.
    """
    known = b""
    for piece in batches.read_batches(stream, source, max_bytes, max_uncut):
        if isinstance(piece, Rejected) or not (known or piece.startswith(_DIRECTIVE)):
            yield piece
            continue
        log = known + piece
        known = directives(log)
        yield log
