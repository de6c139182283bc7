"""Addresses and ranges of many lists in one sorted table: one bisection finds what all lists say of an address.

The ranges' ends cut each address space into segments within which nothing changes; a segment knows the ranges that
speak for it, at most one of each list: the smallest that covers it, of equals the first. So ranges may overlap and nest
within a list and across lists, and a look-up costs the same however many lists there are.

A threat list never matches a special-purpose address (`SPECIAL`: private, shared, loopback, link-local, multicast,
unspecified, unique local, reserved), whatever its ranges cover: GuardDuty matches publicly routable addresses only. A
trusted list does: an address of one's own may be trusted. The documentation ranges match, so that examples work.

An IPv6 address that maps an IPv4 one (``::ffff:198.51.100.7``, however written) is that IPv4 address, in lists and in
look-ups.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator
from heapq import heappop, heappush
from ipaddress import IPv4Address, IPv6Address
from socket import AF_INET, AF_INET6, inet_pton
from struct import Struct
from typing import NamedTuple

from models.aws.addresses import SPECIAL

#: What an address that maps an IPv4 one begins with.
_MAPPED = bytes(10) + b"\xff\xff"
_MAPPED_BLOCK = 0xFFFF

_UNPACK_4, _UNPACK_6 = Struct(">I").unpack, Struct(">QQ").unpack

#: Bytes of an address, by family.
_WIDTH = {4: 4, 6: 16}


class Row(NamedTuple):
    """An entry as a table takes it.

    Attributes:
        list: the number of its list.
        text: as `models.lists.entry.Entry.text`.
        note: a number that comes back with a match.
    """

    list: int
    text: str
    note: int


class _Piece(NamedTuple):
    """A range, or what is left of it without special-purpose addresses."""

    first: int
    last: int
    list: int
    size: int
    row: int


class AddressTable:
    """What lists say of addresses.

    Args:
        rows: the entries, in the order of the lists and of their lines.
        threats: the numbers of the lists that never match a special-purpose address.
    """

    def __init__(self, rows: Iterable[Row], threats: Container[int]) -> None:
        self.lists, self.notes = array("H"), array("I")
        # First and last address of each row, packed, by family; and which of them are a row's: n, or ~n for IPv6.
        self._ends: dict[int, bytearray] = {4: bytearray(), 6: bytearray()}
        self._places = array("i")
        pieces: dict[int, list[_Piece]] = {4: [], 6: []}
        for number, row in enumerate(rows):
            family, first, last = _range(row.text)
            width, ends = _WIDTH[family], self._ends[family]
            place = len(ends) // (2 * width)
            ends += first.to_bytes(width, "big") + last.to_bytes(width, "big")
            self._places.append(place if family == 4 else ~place)
            self.lists.append(row.list)
            self.notes.append(row.note)
            for low, high in _without_special(family, first, last) if row.list in threats else ((first, last),):
                pieces[family].append(_Piece(low, high, row.list, last - first, number))
        self._narrow, self._wide = _Narrow(pieces[4]), _Wide(pieces[6])

    def __len__(self) -> int:
        return len(self.lists)

    def find(self, text: str) -> tuple[int, ...]:
        """The rows that match an address, by number, in the order of their lists; none for what is no address.

        The number leads to ``lists``, ``notes`` and `text`.
        """
        segments: _Narrow | _Wide = self._narrow
        try:
            if ":" not in text:
                packed = inet_pton(AF_INET, text)
            else:
                packed = inet_pton(AF_INET6, text)
                if packed.startswith(_MAPPED):
                    packed = packed[12:]
                else:
                    segments = self._wide
        except (OSError, ValueError):
            return ()
        row = segments.rows[segments.at(packed)]
        return (row,) if row >= 0 else segments.several[~row]

    def text(self, number: int) -> str:
        """A row's text, in canonical form."""
        place = self._places[number]
        family = 4 if place >= 0 else 6
        width = _WIDTH[family]
        at = 2 * width * (place if place >= 0 else ~place)
        ends = bytes(self._ends[family][at : at + 2 * width])
        if family == 4:
            return _written(IPv4Address(ends[:width]), IPv4Address(ends[width:]))
        return _written(IPv6Address(ends[:width]), IPv6Address(ends[width:]))


class _Narrow:
    """The IPv4 addresses in segments, with an index by leading bits: it leaves few segments to bisect.

    Attributes:
        rows: as `_cut` gives them.
        several: likewise.
    """

    def __init__(self, pieces: list[_Piece]) -> None:
        starts, self.rows, self.several = _cut(pieces, 0xFFFF_FFFF)
        self._starts = array("I", starts)
        bits = min(len(starts).bit_length(), 16)
        self._shift = 32 - bits
        self._blocks = array("I", (bisect_left(self._starts, block << self._shift) for block in range(1 << bits)))
        self._blocks.append(len(starts))

    def at(self, packed: bytes) -> int:
        """The segment of an address."""
        (address,) = _UNPACK_4(packed)
        block = address >> self._shift
        return bisect_right(self._starts, address, self._blocks[block], self._blocks[block + 1]) - 1


