"""Writes small databases in MaxMind's format (MaxMind DB file format specification 2.0), for tests.

A search tree of pairs of 32-bit records, one level for each bit of an IPv6 address (IPv4 is at ``::/96``), then the
data that its leaves point to, then the metadata.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from ipaddress import ip_network
from typing import Any

_BITS = 128
_POINTER_BASE = 16
_MARKER = b"\xab\xcd\xefMaxMind.com"


def database(
    records: Mapping[str, Any], database_type: str = "Test", build_epoch: int = 1_772_409_600, ip_version: int = 6
) -> bytes:
    """A database of CIDR blocks that do not overlap, and their records."""
    tree: list[list[int | bytes | None]] = [[None, None]]
    for cidr, record in records.items():
        network = ip_network(cidr)
        bits = _BITS if ip_version == 6 else 32
        length = network.prefixlen + bits - network.max_prefixlen
        path = [int(network.network_address) >> (bits - 1 - depth) & 1 for depth in range(length)]
        node = 0
        for bit in path[:-1]:
            if not isinstance(tree[node][bit], int):
                tree.append([None, None])
                tree[node][bit] = len(tree) - 1
            node = tree[node][bit]
        tree[node][path[-1]] = encode(record)
    metadata = {
        "binary_format_major_version": _unsigned(2, 2),
        "binary_format_minor_version": _unsigned(0, 2),
        "build_epoch": _unsigned(build_epoch, 8),
        "database_type": database_type,
        "description": {"en": "for tests"},
        "ip_version": _unsigned(ip_version, 2),
        "languages": ["en"],
        "node_count": _unsigned(len(tree), 4),
        "record_size": _unsigned(32, 2),
    }
    return _search_tree(tree) + _MARKER + encode(metadata)


def _search_tree(tree: list[list[int | bytes | None]]) -> bytes:
    nodes, data = bytearray(), bytearray()
    for pair in tree:
        for record in pair:
            if isinstance(record, bytes):
                nodes += struct.pack(">I", len(tree) + _POINTER_BASE + len(data))
                data += record
            else:
                nodes += struct.pack(">I", len(tree) if record is None else record)
    return bytes(nodes) + bytes(_POINTER_BASE) + bytes(data)


def encode(value: Any) -> bytes:
    """A value of the data section; bytes are encoded already."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, bool):
        return _control(14, int(value))
    if isinstance(value, str):
        text = value.encode()
        return _control(2, len(text)) + text
    if isinstance(value, float):
        return _control(3, 8) + struct.pack(">d", value)
    if isinstance(value, int):
        return _unsigned(value, 4)
    if isinstance(value, Mapping):
        return _control(7, len(value)) + b"".join(encode(key) + encode(item) for key, item in value.items())
    return _control(11, len(value)) + b"".join(map(encode, value))


def _unsigned(value: int, size: int) -> bytes:
    return _control({2: 5, 4: 6, 8: 9}[size], size) + value.to_bytes(size)


def _control(kind: int, size: int) -> bytes:
    """The bytes before a value: its type, of which those from 8 on are written in a byte more, and its size."""
    assert size < 29 + 256
    first, more = (size, b"") if size < 29 else (29, bytes([size - 29]))
    return (bytes([kind << 5 | first]) if kind < 8 else bytes([first, kind - 7])) + more
