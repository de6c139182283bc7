"""From columns as they were read to the columns that the job works on, without the rows that make no sense.

A column may come as text, as numbers of any width or as a dictionary. A row is

- skipped and counted, if its log status is ``NODATA`` (nothing was sent) or ``SKIPDATA`` (a gap: something was lost);
  a row without a status that has neither addresses nor amounts is ``NODATA``;
- faulty as ``missing-field``, if it has no source address, no destination address, or neither of its times;
- faulty as ``malformed-field``, if a number is none or out of its range, an address has the look of none, or the
  action, the direction or the status is a word that does not exist;
- faulty as ``implausible-time``, if it ends before it starts, or a time is not in the years 2006 to 2199.

If one of the times is missing, it is taken to be the other.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.vpc_flow.columns import BOUNDS, LOG_STATUS, SCHEMA

OK, NODATA, SKIPDATA = "OK", "NODATA", "SKIPDATA"

#: AWS opened in 2006. A time outside of these years is a fault of whoever wrote it.
FIRST_SECOND = int(datetime(2006, 1, 1, tzinfo=UTC).timestamp())
LAST_SECOND = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) - 1

_CHOICES = {"action": ("ACCEPT", "REJECT"), "flow_direction": ("ingress", "egress")}
_SOURCES, _DESTINATIONS = ("srcaddr", "pkt_srcaddr"), ("dstaddr", "pkt_dstaddr")
_MAX_DIGITS = 18
_NUMBER = rf"^-?0*[0-9]{{1,{_MAX_DIGITS}}}$"

#: Whole numbers up to here are exact as floating point.
_EXACT = float(2**53)


class Fault(NamedTuple):
    """Why a row is not taken."""

    reason: str
    detail: str


class Checked(NamedTuple):
    """What has become of some rows.

    Attributes:
        table: the good ones, with `SCHEMA`, in order.
        skipped: how many were passed over on purpose, by kind.
        faults: the bad ones, by their index in what was given.
    """

    table: pa.Table
    skipped: dict[str, int]
    faults: dict[int, Fault]


def check(columns: Mapping[str, pa.Array], count: int, defaults: Mapping[str, str]) -> Checked:
    """Checks and converts rows.

    Args:
        columns: by name, each of length ``count``; any of `SCHEMA` may be missing.
        count: the number of rows.
        defaults: the values of columns that are missing.
    """
    read, rows, skipped = _traffic(dict(columns), count)
    count = count if rows is None else len(rows)
    work = _Rows(read, count)
    for name, value in defaults.items():
        work.columns.setdefault(name, pa.repeat(pa.scalar(value), count))
    work.convert()
    work.check()
    faults = {index if rows is None else int(rows[index]): fault for index, fault in sorted(work.faults.items())}
    return Checked(work.table(), skipped, faults)


def _traffic(columns: dict[str, pa.Array], count: int) -> tuple[dict[str, pa.Array], np.ndarray | None, dict[str, int]]:
    """The rows that tell of traffic: their columns, their indices unless they are all, and a count of the others."""
    status = columns.pop(LOG_STATUS, None)
    skipped: dict[str, int] = {}
    keep = np.ones(count, bool)
    if status is not None:
        status = _encoded(status)
        for kind in (NODATA, SKIPDATA):
            if kind in status.dictionary.to_pylist():
                of_kind = _mask(pc.equal(status.cast(pa.string()), kind))
                skipped[kind] = int(of_kind.sum())
                keep &= ~of_kind
        if set(status.dictionary.to_pylist()) - {OK, NODATA, SKIPDATA, None}:
            columns[LOG_STATUS] = status
    if status is None or status.null_count:
        silent = _silent(columns, count) & (True if status is None else _mask(status.is_null()))
        if silent.any():
            skipped[NODATA] = skipped.get(NODATA, 0) + int((keep & silent).sum())
            keep &= ~silent
    if keep.all():
        return columns, None, {}
    mask = pa.array(keep)
    return {name: column.filter(mask) for name, column in columns.items()}, np.flatnonzero(keep), skipped


def _silent(columns: Mapping[str, pa.Array], count: int) -> np.ndarray:
    """Which rows have neither addresses nor amounts."""
    silent = np.ones(count, bool)
    for name in (*_SOURCES, *_DESTINATIONS, "packets", "bytes"):
        if name in columns:
            silent &= _mask(columns[name].is_null()) if columns[name].null_count else False
    return silent


class _Rows:
    """Rows on their way into a table."""

    def __init__(self, columns: dict[str, pa.Array], count: int) -> None:
        self.columns = columns
        self.count = count
        self.faults: dict[int, Fault] = {}

    def convert(self) -> None:
        """Gives every column its type; what cannot have it is a fault."""
        for field in SCHEMA:
            column = self.columns.get(field.name)
            if column is None:
                self.columns[field.name] = pa.nulls(self.count, field.type)
            elif pa.types.is_string(field.type):
                self.columns[field.name] = self._words(field.name, column)
            else:
                self.columns[field.name] = self._numbers(field.name, column)

    def check(self) -> None:
        """Finds rows whose values make no sense."""
        for name in (*_SOURCES, *_DESTINATIONS):
            self._check_addresses(name)
        for group in (_SOURCES, _DESTINATIONS):
            if all(self.columns[name].null_count for name in group):
                missing = [_mask(self.columns[name].is_null()) for name in group]
                self._fault(np.logical_and.reduce(missing), "missing-field", f"no {group[0]}")
        if LOG_STATUS in self.columns:
            self._check_word(LOG_STATUS, self.columns[LOG_STATUS], (OK, NODATA, SKIPDATA))
        self._check_times()

    def table(self) -> pa.Table:
        """The rows without a fault."""
        table = pa.table([self.columns[field.name].cast(field.type) for field in SCHEMA], schema=SCHEMA)
        if not self.faults:
            return table
        keep = np.ones(self.count, bool)
        keep[list(self.faults)] = False
        return table.filter(pa.array(keep))

    def _words(self, name: str, column: pa.Array) -> pa.Array:
        if name in _CHOICES:
            column = _encoded(column)
            self._check_word(name, column, _CHOICES[name])
        try:
            return column.cast(pa.string())
        except pa.ArrowException:
            return self._none(name, column, pa.string())

    def _check_word(self, name: str, column: pa.DictionaryArray, choices: tuple[str, ...]) -> None:
        if set(column.dictionary.to_pylist()) - {*choices, None}:
            known = pc.is_in(column.cast(pa.string()), pa.array([*choices, None], pa.string()))
            self._fault(~_mask(known), "malformed-field", f"{name} is none of {', '.join(choices)}")

    def _numbers(self, name: str, column: pa.Array) -> pa.Array:
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        if pa.types.is_timestamp(column.type):
            column = column.cast(pa.timestamp("s", column.type.tz), safe=False).cast(pa.int64())
        if pa.types.is_floating(column.type):
            exact = pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _EXACT))
            column = self._only(name, column, exact)
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = self._parsed(name, column)
        elif not pa.types.is_integer(column.type):
            return self._none(name, column, pa.int64())
        column = column.cast(pa.int64(), safe=False)
        least, greatest = BOUNDS.get(name, (FIRST_SECOND, LAST_SECOND))
        found = pc.min_max(column)
        if found["min"].is_valid and (found["min"].as_py() < least or found["max"].as_py() > greatest):
            fits = pc.and_(pc.greater_equal(column, least), pc.less_equal(column, greatest))
            reason = "malformed-field" if name in BOUNDS else "implausible-time"
            column = self._only(name, column, fits, reason, f"{name} is not in the range {least} to {greatest}")
        return column

    def _parsed(self, name: str, column: pa.Array) -> pa.Array:
        """The numbers that texts are; of those that are none, the text is null."""
        has_hex = pc.any(pc.match_substring(column, "x", ignore_case=True)).as_py()
        if not has_hex and (pc.max(pc.binary_length(column)).as_py() or 0) <= _MAX_DIGITS:
            with contextlib.suppress(pa.ArrowInvalid):
                return column.cast(pa.int64())
        return self._only(name, column, pc.match_substring_regex(column, _NUMBER))

    def _only(
        self, name: str, column: pa.Array, good: pa.Array, reason: str = "malformed-field", detail: str = ""
    ) -> pa.Array:
        """The column with nulls for the values that are not good, which are faults."""
        if not pc.all(good).as_py():
            self._fault(_mask(pc.invert(good)), reason, detail or f"{name} is no number")
            column = pc.if_else(good, column, pa.scalar(None, column.type))
        return column

    def _none(self, name: str, column: pa.Array, type_: pa.DataType) -> pa.Array:
        """A column whose type has nothing to do with what it should be."""
        self._fault(_mask(column.is_valid()), "malformed-field", f"{name} is of the type {column.type}")
        return pa.nulls(self.count, type_)

    def _check_addresses(self, name: str) -> None:
        column = self.columns[name]
        if column.null_count == self.count:
            return
        looks = pc.match_substring(column, ".")
        if not pc.all(looks).as_py():
            looks = pc.or_(looks, pc.match_substring(column, ":"))
            self._fault(_mask(pc.invert(looks)), "malformed-field", f"{name} is no address")

    def _check_times(self) -> None:
        start, end = self.columns["start"], self.columns["end"]
        if start.null_count or end.null_count:
            start, end = pc.coalesce(start, end), pc.coalesce(end, start)
            self._fault(_mask(start.is_null()), "missing-field", "neither start nor end")
            self.columns["start"], self.columns["end"] = start, end
        backward = pc.less(end, start)
        if pc.any(backward).as_py():
            self._fault(_mask(backward), "implausible-time", "the end is before the start")

    def _fault(self, rows: np.ndarray, reason: str, detail: str) -> None:
        for row in np.flatnonzero(rows):
            self.faults.setdefault(int(row), Fault(reason, detail))


def _encoded(column: pa.Array) -> pa.DictionaryArray:
    """A column of words as a dictionary, in which each occurs once."""
    if pa.types.is_dictionary(column.type):
        return column
    try:
        return column.cast(pa.string()).dictionary_encode()
    except pa.ArrowException:
        return pa.array([str(column.type)] * len(column), pa.string()).dictionary_encode()


def _mask(flags: pa.Array) -> np.ndarray:
    """Flags for numpy; what is null is false."""
    return pc.fill_null(flags, False).to_numpy(zero_copy_only=False)
