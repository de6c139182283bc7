"""Comma-separated values (RFC 4180) as the feeds write them: spaces behind commas, comments, blank lines."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence

from models.lists.entry import ListError
from models.lists.formats.text import decoded, is_comment, lines

#: Follows the last line: a row of its own, unless a quote is open. No text holds it (see `decoded`).
_END = "\0"


def rows(data: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, each with the line that it begins on, its fields stripped.

    Raises:
        ListError: the bytes are no text, or a quote does not close.
    """
    reader = csv.reader([*lines(decoded(data)), _END], skipinitialspace=True)
    begin, row = 1, [_END]
    try:
        for row in reader:
            fields = [field.strip() for field in row]
            if row != [_END] and any(fields) and not is_comment(fields[0] or "-"):
                yield begin, fields
            begin = reader.line_num + 1
    except csv.Error as error:
        raise ListError(f"the row that begins on line {begin}: {error}") from None
    if row != [_END]:
        raise ListError("a quote does not close")


def columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column is, by its name in lower case without spaces and marks; of two, the first."""
    return {re.sub(r"[^a-z0-9]", "", name.lower()): at for at, name in reversed(list(enumerate(header)))}


class Row:
    """A row's fields by the columns' names; a column that is missing, or a row too short, has an empty one."""

    def __init__(self, where: dict[str, int], fields: Sequence[str]) -> None:
        self._where = where
        self._fields = fields

    def __getitem__(self, column: str) -> str:
        at = self._where.get(column, len(self._fields))
        return self._fields[at] if at < len(self._fields) else ""
