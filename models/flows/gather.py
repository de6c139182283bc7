"""From held records to slices."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from models.flows.addresses import WIDTH, ranked
from models.flows.groups import distinct
from models.flows.interfaces import Site
from models.flows.packing import pack
from models.flows.slice import Flags, Ints, Records, Slice
from models.lists.marks import Mark
from models.owner import Owner
from models.times import SECOND

#: What lists say of an address of 16 bytes.
MarkOf: TypeAlias = Callable[[bytes], Mark | None]


@dataclass(frozen=True)
class Held:
    """Records of a batch, of any owners and windows; columns have the same length.

    Attributes:
        records: they; their addresses are places in ``addresses``.
        site: the numbers of their interfaces.
        transit: somebody else's traffic passes through.
        addresses: 16 bytes each, in any order.
    """

    records: Records
    site: NDArray[np.int32]
    transit: Flags
    addresses: bytes

    def __len__(self) -> int:
        return len(self.site)


def gather(
    held: Sequence[Held], sites: Sequence[Site], window_ms: int, mark_of: MarkOf | None
) -> list[tuple[Owner, Slice]]:
    """The slices of batches, by owner, interface and window, ascending.

    Args:
        held: the batches.
        sites: the interfaces by their numbers.
        window_ms: the windows' size.
        mark_of: None if no list names addresses.
    """
    if not held:
        return []
    site = np.concatenate([batch.site for batch in held])
    windows = np.concatenate([batch.records.end for batch in held]) * SECOND // window_ms
    order, borders = _grouped(_ranks(sites)[site], windows)
    joined = _joined(held, order)
    cutter = _Cutter(joined, sites, dict(_marks(joined.addresses, mark_of)) if mark_of else {})
    ends = (windows[order[borders[:-1]]] + 1) * window_ms
    return [
        cutter.cut(slice(first, last), end_ms)
        for first, last, end_ms in zip(borders[:-1].tolist(), borders[1:].tolist(), ends.tolist(), strict=True)
    ]


def _joined(held: Sequence[Held], order: NDArray[np.intp]) -> Held:
    """The batches as one, in the given order, with distinct addresses, ascending."""
    addresses, ranks = ranked(b"".join([batch.addresses for batch in held]))
    places = ranks.astype(np.int32)
    starts = np.cumsum([0, *(len(batch.addresses) // WIDTH for batch in held[:-1])])
    columns = {}
    for field in fields(Records):
        parts = [getattr(batch.records, field.name) for batch in held]
        if field.name in {"src", "dst"}:
            parts = [places[part + start] for part, start in zip(parts, starts, strict=True)]
        columns[field.name] = np.concatenate(parts)[order]
    return Held(
        Records(**columns),
        np.concatenate([batch.site for batch in held])[order],
        np.concatenate([batch.transit for batch in held])[order],
        addresses,
    )


def _marks(addresses: bytes, mark_of: MarkOf) -> Iterator[tuple[int, Mark]]:
    for place in range(len(addresses) // WIDTH):
        mark = mark_of(addresses[place * WIDTH : (place + 1) * WIDTH])
        if mark is not None:
            yield place, mark


def _ranks(sites: Sequence[Site]) -> Ints:
    """The place of each site among the owners and interfaces, ascending; those that differ in less share it."""
    known = [(site.owner, site.interface) for site in sites]
    ranks = {each: rank for rank, each in enumerate(sorted(set(known)))}
    return np.array([ranks[each] for each in known], np.int64)


def _grouped(ranks: Ints, windows: Ints) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The rows by rank and window, else as they are; and the borders between those that differ."""
    first = int(windows.min())
    keys = ranks * (int(windows.max()) - first + 1) + (windows - first)
    # Narrow integers are sorted by their digits, five times as quickly.
    order = np.argsort(keys.astype(np.min_scalar_type(int(keys.max()))), kind="stable")
    return order, np.flatnonzero(np.diff(keys[order], prepend=-1, append=-1))


class _Cutter:
    """Cuts slices out of records that are in their order.

    Args:
        those: the records; addresses are distinct and ascending.
        sites: the interfaces by their numbers.
        marks: what lists say of addresses, by their places.
    """

    def __init__(self, those: Held, sites: Sequence[Site], marks: dict[int, Mark]) -> None:
        self._those, self._sites, self._marks = those, sites, marks
        self._addresses = np.frombuffer(those.addresses, f"V{WIDTH}")
        self._is_marked = np.zeros(len(self._addresses), np.bool_)
        self._is_marked[list(marks)] = True
        #: Scratch: the place in the slice of each of its addresses.
        self._places = np.empty(len(self._addresses), np.int32)

    def cut(self, rows: slice, end_ms: int) -> tuple[Owner, Slice]:
        """The slice of some rows."""
        columns = {field.name: getattr(self._those.records, field.name)[rows] for field in fields(Records)}
        ranks = distinct(np.concatenate((columns["src"], columns["dst"])))
        self._places[ranks] = np.arange(len(ranks), dtype=np.int32)
        columns["src"], columns["dst"] = self._places[columns["src"]], self._places[columns["dst"]]
        sites = [self._sites[number] for number in np.flatnonzero(np.bincount(self._those.site[rows])).tolist()]
        return sites[0].owner, Slice(
            end_ms=end_ms,
            interface=sites[0].interface,
            vpc=max(site.vpc for site in sites),
            subnet=max(site.subnet for site in sites),
            cluster=sites[0].cluster,
            transit=bool(self._those.transit[rows].any()) or any(site.router for site in sites),
            addresses=self._addresses[ranks].tobytes(),
            marks={place: self._marks[int(ranks[place])] for place in np.flatnonzero(self._is_marked[ranks]).tolist()},
            records=pack(Records(**columns)),
            count=rows.stop - rows.start,
        )
