"""Entries and refusals as a file is read."""

from __future__ import annotations

from collections.abc import Callable

from models.lists.entry import Entry, EntryKind, Parsed, Refused
from models.lists.tokens import read


class Collector:
    """Takes what stands in a file, reads it, and keeps what came of it.

    Args:
        reader: reads one entry (see `models.lists.tokens.read`).
    """

    def __init__(self, reader: Callable[[str], tuple[EntryKind, str]] = read) -> None:
        self._reader = reader
        self.parsed = Parsed([], [])

    def take(self, text: str, line: int, since: str = "", names: tuple[str, ...] = ()) -> None:
        """Read one entry; line, since and names as in `Entry`."""
        try:
            kind, canonical = self._reader(text)
        except ValueError as error:
            self.refuse(line, str(error))
        else:
            self.parsed.entries.append(Entry(kind, canonical, line, since, names))

    def refuse(self, line: int, reason: str) -> None:
        """Note what is no entry."""
        self.parsed.refused.append(Refused(line, reason))
