"""CloudTrail as a log source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from models.cloudtrail import paths
from models.cloudtrail.decode import decode
from models.cloudtrail.record import CLOUDTRAIL
from models.containers import batches
from models.containers.gunzip import Readable
from models.rejected import Rejected
from models.times import to_ms

_LINES = "lines of JSON"


@dataclass(frozen=True)
class CloudTrailLogs:
    """CloudTrail: a `models.log_source.LogSource`."""

    name: ClassVar[str] = CLOUDTRAIL

    def skip_reason(self, path: str, size: int) -> str | None:
        """As `models.cloudtrail.paths` has it."""
        return paths.skip_reason(path, size)

    def read_batches(self, stream: Readable, path: str) -> Iterator[bytes | Rejected]:
        """As `models.containers.batches` cuts it."""
        return batches.read_batches(stream, path)

    def sharing(self, message: bytes) -> str | None:
        """A line of JSON may share with others. All else, joined, could not be told apart."""
        return _LINES if message.startswith(b"{") and b"\n" not in message else None

    def latest_ms(self, data: bytes, source: str) -> int | None:
        """The latest ``eventTime``."""
        return max((to_ms(r.event_time) for r in decode(data, source).records if r.event_time), default=None)
