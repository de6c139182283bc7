"""Addresses as numbers, and what is known of ranges of them.

A `RangeTable` is built once from ranges that may nest and overlap, and cut into segments that do not: each has one
value, made of the values of all ranges that hold it. A look-up is one bisection, of the IPv4 address for an IPv6 one
that maps it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from socket import AF_INET, AF_INET6, inet_pton
from typing import Generic, NamedTuple, TypeVar

from models.aws.addresses import address_of

#: IP version -> bits of an address.
BITS = {4: 32, 6: 128}

V = TypeVar("V")
W = TypeVar("W")


class Range(NamedTuple, Generic[V]):
    """The addresses of one IP version from ``first`` to ``last``, and what is known of them."""

    version: int
    first: int
    last: int
    value: V


def number(address: str) -> tuple[int, int] | None:
    """The IP version of an address and the address as a number; None for what is no address.

    >>> number("192.0.2.1"), number("::1"), number("AWS Internal")
    ((4, 3221225985), (6, 1), None)
    """
    try:
        if ":" in address:
            return 6, int.from_bytes(inet_pton(AF_INET6, address))
        return 4, int.from_bytes(inet_pton(AF_INET, address))
    except (OSError, ValueError):
        return None


def block(cidr: str) -> tuple[int, int, int]:
    """The IP version, the first and the last address of a CIDR block; an address alone is a block of one.

    Raises:
        ValueError: it is no block.
    """
    address, slash, length = cidr.partition("/")
    known = number(address)
    if known is not None:
        version, value = known
        host_bits = BITS[version] - int(length) if length.isascii() and length.isdigit() else -1 if slash else 0
        if 0 <= host_bits <= BITS[version]:
            first = value >> host_bits << host_bits
            return version, first, first | (1 << host_bits) - 1
    msg = f'"{cidr}" is not an address block'
    raise ValueError(msg)


class RangeTable(Generic[W]):
    """What is known of addresses.

    Args:
        ranges: in any order.
        join: makes a segment's value of those of the ranges that hold it, the narrowest range first; of ranges of one
            size, in the order that they were given. One is joined as well.
    """

    def __init__(self, ranges: Iterable[Range[V]], join: Callable[[Sequence[V]], W]) -> None:
        by_version: dict[int, list[Range[V]]] = {4: [], 6: []}
        for given in ranges:
            by_version[given.version].append(given)
        self._segments = {version: _segments(found, join) for version, found in by_version.items()}

    def find(self, address: str) -> W | None:
        """What is known of an address; None if nothing is, or it is no address."""
        known = address_of(address)
        if known is None:
            return None
        starts, values = self._segments[known.version]
        return values[bisect_right(starts, int(known)) - 1]


def _segments(ranges: Sequence[Range[V]], join: Callable[[Sequence[V]], W]) -> tuple[list[int], list[W | None]]:
    """Where segments start, from 0 on, and their values: None where no range is."""
    begins = sorted(range(len(ranges)), key=lambda i: ranges[i].first)
    ends = sorted(range(len(ranges)), key=lambda i: ranges[i].last)
    edges = sorted({0, *(each.first for each in ranges), *(each.last + 1 for each in ranges)})
    starts: list[int] = []
    values: list[W | None] = []
    active: set[int] = set()
    begun = ended = 0
    for edge in edges:
        while begun < len(begins) and ranges[begins[begun]].first == edge:
            active.add(begins[begun])
            begun += 1
        while ended < len(ends) and ranges[ends[ended]].last < edge:
            active.remove(ends[ended])
            ended += 1
        value = _joined(ranges, active, join)
        if not starts or value != values[-1]:
            starts.append(edge)
            values.append(value)
    return starts, values


def _joined(ranges: Sequence[Range[V]], active: set[int], join: Callable[[Sequence[V]], W]) -> W | None:
    if not active:
        return None
    narrowest_first = sorted(active, key=lambda i: (ranges[i].last - ranges[i].first, i))
    return join([ranges[i].value for i in narrowest_first])
