"""Addresses as 16 bytes, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from socket import AF_INET, AF_INET6, inet_pton

import numpy as np

from models.aws.addresses import SPECIAL
from models.flows.slice import Flags, Ints

#: What the IPv6 addresses begin with that map IPv4 ones (RFC 4291, 2.5.5.2).
MAPPED = bytes(10) + b"\xff\xff"

#: Bytes of an address.
WIDTH = 16


def _halved(number: int) -> tuple[np.uint64, np.uint64]:
    return np.uint64(number >> 64), np.uint64(number & (1 << 64) - 1)


#: Masks and networks of the special-purpose blocks: of IPv4, and of IPv6 in halves.
_NARROW = tuple(
    (np.uint64(int(block.netmask)), np.uint64(int(block.network_address))) for block in SPECIAL if block.version == 4
)
_WIDE = tuple(
    (_halved(int(block.netmask)), _halved(int(block.network_address))) for block in SPECIAL if block.version == 6
)


def packed(text: str) -> bytes | None:
    """An address as 16 bytes; None for what is no address.

    >>> packed("198.51.100.7").hex(), packed("AWS Internal")
    ('00000000000000000000ffffc6336407', None)
    """
    try:
        if ":" in text:
            return inet_pton(AF_INET6, text)
        return MAPPED + inet_pton(AF_INET, text)
    except (OSError, ValueError):
        return None


def halves(addresses: Sequence[bytes] | bytes) -> tuple[np.ndarray, np.ndarray]:
    """The upper and the lower 64 bits of addresses of 16 bytes each."""
    joined = addresses if isinstance(addresses, bytes) else b"".join(addresses)
    both = np.frombuffer(joined, ">u8").reshape(-1, 2)
    return both[:, 0].astype(np.uint64), both[:, 1].astype(np.uint64)


def is_public(addresses: Sequence[bytes] | bytes) -> Flags:
    """Which addresses are publicly routable: in none of the special-purpose blocks."""
    high, low = halves(addresses)
    narrow = (high == 0) & (low >> np.uint64(32) == np.uint64(0xFFFF))
    special = np.zeros(len(high), np.bool_)
    for mask, network in _NARROW:
        special |= (low & mask) == network
    special &= narrow
    if not narrow.all():
        for masks, networks in _WIDE:
            special |= ~narrow & ((high & masks[0]) == networks[0]) & ((low & masks[1]) == networks[1])
    return ~special


def ranked(addresses: bytes) -> tuple[bytes, Ints]:
    """The distinct ones of addresses, ascending, and the place among them of each."""
    high, low = halves(addresses)
    order = np.lexsort((low, high))
    high, low = high[order], low[order]
    is_new = np.ones(len(order), np.bool_)
    is_new[1:] = (high[1:] != high[:-1]) | (low[1:] != low[:-1])
    places = np.empty(len(order), np.int64)
    places[order] = np.cumsum(is_new) - 1
    distinct = np.stack((high[is_new], low[is_new]), axis=1).astype(">u8")
    return distinct.tobytes(), places
