"""Countries: their names, and a table of the addresses of each for those who have no database.

A table is text, a range on each line, without regard to case and spaces::

    # comment
    198.51.100.0,198.51.100.255,DE
    2001:db8::/32,FR

``start,end,code`` and ``block,code`` may stand in one file, as may IPv4 and IPv6; members after the code are passed
over; the first line may be a heading. Of ranges that overlap the narrowest counts. A code is ISO 3166-1 alpha-2; that
of no country (``ZZ``, ``-``, none) makes a hole. Names come from ``country_names.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from sys import intern

from models.enrichment.addresses import Range, RangeTable, block, number

#: Spaces and quotes around a cell; none has a comma inside, up to the code.
_AROUND = ' \t\r"'


@cache
def names() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code -> the country's name in English."""
    text = files("models.enrichment").joinpath("country_names.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {intern(code): name for code, name in rows}


class Countries:
    """A table of countries by address.

    Attributes:
        ranges: how many ranges the table lists.
    """

    def __init__(self, table: RangeTable[str], ranges: int) -> None:
        self._table = table
        self.ranges = ranges

    @classmethod
    def parse(cls, content: bytes) -> Countries:
        """Read a table.

        Raises:
            ValueError: a line cannot be read; the message names its number. Or the table is empty.
        """
        ranges = list(_ranges(content.decode("utf-8-sig")))
        if not ranges:
            msg = "it holds no range"
            raise ValueError(msg)
        return cls(RangeTable(ranges, _narrowest), len(ranges))

    def find(self, address: str) -> str:
        """The code of the country that an address is in; empty if the table does not say."""
        return self._table.find(address) or ""


def _narrowest(codes: Sequence[str]) -> str:
    return codes[0]


def _ranges(text: str) -> Iterator[Range[str]]:
    heading_allowed = True
    for line_number, line in enumerate(text.split("\n"), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            yield _range([cell.strip(_AROUND) for cell in line.split(",")])
        except ValueError as error:
            if not heading_allowed:
                msg = f"line {line_number}: {error}"
                raise ValueError(msg) from None
        heading_allowed = False


def _range(cells: Sequence[str]) -> Range[str]:
    last = number(cells[1]) if len(cells) > 1 else None
    if last is None:
        return Range(*block(cells[0]), _code(cells[1:2]))
    first = number(cells[0])
    if first is None or first[0] != last[0] or first > last:
        msg = f'"{cells[0]}" to "{cells[1]}" is not a range of addresses'
        raise ValueError(msg)
    return Range(*first, last[1], _code(cells[2:3]))


def _code(cells: Sequence[str]) -> str:
    """The code in a cell; empty for that of no country."""
    if not cells:
        msg = "there is no country code"
        raise ValueError(msg)
    code = cells[0].upper()
    if code in names():
        return intern(code)
    if len(code) > 2 or code.isdigit():
        msg = f'"{cells[0]}" is not a country code of two letters'
        raise ValueError(msg)
    return ""
