"""An owner's memory of flow records.

An address that stands for an owner, as in Zeek's logs, is one once it has sent something: who scans a network calls
many addresses that nobody has.

State: what assembling needs (`models.flows.assemble.Seen`), the habits of the vector, and each detector's memory; some
tens of kB, and 8 bytes for each record of the last windows that may come again; forgotten `KEPT` after the last window.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from models.detectors.account import KeyedSighting
from models.detectors.flows.base import FlowDetector, FlowHit, Scene
from models.detectors.flows.memory import Memory
from models.detectors.flows.occurrences import keyed_sighting
from models.detectors.owners import OwnerFolder
from models.flows.assemble import assemble
from models.flows.slice import Slice
from models.flows.traffic import Traffic
from models.flows.vector import vector
from models.owner import Owner
from models.profiles.vector import Vector
from models.vpc_flow import VPC_FLOW


class FlowFolder(OwnerFolder[Slice, Memory, Traffic]):
    """Folds an owner's windows of flow records."""

    def fresh(self) -> Memory:
        """An owner that nothing is known of."""
        return Memory()

    def window(self, owner: Owner, state: Memory, end_ms: int, items: Sequence[Slice]) -> Traffic | None:
        """The traffic of records that are new."""
        traffic = assemble(end_ms, items, state.seen, self.lateness_ms)
        if traffic is None or (state.first_day < 0 and _only_called(owner, traffic)):
            return None
        return traffic

    def hits(self, detector: FlowDetector, window: Traffic, learned: bool, day: int, memory: Any) -> Iterator[FlowHit]:
        """What a detector finds in traffic."""
        return (hit for hit in detector.judge(Scene(window, learned, day), memory, self.settings) if hit.groups)

    def keyed(self, owner: Owner, window: Traffic, hit: FlowHit) -> KeyedSighting:
        """As `models.detectors.flows.occurrences` has it."""
        return keyed_sighting(owner, window, hit)

    def vector(self, owner: Owner, window: Traffic, state: Memory) -> Vector:
        """As `models.flows.vector` has it."""
        return vector(owner, window, state.habits)

    def records(self, key: bytes, item: Slice) -> tuple[str, int]:
        """The records of a slice."""
        return VPC_FLOW, item.count


def _only_called(owner: Owner, traffic: Traffic) -> bool:
    """Whether nothing shows that there is anybody: an address that is called and does not answer."""
    return not owner.name.startswith(("i-", "eni-")) and not traffic.sent_packets.any()
