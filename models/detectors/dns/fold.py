"""A client's memory of DNS queries.

State: hashes of the lookups of the last windows that may come again (`models.queries.assemble.Seen`), the habits of the
vector, and each detector's memory; some tens of kB, forgotten `KEPT` after the last window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from models.detectors.account import KeyedSighting
from models.detectors.dns.base import QueryDetector, QueryHit, Scene
from models.detectors.dns.fleet import presence
from models.detectors.dns.memory import Memory
from models.detectors.dns.occurrences import keyed_sighting
from models.detectors.owners import OwnerFolder
from models.dns import DNS
from models.owner import Owner
from models.profiles.vector import Vector
from models.queries.asked import Asked
from models.queries.assemble import assemble
from models.queries.presence import Presence
from models.queries.slice import Slice
from models.queries.vector import vector


class QueryFolder(OwnerFolder[Slice, Memory, Asked]):
    """Folds a client's windows of queries."""

    def fresh(self) -> Memory:
        """A client that nothing is known of."""
        return Memory()

    def window(self, owner: Owner, state: Memory, end_ms: int, items: Sequence[Slice]) -> Asked | None:
        """The lookups that are new."""
        return assemble(end_ms, items, state.seen, self.lateness_ms)

    def hits(self, detector: QueryDetector, window: Asked, learned: bool, day: int, memory: Any) -> Iterator[QueryHit]:
        """What a detector finds in queries."""
        return (hit for hit in detector.judge(Scene(window, learned, day), memory, self.settings) if hit.evidence)

    def keyed(self, owner: Owner, window: Asked, hit: QueryHit) -> KeyedSighting:
        """As `models.detectors.dns.occurrences` has it."""
        return keyed_sighting(owner, window, hit)

    def vector(self, owner: Owner, window: Asked, state: Memory) -> Vector:
        """As `models.queries.vector` has it."""
        return vector(owner, window, state.habits)

    def presence(self, owner: Owner, window: Asked, *, new_day: bool) -> Presence | None:
        """As `models.detectors.dns.fleet` has it."""
        return presence(owner, window, new_day=new_day)

    def records(self, key: bytes, item: Slice) -> tuple[str, int]:
        """The queries of a slice."""
        return DNS, item.count
