"""A window of an account's credentials, beside what is remembered: who uses which way, and when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import msgspec

from models.credentials.memory import Habit, Memory, minutes_of
from models.credentials.use import WINDOW, Use
from models.credentials.whereabouts import OWN, Way


class Scene:
    """A window.

    Args:
        state: what is remembered from before it.
        end_ms: its end.
        uses: its uses, merged.

    Attributes:
        ways: the window's, in order, with their uses.
        agents: holders whose agent reported, with the source that it reported from.
    """

    def __init__(self, state: Memory, end_ms: int, uses: Iterable[Use]) -> None:
        self.end_ms, self._begin_ms = end_ms, end_ms - WINDOW
        self._state = state
        self.ways: dict[Way, list[Use]] = {}
        self.agents: set[tuple[str, str]] = set()
        self._times: dict[tuple[str, str], list[int]] = {}
        self._of_holder: dict[str, list[Way]] = defaultdict(list)
        self._users: dict[str, set[str]] = defaultdict(set)
        for name, holding in state.holders.items():
            for source, habit in holding.ways.items():
                self._note(name, source, habit.network)
        for use in uses:
            way = use.way
            if way not in self.ways:
                self._of_holder[way.holder].append(way)
            self.ways.setdefault(way, []).append(use)
            self._note(way.holder, way.source, way.network)
            if use.agent:
                self.agents.add((way.holder, way.source))
            at = (way.holder, way.source)
            self._times[at] = sorted({*self._times.get(at, ()), *minutes_of(use.minutes, self._begin_ms)})

    def _note(self, holder: str, source: str, network: str) -> None:
        if f"{holder} {source}" not in self._state.found:
            self._users[network].add(holder)

    def times(self, holder: str, source: str) -> list[int]:
        """The minutes of the window in which a way was used, by the instants at which they begin."""
        return self._times.get((holder, source), [])

    def users(self, network: str) -> set[str]:
        """Who uses a network, in the window or before, as far as nothing was found of it."""
        return self._users[network]

    def habits(self, holder: str) -> dict[str, Habit]:
        """The ways of a holder by their source, in the window or before."""
        holding = self._state.holders.get(holder)
        known = dict(holding.ways) if holding else {}
        for way in self._of_holder[holder]:
            times = self.times(holder, way.source)
            habit = known.get(way.source) or _habit(way, times)
            reports = habit.agent or (holder, way.source) in self.agents
            known[way.source] = msgspec.structs.replace(habit, last_ms=max(habit.last_ms, times[-1]), agent=reports)
        return known

    def since(self, way: Way) -> int:
        """When one of the window's ways was used first."""
        holding = self._state.holders.get(way.holder)
        habit = holding.ways.get(way.source) if holding else None
        first_ms = self.times(way.holder, way.source)[0]
        return min(habit.first_ms, first_ms) if habit else first_ms

    def lately(self, holder: str, source: str) -> list[int]:
        """When a way was last used before the window, and its `times`."""
        holding = self._state.holders.get(holder)
        habit = holding.ways.get(source) if holding else None
        before = [habit.last_ms] if habit and habit.last_ms < self._begin_ms else []
        return before + self.times(holder, source)


def _habit(way: Way, times: list[int]) -> Habit:
    return Habit(way.place, times[0], times[-1], way.network, way.region, way.owner == OWN)
