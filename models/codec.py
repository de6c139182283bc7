"""How records and states become bytes between steps and in state: msgpack behind a version byte.

Everything that outlives a function call is one of `codecs()`. A codec is deterministic, because the struct's
fields have an order and its sets and maps are built in one; it reads every version that was ever written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

T = TypeVar("T")


class CodecError(Exception):
    """Bytes that no known version of a codec has written."""


class Codec(Generic[T]):
    """Encodes and decodes one type.

    Args:
        name: names the codec in errors and tests.
        type_: a msgspec struct type.
        version: 1 to 255, so that a 0 can mark what none of them wrote; raised when the struct changes in a way that
            msgspec does not bridge itself (it bridges fields appended with a default).
        upgrades: version -> function from that version's payload to a ``type_``.
    """

    def __init__(
        self,
        name: str,
        type_: type[T],
        version: int = 1,
        upgrades: Mapping[int, Callable[[bytes], T]] | None = None,
    ) -> None:
        self.name = name
        self.type = type_
        self.version = version
        self._upgrades = dict(upgrades or {})
        self._prefix = bytes([version])
        self._encode = msgspec.msgpack.Encoder().encode
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(type_)

    def encode(self, value: T) -> bytes:
        """The value's bytes."""
        return self._prefix + self._encode(value)

    def decode(self, data: bytes) -> T:
        """The value of the bytes.

        Raises:
            CodecError: the bytes are of a version that this code does not know.
        """
        if data[:1] == self._prefix:
            return self._decoder.decode(memoryview(data)[1:])
        upgrade = self._upgrades.get(data[0]) if data else None
        if upgrade is None:
            msg = f"{self.name}: written by version {data[0] if data else '?'}, known up to {self.version}"
            raise CodecError(msg)
        return upgrade(data[1:])

    def __reduce__(self) -> tuple[Any, ...]:
        """Decoders do not pickle; a codec is made anew from its parts."""
        return Codec, (self.name, self.type, self.version, self._upgrades)
