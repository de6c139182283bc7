"""Lines of delimited fields as columns: the quick way for lines that are sound, and the thorough way for all others.

Fields are separated by one delimiter; two in a row hold an empty field. ``-``, ``(empty)``, ``unknown`` and the empty
field are null. The quick way gives up on a whole text where anything is unusual: then the thorough way looks at every
line, and both give the same for lines that both can read.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

#: What stands for no value.
NULLS = ("-", "(empty)", "unknown", "")


class Split(NamedTuple):
    """The lines of a text, by whether they have the expected number of fields.

    Attributes:
        lines: those that have it.
        odd: those with another number of fields.
        broken: those that are no UTF-8.
    """

    lines: pa.Array
    odd: pa.Array
    broken: list[bytes]


def parse(
    body: bytes, delimiter: str, names: Sequence[str], types: Mapping[str, pa.DataType]
) -> dict[str, pa.Array] | None:
    """Reads lines of which each is as it should be.

    Args:
        body: the lines.
        delimiter: one character.
        names: the columns in order.
        types: the types of those that are wanted; a dictionary type is kept.

    Returns:
        The wanted columns; None when a line has another number of fields, a number is none or is not decimal, a
        character is not ASCII, or a field is empty.
    """
    if not body.isascii() or (b"x" in body and b"0x" in body) or (b"X" in body and b"0X" in body):
        return None
    positions = _positions(names, types)
    last = str(len(names) - 1)
    odd: list[None] = []

    def skip(_row: csv.InvalidRow) -> str:
        odd.append(None)
        return "skip"

    try:
        table = csv.read_csv(
            pa.BufferReader(body),
            read_options=csv.ReadOptions(
                use_threads=False, block_size=len(body) + 1, column_names=[str(index) for index in range(len(names))]
            ),
            parse_options=csv.ParseOptions(
                delimiter=delimiter, quote_char=False, double_quote=False, invalid_row_handler=skip
            ),
            convert_options=csv.ConvertOptions(
                check_utf8=False,
                column_types={last: pa.string()} | {index: types[name] for name, index in positions.items()},
                include_columns=list(dict.fromkeys([*positions.values(), last])),
                null_values=[null for null in NULLS if null],
                strings_can_be_null=True,
            ),
        )
    except ValueError:  # which Arrow's own are
        return None
    columns = [column.combine_chunks() for column in table.columns]
    if odd or any(map(_has_empty, columns)):
        return None
    return dict(zip(positions, columns, strict=False))


def split(body: bytes, delimiter: str, width: int) -> Split:
    """Tells lines of any kind apart. Blanks at both ends of a line do not count, and blank lines are none.

    Args:
        body: the lines.
        delimiter: one character.
        width: the number of fields that a line should have.
    """
    lines, broken = _lines(body)
    return split_lines(lines, delimiter, width)._replace(broken=broken)


def split_lines(lines: pa.Array, delimiter: str, width: int) -> Split:
    """As `split`, of lines that have been told apart already."""
    fits = pc.equal(pc.count_substring(lines, delimiter), width - 1)
    return Split(lines.filter(fits), lines.filter(pc.invert(fits)), [])


def texts(lines: pa.Array, delimiter: str, names: Sequence[str], wanted: Container[str]) -> dict[str, pa.Array]:
    """The wanted fields of lines that have as many as there are names, as strings."""
    flat = pc.split_pattern(lines, delimiter).flatten()
    return {
        name: nulled(flat.take(pa.array(np.arange(int(index), len(flat), len(names)))))
        for name, index in _positions(names, wanted).items()
    }


def joined(lines: pa.Array) -> bytes:
    """Lines as one text."""
    whole = pa.ListArray.from_arrays([0, len(lines)], lines)
    return pc.binary_join(whole, "\n")[0].as_buffer().to_pybytes()


def nulled(column: pa.Array) -> pa.Array:
    """A column of strings in which what stands for no value is null."""
    return pc.if_else(pc.is_in(column, pa.array(NULLS)), pa.scalar(None, pa.string()), column)


def unix_lines(body: bytes) -> bytes:
    """The text with line feeds as its only line breaks."""
    return body.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in body else body


def _lines(body: bytes) -> tuple[pa.Array, list[bytes]]:
    """The lines that are not blank and are UTF-8, without blanks around them; and those that are not UTF-8."""
    broken: list[bytes] = []
    if body.isascii():
        lines = pc.split_pattern(pa.array([body.decode()], pa.large_string()), "\n").flatten().cast(pa.string())
    else:
        sound: list[bytes] = []
        for line in body.split(b"\n"):
            (sound if _is_utf8(line) else broken).append(line)
        lines = pa.array(sound, pa.binary()).cast(pa.string())
    lines = pc.ascii_trim(lines, " \r")
    return lines.filter(pc.greater(pc.binary_length(lines), 0)), broken


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _positions(names: Sequence[str], wanted: Container[str]) -> dict[str, str]:
    """The index of each wanted column, as text; of a name that occurs twice, the first."""
    positions: dict[str, str] = {}
    for index, name in enumerate(names):
        if name in wanted:
            positions.setdefault(name, str(index))
    return positions


def _has_empty(column: pa.Array) -> bool:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary
    return pa.types.is_string(column.type) and pc.min(pc.binary_length(column)).as_py() == 0
