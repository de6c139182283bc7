"""From a principal's activity to what its account and its buckets are told of it."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from models.profiles.activity import ACCOUNT, BUCKET, PRINCIPAL, Activity, Key
from models.profiles.look import SHARED, USER, habits, traits
from models.profiles.surroundings import Presence


def presences(key: bytes, activity: Activity) -> Iterator[tuple[Key, Presence]]:
    """What a principal's activity says to each context.

    Args:
        key: the principal's key.
        activity: what it did in a window, or a part of that.
    """
    principal = msgspec.msgpack.decode(key, type=Key)
    assert principal.kind == PRINCIPAL  # noqa: S101 - activities are of principals
    seen = [traits(act) for act in activity.acts]
    yield Key(ACCOUNT, principal.account, ""), Presence(activity.end_ms, key, habits(seen, SHARED[ACCOUNT]))
    counted: dict[str, dict[str, dict[str, int]]] = {one.bucket: {} for one in seen if one.kind}
    if not counted:
        return
    for one, (_, span) in zip(seen, activity.spans(), strict=True):
        if one.tells and one.kind:
            moved = zip(activity.ids[span], activity.bytes[span], strict=True)
            counted[one.bucket].setdefault(one.kind, {}).update(moved)
    for bucket in sorted(counted):
        there = [one for one in seen if one.bucket == bucket]
        items = habits(there, SHARED[BUCKET]) | {USER: [principal.name]}
        yield Key(BUCKET, principal.account, bucket), Presence(activity.end_ms, key, items, counted[bucket])
