"""Small files of one flow log, decoded as one text.

AWS writes a file for each Region and five minutes, mostly of a few hundred lines, and turning a text into columns costs
some milliseconds however short it is. So texts that begin with the same header, have no other one, and lack the same
values are put together. If any line of them is rejected, they are decoded one by one: what is rejected names its file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeAlias

from models.vpc_flow.decode import decode
from models.vpc_flow.fields import Formats
from models.vpc_flow.gathered import Decoded
from models.vpc_flow.origin import origin
from models.vpc_flow.text import header_line

#: Bytes of text that are decoded together: twenty thousand lines, of which the fixed costs are a few per cent.
MOST_JOINED = 4 << 20

#: (source, data), as `models.vpc_flow.decode.decode` takes them.
Batch: TypeAlias = tuple[str, bytes]


class _Kind(NamedTuple):
    """What texts have in common that can be put together: their header, and what their path says of them."""

    header: bytes
    origin: tuple[tuple[str, str], ...]


class Joiner:
    """Holds texts until there are enough of a kind.

    Args:
        formats: what to take lines without a header for.
    """

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._held: dict[_Kind, list[Batch]] = {}
        self._size = 0

    def add(self, source: str, data: bytes) -> Iterator[Decoded]:
        """Takes a batch; gives what is decoded now: nothing, this one, or all that are held."""
        header = header_line(data) if len(data) < MOST_JOINED else None
        if header is None or data.find(b"addr", len(header)) >= 0:
            yield decode(data, source, self._formats)
            return
        self._held.setdefault(_Kind(header, _sorted(origin(source))), []).append((source, data))
        self._size += len(data)
        if self._size >= MOST_JOINED:
            yield from self.take()

    def take(self) -> Iterator[Decoded]:
        """Gives what is held, decoded."""
        held, self._held, self._size = self._held, {}, 0
        for kind, batches in held.items():
            yield from self._together(kind.header, batches)

    def _together(self, header: bytes, batches: list[Batch]) -> Iterator[Decoded]:
        bodies = [data[data.index(header) + len(header) :].strip(b"\r\n") for _, data in batches]
        decoded = decode(b"\n".join([header, *bodies]), batches[0][0], self._formats)
        if decoded.rejected and len(batches) > 1:
            for source, data in batches:
                yield decode(data, source, self._formats)
        else:
            yield decoded


def _sorted(values: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(values.items()))
