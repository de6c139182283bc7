"""Which side of a record is local, and which addresses count.

Direction: what the record says; else, if one side alone has an address that the interface has within its network by the
inventory, that side is local; else it stays unknown, and more of the traffic may tell.

Addresses: of the local side the one that AWS writes there, the interface's primary address; of the peer, the packet's
own where a middle box stands between. While the direction is unknown, both are as AWS writes them.

Transit: the local side (either, where the direction is unknown) has a private address, and the packets a public one:
they are not the interface's own.

Records that name neither an interface nor an instance, as Zeek's, have to tell by their addresses. Without a direction
each private (special-purpose) address is local; if both are, the record is given to both owners. If neither is, nothing
tells whose traffic it is, and the record is left out: whichever side were taken, half of the owners would be strangers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.flows.addresses import WIDTH, is_public
from models.flows.columns import NONE, Columns, Places
from models.flows.interfaces import Located
from models.flows.slice import EGRESS, INGRESS, UNKNOWN, Flags

#: Why records are left out: no side is local.
NO_LOCAL_SIDE = "no-local-side"

Directions = NDArray[np.int8]


@dataclass(frozen=True)
class Sides:
    """Records as their owners see them; columns have the same length.

    Attributes:
        rows: which record each is.
        direction: as `models.flows.slice.Records.direction`.
        src: place of the sender in the addresses.
        dst: place of the receiver.
        transit: somebody else's traffic passes through.
        left_out: how many records have no owner.
    """

    rows: NDArray[np.intp]
    direction: Directions
    src: Places
    dst: Places
    transit: Flags
    left_out: int

    @property
    def local(self) -> Places:
        """Place of the local address, where the direction is known."""
        return np.where(self.direction == EGRESS, self.src, self.dst)


def sides(columns: Columns, located: Sequence[Located], rows: NDArray[np.intp]) -> Sides:
    """The sides of some rows.

    Args:
        columns: the batch.
        located: what is known of its interfaces.
        rows: which of its records.
    """
    public = is_public(columns.addresses)
    direction = columns.direction[rows]
    if not direction.all():
        direction = np.where(direction == UNKNOWN, _by_inventory(columns, located, rows), direction)
    left_out = 0
    unnamed = np.array([not one.site.owner.name for one in located], np.bool_)
    if unnamed.any():
        rows, direction, left_out = _by_addresses(columns, public, unnamed, rows, direction)
    src, dst = columns.src[rows], columns.dst[rows]
    behind_src, behind_dst = columns.behind_src[rows], columns.behind_dst[rows]
    through_src, through_dst = (
        (behind != NONE) & public[behind] & ~public[side] for side, behind in ((src, behind_src), (dst, behind_dst))
    )
    return Sides(
        rows=rows,
        direction=direction,
        src=np.where((direction == INGRESS) & (behind_src != NONE), behind_src, src),
        dst=np.where((direction == EGRESS) & (behind_dst != NONE), behind_dst, dst),
        transit=(through_src & (direction != INGRESS)) | (through_dst & (direction != EGRESS)),
        left_out=left_out,
    )


def _by_inventory(columns: Columns, located: Sequence[Located], rows: NDArray[np.intp]) -> Directions:
    """The direction of rows of whose sides one alone is an address of the interface, else `UNKNOWN`."""
    whose: dict[bytes, list[int]] = {}
    for which, one in enumerate(located):
        for address in one.addresses:
            whose.setdefault(address, []).append(which)
    # An IPv6 address may be there more than once, written in other ways.
    count = len(columns.sound)
    packed = (columns.addresses[place * WIDTH : (place + 1) * WIDTH] for place in range(count if whose else 0))
    own = [which * count + place for place, address in enumerate(packed) for which in whose.get(address, ())]
    if not own:
        return np.zeros(len(rows), np.int8)
    known = np.array(sorted(own), np.int64)
    sent, got = (
        _are_among(columns.which[rows] * np.int64(count) + side[rows], known) for side in (columns.src, columns.dst)
    )
    return sent.astype(np.int8) * EGRESS + got.astype(np.int8) * INGRESS


def _are_among(values: NDArray[np.int64], known: NDArray[np.int64]) -> Flags:
    """Which values are among some that are ascending, at least one."""
    nearest = np.minimum(np.searchsorted(known, values), len(known) - 1)
    return known[nearest] == values


def _by_addresses(
    columns: Columns, public: Flags, unnamed: Flags, rows: NDArray[np.intp], direction: Directions
) -> tuple[NDArray[np.intp], Directions, int]:
    """The rows and their directions, with the local sides found of those that name no interface.

    A row of which both sides are local is there twice; one of which neither is, not at all: the last is their count.
    """
    asks = unnamed[columns.which[rows]] & (direction == UNKNOWN)
    src_is_local, dst_is_local = asks & ~public[columns.src[rows]], asks & ~public[columns.dst[rows]]
    direction = np.where(src_is_local, EGRESS, np.where(dst_is_local, INGRESS, direction)).astype(np.int8)
    has_side = ~asks | src_is_local | dst_is_local
    both = src_is_local & dst_is_local
    return (
        np.concatenate((rows[has_side], rows[both])),
        np.concatenate((direction[has_side], np.full(int(both.sum()), INGRESS, np.int8))),
        int((~has_side).sum()),
    )
