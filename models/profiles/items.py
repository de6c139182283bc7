"""How often something is seen: GuardDuty's words, from days on which it was seen.

An item (an API, a network, a user agent …) is remembered as the set of days of its last `MEMORY` days on which it was
seen: one integer, which shifts as days pass and so forgets by itself. Words follow from it (guardduty.md, 2.1): rare is
less than monthly, infrequent a few times a month, frequent weekly or more often. Nothing here is a float: the same
days give the same words on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec

from models.times import DAY

#: Days that an item is remembered for: "less than monthly" takes more than a month, 63 fit into msgpack's integer.
MEMORY = 63

#: The month that frequencies are counted in, in days: whole weeks, so that weekends weigh the same in each.
MONTH = 28

#: Items of one kind that a profile holds. What was seen longest ago is forgotten first. A build role uses some 200
#: APIs; an item takes some 40 bytes.
MOST_ITEMS = 400

_ALL = (1 << MEMORY) - 1


class Frequency(IntEnum):
    """How often an item is seen, in GuardDuty's words."""

    UNSEEN = 0
    RARE = 1
    INFREQUENT = 2
    FREQUENT = 3


class Item(msgspec.Struct, array_like=True, gc=False):
    """The days on which an item was seen.

    Attributes:
        last: the last of them, in days since 1970.
        days: bit n stands for the day n days before it.
    """

    last: int
    days: int


#: The items of one kind, by name.
Items = dict[str, Item]


def day_of(time_ms: int) -> int:
    """The day of an instant, in days since 1970 UTC.

    >>> day_of(86_400_000)
    1
    """
    return time_ms // DAY


def see(items: Items, names: Iterable[str], day: int) -> None:
    """Remember that items were seen on a day; days may come in any order."""
    for name in names:
        item = items.get(name)
        if item is None:
            items[name] = Item(day, 1)
        elif day >= item.last:
            item.days = (item.days << min(day - item.last, MEMORY) | 1) & _ALL
            item.last = day
        elif item.last - day < MEMORY:
            item.days |= 1 << (item.last - day)
    if len(items) > MOST_ITEMS:
        oldest = sorted(items, key=lambda name: (items[name].last, items[name].days, name))
        for name in oldest[: len(items) - MOST_ITEMS]:
            del items[name]


def frequency(items: Items, name: str, day: int, since: int) -> Frequency:
    """How often an item was seen before a day.

    Args:
        items: what is remembered.
        name: the item.
        day: the day; what was seen on it, and in the month before it, counts.
        since: the day since which is watched at all. Of a shorter time than a month a shorter one is judged.
    """
    item = items.get(name)
    if item is None:
        return Frequency.UNSEEN
    ago = day - item.last
    if ago >= MEMORY:
        return Frequency.UNSEEN
    seen = (item.days << max(ago, 0) & ((2 << MONTH) - 1)).bit_count()
    watched = min(MONTH, day - since)
    if seen >= 2 and seen * 7 >= watched:
        return Frequency.FREQUENT
    return Frequency.INFREQUENT if seen >= 2 else Frequency.RARE


def by_frequency(items: Items, day: int, since: int) -> dict[Frequency, list[str]]:
    """The remembered items by how often they are seen, each list sorted: most often first, then by name."""
    shown: dict[Frequency, list[str]] = {Frequency.RARE: [], Frequency.INFREQUENT: [], Frequency.FREQUENT: []}
    for name in sorted(sorted(items), key=lambda name: items[name].days.bit_count(), reverse=True):
        word = frequency(items, name, day, since)
        if word is not Frequency.UNSEEN:
            shown[word].append(name)
    return shown
