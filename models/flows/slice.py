"""Slices: what one batch of flow records holds of one interface in one window, in columns.

A slice keeps each record, as a repeat that comes with another batch can only be told by it; packed and compressed that
is some ten bytes. Merging slices is a union of their records (`models.flows.traffic`).
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.lists.marks import Mark

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Slice(msgspec.Struct, array_like=True):
    """Some records of one interface in one window.

    Attributes:
        end_ms: the window's end; a record belongs to the window in which it ends.
        interface: ``eni-…``; empty if the records name none.
        vpc: ``vpc-…``, likewise ``subnet``; empty if not known.
        cluster: the Amazon EMR cluster (``j-…``) that the instance belongs to, by the inventory.
        transit: traffic of others passes through the interface (a NAT gateway, a router).
        addresses: the distinct addresses, 16 bytes each, ascending; an IPv4 address as the IPv6 one that maps it.
        marks: place in ``addresses`` -> what lists say of it, where they say something.
        records: `Records`, packed (`models.flows.packing`).
        count: how many.
    """

    end_ms: int
    interface: str
    vpc: str
    subnet: str
    cluster: str
    transit: bool
    addresses: bytes
    marks: dict[int, Mark]
    records: bytes
    count: int


#: `Records.direction` of what the interface sent, of what it got, and where nothing tells.
EGRESS, INGRESS, UNKNOWN = 1, -1, 0

#: `Records.flags` where the format has none.
NO_FLAGS = -1


@dataclass(frozen=True)
class Records:
    """Flow records as columns of the same length.

    Attributes:
        src: place of the sender in the addresses.
        dst: place of the receiver.
        src_port: 0 for protocols without ports; likewise ``dst_port``.
        protocol: IANA's number; -1 if not known.
        flags: TCP flags, `NO_FLAGS` if not known.
        accepted: ``action`` is not REJECT.
        direction: `EGRESS`, `INGRESS` or `UNKNOWN`.
        packets: at least 1.
        bytes: of them.
        start: Unix seconds.
        end: Unix seconds.
    """

    src: Ints
    dst: Ints
    src_port: Ints
    dst_port: Ints
    protocol: Ints
    flags: Ints
    accepted: Flags
    direction: Ints
    packets: Ints
    bytes: Ints
    start: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.start)

    def select(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> Records:
        """Some of them."""
        return Records(*(getattr(self, field.name)[which] for field in fields(self)))
