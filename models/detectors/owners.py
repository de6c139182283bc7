"""An owner's memory: its windows of traffic or queries, folded in event-time order, judged by each detector.

Input: the slices of an owner. Output: for each window that shows something, or whose vector is wanted, one
`WindowCase`. An owner is learnt for some days of event time first; detectors that need a baseline are silent until
then. What a window is, how a finding is made of a hit on it and what its vector is, is the log source's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from models.detectors.account import KeyedSighting
from models.detectors.base import DetectorSettings, WindowDetector
from models.detectors.windows import Found, WindowCase
from models.fold import Folder, Windowed
from models.owner import Owner
from models.profiles.items import day_of
from models.profiles.surroundings import KEPT
from models.profiles.vector import Vector
from models.queries.presence import Presence


class OwnerMemory(msgspec.Struct, array_like=True):
    """What is remembered of an owner in any case; each detector's part follows, and has the detector's name.

    Attributes:
        first_day: the day since which it is watched; -1 until its first window.
        last_ms: the end of its last window.
        judged: it has been learnt for long enough.
    """

    first_day: int = -1
    last_ms: int = 0
    judged: bool = False


Slice = TypeVar("Slice", bound=Windowed)
State = TypeVar("State", bound=OwnerMemory)
Window = TypeVar("Window")


class OwnerFolder(Folder[Slice, State, WindowCase], Generic[Slice, State, Window]):
    """Folds an owner's windows.

    Args:
        detectors: those that judge them.
        settings: finding type -> its settings, for all types of the log source.
        learning_days: days since an owner was first seen in which it is only learnt.
        allowed_lateness_ms: how long what tells repeats of a window is remembered after it closed.
        vectors: whether the windows' vectors are wanted.
    """

    def __init__(
        self,
        detectors: Sequence[WindowDetector[Any, Any]],
        settings: Mapping[str, DetectorSettings],
        learning_days: int,
        allowed_lateness_ms: int,
        vectors: bool = False,
    ) -> None:
        self.settings = settings
        self._enabled = frozenset(name for name, of in settings.items() if of.enabled)
        self._detectors = [d for d in detectors if any(kind.name in self._enabled for kind in d.types)]
        self._learning_days, self.lateness_ms, self._vectors = learning_days, allowed_lateness_ms, vectors

    def window(self, owner: Owner, state: State, end_ms: int, items: Sequence[Slice]) -> Window | None:
        """What is new in a window; None for nothing."""
        raise NotImplementedError

    def hits(self, detector: Any, window: Window, learned: bool, day: int, memory: Any) -> Iterable[Any]:
        """What a detector finds in a window: hits with a type, and with something that shows it."""
        raise NotImplementedError

    def keyed(self, owner: Owner, window: Window, hit: Any) -> KeyedSighting:
        """The finding that a hit belongs to, and what it adds to it."""
        raise NotImplementedError

    def vector(self, owner: Owner, window: Window, state: State) -> Vector:
        """The window as numbers, beside habits that then take it in."""
        raise NotImplementedError

    def presence(self, owner: Owner, window: Window, *, new_day: bool) -> Presence | None:
        """What the fleet hears of a window; None for nothing."""
        return None

    def fold(self, key: bytes, state: State, end_ms: int, items: Sequence[Slice]) -> Iterator[WindowCase]:
        """Judge the window by what was known before it; then learn it."""
        before, day = day_of(state.last_ms - 1), day_of(end_ms - 1)
        state.last_ms = max(state.last_ms, end_ms)
        owner = msgspec.msgpack.decode(key, type=Owner)
        window = self.window(owner, state, end_ms, items)
        if window is None:
            return
        first = state.first_day < 0
        if first:
            state.first_day = day
        learned = day - state.first_day >= self._learning_days
        begins = learned and not state.judged
        state.judged |= learned
        found = []
        for detector in self._detectors:
            memory = getattr(state, detector.name) if detector.name else None
            for hit in self.hits(detector, window, learned, day, memory):
                if hit.type.name in self._enabled:
                    found.append(Found(self.keyed(owner, window, hit), hit.plain))
        row = self.vector(owner, window, state) if self._vectors else None
        presence = self.presence(owner, window, new_day=day != before)
        if found or first or begins or (row and learned) or presence:
            yield WindowCase(found, row if learned else None, first, begins, presence)

    def expires(self, state: State) -> int:
        """`KEPT` after the last window; what was never seen to do anything, when no late part of it can come."""
        return state.last_ms + (self.lateness_ms if state.first_day < 0 else KEPT)
