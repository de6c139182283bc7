"""An account's memory: the notes on an account, folded in event-time order.

Input: the notes that account detectors took of an account's records. Output: sightings, in the windows of the
events that made them. Each event counts once however often its note arrives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from models.cloudtrail.record import CLOUDTRAIL
from models.detectors.base import AccountDetector, DetectorSettings, Note, Notes
from models.detectors.hits import occurrence
from models.findings.sighting import FindingKey, Sighting, sighting
from models.fold import Folder, remembered
from models.times import DAY

#: What was learnt of an account is kept for a year after its last note: trails and password policies stand
#: for years, and an account costs a few kB.
KEPT = 365 * DAY


class AccountMemory(msgspec.Struct, array_like=True):
    """Each account detector's memory by name, in msgpack, and the events that could still come again.

    ``recent`` holds their ids, with the ends of their windows.
    """

    parts: dict[str, bytes] = {}
    last_ms: int = 0
    recent: dict[str, int] = {}


class KeyedSighting(msgspec.Struct, frozen=True, array_like=True):
    """A sighting and the finding that it belongs to."""

    key: FindingKey
    sighting: Sighting


class AccountFolder(Folder[Notes, AccountMemory, KeyedSighting]):
    """Folds an account's notes."""

    def __init__(
        self,
        detectors: Sequence[AccountDetector],
        settings: Mapping[str, DetectorSettings],
        allowed_lateness_ms: int,
    ) -> None:
        self._detectors = {d.name: d for d in detectors}
        self._settings = {d.name: settings[d.types[0].name] for d in detectors}
        self._enabled = {name for name, s in settings.items() if s.enabled}
        self._lateness_ms = allowed_lateness_ms

    def fresh(self) -> AccountMemory:
        """An account of which nothing is known."""
        return AccountMemory()

    def fold(self, key: bytes, state: AccountMemory, end_ms: int, items: Sequence[Notes]) -> Iterator[KeyedSighting]:
        """Fold the window's notes in event-time order."""
        account = key.decode()
        notes = {(n.detector, n.event_id): n for n in sorted(n for item in items for n in item.notes)}
        memories: dict[str, Any] = {}
        found: dict[FindingKey, list] = {}
        for note in sorted(notes.values()):
            if note.event_id in state.recent or note.detector not in self._detectors:
                continue
            for finding, seen in self._fold_one(account, state, memories, note):
                found.setdefault(finding, []).append(seen)
        for name, memory in memories.items():
            state.parts[name] = msgspec.msgpack.encode(memory)
        ids = (note.event_id for note in notes.values())
        state.recent = remembered(state.recent, ids, end_ms, self._lateness_ms)
        state.last_ms = max(state.last_ms, end_ms)
        for finding in sorted(found):
            yield KeyedSighting(finding, sighting(end_ms, found[finding]))

    def expires(self, state: AccountMemory) -> int:
        """`KEPT` after the last note."""
        return state.last_ms + KEPT

    def records(self, key: bytes, item: Notes) -> tuple[str, int]:
        """The events that the notes were taken of."""
        return CLOUDTRAIL, len({note.event_id for note in item.notes})

    def _fold_one(
        self, account: str, state: AccountMemory, memories: dict[str, Any], note: Note
    ) -> Iterator[tuple[FindingKey, Any]]:
        """One note's occurrences."""
        detector = self._detectors[note.detector]
        memory = memories.get(note.detector)
        if memory is None:
            stored = state.parts.get(note.detector)
            memory = msgspec.msgpack.decode(stored, type=detector.memory) if stored else detector.memory()
            memories[note.detector] = memory
        fact: Any = msgspec.msgpack.decode(note.fact, type=detector.fact)
        for hit in detector.fold(memory, note, fact, self._settings[note.detector]):
            if hit.type.name in self._enabled:
                yield occurrence(hit, note.call, account, note.region, note.time_ms, note.event_id)
