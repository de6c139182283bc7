"""What habits of an entity have in common: things with the last day on which they were seen, and a day's most.

It is integers alone: what is seen goes by its number or its hash, days are counted since 1970.
"""

from __future__ import annotations

from collections.abc import Sequence

from models.profiles.items import MEMORY

#: Hours of a week.
HOURS = 168

#: Days whose largest windows are remembered: four weeks, so that each weekday is in it four times.
HISTORY = 28


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


def most_before(largest: dict[int, int], day: int) -> int:
    """The most of the days before.

    Args:
        largest: day -> the largest amount of a window.
        day: in days since 1970.
    """
    return max((most for before, most in largest.items() if before < day), default=0)


def grew(largest: dict[int, int], day: int, amount: int) -> None:
    """Remember the amount of a window.

    Args:
        largest: day -> the largest amount of a window; changed in place.
        day: the window's, in days since 1970.
        amount: the window's.
    """
    if amount > largest.get(day, 0):
        largest[day] = amount
        for old in [before for before in largest if before < day - HISTORY]:
            del largest[old]
