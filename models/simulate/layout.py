"""From records to files, with AWS's delays and repeats.

A record is delivered 1 to 15 minutes after its event, mostly about 5 (`DELAY`): it travels for a while and
then waits for the next file of its account and place, one every 5 minutes where there is something to
deliver. Inside a file there is no order. A few records (`REPEATED`) come a second time in a later file.

Delay, repeat and place in the file follow from the record's id alone. So a record lies in the same file
whatever else is simulated, and no random generator has to be carried through.
"""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import NamedTuple

from models.simulate.clock import MINUTE
from models.simulate.dice import Dice

#: A new file every so many seconds.
INTERVAL = 5 * MINUTE

#: Least and greatest delay between an event and the time in its file's name, in seconds.
DELAY = (MINUTE, 15 * MINUTE)

#: How many records in a thousand are delivered twice, and how many files later at most.
REPEATED, _LATER = 3, 6

_LEVEL = 6


class LogFile(NamedTuple):
    """A file that was written.

    Attributes:
        account: whose records it holds.
        place: where they happened: a Region, or a network.
        stamp: the time in its name.
        path: below the output directory.
        sha256: hex digest of the uncompressed content.
    """

    account: str
    place: str
    stamp: int
    path: PurePath
    sha256: str


@dataclass(frozen=True)
class Format:
    """How one kind of log lies in files.

    Attributes:
        path: from account, place, time and a random tag to a path.
        wrap: from encoded records to a file's uncompressed content.
    """

    path: Callable[[str, str, int, str], PurePath]
    wrap: Callable[[Iterable[bytes]], bytes]


def stamps(at: int, key: str) -> tuple[int, ...]:
    """The times of the files that a record goes to: one, seldom two.

    Args:
        at: when the event happened.
        key: the record's id.
    """
    chance = zlib.crc32(key.encode())
    travel = DELAY[0] + (DELAY[1] - DELAY[0] - INTERVAL) * (chance % 4096) ** 3 // 4096**3
    first = -(-(at + travel) // INTERVAL) * INTERVAL
    if (chance >> 12) % 1000 >= REPEATED:
        return (first,)
    return first, first + INTERVAL * (1 + (chance >> 22) % _LATER)


class Delivery:
    """Gathers records and writes the files that they belong to.

    Args:
        root: the output directory.
        form: how the files look.
        seed: decides the random part of their names.

    Attributes:
        records: how many were delivered, repeats included.
        bytes: how many bytes were written.
        files: what was written.
    """

    def __init__(self, root: Path, form: Format, seed: int) -> None:
        self._root = root
        self._form = form
        self._seed = seed
        self._written_before = 0
        self._waiting: dict[tuple[int, str, str], list[tuple[str, bytes]]] = defaultdict(list)
        self.records = 0
        self.bytes = 0
        self.files: list[LogFile] = []

    def add(self, at: int, account: str, place: str, key: str, line: bytes) -> None:
        """Take in one encoded record.

        Args:
            at: when it happened.
            account: whose log it belongs to.
            place: where it is recorded: a Region, or a network.
            key: its id.
            line: the record.

        Raises:
            ValueError: if its file has been written already.
        """
        for stamp in stamps(at, key):
            if stamp < self._written_before:
                message = f"record {key} comes after its file was written"
                raise ValueError(message)
            self._waiting[stamp, account, place].append((key, line))

    def flush(self, before: int | None = None) -> None:
        """Write the files whose time is before the given instant (all, without one)."""
        due = sorted(those for those in self._waiting if before is None or those[0] < before)
        self._written_before = before or self._written_before
        for stamp, account, place in due:
            lines = sorted(self._waiting.pop((stamp, account, place)))
            self.records += len(lines)
            tag = Dice.of(self._seed, "file", account, place, stamp).alphanumeric(16)
            content = self._form.wrap(line for _, line in lines)
            path = self._form.path(account, place, stamp, tag)
            self.write(path, content)
            digest = hashlib.sha256(content).hexdigest()
            self.files.append(LogFile(account, place, stamp, path, digest))

    def write(self, path: PurePath, content: bytes) -> None:
        """Write one gzip file; its bytes depend on the content alone."""
        target = self._root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        packed = gzip.compress(content, _LEVEL, mtime=0)
        target.write_bytes(packed)
        self.bytes += len(packed)
