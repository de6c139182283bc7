"""What decoding gives: a table, what was rejected, and counts of what was passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

import pyarrow as pa

from models.rejected import Rejected, reject
from models.vpc_flow.check import Checked
from models.vpc_flow.columns import SCHEMA
from models.vpc_flow.fields import FIELDS


class Decoded(NamedTuple):
    """What a batch holds.

    Attributes:
        table: a row for each record, with `SCHEMA`.
        rejected: what could not be read.
        skipped: how often something is in the batch that is not read on purpose, by its kind.
    """

    table: pa.Table
    rejected: list[Rejected]
    skipped: dict[str, int]


class Gathered:
    """Collects what the parts of one batch give."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tables: list[pa.Table] = []
        self._rejected: list[Rejected] = []
        self._skipped: dict[str, int] = {}
        self._unknown: set[str] = set()

    def add(self, checked: Checked, content: Callable[[int], bytes]) -> None:
        """Takes rows that have been checked; ``content`` gives the bytes of one of them by its index."""
        self._tables.append(checked.table)
        for kind, count in checked.skipped.items():
            self.skip(kind, count)
        for row, fault in checked.faults.items():
            self.reject(fault.reason, fault.detail, content(row))

    def reject(self, reason: str, detail: str, data: bytes) -> None:
        """Takes what cannot be read."""
        self._rejected.append(reject(reason, detail, self._source, data))

    def take_rejected(self, rejected: Rejected) -> None:
        """Takes what has been rejected already."""
        self._rejected.append(rejected)

    def skip(self, kind: str, count: int = 1) -> None:
        """Counts what is passed over."""
        self._skipped[kind] = self._skipped.get(kind, 0) + count

    def name(self, fields: Iterable[str]) -> None:
        """Takes note of a format, for the fields in it that are not known."""
        self._unknown.update(set(fields) - FIELDS)

    def decoded(self) -> Decoded:
        """All of it."""
        if self._unknown:
            self.skip("unknown-field", len(self._unknown))
            self._unknown.clear()
        table = pa.concat_tables(self._tables) if self._tables else SCHEMA.empty_table()
        return Decoded(table, self._rejected, self._skipped)
