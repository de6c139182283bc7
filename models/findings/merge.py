"""A finding's life: many occurrences of one issue become one finding that is published now and then.

The first window with an occurrence publishes the finding when it closes. Later occurrences raise its count
and are published together once the update frequency has passed since the last publication (GuardDuty's
15 minutes, 1 hour or 6 hours), in event time; an occurrence after a quiet spell is published when its
window closes. What GuardDuty overwrites with the newest occurrence is kept: the distinct actors, what they
did and a sample of event ids from both ends.

An issue that has been quiet for `RETENTION` is over: its state is dropped, and a recurrence starts a new
count under the same id. State per finding: a few kB at most (see the limits below), plus one event id per
occurrence of the last `Timing.allowed_lateness_ms`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import msgspec

from models.findings.actor import Actor
from models.findings.sighting import FindingKey, Occurrence, Sighting, occurrences
from models.fold import Folder, remembered
from models.times import DAY, HOUR, MINUTE

#: GuardDuty keeps findings for 90 days.
RETENTION = 90 * DAY

#: Distinct actors, deeds and affected resources that a finding names; what further actors did is counted. 50 are
#: more than a person reads, and keep a published finding under Pub/Sub's and Security Hub's size limits.
MOST_NAMED = 50

#: Event ids kept from each end: the first show how it began, the latest lead to what is still in reach.
MOST_EVENT_IDS = 25


class Timing(msgspec.Struct, frozen=True):
    """When findings are published, in ms of event time.

    Attributes:
        update_frequency_ms: how long repeats of a finding wait to be published together.
        allowed_lateness_ms: how long a window's event ids are remembered after it closed, so that a late
            repeat of one of them counts no second time.
    """

    update_frequency_ms: int = 6 * HOUR
    allowed_lateness_ms: int = 30 * MINUTE


class Tally(msgspec.Struct, array_like=True):
    """How often something was seen, and when."""

    count: int
    first_ms: int
    last_ms: int

    def add(self, first_ms: int, last_ms: int) -> None:
        """Count one more, which lasted from and to these times."""
        self.count += 1
        self.first_ms = min(self.first_ms, first_ms)
        self.last_ms = max(self.last_ms, last_ms)


class Listed(msgspec.Struct, array_like=True):
    """What a list said of actors by one of its entries: a JSON object, the newest, and how often."""

    said: str
    tally: Tally


class FindingState(msgspec.Struct, array_like=True):
    """What is kept of a finding between windows.

    Attributes:
        newest: the occurrence that ended last; None until there is one.
        tally: of all occurrences.
        severity: the highest.
        created_ms: the end of the window that made the finding known.
        published_ms: the latest publication; 0 before the first.
        unpublished: something has happened since.
        actors: who acted.
        unnamed_actors: occurrences of actors that are not among these.
        deeds: what was done, by `models.findings.sighting.Action`'s ``deed``.
        affected: resources, by type and name.
        first_ids: event ids, likewise ``latest_ids``.
        recent: event ids that could come again, with the ends of their windows.
        detail: that of the newest window that had one.
        evidence: what lists said of the actors, an entry each, in JSON.
        contacts: who did what, for actions whose finding lists it.
        unlisted: occurrences of which no list says anything.
        sequences: ARNs of the attack sequences that it takes part in, with the ends of the windows that told so.
    """

    newest: Occurrence | None = None
    tally: Tally | None = None
    severity: float = 0.0
    created_ms: int = 0
    published_ms: int = 0
    unpublished: bool = False
    actors: dict[Actor, Tally] = {}
    unnamed_actors: int = 0
    deeds: dict[str, Tally] = {}
    affected: dict[tuple[str, str], int] = {}
    first_ids: list[str] = []
    latest_ids: list[str] = []
    recent: dict[str, int] = {}
    detail: str = ""
    evidence: dict[tuple[str, str], Listed] = {}
    contacts: dict[tuple[str, str], Tally] = {}
    unlisted: int = 0
    sequences: dict[str, int] = {}


class Publication(msgspec.Struct, frozen=True, array_like=True):
    """A finding as it stood at an instant of event time.

    Attributes:
        key: which finding.
        at_ms: when it is published (``updatedAt``).
        first: whether this is what makes the finding known.
        state: the finding as a `FindingState` in msgpack, without the event ids that only merging needs.
    """

    key: FindingKey
    at_ms: int
    first: bool
    state: bytes


class _Entry(msgspec.Struct, rename="camel"):
    """What names an entry in an action's evidence."""

    list_name: str
    entry: str


_encode = msgspec.msgpack.Encoder().encode
_decode_key = msgspec.msgpack.Decoder(FindingKey).decode
_decode_state = msgspec.msgpack.Decoder(FindingState).decode


def finding_state(publication: Publication) -> FindingState:
    """The finding as the publication holds it."""
    return _decode_state(publication.state)


