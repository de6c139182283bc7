"""An owner's habits: what the vectors of its windows are compared with.

Networks, ports and hours of the week are kept with the last day on which they were seen, and forgotten after `MEMORY`
days, or earlier when there are too many. It is all integers, at most some 9 kB.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from models.profiles.items import MEMORY

#: What is remembered of each kind: some 8 bytes a network, 6 a port. Beyond it an owner has no habits.
MOST_NETWORKS, MOST_PORTS = 512, 200

#: Hours of a week.
HOURS = 168

#: Days whose largest windows are remembered: four weeks, so that each weekday is in it four times.
HISTORY = 28


class Habits(msgspec.Struct, array_like=True):
    """What an owner did before.

    Attributes:
        networks: that it opened conversations to (`models.flows.vector.networks`) -> the last day.
        ports: that it used at others -> the last day.
        served: ports at which it answered others -> the last day.
        hours: of the week, in which it opened conversations -> the last day.
        largest: day -> the most bytes that one public address was sent in a window.
    """

    networks: dict[int, int] = msgspec.field(default_factory=dict)
    ports: dict[int, int] = msgspec.field(default_factory=dict)
    served: dict[int, int] = msgspec.field(default_factory=dict)
    hours: dict[int, int] = msgspec.field(default_factory=dict)
    largest: dict[int, int] = msgspec.field(default_factory=dict)

    def most_before(self, day: int) -> int:
        """The most bytes that one public address was sent in a window of the days before."""
        return max((most for before, most in self.largest.items() if before < day), default=0)

    def grew(self, day: int, most: int) -> None:
        """Remember the bytes that the address was sent in a window that was sent most."""
        if most > self.largest.get(day, 0):
            self.largest[day] = most
            for old in [before for before in self.largest if before < day - HISTORY]:
                del self.largest[old]


def news(seen: dict[int, int], names: Sequence[int], day: int, most: int) -> int:
    """Remember that things were seen on a day.

    Args:
        seen: what -> the last day; changed in place.
        names: distinct, ascending.
        day: in days since 1970.
        most: how many are kept; what was seen longest ago is forgotten first.

    Returns:
        How many of them were not remembered.
    """
    known = [name for name in names if name in seen]
    new = len(names) - len(known)
    for name in known:
        new += day - seen[name] >= MEMORY
        seen[name] = max(day, seen[name])
    if len(known) == len(names):
        return new
    seen.update((name, day) for name in [name for name in names if name not in seen][:most])
    if len(seen) > most:
        for name in sorted(seen, key=lambda name: (seen[name], name))[: len(seen) - most]:
            del seen[name]
    return new
