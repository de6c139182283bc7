r"""Zeek's conn.log as text.

Lines of fields, behind lines that begin with ``#``: ``#separator \x09``, ``#fields``, ``#types`` and so on. These may
occur again in the midst of a file, which is then several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from models.containers.zeek import FIELDS, SEPARATOR
from models.vpc_flow.check import Checked, Fault, check
from models.vpc_flow.delimited import parse, split, texts, unix_lines
from models.vpc_flow.gathered import Gathered
from models.vpc_flow.zeek import MAX_SECONDS, NEEDED, TYPES, flows

_DIRECTIVES = re.compile(rb"(?:#[^\n]*(?:\n|\Z))+")
_TEXT = TYPES | {name: pa.string() for name in ("local_orig", "local_resp")}
_PATTERNS = {
    pa.int64(): r"^0*[0-9]{1,18}$",
    pa.float64(): r"^[0-9]{1,12}(\.[0-9]*)?([eE][-+]?[0-9]{1,2})?$",
}
_TRUE = "T"


class _Section(NamedTuple):
    delimiter: str
    fields: list[str]
    lines: bytes


def read_zeek_text(text: bytes, gathered: Gathered) -> None:
    """Reads a log.

    Args:
        text: the log, or a part of it that begins with directives.
        gathered: takes what is found.
    """
    for section in _sections(unix_lines(text)):
        if missing := [name for name in NEEDED if name not in section.fields]:
            gathered.reject("missing-field", f"no {', '.join(missing)} in #fields", section.lines)
        elif not _read_sound(section, gathered):
            _read_any(section, gathered)


def _sections(text: bytes) -> Iterator[_Section]:
    delimiter, fields, position = b"\t", [b""], 0
    while position < len(text):
        if found := _DIRECTIVES.match(text, position):
            if codes := SEPARATOR.findall(found[0]):
                delimiter = bytes.fromhex(codes[-1].decode())
            if named := FIELDS.findall(found[0]):
                fields = named[-1].removeprefix(delimiter).split(delimiter)
            position = found.end()
        end = text.find(b"\n#", position - 1 if position else 0) + 1
        end = end if end > 0 else len(text)
        if (lines := text[position:end]) and not lines.isspace():
            yield _Section(delimiter.decode("latin-1"), [name.decode("latin-1") for name in fields], lines)
        position = end


def _read_sound(section: _Section, gathered: Gathered) -> bool:
    columns = parse(section.lines, section.delimiter, section.fields, _TEXT)
    if columns is None or not all(_is_sound(name, column) for name, column in columns.items()):
        return False
    checked, _ = _check(columns)
    if checked.faults:
        return False
    gathered.add(checked, lambda _row: b"")
    return True


def _is_sound(name: str, column: pa.Array) -> bool:
    """Whether nothing is missing, and times are such that they can be counted."""
    if name in NEEDED and column.null_count:
        return False
    return not pa.types.is_floating(column.type) or pc.all(_countable(column)).as_py()


def _countable(seconds: pa.Array) -> pa.Array:
    return pc.and_(pc.greater_equal(seconds, 0), pc.less(seconds, MAX_SECONDS))


def _read_any(section: _Section, gathered: Gathered) -> None:
    found = split(section.lines, section.delimiter, len(section.fields))
    for line in found.broken:
        gathered.reject("malformed-text", "the line is no UTF-8", line)
    for line in found.odd.to_pylist():
        gathered.reject("wrong-field-count", f"not a line of {len(section.fields)} fields", line.encode())
    columns, faults = _typed(texts(found.lines, section.delimiter, section.fields, _TEXT))
    good = np.ones(len(found.lines), bool)
    good[list(faults)] = False
    for row, fault in faults.items():
        gathered.reject(fault.reason, fault.detail, found.lines[row].as_py().encode())
    mask = pa.array(good)
    lines = found.lines.filter(mask)
    if len(lines):
        checked, records = _check({name: column.filter(mask) for name, column in columns.items()})
        by_line = {int(records[row]): fault for row, fault in checked.faults.items()}
        gathered.add(checked._replace(faults=by_line), lambda row: lines[row].as_py().encode())


def _typed(columns: Mapping[str, pa.Array]) -> tuple[dict[str, pa.Array], dict[int, Fault]]:
    """Numbers for columns of texts, and the rows in which a text is none or something is missing."""
    faults: dict[int, Fault] = {}

    def note(bad: pa.Array, reason: str, detail: str) -> None:
        for row in np.flatnonzero(pc.fill_null(bad, False).to_numpy(zero_copy_only=False)):
            faults.setdefault(int(row), Fault(reason, detail))

    typed: dict[str, pa.Array] = {}
    for name, column in columns.items():
        typed[name] = column
        if name in NEEDED:
            note(column.is_null(), "missing-field", f"no {name}")
        if pattern := _PATTERNS.get(_TEXT[name]):
            good = pc.match_substring_regex(column, pattern)
            number = pc.if_else(good, column, pa.scalar(None, pa.string())).cast(_TEXT[name])
            if pa.types.is_floating(number.type):
                good = pc.and_(good, pc.fill_null(_countable(number), True))
                number = pc.if_else(good, number, pa.scalar(None, number.type))
            note(pc.invert(good), "malformed-field", f"{name} is no number, or out of range")
            typed[name] = number
    return typed, faults


def _check(columns: Mapping[str, pa.Array]) -> tuple[Checked, np.ndarray]:
    local = {name: pc.equal(columns[name], _TRUE) for name in ("local_orig", "local_resp") if name in columns}
    found = flows({**columns, **local}, len(next(iter(columns.values()))))
    return check(found.columns, len(found.records), {}), found.records
