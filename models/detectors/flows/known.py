"""What an instance used before: names with the days on which it used them, as many as a memory may hold."""

from __future__ import annotations

from collections.abc import Iterable

from models.profiles.items import MEMORY, Items, see
from models.profiles.surroundings import MOST_SHOWN


def knows(items: Items, name: str, day: int) -> bool:
    """Whether a name was used within the `MEMORY` days before a day."""
    item = items.get(name)
    return item is not None and day - item.last < MEMORY


def learn(items: Items, names: Iterable[str], day: int, most: int) -> None:
    """Remember that names were used on a day.

    Args:
        items: what is remembered; changed in place.
        names: what was used.
        day: in days since 1970.
        most: how many names are kept; what was used longest ago is forgotten first.
    """
    before = len(items)
    see(items, names, day)
    if len(items) <= before:
        return
    for name in [name for name in items if not knows(items, name, day)]:
        del items[name]
    if len(items) > most:
        oldest = sorted(items, key=lambda name: (items[name].last, items[name].days, name))
        for name in oldest[: len(items) - most]:
            del items[name]


def usual(items: Items, day: int) -> list[str]:
    """What a finding shows of them: `MOST_SHOWN` names, those used on most days first."""
    current = [name for name in items if knows(items, name, day)]
    return sorted(current, key=lambda name: (-items[name].days.bit_count(), len(name), name))[:MOST_SHOWN]
