"""What is usual in an account and for a bucket, whoever does it.

A principal that does something for the first time is one thing, an account in which nobody ever did it another. So an
account and a bucket have profiles of their own. What principals do in them is folded in event-time order: each window
is compared with what was known before it, and the answer goes to the principal's own profile. A bucket also counts
what moves: calls of all principals together, by kind, over the past 24 hours and on earlier days.

State: some 40 bytes an item, a few hundred items an axis; for a bucket the event ids of the allowed lateness as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import msgspec

from models.fold import Folder, remembered
from models.profiles.activity import Key
from models.profiles.items import Frequency, Items, by_frequency, day_of, frequency, see
from models.profiles.volumes import Volume
from models.times import DAY

#: A context that nothing has happened in for so long is forgotten: as long as its items are.
KEPT = 63 * DAY

#: Items of each frequency that a finding shows (guardduty.md, 2.1).
MOST_SHOWN = 20


#: Names the volume of bytes moved, beside those of the kinds of calls.
BYTES = "bytes"


class Presence(msgspec.Struct, array_like=True):
    """What one principal did in a context in a window.

    Attributes:
        end_ms: the window's end.
        principal: the principal's key.
        items: axis -> items, sorted.
        events: kind of call -> event id -> bytes moved, where volumes are kept.
    """

    end_ms: int
    principal: bytes
    items: dict[str, list[str]]
    events: dict[str, dict[str, int]] = {}


class Amount(msgspec.Struct, frozen=True, array_like=True):
    """How much of something happened in the past 24 hours, and on earlier days."""

    past_day: int
    average: int
    maximum: int


class Setting(msgspec.Struct, array_like=True):
    """How unusual a principal's window is for a context.

    Attributes:
        end_ms: the window's end.
        context: the account or the bucket.
        frequencies: axis -> item -> how often it was seen before the window.
        usual: axis -> how often -> items, of the axes on which something is unusual.
        amounts: kind of call -> how much of it.
        new: the context was first seen on the very day, so everything is new to it.
    """

    end_ms: int
    context: Key
    frequencies: dict[str, dict[str, int]]
    usual: dict[str, dict[int, list[str]]] = {}
    amounts: dict[str, Amount] = {}
    new: bool = False


class Addressed(msgspec.Struct, array_like=True):
    """A setting and the principal that it is for."""

    principal: bytes
    setting: Setting


class Surroundings(msgspec.Struct, array_like=True):
    """What is known of a context."""

    first_day: int = -1
    last_ms: int = 0
    axes: dict[str, Items] = {}
    volumes: dict[str, Volume] = {}
    recent: dict[str, int] = {}


class SurroundingsFolder(Folder[Presence, Surroundings, Addressed]):
    """Folds what happens in a context.

    Args:
        learning_days: days since anything was first seen in which a context is only learnt, and gives no answers: to
            a new bucket everybody is new.
        allowed_lateness_ms: how long a window's event ids are remembered after it closed.
    """

    def __init__(self, learning_days: int, allowed_lateness_ms: int) -> None:
        self._learning_days, self._lateness_ms = learning_days, allowed_lateness_ms

    def fresh(self) -> Surroundings:
        """A context that nothing is known of."""
        return Surroundings()

    def fold(self, key: bytes, state: Surroundings, end_ms: int, items: Sequence[Presence]) -> Iterator[Addressed]:
        """Compare what each principal did with what was known before; then learn it."""
        day = day_of(end_ms - 1)
        if state.first_day < 0:
            state.first_day = day
        self._count(state, end_ms, items)
        merged = _by_principal(items)
        if day - state.first_day >= self._learning_days:
            yield from _answers(msgspec.msgpack.decode(key, type=Key), state, end_ms, merged)
        for axes in merged.values():
            for axis, names in axes.items():
                see(state.axes.setdefault(axis, {}), names, day)
        state.last_ms = max(state.last_ms, end_ms)

    def expires(self, state: Surroundings) -> int:
        """`KEPT` after the last window."""
        return state.last_ms + KEPT

    def _count(self, state: Surroundings, end_ms: int, items: Sequence[Presence]) -> None:
        """Add the window's new events to the volumes."""
        new: dict[str, dict[str, int]] = {}
        for item in items:
            for kind, sizes in item.events.items():
                known = new.setdefault(kind, {})
                for event_id, size in sizes.items():
                    if event_id not in state.recent:
                        known[event_id] = max(size, known.get(event_id, 0))
        amounts = {kind: len(sizes) for kind, sizes in new.items()}
        amounts[BYTES] = sum(sum(sizes.values()) for sizes in new.values())
        for name, amount in sorted(amounts.items()):
            if amount:
                state.volumes.setdefault(name, Volume()).add(end_ms - 1, amount)
        state.recent = remembered(state.recent, sorted(set().union(*new.values())), end_ms, self._lateness_ms)


def _by_principal(items: Sequence[Presence]) -> dict[bytes, dict[str, list[str]]]:
    """What each principal did, all its parts together."""
    merged: dict[bytes, dict[str, set[str]]] = {}
    for item in items:
        axes = merged.setdefault(item.principal, {})
        for axis, names in item.items.items():
            axes.setdefault(axis, set()).update(names)
    return {
        principal: {axis: sorted(names) for axis, names in sorted(merged[principal].items())}
        for principal in sorted(merged)
    }


def _answers(
    context: Key, state: Surroundings, end_ms: int, merged: dict[bytes, dict[str, list[str]]]
) -> Iterator[Addressed]:
    """How unusual each principal's window is. What is usual is the same for all of them, and worked out once."""
    day, since = day_of(end_ms - 1), state.first_day
    amounts = amounts_of(state.volumes, end_ms)

    @cache
    def usual(axis: str) -> dict[int, list[str]]:
        return shown(state.axes.get(axis, {}), day, since)

    for principal, axes in merged.items():
        frequencies = {
            axis: {name: int(frequency(state.axes.get(axis, {}), name, day, since)) for name in names}
            for axis, names in axes.items()
        }
        unusual = [
            axis
            for axis, found in frequencies.items()
            if min(found.values(), default=Frequency.FREQUENT) < Frequency.INFREQUENT
        ]
        shows = {axis: usual(axis) for axis in unusual}
        setting = Setting(end_ms, context, frequencies, shows, amounts, new=day == since)
        yield Addressed(principal, setting)


def shown(items: Items, day: int, since: int) -> dict[int, list[str]]:
    """What a finding shows of an axis: the first `MOST_SHOWN` items of each frequency."""
    return {int(word): names[:MOST_SHOWN] for word, names in by_frequency(items, day, since).items() if names}


def amounts_of(volumes: dict[str, Volume], end_ms: int) -> dict[str, Amount]:
    """How much there was of each volume, as of an instant that is a full hour."""
    return {name: Amount(volume.past_day(end_ms), *volume.daily(end_ms)) for name, volume in sorted(volumes.items())}
