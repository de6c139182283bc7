"""Zeek's conn.log as lines of JSON objects."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Annotated

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
from msgspec import Meta
from pyarrow import json

from models.vpc_flow.check import check
from models.vpc_flow.gathered import Gathered
from models.vpc_flow.zeek import MAX_SECONDS, NEEDED, TYPES, flows

_Count = Annotated[int, Meta(ge=0, lt=10**18)]
_Seconds = Annotated[float, Meta(ge=0, lt=MAX_SECONDS)]
_PYTHON = {pa.float64(): _Seconds, pa.int64(): _Count, pa.string(): str, pa.bool_(): bool}


def _attribute(name: str) -> str:
    """A field's name in Python, which has no dots in names."""
    return name.replace(".", "_")


_Connection = msgspec.defstruct(
    "_Connection",
    [(_attribute(name), _PYTHON[type_] | None, None) for name, type_ in TYPES.items()],
    rename={_attribute(name): name for name in TYPES},
    gc=False,
)
_CONNECTION = msgspec.json.Decoder(_Connection, strict=False)
_OPTIONS = json.ParseOptions(explicit_schema=pa.schema(TYPES.items()), unexpected_field_behavior="ignore")

#: How a line shows that it is a connection.
KEY = b'"id.orig_h"'


def read_zeek_json(text: bytes, gathered: Gathered) -> None:
    """Reads lines, each of which should be a connection.

    Args:
        text: the lines. Several objects on one line are read, too.
        gathered: takes what is found.
    """
    columns = _sound(text)
    if columns is None or not _add(columns, [], gathered):
        _read_each(text.splitlines(), gathered)


def _sound(text: bytes) -> dict[str, pa.Array] | None:
    """The columns of lines that are all as they should be, else None."""
    if not text.isascii():
        return None
    try:
        table = json.read_json(
            io.BytesIO(text),
            read_options=json.ReadOptions(use_threads=False, block_size=len(text) + 1),
            parse_options=_OPTIONS,
        )
    except pa.ArrowException:
        return None
    if len(table) != text.strip().count(b"\n") + 1:  # several objects on a line, or one on several lines
        return None
    columns = {name: table[name].combine_chunks() for name in TYPES}
    if any(columns[name].null_count for name in NEEDED):
        return None
    seconds = [columns[name] for name in ("ts", "duration")]
    counts = [columns[name] for name, type_ in TYPES.items() if pa.types.is_integer(type_)]
    for column, bound in [(column, MAX_SECONDS) for column in seconds] + [(column, 10**18) for column in counts]:
        if not pc.all(pc.and_(pc.greater_equal(column, 0), pc.less(column, bound))).as_py():
            return None
    return columns


def _read_each(lines: Iterable[bytes], gathered: Gathered) -> None:
    """Reads lines one by one."""
    found, texts = [], []
    for line in lines:
        if not line.strip():
            continue
        try:
            connections = _CONNECTION.decode_lines(line)
        except msgspec.ValidationError:
            gathered.reject("malformed-field", "a field of the connection cannot be what it is", line)
            continue
        except (ValueError, RecursionError):
            gathered.reject("malformed-json", "not a JSON object", line)
            continue
        for connection in connections:
            missing = [name for name in NEEDED if getattr(connection, _attribute(name)) is None]
            if missing:
                gathered.reject("missing-field", f"a JSON object without {', '.join(missing)}", line)
            else:
                found.append(connection)
                texts.append(line)
    if found:
        columns = {
            name: pa.array([getattr(connection, _attribute(name)) for connection in found], type_)
            for name, type_ in TYPES.items()
        }
        _add(columns, texts, gathered)


def _add(columns: dict[str, pa.Array], lines: list[bytes], gathered: Gathered) -> bool:
    """Takes connections; those with a fault only if their lines are given."""
    found = flows(columns, len(columns["ts"]))
    checked = check(found.columns, len(found.records), {})
    if checked.faults and not lines:
        return False
    by_line = {int(found.records[row]): fault for row, fault in checked.faults.items()}
    gathered.add(checked._replace(faults=by_line), lambda row: lines[row])
    return True
