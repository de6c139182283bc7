"""Activity: what a principal did in a window, as a set that merges in any order.

Extraction (`models.profiles.collector`) reduces a batch of records to one `Activity` for each key and window. As in a
sighting, an event is known by its id, so merging two activities is a union, and a record that is delivered twice counts
once. Calls that differ in nothing share one `Act`; an event adds its id, its second and its bytes: some 45 bytes.

An activity is columns, not objects: a principal of a build has thousands of events in an hour, and whoever takes them
in wants them by act, how many they are and how many bytes, and hardly ever one by one.

Keys are principals, accounts and buckets (`Key`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

import msgspec

from models.findings.sighting import Call
from models.times import HOUR

#: Activity is judged by the hour, in ms: long enough that a spree of calls is one window and counts say something,
#: short enough that a finding still helps.
WINDOW = HOUR

PRINCIPAL, ACCOUNT, BUCKET = "principal", "account", "bucket"


class Key(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """Whose profile something belongs to.

    Attributes:
        kind: `PRINCIPAL`, `ACCOUNT` or `BUCKET`.
        account: the account whose logs showed it.
        name: the principal or the bucket; empty for an account.
    """

    kind: str
    account: str
    name: str

    def to_bytes(self) -> bytes:
        """The key's one encoding."""
        return _encode(self)


class Act(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """One kind of call.

    Attributes:
        region: where it was recorded.
        bucket: what it is on; empty for anything but S3 data events.
        fact: what of the request counts (`models.profiles.facts`); mostly empty.
        call: the call.
        network: the caller's network by name, such as its autonomous system; empty to go by its address.
    """

    region: str
    bucket: str
    fact: str
    call: Call
    network: str = ""


class Activity(msgspec.Struct, array_like=True):
    """What happened for a key in a window.

    Events are three columns of one length: those of the first act first, those of one act in order of time and id.

    Attributes:
        end_ms: the window's end.
        acts: the distinct calls, sorted.
        calls: how many events each of them has.
        seconds: of each event, seconds since the window began.
        ids: of each event, its id.
        bytes: of each event, the bytes that it moved.
    """

    end_ms: int
    acts: list[Act] = []
    calls: list[int] = []
    seconds: list[int] = []
    ids: list[str] = []
    bytes: list[int] = []

    def spans(self) -> Iterator[tuple[Act, slice]]:
        """Each act, and where in the columns its events are."""
        start = 0
        for act, count in zip(self.acts, self.calls, strict=True):
            yield act, slice(start, start + count)
            start += count


#: One event: the second of its window, its id, its act, the bytes that it moved.
Event = tuple[int, str, Act, int]

_encode = msgspec.msgpack.Encoder().encode


def activity(end_ms: int, events: Iterable[Event]) -> Activity:
    """The canonical activity of some events of a window: the same set gives the same bytes.

    An event id that came with two contents keeps the greater one, so that order decides nothing.
    """
    of_act: dict[Act, list[tuple[int, str, int]]] = defaultdict(list)
    for second, event_id, act, size in _once(list(events)):
        of_act[act].append((second, event_id, size))
    made = Activity(end_ms, sorted(of_act))
    for act in made.acts:
        seconds, ids, sizes = zip(*sorted(of_act[act]), strict=True)
        made.calls.append(len(ids))
        made.seconds += seconds
        made.ids += ids
        made.bytes += sizes
    return made


def union(parts: Sequence[Activity], known: Collection[str] = ()) -> Activity:
    """The activity of several of one window, at least one, together; without the events whose ids are known."""
    first = parts[0]
    if len(parts) == 1 and not any(event_id in known for event_id in first.ids):
        return first
    return activity(first.end_ms, (event for event in _events(parts) if event[1] not in known))


def _events(parts: Iterable[Activity]) -> Iterator[Event]:
    """The events of activities, one by one."""
    for part in parts:
        for act, span in part.spans():
            for second, event_id, size in zip(part.seconds[span], part.ids[span], part.bytes[span], strict=True):
                yield second, event_id, act, size


def _once(events: list[Event]) -> Iterable[Event]:
    """The greatest event of each id."""
    if len({event[1] for event in events}) == len(events):
        return events
    return {event[1]: event for event in sorted(events)}.values()
