"""What is remembered of an account: who holds credentials there, and the ways that they are used.

Bounded: each part keeps the newest so many. An account of some thousand instances takes a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from models.credentials.use import Use
from models.credentials.whereabouts import Way
from models.times import DAY, MINUTE

#: What was not seen for so long is forgotten, in ms.
KEPT = 63 * DAY

#: Holders of credentials; tasks come and go. Ways of each. Ways that were learnt, or found. Uses that wait.
MOST_HOLDERS, MOST_WAYS, MOST_NAMED, MOST_WAITING = 8_192, 16, 1_024, 256


class Habit(msgspec.Struct, array_like=True):
    """How long a holder has had a way.

    Attributes:
        place: of `models.credentials.whereabouts`.
        first_ms: the minute of the first call.
        last_ms: the minute of the last one.
        network: as the way's.
        region: as the way's.
        own: the place is known to be the holder's.
        agent: the agent that runs on the instance has reported from there.
    """

    place: str
    first_ms: int
    last_ms: int
    network: str = ""
    region: str = ""
    own: bool = False
    agent: bool = False


class Holding(msgspec.Struct, array_like=True):
    """A holder of credentials: when it was seen, and its ways by their source."""

    first_ms: int
    last_ms: int
    ways: dict[str, Habit] = {}


class Witness(msgspec.Struct, frozen=True, array_like=True, order=True):
    """A call from a usual place before one from elsewhere; another one after it tells two users apart.

    Attributes:
        holder: of the credentials.
        source: of its way.
        since_ms: when the call was.
        within_ms: how long after it the other one may be.
    """

    holder: str
    source: str
    since_ms: int
    within_ms: int


class Waiting(msgspec.Struct, array_like=True):
    """Uses from elsewhere that a witness was there before.

    Attributes:
        type: the finding type that they are of.
        uses: of one way.
        witnesses: who may confirm it.
        first_ms: the minute of the first call.
    """

    type: str
    uses: list[Use]
    witnesses: list[Witness]
    first_ms: int


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of an account.

    Attributes:
        first_ms: the beginning of its first window; -1 before it.
        last_ms: the end of its last window.
        holders: by name.
        learnt: ways out by their network, with when they were last used.
        found: networks, or holder and source, where something was found, likewise.
        waiting: uses that a later call may tell of.
    """

    first_ms: int = -1
    last_ms: int = 0
    holders: dict[str, Holding] = {}
    learnt: dict[str, int] = {}
    found: dict[str, int] = {}
    waiting: list[Waiting] = []

    def learn(self, way: Way, first_ms: int, last_ms: int, *, own: bool, agent: bool) -> None:
        """Take in that a way was used."""
        holding = self.holders.setdefault(way.holder, Holding(first_ms, last_ms))
        holding.first_ms, holding.last_ms = min(holding.first_ms, first_ms), max(holding.last_ms, last_ms)
        habit = holding.ways.setdefault(way.source, Habit(way.place, first_ms, last_ms, way.network, way.region))
        habit.first_ms, habit.last_ms, habit.own = min(habit.first_ms, first_ms), max(habit.last_ms, last_ms), own
        habit.agent = habit.agent or agent
        for named, name in ((self.learnt, way.network), (self.found, way.found_as)):
            if name in named:
                named[name] = max(named[name], last_ms)

    def forget(self, end_ms: int) -> None:
        """Drop what is too old, or too much."""
        since_ms = end_ms - KEPT
        for holding in self.holders.values():
            if len(holding.ways) > MOST_WAYS:
                holding.ways = _newest(holding.ways, MOST_WAYS, since_ms)
        self.holders = _newest(self.holders, MOST_HOLDERS, since_ms)
        self.learnt, self.found = _latest(self.learnt), _latest(self.found)
        kept = (w for w in self.waiting if any(end_ms - each.since_ms <= each.within_ms for each in w.witnesses))
        self.waiting = sorted(kept, key=lambda w: (-w.first_ms, w.type, w.uses[0].way))[:MOST_WAITING]


def _newest(named: dict[str, Any], count: int, since_ms: int) -> dict[str, Any]:
    """The newest of what has a ``last_ms``."""
    kept = ((name, each) for name, each in named.items() if each.last_ms >= since_ms)
    return _sorted(kept, count, lambda item: item[1].last_ms)


def _latest(named: dict[str, int]) -> dict[str, int]:
    return _sorted(named.items(), MOST_NAMED, lambda item: item[1])


def _sorted(items: Iterable[tuple[str, Any]], count: int, age: Any) -> dict[str, Any]:
    return dict(sorted(sorted(items, key=lambda item: (-age(item), item[0]))[:count]))


def minutes_of(minutes: int, begin_ms: int) -> list[int]:
    """The instants, in ms, at which the minutes of a window begin that a set of bits names."""
    return [begin_ms + i * MINUTE for i in range(minutes.bit_length()) if minutes >> i & 1]
