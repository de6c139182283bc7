"""The slices of one window of an owner become its traffic.

The traffic depends on which records there are, and not on their order, on how they were spread over slices, or on
repeats: within the window, or of what was assembled before.

=================  ============================================================
`window`           the slices' records in one table
`repeats`          each record once
`local_side`       which address is the interface's own
`conversations`    both directions together
`openers`          who opened them; which are none
`rows`             conversations that differ in nothing that matters
=================  ============================================================
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec
import numpy as np

from models.flows.conversations import conversations
from models.flows.local_side import local_sides
from models.flows.openers import opened, stray
from models.flows.repeats import Distinct, distinct
from models.flows.rows import rows
from models.flows.slice import UNKNOWN, Ints, Slice
from models.flows.traffic import Place, Traffic
from models.flows.window import Addresses, Window, window_of
from models.lists.marks import UNMARKED

#: Addresses of an interface that are remembered: one or two are usual, and a router forwards those of many.
_ADDRESSES = 8

#: Interfaces whose addresses are remembered; an instance has at most 15 at a time, and gets new ones now and then.
_INTERFACES = 64


class Seen(msgspec.Struct, array_like=True):
    """What is remembered of an owner, so that its next window can be assembled.

    Attributes:
        locals: interface -> its own addresses, 16 bytes each; the first 8 that were found.
        middlebox: the traffic of others passes through it; it is never judged.
        recent: window's end -> hashes of its records, ascending, 8 bytes each: of the windows that may come again.
    """

    locals: dict[str, list[bytes]] = msgspec.field(default_factory=dict)
    middlebox: bool = False
    recent: dict[int, bytes] = msgspec.field(default_factory=dict)


def assemble(end_ms: int, slices: Sequence[Slice], seen: Seen, lateness_ms: int) -> Traffic | None:
    """Assembles a window.

    Args:
        end_ms: the window's end.
        slices: of this window, at least one, in any order.
        seen: what is remembered of the owner; it is brought up to date.
        lateness_ms: how long after a window's end its records may still come.

    Returns:
        What is new in the slices; None if that is nothing, if nobody opened anything in it, if no local side can be
        told, or if traffic of others passes through the owner.
    """
    if seen.middlebox or any(each.transit for each in slices):
        seen.middlebox = True
        seen.locals.clear()
        seen.recent.clear()
        return None
    window = window_of(slices)
    every = distinct(window.records, window.interface, window.names, window.addresses)
    known = seen.recent.get(end_ms, b"")
    new = every.without(known) if known else every
    _remember(seen, end_ms, every.packed(known), lateness_ms)
    return _traffic(end_ms, window, new, seen) if len(new.records) else None


def _remember(seen: Seen, end_ms: int, hashes: bytes, lateness_ms: int) -> None:
    seen.recent[end_ms] = hashes
    for end in [end for end in seen.recent if end <= end_ms - lateness_ms]:
        del seen.recent[end]


def _learn(seen: Seen, learned: Mapping[str, Sequence[int]], addresses: Addresses) -> None:
    for name, places in learned.items():
        if places:
            known = seen.locals.setdefault(name, [])
            found = [address for address in addresses.listed(places[:_ADDRESSES]) if address not in known]
            known += found[: _ADDRESSES - len(known)]
    while len(seen.locals) > _INTERFACES:
        del seen.locals[next(iter(seen.locals))]


def _traffic(end_ms: int, window: Window, new: Distinct, seen: Seen) -> Traffic | None:
    """The traffic of records that are new."""
    addresses = window.addresses
    found = local_sides(new.records, new.interface, window.names, addresses, seen.locals)
    _learn(seen, found.learned, addresses)
    told = found.side != UNKNOWN
    if not told.any():
        return None
    records, interface, side = new.records, new.interface, found.side
    if not told.all():
        records, interface, side = records.select(told), interface[told], side[told]
    sent = side > 0
    where, place = _ranked(interface * len(addresses) + np.where(sent, records.src, records.dst))
    talks = conversations(records, sent, place, addresses.narrow)
    outbound = opened(talks)
    asked = ~stray(talks, outbound)
    if not asked.any():
        return None
    if not asked.all():
        talks, outbound = talks.select(asked), outbound[asked]
    peers, peer = _ranked(talks.peer)
    interfaces, locals_ = np.divmod(where, len(addresses))
    marks = window.marks
    return Traffic(
        end_ms=end_ms,
        places=tuple(
            Place(window.names[each], window.vpcs[each], window.subnets[each], address)
            for each, address in zip(interfaces.tolist(), addresses.listed(locals_), strict=True)
        ),
        peers=tuple(addresses.listed(peers)),
        marks={at: marks[place] for at, place in enumerate(peers.tolist()) if place in marks} if marks else {},
        trusted=any(marks.get(place, UNMARKED).trusted for place in locals_.tolist()),
        cluster=window.cluster,
        **rows(replace(talks, peer=peer), outbound),
    )


def _ranked(numbers: Ints) -> tuple[Ints, Ints]:
    """The distinct ones of small numbers, ascending, and the place among them of each."""
    present = np.zeros(int(numbers.max()) + 1, np.bool_)
    present[numbers] = True
    return present.nonzero()[0], (present.cumsum() - 1)[numbers]
