"""DNS query logs as a log source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from models.containers.gunzip import Readable
from models.dns import DNS, batches, messages, paths
from models.dns.decode import decode
from models.rejected import Rejected


@dataclass(frozen=True)
class DnsLogs:
    """DNS query logs: a `models.log_source.LogSource`."""

    name: ClassVar[str] = DNS

    def skip_reason(self, path: str, size: int) -> str | None:
        """As `models.dns.paths` has it."""
        return paths.skip_reason(path, size)

    def read_batches(self, stream: Readable, path: str) -> Iterator[bytes | Rejected]:
        """As `models.dns.batches` cuts it."""
        return batches.read_batches(stream, path)

    def sharing(self, message: bytes) -> str | None:
        """As `models.dns.messages` has it."""
        return messages.sharing(message)

    def latest_ms(self, data: bytes, source: str) -> int | None:
        """The latest time of a query."""
        return max((query.time_ms for query in decode(data, source).queries), default=None)
