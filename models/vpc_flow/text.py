"""Flow records as lines of text.

Fields are separated by single blanks or tabs. A header, which may come anywhere in a text, says which they are from
there on; in front of the first one, and in messages, the configured format applies to each line that has its number
of fields, else the default format. A line with another number of fields is rejected as ``wrong-field-count``, one
that is no UTF-8 as ``malformed-text``. The hash of a rejected line is that of the line without its break and without
blanks at its ends, with blanks for tabs.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from models.vpc_flow.check import Checked, check
from models.vpc_flow.columns import LOG_STATUS, READ
from models.vpc_flow.delimited import joined, parse, split, split_lines, texts, unix_lines
from models.vpc_flow.fields import Format, Formats, column, header, lacks
from models.vpc_flow.gathered import Gathered

_WORDS = pa.dictionary(pa.int32(), pa.string())
_TYPES = READ | {"action": _WORDS, "flow_direction": _WORDS, LOG_STATUS: _WORDS}

#: A first line that is longer is no header.
_MAX_HEADER = 1 << 16


def read_text(text: bytes, formats: Formats, defaults: Mapping[str, str], gathered: Gathered) -> None:
    """Reads lines.

    Args:
        text: the lines.
        formats: what to take them for that have no header.
        defaults: values of columns that a format lacks.
        gathered: takes what is found.
    """
    text = unix_lines(text.replace(b"\t", b" ") if b"\t" in text else text).lstrip()
    line, _, rest = text.partition(b"\n")
    own = _header(line)
    if _read_sound(rest if own else text, own or _likely(line, formats), defaults, gathered):
        return
    sections = _sections(text)
    for own, section in sections:
        candidates = (own,) if own else formats.candidates()
        gathered.name(candidates[0])
        if own and (lacking := lacks(own)):
            gathered.reject("missing-field", f"the format lacks {lacking}", section)
        elif len(sections) == 1 or not _read_sound(section, candidates[0], defaults, gathered):
            _read_any(section, candidates, defaults, gathered)


def header_line(text: bytes) -> bytes | None:
    """The header that a text begins with, as it stands there; None if it begins with anything else."""
    line = text[:_MAX_HEADER].partition(b"\n")[0]
    return line if line[:1].isalpha() and _header(line) else None


def first_header(text: bytes) -> bytes | None:
    """The first line of a text, if it is a header."""
    line = text[:_MAX_HEADER].lstrip().partition(b"\n")[0]
    return line.strip() if _header(line) else None


def last_header(text: bytes) -> bytes | None:
    """The last line of a text that is a header; None without one."""
    first = text.find(b"\n")
    if first < 0 or text.find(b"addr", first) < 0:  # as in nearly every file; to look from behind is slower
        return first_header(text)
    found = len(text)
    while (found := text.rfind(b"addr", 0, found)) >= 0:
        start, end = _line_around(text, found)
        if _header(text[start:end]):
            return text[start:end].strip()
        found = start
    return first_header(text)


def _header(line: bytes) -> Format | None:
    return header(line) if len(line) <= _MAX_HEADER else None


def _likely(line: bytes, formats: Formats) -> Format:
    width = len(line.split())
    return next((names for names in formats.candidates() if len(names) == width), formats.headless)


def _sections(text: bytes) -> list[tuple[Format | None, bytes]]:
    """The text cut at its headers: each header's format, and the lines that follow it."""
    first, line_break, rest = text.partition(b"\n")
    own = _header(first)
    if own:
        text = rest if line_break else b""
    sections: list[tuple[Format | None, bytes]] = []
    done = searched = 0
    while (found := text.find(b"addr", searched)) >= 0:
        start, searched = _line_around(text, found)
        if following := _header(text[start:searched]):
            sections.append((own, text[done:start]))
            own, done = following, searched
    sections.append((own, text[done:]))
    return [(names, lines) for names, lines in sections if lines and not lines.isspace()]


def _line_around(text: bytes, position: int) -> tuple[int, int]:
    start = text.rfind(b"\n", 0, position) + 1
    end = text.find(b"\n", position)
    return start, len(text) if end < 0 else end


def _columns(names: Format) -> list[str]:
    return [column(name) for name in names]


def _read_sound(lines: bytes, names: Format, defaults: Mapping[str, str], gathered: Gathered) -> bool:
    """Reads lines of one format that are all as they should be; else does nothing and says so."""
    if lacks(names):
        return False
    if not lines or lines.isspace():
        gathered.name(names)
        return True
    columns = parse(lines, " ", _columns(names), _TYPES)
    if columns is None:
        return False
    checked = _check(columns, defaults)
    if checked.faults:
        return False
    gathered.name(names)
    gathered.add(checked, lambda _row: b"")
    return True


def _read_any(lines: bytes, candidates: tuple[Format, ...], defaults: Mapping[str, str], gathered: Gathered) -> None:
    """Reads what can be read of lines, each in the first format that it fits."""
    found = split(lines, " ", len(candidates[0]))
    for line in found.broken:
        gathered.reject("malformed-text", "the line is no UTF-8", line.strip(b" "))
    _add(found.lines, candidates[0], defaults, gathered)
    for names in candidates[1:]:
        found = split_lines(found.odd, " ", len(names))
        _add(found.lines, names, defaults, gathered)
    widths = " or ".join(str(len(names)) for names in candidates)
    for line in found.odd.to_pylist():
        gathered.reject("wrong-field-count", f"not a line of {widths} fields", line.encode())


def _add(lines: pa.Array, names: Format, defaults: Mapping[str, str], gathered: Gathered) -> None:
    """Takes lines that have the number of fields of a format."""
    if len(lines):
        columns = parse(joined(lines), " ", _columns(names), _TYPES) or texts(lines, " ", _columns(names), _TYPES)
        gathered.add(_check(columns, defaults), lambda row: lines[row].as_py().encode())


def _check(columns: dict[str, pa.Array], defaults: Mapping[str, str]) -> Checked:
    return check(columns, len(next(iter(columns.values()))), defaults)
