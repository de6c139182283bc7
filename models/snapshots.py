"""What a fold has learnt of a key, as one job leaves it to another.

A snapshot is a key's state as its versioned codec writes it, and how far the key was folded. Rows of all folds of a job
share files, whose schema also says what another job must have in common with the one that wrote them: see `mismatch`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

#: Raised when rows mean something else than before.
FORMAT = 1

_NAME = "guardbeam.Snapshot"


class Kept(NamedTuple):
    """A key's state as it is kept between folds.

    The order of its bytes is that of how far the key was folded, then of the state's bytes: of several the greatest
    is the one to go on with.

    Attributes:
        folded_to_ms: how far the key was folded.
        state: what its folder knows, encoded.
    """

    folded_to_ms: int
    state: bytes

    def to_bytes(self) -> bytes:
        """As it is kept."""
        return self.folded_to_ms.to_bytes(8, "big") + self.state

    @classmethod
    def from_bytes(cls, data: bytes) -> Kept:
        """The inverse of `to_bytes`."""
        return cls(int.from_bytes(data[:8], "big"), data[8:])


def schema(window_ms: int, states: Mapping[str, int]) -> dict[str, Any]:
    """The Avro schema of a job's snapshots.

    Args:
        window_ms: the size of the windows that the job folds.
        states: fold -> the version of its states' codec.
    """
    return {
        "type": "record",
        "name": _NAME,
        "doc": "What a fold has learnt of a key.",
        "format": FORMAT,
        "window_ms": window_ms,
        "states": dict(sorted(states.items())),
        "fields": [
            {"name": "fold", "type": "string"},
            {"name": "key", "type": "bytes"},
            {"name": "folded_to", "type": "long", "doc": "How far the key was folded, in ms since 1970."},
            {"name": "state", "type": "bytes", "doc": "A version byte, then msgpack."},
        ],
    }


def mismatch(written: Any, window_ms: int, states: Mapping[str, int]) -> str | None:
    """Why a job cannot start from a file, by the file's schema; None if it can.

    Args:
        written: the file's Avro schema.
        window_ms: the size of the windows that the job folds.
        states: fold -> the version of its states' codec. What the file has of other folds is of no use and no harm.
    """
    if not isinstance(written, dict) or written.get("name") != _NAME:
        return "holds no profiles"
    if written["format"] > FORMAT:
        return f"is of format {written['format']}, known up to {FORMAT}; read it with the release that wrote it"
    if written["window_ms"] != window_ms:
        return f"was written with --window={_minutes(written['window_ms'])}, and this job has {_minutes(window_ms)}"
    for fold, version in sorted(written["states"].items()):
        if version > states.get(fold, version):
            return (
                f"{fold} are of version {version}, known up to {states[fold]}; read it with the release that wrote it"
            )
    return None


def to_avro(fold: str, key: bytes, kept: Kept) -> dict[str, Any]:
    """The row of one key."""
    return {"fold": fold, "key": key, "folded_to": kept.folded_to_ms, "state": kept.state}


def from_avro(row: Mapping[str, Any]) -> tuple[str, bytes, Kept]:
    """The inverse of `to_avro`: the fold, the key and its state."""
    return row["fold"], row["key"], Kept(row["folded_to"], row["state"])


def _minutes(ms: int) -> str:
    return f"{ms / 60_000:g}"
