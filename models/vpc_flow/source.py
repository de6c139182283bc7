"""VPC Flow Logs as a log source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import pyarrow.compute as pc

from models.containers.gunzip import Readable
from models.rejected import Rejected
from models.times import SECOND
from models.vpc_flow import VPC_FLOW, batches, messages, paths
from models.vpc_flow.decode import decode
from models.vpc_flow.fields import Formats


@dataclass(frozen=True)
class VpcFlowLogs:
    """VPC Flow Logs: a `models.log_source.LogSource`.

    Attributes:
        formats: what to take lines without a header for.
    """

    name: ClassVar[str] = VPC_FLOW
    formats: Formats

    def skip_reason(self, path: str, size: int) -> str | None:
        """As `models.vpc_flow.paths` has it."""
        return paths.skip_reason(path, size)

    def read_batches(self, stream: Readable, path: str) -> Iterator[bytes | Rejected]:
        """As `models.vpc_flow.batches` cuts it."""
        return batches.read_batches(stream, path)

    def sharing(self, message: bytes) -> str | None:
        """As `models.vpc_flow.messages` has it."""
        return messages.sharing(message)

    def latest_ms(self, data: bytes, source: str) -> int | None:
        """The latest ``end``."""
        latest = pc.max(decode(data, source, self.formats).table["end"]).as_py()
        return None if latest is None else latest * SECOND
