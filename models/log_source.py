"""A log source: what reading has to know of one kind of log, whatever it comes through.

Files, files as they land and subscriptions are read in one way for all logs (`transforms.read`, `transforms.watch`,
`transforms.pubsub`). Which files of an AWS log tree are a source's own, how a file becomes batches, which messages may
travel together and when the latest of their events took place: that is the source's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from models.containers.gunzip import Readable
from models.rejected import Rejected


class LogSource(Protocol):
    """One kind of log. It travels to workers, so it has to pickle.

    Two messages that share an element give the records, and are rejected for the reasons, that each gives alone.
    """

    @property
    def name(self) -> str:
        """What counters and the log call it."""

    def skip_reason(self, path: str, size: int) -> str | None:
        """Why a file is not read, as `docs/rejected.md` has it; None if it is.

        Args:
            path: where it is, on any filesystem.
            size: in bytes.
        """

    def read_batches(self, stream: Readable, path: str) -> Iterator[bytes | Rejected]:
        """A file as batches that can be decoded on their own, and what of it cannot be read.

        Args:
            stream: its bytes.
            path: names it in what is rejected.
        """

    def sharing(self, message: bytes) -> str | None:
        """What a message may share an element with: others of the same answer, joined by line breaks; None: nothing."""

    def latest_ms(self, data: bytes, source: str) -> int | None:
        """When the latest event in a message, or in joined ones, took place; None if none can be decoded.

        Args:
            data: the message.
            source: the subscription.
        """
