"""From a principal's activity to what its account and its buckets are told of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from models.profiles.activity import ACCOUNT, BUCKET, PRINCIPAL, Activity, Event, Key, events
from models.profiles.look import SHARED, USER, Traits, habits, traits
from models.profiles.surroundings import Presence


def presences(key: bytes, activity: Activity) -> Iterator[tuple[Key, Presence]]:
    """What a principal's activity says to each context.

    Args:
        key: the principal's key.
        activity: what it did in a window, or a part of that.
    """
    principal = msgspec.msgpack.decode(key, type=Key)
    assert principal.kind == PRINCIPAL  # noqa: S101 - activities are of principals
    by_act = {act: traits(act) for act in activity.acts}
    yield Key(ACCOUNT, principal.account, ""), Presence(activity.end_ms, key, _items(ACCOUNT, by_act.values()))
    seen = events([activity])
    for bucket in sorted({one.bucket for one in by_act.values() if one.kind}):
        there = [(event, by_act[event.act]) for event in seen if by_act[event.act].bucket == bucket]
        items = _items(BUCKET, [one for _, one in there]) | {USER: [principal.name]}
        yield (
            Key(BUCKET, principal.account, bucket),
            Presence(activity.end_ms, key, items, {e.event_id: _counted(e, one) for e, one in there if one.tells}),
        )


def _items(context: str, seen: Iterable[Traits]) -> dict[str, list[str]]:
    found = habits(seen, "")
    return {axis: found[axis] for axis in SHARED[context] if axis in found}


def _counted(event: Event, one: Traits) -> tuple[str, int]:
    """The kind that an event counts for, and its bytes."""
    return one.kind, event.bytes
