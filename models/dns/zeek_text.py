r"""Zeek's dns.log as text.

Lines of fields, behind lines that begin with ``#``: ``#separator \x09``, ``#fields``, ``#types`` and so on. These may
occur again in the midst of a text, which is then several. ``-`` is no value and ``(empty)`` an empty one, elements of a
vector are divided by commas, and ``\xHH`` is an octet, all as Zeek has it by default. What the fields mean is told by
`models.dns.zeek_json`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from models.containers.unwrap import Skipped
from models.dns.fault import Fault, Parsed
from models.dns.query import Query
from models.dns.zeek_json import NAMES, Record, zeek_query

#: A log that has not all of them in ``#fields`` is none of queries.
NEEDED = ("ts", "id.orig_h", "query")

_SEPARATOR = re.compile(rb"#separator +\\x([0-9a-fA-F]{2})\s*")
_FIELDS = b"#fields"
_UNSET, _EMPTY = "-", "(empty)"
_NUMBER = re.compile(r"[0-9]{1,9}")


def read_zeek_text(data: bytes) -> Parsed:
    """Reads a log.

    Args:
        data: the log, or a part of it that begins with directives.
    """
    queries: list[Query] = []
    faults: list[tuple[Fault, bytes]] = []
    skipped: Counter[str] = Counter()
    delimiter, read = b"\t", _reader(b"\t", [])
    for line in data.splitlines():
        if line.startswith(b"#"):
            if found := _SEPARATOR.fullmatch(line):
                delimiter = bytes.fromhex(found[1].decode())
            elif line.startswith(_FIELDS):
                names = line.removeprefix(_FIELDS).removeprefix(delimiter).split(delimiter)
                read = _reader(delimiter, [name.decode("latin-1") for name in names])
            continue
        if not line.strip():
            continue
        result = read(line)
        if isinstance(result, Query):
            queries.append(result)
        elif isinstance(result, Skipped):
            skipped[result.kind] += 1
        else:
            faults.append((result, line))
    return Parsed(queries, faults, dict(skipped))


def _reader(delimiter: bytes, names: list[str]) -> Callable[[bytes], Query | Fault | Skipped]:
    """Reads lines of the fields that are named."""
    if missing := [name for name in NEEDED if name not in names]:
        fault = Fault("missing-field", f"no {', '.join(missing)} in #fields")
        return lambda _line: fault
    character, width = delimiter.decode("latin-1"), len(names)
    places = [names.index(name) if name in names else width for name in NAMES]
    wrong_count = Fault("wrong-field-count", f"not a line of {width} fields")

    def read(line: bytes) -> Query | Fault | Skipped:
        values = line.decode(errors="surrogateescape").split(character)
        if len(values) != width:
            return wrong_count
        values.append(_UNSET)
        return zeek_query(_record([values[place] for place in places]))

    return read


def _record(values: list[str]) -> Record:
    """The record of the values of `models.dns.zeek_json.NAMES`."""
    ts, address, asked, port, proto, query, class_, class_name, type_, type_name, rcode, rcode_name, answers = values
    return Record(
        _text(ts),
        _text(address),
        _text(asked),
        _number(port),
        _text(proto),
        _text(query),
        _number(class_),
        _text(class_name),
        _number(type_),
        _text(type_name),
        _number(rcode),
        _text(rcode_name),
        None if answers in (_UNSET, _EMPTY) else answers.split(","),
    )


def _text(value: str) -> str | None:
    if value == _UNSET:
        return None
    return "" if value == _EMPTY else value


def _number(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value) else None
