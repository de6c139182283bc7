"""Flow records that come more than once count once.

Logs are delivered at least once, and two flow logs may watch one interface. Records are the same if they agree in what
version 2 of the format has: interface, addresses, ports, protocol, packets, bytes, start, end and action. Of the same
records each tells what another lacks: the flags that one knows, the direction that one knows.

Records are compared by hashes of 64 bits: of a million in a window, two that differ share one in one of ten million
windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

import numpy as np

from models.flows.slice import Ints, Records
from models.flows.window import Addresses

#: An odd multiplier, whose bits are those of the golden ratio's fraction.
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


@dataclass(frozen=True)
class Distinct:
    """Records without repeats, in the order of their hashes, whatever order they came in.

    Attributes:
        hashes: ascending.
        interface: of each record, as given.
        records: the same.
    """

    hashes: np.ndarray
    interface: Ints
    records: Records

    def without(self, known: bytes) -> Distinct:
        """Those whose hashes are not known.

        Args:
            known: hashes, as `packed` gives them.
        """
        new = ~np.isin(self.hashes, np.frombuffer(known, "<u8"))
        return Distinct(self.hashes[new], self.interface[new], self.records.select(new))

    def packed(self, known: bytes) -> bytes:
        """Their hashes together with those that are known, ascending."""
        hashes = np.union1d(np.frombuffer(known, "<u8"), self.hashes) if known else self.hashes
        return hashes.astype("<u8").tobytes()


def distinct(records: Records, interface: Ints, names: Sequence[str], addresses: Addresses) -> Distinct:
    """Drops repeats.

    Args:
        records: their addresses by place in ``addresses``.
        interface: of each record, its place in ``names``.
        names: of the interfaces.
        addresses: of the records.
    """
    hashes = _hashes(records, interface, names, addresses)
    order = hashes.argsort()
    hashes = hashes[order]
    first = np.ones(len(order), np.bool_)
    first[1:] = hashes[1:] != hashes[:-1]
    kept = order[first]
    chosen = records.select(kept)
    if len(kept) < len(order):
        starts = np.flatnonzero(first)
        flags, direction = records.flags[order], records.direction[order]
        known = np.maximum.reduceat(direction, starts) + np.minimum.reduceat(direction, starts)
        chosen = replace(chosen, flags=np.maximum.reduceat(flags, starts), direction=np.sign(known))
    return Distinct(hashes[first], interface[kept], chosen)


def _hashes(records: Records, interface: Ints, names: Sequence[str], addresses: Addresses) -> np.ndarray:
    address = _mixed(_mixed(addresses.high), addresses.low)
    hashed = np.array([_hash(name) for name in names], np.uint64)[interface]
    ports = records.src_port << 32 | records.dst_port << 16 | (records.protocol + 1) << 1 | records.accepted
    for word in (address[records.src], address[records.dst]):
        hashed = _mixed(hashed, word)
    for column in (ports, records.packets, records.bytes, records.start, records.end):
        hashed = _mixed(hashed, column.view(np.uint64))
    return _mixed(hashed)


def _mixed(hashed: np.ndarray, word: np.ndarray | None = None) -> np.ndarray:
    """Takes a word into hashes; those that differ in nothing else remain different."""
    mixed = hashed * _FACTOR if word is None else (hashed ^ word) * _FACTOR
    mixed ^= mixed >> _HALF
    return mixed


def _hash(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")
