"""An owner's memory: its windows of flow records, folded in event-time order, judged by each detector.

Input: the slices of an owner. Output: for each window that shows something, or whose vector is wanted, one
`WindowCase`. An owner is learnt for some days of event time first; detectors that need a baseline are silent until
then. An address that stands for an owner, as in Zeek's logs, is one once it has sent something: who scans a network
calls many addresses that nobody has.

State: what assembling needs (`models.flows.assemble.Seen`), the habits of the vector, and each detector's memory; some
tens of kB, and 8 bytes for each record of the last windows that may come again; forgotten `KEPT` after the last window.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, Scene
from models.detectors.flows.memory import Memory
from models.detectors.flows.occurrences import keyed_sighting
from models.detectors.windows import Found, WindowCase
from models.flows.assemble import assemble
from models.flows.slice import Slice
from models.flows.traffic import Traffic
from models.flows.vector import vector
from models.fold import Folder
from models.owner import Owner
from models.profiles.items import day_of
from models.profiles.surroundings import KEPT
from models.vpc_flow import VPC_FLOW


class FlowFolder(Folder[Slice, Memory, WindowCase]):
    """Folds an owner's windows.

    Args:
        detectors: those that judge them.
        settings: finding type -> its settings, for all types of flow records.
        learning_days: days since an owner was first seen in which it is only learnt.
        allowed_lateness_ms: how long a window's records are remembered after it closed.
        vectors: whether the windows' vectors are wanted.
    """

    def __init__(
        self,
        detectors: Sequence[FlowDetector],
        settings: Mapping[str, DetectorSettings],
        learning_days: int,
        allowed_lateness_ms: int,
        vectors: bool = False,
    ) -> None:
        self._settings = settings
        self._enabled = frozenset(name for name, of in settings.items() if of.enabled)
        self._detectors = [d for d in detectors if any(kind.name in self._enabled for kind in d.types)]
        self._learning_days, self._lateness_ms, self._vectors = learning_days, allowed_lateness_ms, vectors

    def fresh(self) -> Memory:
        """An owner that nothing is known of."""
        return Memory()

    def fold(self, key: bytes, state: Memory, end_ms: int, items: Sequence[Slice]) -> Iterator[WindowCase]:
        """Judge the window by what was known before it; then learn it."""
        state.last_ms = max(state.last_ms, end_ms)
        owner = msgspec.msgpack.decode(key, type=Owner)
        traffic = assemble(end_ms, items, state.seen, self._lateness_ms)
        if traffic is None or (state.first_day < 0 and _only_called(owner, traffic)):
            return
        day = day_of(end_ms - 1)
        first = state.first_day < 0
        if first:
            state.first_day = day
        learned = day - state.first_day >= self._learning_days
        begins = learned and not state.judged
        state.judged |= learned
        scene = Scene(traffic, learned, day)
        found = []
        for detector in self._detectors:
            memory = getattr(state, detector.name) if detector.name else None
            for hit in detector.judge(scene, memory, self._settings):
                if hit.type.name in self._enabled and hit.groups:
                    found.append(Found(keyed_sighting(owner, traffic, hit), hit.plain))
        row = vector(owner, traffic, state.habits) if self._vectors else None
        if found or first or begins or (row and learned):
            yield WindowCase(found, row if learned else None, first, begins)

    def expires(self, state: Memory) -> int:
        """`KEPT` after the last window; what was never seen to do anything, when no late part of it can come."""
        return state.last_ms + (self._lateness_ms if state.first_day < 0 else KEPT)

    def records(self, key: bytes, item: Slice) -> tuple[str, int]:
        """The records of a slice."""
        return VPC_FLOW, item.count


def _only_called(owner: Owner, traffic: Traffic) -> bool:
    """Whether nothing shows that there is anybody: an address that is called and does not answer."""
    return not owner.name.startswith(("i-", "eni-")) and not traffic.sent_packets.any()
