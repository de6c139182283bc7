"""Which side of a flow record is the interface's own.

In order of trust:

1. The record says it (``flow-direction``, or the inventory for it).
2. One of its addresses is known as the interface's from earlier windows, and the other is not.
3. One address is in all of the interface's records of the window (of the same IP version), as AWS writes the
   interface's primary address in each; or, if none is, in 95 % of them. It must be the only such address, or the only
   one among them that is not publicly routable.
4. One side is publicly routable, the other is not: it is the other.

A record of which nothing tells is left out. Addresses found by 1 and 3 are remembered.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from models.flows.addresses import halves
from models.flows.slice import UNKNOWN, Flags, Ints, Records
from models.flows.window import Addresses

#: Per cent of an interface's records that have its own address, at least; the rest is what it forwards, or multicast.
_COMMON = 95


@dataclass(frozen=True)
class LocalSides:
    """Who is local.

    Attributes:
        side: `EGRESS` where the sender is local, `INGRESS` where the receiver is, `UNKNOWN` where nothing tells.
        learned: interface -> its own addresses, as places, those of the most records first.
    """

    side: Ints
    learned: dict[str, list[int]]


def local_sides(
    records: Records,
    interface: Ints,
    names: Sequence[str],
    addresses: Addresses,
    known: Mapping[str, Sequence[bytes]],
) -> LocalSides:
    """Finds the local side of each record.

    Args:
        records: distinct.
        interface: of each, its place in ``names``.
        names: of the interfaces.
        addresses: of the records.
        known: interface -> its own addresses, as far as they are known.
    """
    side = records.direction.copy()
    learned: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        mine = np.flatnonzero(interface == number)
        src, dst, told = records.src[mine], records.dst[mine], side[mine]
        own = np.where(told > 0, src, dst)[told != UNKNOWN]
        counts = np.bincount(own, minlength=len(addresses))
        found = np.flatnonzero(counts)
        learned[name] = found[np.argsort(-counts[found], kind="stable")].tolist()
        if len(own) < len(mine):
            side[mine], common = _untold(src, dst, told, addresses, known.get(name, ()))
            learned[name] += [place for place in common if place not in learned[name]]
    return LocalSides(side, learned)


def _untold(src: Ints, dst: Ints, told: Ints, addresses: Addresses, known: Sequence[bytes]) -> tuple[Ints, list[int]]:
    """The sides of an interface's records, some of which do not say it; and the addresses that they have in common."""
    if known:
        own = _among(addresses, known).astype(np.int64)
        told = np.where(told == UNKNOWN, own[src] - own[dst], told)
    common: list[int] = []
    narrow = addresses.narrow[src]
    for of_version in (narrow, ~narrow):
        if (told[of_version] == UNKNOWN).any():
            common += _common(src[of_version], dst[of_version], addresses)
    for place in common:
        told = np.where(told == UNKNOWN, (src == place).astype(np.int64) - (dst == place), told)
    if (told == UNKNOWN).any():
        outside = addresses.public.astype(np.int64)
        told = np.where(told == UNKNOWN, outside[dst] - outside[src], told)
    return told, common


def _common(src: Ints, dst: Ints, addresses: Addresses) -> list[int]:
    """The address that records have in common; none if that does not tell."""
    counts = np.bincount(np.concatenate((src, dst[src != dst])))
    found = np.flatnonzero(counts == len(src))
    if not len(found):
        found = np.flatnonzero(counts * 100 >= len(src) * _COMMON)
    if len(found) > 1:
        found = found[~addresses.public[found]]
    return found.tolist() if len(found) == 1 else []


def _among(addresses: Addresses, known: Sequence[bytes]) -> Flags:
    """Which addresses are known."""
    high, low = halves(known)
    return ((addresses.high[:, None] == high) & (addresses.low[:, None] == low)).any(1)