class _Wide:
    """The IPv6 addresses in segments, in halves: Python's integers of that size would take three times the memory.

    Attributes:
        rows: as `_cut` gives them.
        several: likewise.
    """

    def __init__(self, pieces: list[_Piece]) -> None:
        starts, self.rows, self.several = _cut(pieces, (1 << 128) - 1)
        # The upper halves that segments begin with, the first segment of each, and the lower halves of all.
        self._high, self._begin = array("Q"), array("I")
        self._low = array("Q", (start & 0xFFFF_FFFF_FFFF_FFFF for start in starts))
        for number, start in enumerate(starts):
            if not self._high or self._high[-1] != start >> 64:
                self._high.append(start >> 64)
                self._begin.append(number)
        self._begin.append(len(starts))

    def at(self, packed: bytes) -> int:
        """The segment of an address."""
        high, low = _UNPACK_6(packed)
        place = bisect_right(self._high, high)
        end = self._begin[place]
        if self._high[place - 1] != high:
            return end - 1
        return bisect_right(self._low, low, self._begin[place - 1], end) - 1


class _Segments(NamedTuple):
    """An address space in segments.

    Attributes:
        starts: their first addresses, from 0 on.
        rows: of each the row that speaks for it, or ~n for the n-th of ``several``.
        several: rows that speak together; the 0th is none.
    """

    starts: list[int]
    rows: array[int]
    several: list[tuple[int, ...]]


def _cut(pieces: list[_Piece], highest: int) -> _Segments:
    """Cut an address space by what covers it.

    Args:
        pieces: what does, in any order; they are sorted.
        highest: the last address.
    """
    pieces.sort()
    cut = _Segments([0], array("i", [~0]), [()])
    codes: dict[tuple[int, ...], int] = {(): ~0}
    for start, rows in _sweep(pieces):
        if start > highest:
            break
        if len(rows) == 1:
            code = rows[0]
        elif (code := codes.setdefault(rows, ~len(cut.several))) == ~len(cut.several):
            cut.several.append(rows)
        cut.starts.append(start)
        cut.rows.append(code)
    return cut


def _sweep(pieces: list[_Piece]) -> Iterator[tuple[int, tuple[int, ...]]]:
    """The first address of each segment and the rows that speak for it, by list.

    Args:
        pieces: in ascending order.
    """
    ends: list[int] = []
    covering: dict[int, list[tuple[int, int, int]]] = {}  # list -> (size, row, last address) of its pieces, a heap
    following, count = 0, len(pieces)
    while following < count or ends:
        if not ends and (following + 1 == count or pieces[following + 1].first > pieces[following].last):
            # Most ranges stand alone.
            piece = pieces[following]
            following += 1
            yield piece.first, (piece.row,)
            if following == count or pieces[following].first > piece.last + 1:
                yield piece.last + 1, ()
            continue
        start = ends[0] + 1 if ends else pieces[following].first
        if following < count:
            start = min(start, pieces[following].first)
        while ends and ends[0] < start:
            heappop(ends)
        while following < count and pieces[following].first == start:
            piece = pieces[following]
            heappush(ends, piece.last)
            heappush(covering.setdefault(piece.list, []), (piece.size, piece.row, piece.last))
            following += 1
        rows = []
        for number in sorted(covering):
            heap = covering[number]
            while heap and heap[0][2] < start:
                heappop(heap)
            if heap:
                rows.append(heap[0][1])
            else:
                del covering[number]
        yield start, tuple(rows)


def _range(text: str) -> tuple[int, int, int]:
    """Family, first and last address of an entry.

    >>> _range("198.51.100.0/31"), _range("::ffff:198.51.100.7")
    ((4, 3325256704, 3325256705), (4, 3325256711, 3325256711))
    """
    start, dash, end = text.partition("-")
    start, _, prefix = start.partition("/")
    packed = _packed(start)
    first = int.from_bytes(packed, "big")
    last = int.from_bytes(_packed(end), "big") if dash else first
    if prefix:
        size = 8 * len(packed) - int(prefix)
        first = first >> size << size
        last = first + (1 << size) - 1
    if len(packed) == _WIDTH[4]:
        return 4, first, last
    if first >> 32 == last >> 32 == _MAPPED_BLOCK:
        return 4, first & 0xFFFF_FFFF, last & 0xFFFF_FFFF
    return 6, first, last


def _packed(text: str) -> bytes:
    return inet_pton(AF_INET6 if ":" in text else AF_INET, text)


def _written(first: IPv4Address | IPv6Address, last: IPv4Address | IPv6Address) -> str:
    """A range as `models.lists.entry` writes it.

    >>> _written(IPv4Address("198.51.100.0"), IPv4Address("198.51.100.3"))
    '198.51.100.0/30'
    >>> _written(IPv4Address("198.51.100.0"), IPv4Address("198.51.100.2"))
    '198.51.100.0-198.51.100.2'
    """
    if first == last:
        return str(first)
    size = int(last) - int(first) + 1
    if size & (size - 1) or int(first) % size:
        return f"{first}-{last}"
    return f"{first}/{first.max_prefixlen + 1 - size.bit_length()}"


def _special(family: int) -> tuple[list[int], list[int]]:
    """First and last addresses of the blocks of `SPECIAL`, in ascending order."""
    blocks = sorted(block for block in SPECIAL if block.version == family)
    return [int(block.network_address) for block in blocks], [int(block.broadcast_address) for block in blocks]


_SPECIAL = {family: _special(family) for family in _WIDTH}


def _without_special(family: int, first: int, last: int) -> list[tuple[int, int]]:
    """A range without its special-purpose addresses.

    >>> [(hex(first), hex(last)) for first, last in _without_special(4, 0x09FFFFF0, 0x0B000007)]
    [('0x9fffff0', '0x9ffffff'), ('0xb000000', '0xb000007')]
    """
    lows, highs = _SPECIAL[family]
    left = []
    for block in range(bisect_left(highs, first), len(highs)):
        if lows[block] > last:
            break
        if first < lows[block]:
            left.append((first, lows[block] - 1))
        first = highs[block] + 1
    if first <= last:
        left.append((first, last))
    return left
