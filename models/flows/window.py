"""The slices of one window put together: one table of addresses, one of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np

from models.flows.addresses import WIDTH, halves, is_public, ranked
from models.flows.packing import unpack
from models.flows.slice import Flags, Ints, Records, Slice
from models.lists.marks import Mark, joined

#: The upper part of the lower half of an IPv6 address that maps an IPv4 one.
_MAPPING = np.uint64(0xFFFF)

_COLUMNS = tuple(field.name for field in fields(Records))


class Addresses:
    """Distinct addresses, ascending.

    Args:
        table: 16 bytes each.

    Attributes:
        table: the same.
        high: the upper 64 bits of each; likewise ``low``.
    """

    def __init__(self, table: bytes) -> None:
        self.table = table
        self.high, self.low = halves(table)

    def __len__(self) -> int:
        return len(self.high)

    def listed(self, places: Sequence[int] | Ints) -> list[bytes]:
        """Some of them."""
        found: list[bytes] = np.frombuffer(self.table, f"V{WIDTH}")[places].tolist()
        return found

    @cached_property
    def narrow(self) -> Flags:
        """Which are IPv4 addresses."""
        return (self.high == 0) & (self.low >> np.uint64(32) == _MAPPING)

    @cached_property
    def public(self) -> Flags:
        """Which are publicly routable."""
        return is_public(self.table)


@dataclass(frozen=True)
class Window:
    """All records of some slices.

    Attributes:
        names: the interfaces, ascending.
        vpcs: likewise ``subnets``; of each interface.
        cluster: that one of the slices names.
        addresses: of all records.
        marks: place in ``addresses`` -> what lists say.
        interface: of each record, its place in ``names``.
        records: their addresses by place in ``addresses``.
    """

    names: tuple[str, ...]
    vpcs: tuple[str, ...]
    subnets: tuple[str, ...]
    cluster: str
    addresses: Addresses
    marks: dict[int, Mark]
    interface: Ints
    records: Records


def window_of(slices: Sequence[Slice]) -> Window:
    """Puts slices of one owner and window together; in no particular order.

    Args:
        slices: at least one.
    """
    names = tuple(sorted({each.interface for each in slices}))
    table, places = ranked(b"".join([each.addresses for each in slices]))
    offsets = np.cumsum([0, *(len(each.addresses) // WIDTH for each in slices)])
    parts = [unpack(each.records) for each in slices]
    counts = [len(part) for part in parts]
    marked = (
        (int(places[offset + at]), mark)
        for offset, each in zip(offsets.tolist(), slices, strict=False)
        for at, mark in each.marks.items()
    )
    shift = np.repeat(offsets[:-1], counts)
    records = parts[0] if len(parts) == 1 else _concatenated(parts)
    return Window(
        names=names,
        vpcs=tuple(max(each.vpc for each in slices if each.interface == name) for name in names),
        subnets=tuple(max(each.subnet for each in slices if each.interface == name) for name in names),
        cluster=max(each.cluster for each in slices),
        addresses=Addresses(table),
        marks=_marks(marked),
        interface=np.repeat([names.index(each.interface) for each in slices], counts),
        records=replace(records, src=places[records.src + shift], dst=places[records.dst + shift]),
    )


def _concatenated(parts: Sequence[Records]) -> Records:
    return Records(*(np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS))


def _marks(said: Iterable[tuple[int, Mark]]) -> dict[int, Mark]:
    """Marks by the place of the address. Slices differ in them if a list became another one in between."""
    found: dict[int, set[Mark]] = defaultdict(set)
    for place, mark in said:
        found[place].add(mark)
    return {place: joined(marks) for place, marks in sorted(found.items())}