class MergeFolder(Folder[Sighting, FindingState, Publication]):
    """Folds the sightings of one finding into its publications.

    Args:
        timing: when findings are published.
        sources: finding type -> the log source whose records its sightings stand for, if they are late. Types that
            are missing are counted elsewhere.
    """

    def __init__(self, timing: Timing, sources: Mapping[str, str] | None = None) -> None:
        self._timing = timing
        self._sources = dict(sources or {})

    def fresh(self) -> FindingState:
        """A finding that has not occurred yet."""
        return FindingState()

    def fold(self, key: bytes, state: FindingState, end_ms: int, items: Sequence[Sighting]) -> Iterator[Publication]:
        """Count the window's new occurrences; publish when that is due.

        That it takes part in an attack sequence is news as well.
        """
        new = [o for o in occurrences(items) if o.event_id not in state.recent]
        joined = _join(state, (name for item in items for name in item.sequences), end_ms)
        if not new and not (joined and state.newest):
            return
        for occurrence in new:
            _take_in(state, occurrence)
        state.detail = max(item.detail for item in items) or state.detail
        ids = (occurrence.event_id for occurrence in new)
        state.recent = remembered(state.recent, ids, end_ms, self._timing.allowed_lateness_ms)
        state.unpublished = True
        if not state.created_ms:
            state.created_ms = end_ms
        if self._due(state) <= end_ms:
            yield self._publish(key, state, end_ms)

    def reached(self, item: Sighting) -> int:
        """A sequence's window is an hour, and no finding's: what only names a sequence tells nothing of the log."""
        return item.end_ms if item.events else 0

    def next_due(self, state: FindingState) -> int | None:
        """When repeats that wait are to be published."""
        return self._due(state) if state.unpublished else None

    def advance(self, key: bytes, state: FindingState, to_ms: int) -> Iterable[Publication]:
        """Publish repeats whose time has come."""
        due = self.next_due(state)
        return [] if due is None or due > to_ms else [self._publish(key, state, due)]

    def expires(self, state: FindingState) -> int | None:
        """Quiet for `RETENTION`, counted from the last publication, when nothing waits."""
        return None if state.unpublished else state.published_ms + RETENTION

    def records(self, key: bytes, item: Sighting) -> tuple[str, int] | None:
        """The events of a sighting."""
        source = self._sources.get(_decode_key(key).type)
        return None if source is None else (source, len(item.events))

    def _due(self, state: FindingState) -> int:
        return state.published_ms + self._timing.update_frequency_ms if state.published_ms else 0

    def _publish(self, key: bytes, state: FindingState, at_ms: int) -> Publication:
        first = not state.published_ms
        state.published_ms = max(at_ms, state.published_ms)
        state.unpublished = False
        shown = msgspec.structs.replace(state, recent={})
        return Publication(_decode_key(key), state.published_ms, first, _encode(shown))


def _take_in(state: FindingState, occurrence: Occurrence) -> None:
    """Count one occurrence."""
    action, when = occurrence.action, (occurrence.time_ms, occurrence.until_ms)
    if state.tally is None:
        state.tally = Tally(0, *when)
    state.tally.add(*when)
    if state.newest is None or _newness(occurrence) > _newness(state.newest):
        state.newest = occurrence
    state.severity = max(state.severity, action.severity)
    if not _count(state.actors, action.actor, when):
        state.unnamed_actors += 1
    _count(state.deeds, action.deed, when)
    if action.contact:
        _count(state.contacts, action.contact, when)
    state.unlisted += not action.evidence
    for entry, said in _entries(action.evidence) if action.evidence else ():
        _note(state.evidence, entry, said, when)
    for what in action.affected:
        if what in state.affected or len(state.affected) < MOST_NAMED:
            state.affected[what] = state.affected.get(what, 0) + 1
    if len(state.first_ids) < MOST_EVENT_IDS:
        state.first_ids.append(occurrence.event_id)
    else:
        state.latest_ids.append(occurrence.event_id)
        del state.latest_ids[:-MOST_EVENT_IDS]


def _join(state: FindingState, sequences: Iterable[str], end_ms: int) -> bool:
    """Note the attack sequences that it takes part in, the newest of them; whether one is new."""
    new = set(sequences) - state.sequences.keys()
    state.sequences.update(dict.fromkeys(sorted(new), end_ms))
    for name in sorted(state.sequences, key=lambda name: (state.sequences[name], name))[:-MOST_NAMED]:
        del state.sequences[name]
    return bool(new)


def _newness(occurrence: Occurrence) -> tuple[int, int, Occurrence]:
    """Of occurrences the one with the greatest is the newest."""
    return occurrence.action.edition, occurrence.until_ms, occurrence


@lru_cache(maxsize=1_024)
def _entries(evidence: str) -> tuple[tuple[tuple[str, str], str], ...]:
    """What lists said, each with the list and the entry; a campaign's actions all have the same evidence."""
    said = [bytes(raw).decode() for raw in msgspec.json.decode(evidence, type=list[msgspec.Raw])]
    named = [msgspec.json.decode(one, type=_Entry) for one in said]
    return tuple(((name.list_name, name.entry), one) for name, one in zip(named, said, strict=True))


def _note(evidence: dict[tuple[str, str], Listed], entry: tuple[str, str], said: str, when: tuple[int, int]) -> None:
    """Count what an entry of a list said; of the list's versions the newest is kept."""
    known = evidence.get(entry)
    if known is None:
        if len(evidence) >= MOST_NAMED:
            return
        known = evidence[entry] = Listed(said, Tally(0, *when))
    known.said = said
    known.tally.add(*when)


def _count(tallies: dict, what: object, when: tuple[int, int]) -> bool:
    """Count ``what`` if it is named already or there is room for it; whether it was counted."""
    tally = tallies.get(what)
    if tally is None:
        if len(tallies) >= MOST_NAMED:
            return False
        tally = tallies[what] = Tally(0, *when)
    tally.add(*when)
    return True
