"""A record that could not be decoded: why, where, and a hash to find it by. Never its text."""

from __future__ import annotations

import hashlib

import msgspec


class Rejected(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the rejected output.

    Attributes:
        reason: a fixed, countable word such as ``malformed-json`` (see `docs/rejected.md`).
        detail: one sentence for a person; names a field or a byte offset, never content.
        source: the file path or the subscription that it came from.
        sha256: hex digest of the bytes that were given up.
    """

    reason: str
    detail: str
    source: str
    sha256: str


def reject(reason: str, detail: str, source: str, data: bytes | bytearray | memoryview) -> Rejected:
    """A `Rejected` for ``data``, which is hashed and let go."""
    return Rejected(reason=reason, detail=detail, source=source, sha256=hashlib.sha256(data).hexdigest())
