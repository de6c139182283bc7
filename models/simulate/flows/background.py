"""A day of the organisation's traffic, which raises no finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.simulate.clock import DAY, HOUR, MINUTE, Calendar
from models.simulate.dice import Dice
from models.simulate.flows import everyday, network
from models.simulate.flows.conversations import Conversations, joined
from models.simulate.flows.lines import Gap
from models.simulate.flows.network import Network, Place
from models.simulate.flows.pattern import Pattern
from models.simulate.flows.records import Records, records
from models.simulate.flows.rolls import Rolls
from models.simulate.flows.surroundings import around

#: An interface without traffic says so every so many seconds, AWS's longest interval of aggregation.
_QUIET = 10 * MINUTE


class Background:
    """The organisation's everyday traffic.

    Args:
        seed: decides it.
        net: whose.
        calendar: over which days.
        flows_per_instance_day: about how many records there are for each instance on a working day, the managed
            interfaces' included; None for as many as come naturally.
        interval: seconds of aggregation.
    """

    def __init__(
        self,
        seed: int,
        net: Network,
        calendar: Calendar,
        flows_per_instance_day: int | None = None,
        interval: int = MINUTE,
    ) -> None:
        self._seed = seed
        self._network = net
        self._calendar = calendar
        self._interval = interval
        self._patterns: list[tuple[Place, tuple[Pattern, ...]]] = [
            (place, tuple(everyday.patterns(place, around(place)))) for place in net.places
        ]
        self._scale = 1.0
        if flows_per_instance_day is not None:
            fixed, scaled = self._first_day()
            wanted = flows_per_instance_day * len(list(net.instances))
            self._scale = max(0.0, wanted - fixed) / scaled

    def _first_day(self) -> tuple[int, int]:
        """How many records there are on the first day, as they come naturally: what is never scaled, and the rest."""
        counts = [0, 0]
        for at in range(self._calendar.start, self._calendar.start + DAY, HOUR):
            for place, those in self._patterns:
                for pattern in those:
                    counts[pattern.scaled] += sum(map(len, self._records(place, (pattern,), at)))
        return counts[0], counts[1]

    def hour(self, at: int) -> Iterator[Records]:
        """The records of what begins in the hour that begins at ``at``; some end later."""
        for place, those in self._patterns:
            yield from self._records(place, those, at)

    def _records(self, place: Place, those: Iterable[Pattern], at: int) -> Iterator[Records]:
        parts: list[Conversations] = []
        for pattern in those:
            rolls = Rolls(self._seed, "flows", place.site.vpc, pattern.name, at)
            parts += pattern.hour(at, self._scale, self._network, rolls)
        if any(map(len, parts)):
            yield records(joined(parts), self._network, self._interval)

    def gaps(self, day: int) -> Iterator[Gap]:
        """The intervals without records of the day that begins at ``day``: of idle interfaces, and one of another."""
        for place in self._network.places:
            (idle,) = place.members[network.IDLE]
            for start in range(day, day + DAY, _QUIET):
                yield Gap(idle, start, start + _QUIET - 1, "NODATA")
        dice = Dice.of(self._seed, "skipped", day)
        start = day + dice.randrange(DAY // MINUTE) * MINUTE
        yield Gap(dice.choice(list(self._network.instances)), start, start + MINUTE - 1, "SKIPDATA")
