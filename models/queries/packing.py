"""What a slice holds of its domains, as bytes.

====================  ==============================================================================================
byte 0                `VERSION`
bytes 1 to 4          how long the content is, little-endian
the rest              the content as one block of LZ4: `DomainSlice`s as MessagePack arrays
====================  ==============================================================================================
"""

from __future__ import annotations

from struct import Struct

import msgspec
import pyarrow as pa

from models.queries.slice import DomainSlice

#: The layout above, and that of `DomainSlice` and what it holds.
VERSION = 1

_HEADER = Struct("<BI")

_codec = pa.Codec("lz4_raw")
_encoder = msgspec.msgpack.Encoder(order="sorted")
_decoder = msgspec.msgpack.Decoder(tuple[DomainSlice, ...])


def pack(domains: tuple[DomainSlice, ...]) -> bytes:
    """Domains as bytes; equal ones give equal bytes."""
    content = _encoder.encode(domains)
    return _HEADER.pack(VERSION, len(content)) + _codec.compress(content, asbytes=True)


def unpack(data: bytes) -> tuple[DomainSlice, ...]:
    """What `pack` was given.

    Raises:
        ValueError: it is of another version.
    """
    version, size = _HEADER.unpack_from(data)
    if version != VERSION:
        msg = f"DNS lookups of version {version} cannot be read, only those of {VERSION}"
        raise ValueError(msg)
    return _decoder.decode(_codec.decompress(memoryview(data)[_HEADER.size :], size, asbytes=True))
