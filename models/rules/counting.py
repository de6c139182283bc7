"""Rules that count: a finding is made when so many events, or so many different values, come within some time.

Input: notes of the hits of rules with ``count`` above 1. Output: sightings of the events that make up the count.

The window slides with the events: at an event of time t it holds the events from t - ``within`` up to t, both
included. When it holds ``count`` events (or events of ``count`` different ``distinct`` texts), all of its events
are put out, each event once. So what is put out is every event that is in some window that has enough. It follows
from the events and their times alone, and not from how they are cut into windows of the job or how often the fold
runs.

An event that arrives late, after newer ones were folded, counts together with what the window that ends at the
newest event still holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec

from models.cloudtrail.record import CLOUDTRAIL
from models.detectors.account import KeyedSighting
from models.findings.sighting import ApiCall, Call, FindingKey, Occurrence, sighting
from models.fold import Folder, remembered
from models.rules.notes import RuleNote, RuleNotes
from models.rules.settings import RuleTable
from models.times import DAY

#: How many events wait for more at most. Only a rule that counts different values can have more: then the oldest
#: are left out of the finding, and the count is still exact.
MOST_WAITING = 1_000

#: How much longer than needed a state is kept, as the job's windows may be long.
_SPARE = DAY


_decode_key = msgspec.msgpack.Decoder(FindingKey).decode


class RuleMemory(msgspec.Struct, array_like=True):
    """What is known of one rule's hits of one group.

    Attributes:
        last_ms: the time of the newest event.
        seen: what is counted (event ids, or different texts) with the time when it was last seen, the oldest first; no
            more of them than the rule counts to, as these decide.
        calls: the different calls of those that wait.
        waiting: the events of the window that were not put out: time in ms, event id, index into ``calls``.
        recent: the ids of events that could come again, with the ends of their windows.
        until_ms: from when on nothing of it matters any more.
    """

    last_ms: int = 0
    seen: dict[str, int] = {}
    calls: list[Call] = []
    waiting: list[tuple[int, str, int]] = []
    recent: dict[str, int] = {}
    until_ms: int = 0


class _Waiting(NamedTuple):
    """An event of the window."""

    time_ms: int
    event_id: str
    call: Call


class RuleFolder(Folder[RuleNotes, RuleMemory, KeyedSighting]):
    """Folds the notes of a rule's hits of one group.

    Args:
        tables: the rules; what is left of others is forgotten in silence.
        allowed_lateness_ms: how long after its window was folded an event is still taken in.
    """

    def __init__(self, tables: Iterable[RuleTable], allowed_lateness_ms: int) -> None:
        self._tables = {table.finding_type().key: table for table in tables if table.counts}
        self._lateness_ms = allowed_lateness_ms

    def fresh(self) -> RuleMemory:
        """No hit yet."""
        return RuleMemory()

    def fold(self, key: bytes, state: RuleMemory, end_ms: int, items: Sequence[RuleNotes]) -> Iterator[KeyedSighting]:
        """Count the window's events in the order of their times."""
        finding = _decode_key(key)
        table = self._tables.get(finding.type)
        if table is None:
            return
        notes = {each.event_id: each for each in sorted(n for item in items for n in item.notes)}
        new = sorted(each for each in notes.values() if each.event_id not in state.recent)
        state.recent = remembered(state.recent, notes, end_ms, self._lateness_ms)
        state.until_ms = max(state.until_ms, end_ms + max(table.within_ms, self._lateness_ms) + _SPARE)
        found = _count(state, table, new)
        if found:
            yield KeyedSighting(finding, sighting(end_ms, found))

    def expires(self, state: RuleMemory) -> int:
        """When nothing of it matters any more."""
        return state.until_ms

    def records(self, key: bytes, item: RuleNotes) -> tuple[str, int]:
        """The events that the notes were taken of."""
        return CLOUDTRAIL, len({each.event_id for each in item.notes})


def _count(state: RuleMemory, table: RuleTable, new: Iterable[RuleNote]) -> list[Occurrence]:
    """Take in new events in the order of their times; what is put out."""
    waiting = [_Waiting(time_ms, event_id, state.calls[call]) for time_ms, event_id, call in state.waiting]
    found: list[_Waiting] = []
    for each in new:
        late = each.time_ms < state.last_ms
        state.last_ms = max(state.last_ms, each.time_ms)
        since_ms = state.last_ms - table.within_ms
        if each.time_ms < since_ms:
            continue
        _see(state, each.distinct if table.distinct else each.event_id, each.time_ms, late)
        _drop(state.seen, since_ms, table.count)
        waiting.append(_Waiting(each.time_ms, each.event_id, each.call))
        if late:
            waiting.sort()
        del waiting[:-MOST_WAITING]
        if len(state.seen) == table.count:
            found += (one for one in waiting if one.time_ms >= since_ms)
            waiting.clear()
    since_ms = state.last_ms - table.within_ms
    _keep(state, [one for one in waiting if one.time_ms >= since_ms])
    return [Occurrence(one.time_ms, one.event_id, ApiCall.of(one.call)) for one in found]


def _keep(state: RuleMemory, waiting: list[_Waiting]) -> None:
    """Keep what waits, each of its calls once."""
    state.calls = sorted({each.call for each in waiting})
    index = {call: i for i, call in enumerate(state.calls)}
    state.waiting = [(each.time_ms, each.event_id, index[each.call]) for each in waiting]


def _see(state: RuleMemory, what: str, time_ms: int, late: bool) -> None:
    """Count something, keeping the order of time."""
    last_ms = max(time_ms, state.seen.pop(what, time_ms))
    state.seen[what] = last_ms
    if late:
        state.seen = dict(sorted(state.seen.items(), key=lambda item: (item[1], item[0])))


def _drop(seen: dict[str, int], since_ms: int, count: int) -> None:
    """Drop what has left the window, and the oldest of what is more than enough."""
    while seen:
        oldest = next(iter(seen))
        if seen[oldest] >= since_ms and len(seen) <= count:
            return
        del seen[oldest]
