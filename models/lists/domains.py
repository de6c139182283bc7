"""Domains of many lists in one table: a name is looked up as it is, then by its parents.

An entry ``*.example.org``, the wildcard of GuardDuty's entity lists, matches every name below ``example.org`` at any
depth, but not ``example.org`` itself. What a plain entry ``example.org`` matches depends on the list:

- in a threat list itself and every name below: who owns a name owns those below it, and malware makes up new ones for
  every query;
- in a trusted list only itself: trusting ``amazonaws.com`` shall not trust whatever somebody serves from
  ``bucket.s3.amazonaws.com``. Trust that goes further is written out, with a wildcard.

Of each list the most specific entry counts, of equals the first.
"""

from __future__ import annotations

from array import array
from collections.abc import Container, Iterable

from models.lists.addresses import Row

#: What an entry matches: the name that it holds, those below.
_SELF, _BELOW = 1, 2

#: No name is longer (RFC 1035, section 2.3.4); what is longer is none, and has too many parents to look for.
LONGEST = 255


class DomainTable:
    """What lists say of domains.

    Args:
        rows: the entries, in the order of the lists and of their lines.
        threats: the numbers of the lists whose plain entries match the names below as well.
    """

    def __init__(self, rows: Iterable[Row], threats: Container[int]) -> None:
        self.lists, self.notes = array("H"), array("I")
        self._texts: list[str] = []
        self._reach = bytearray()
        # Name, without the wildcard -> the row that has it, or the rows.
        self._rows: dict[str, int | tuple[int, ...]] = {}
        for number, row in enumerate(rows):
            name = row.text.removeprefix("*.")
            wild = name != row.text
            self._reach.append(_BELOW if wild else _SELF | _BELOW if row.list in threats else _SELF)
            self._texts.append(row.text)
            self.lists.append(row.list)
            self.notes.append(row.note)
            known = self._rows.get(name)
            self._rows[name] = number if known is None else (*_several(known), number)

    def __len__(self) -> int:
        return len(self.lists)

    def find(self, text: str) -> tuple[int, ...]:
        """The rows that match a name, by number, the most specific first; none for what is no name.

        The number leads to ``lists``, ``notes`` and `text`.

        Args:
            text: in any case, with or without the final dot; as A-labels if it is international.
        """
        if not self._rows or len(text) > LONGEST:
            return ()
        name = text.lower().removesuffix(".")
        found: tuple[int, ...] = ()
        reach = _SELF
        while name:
            rows = self._rows.get(name)
            if rows is not None:
                for row in _several(rows):
                    if self._reach[row] & reach and not (found and self._has(found, self.lists[row])):
                        found = (*found, row)
            name = name.partition(".")[2]
            reach = _BELOW
        return found

    def _has(self, rows: tuple[int, ...], number: int) -> bool:
        """Whether one of the rows is of a list."""
        return any(self.lists[row] == number for row in rows)

    def text(self, number: int) -> str:
        """A row's text."""
        return self._texts[number]


def _several(rows: int | tuple[int, ...]) -> tuple[int, ...]:
    return (rows,) if isinstance(rows, int) else rows
