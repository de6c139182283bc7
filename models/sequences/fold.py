"""An account's sequences: findings' sightings and weak signals, folded in event-time order.

Input: what came up in an account in a window (`Evidence`). Output: sightings of the sequences' own findings, and for
each finding that takes part a sighting without occurrences that names the sequence, so that each refers to the other.

Signals of the last 24 hours take part (`models.sequences.memory`). What a suppression rule archives does not: the rule
is asked for the hour's sighting of a finding as a whole. A sequence is raised at the end of the hour that completes
it, and occurs again when its signals recur, or others join them; until 24 hours have passed without any. Its finding is
known by who or what it is of and when it began: another sequence later is another finding.

State: `models.sequences.memory`; some 700 bytes a signal, dropped 24 hours after the last one.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import msgspec

from models.detectors.account import KeyedSighting
from models.findings.document import detector_id
from models.findings.remote import partition
from models.findings.sequence import Lineage, Signal
from models.findings.sighting import FindingKey, Sighting, occurrences
from models.findings.types import FindingType
from models.fold import Folder, remembered
from models.sequences import credentials, data, instances, of_sightings
from models.sequences.chains import IAM_TYPE, S3_TYPE, Candidate, chains
from models.sequences.memory import Memory, Ongoing
from models.sequences.shown import occurrence
from models.times import HOUR, iso, window_end


class Evidence(msgspec.Struct, array_like=True):
    """What came up in an account: a finding's sighting in a window, or weak signals.

    Attributes:
        end_ms: the end of the hour. Accounts are folded by the hour, as profiles tell of hours: an account has findings
            in every window of minutes, and each would touch all that is known of it.
        key: the finding; None for weak signals.
        sighting: of it; likewise.
        signals: weak signals (`models.sequences.of_cases`).
        judged: the principal whose hour they are of; empty for a finding.
    """

    end_ms: int
    key: FindingKey | None = None
    sighting: Sighting | None = None
    signals: tuple[Signal, ...] = ()
    judged: str = ""

    @classmethod
    def of(cls, key: FindingKey, sighting: Sighting) -> Evidence:
        """What a sighting of a finding is."""
        return cls(window_end(sighting.end_ms - 1, HOUR), key, sighting)


def _never(key: FindingKey, sighting: Sighting) -> bool:
    return False


def _always(key: FindingKey) -> bool:
    return True


def _as_it_is(key: FindingKey, sighting: Sighting) -> Sighting | None:
    return sighting


def _unknown(instance: str) -> Sequence[instances.Lineage]:
    return ()


class Lookups(NamedTuple):
    """What the fold has to ask for.

    Attributes:
        archived: whether a suppression rule archives a sighting of a finding (`models.sequences.archived`).
        raised: whether the configuration lets a sequence become a finding.
        admitted: what the configuration leaves of a sighting of a sequence; None for nothing.
        lineages: what an instance has in common with others (`models.sequences.lineage`).
    """

    archived: Callable[[FindingKey, Sighting], bool] = _never
    raised: Callable[[FindingKey], bool] = _always
    admitted: Callable[[FindingKey, Sighting], Sighting | None] = _as_it_is
    lineages: instances.Lineages = _unknown


#: Suppresses nothing, admits everything, knows no instance.
NOTHING = Lookups()


class SequenceFolder(Folder[Evidence, Memory, KeyedSighting]):
    """Folds what comes up in an account.

    Args:
        kinds: finding types by key; findings of others, such as rules that are tried out, do not take part.
        allowed_lateness_ms: how long a window's event ids are remembered after it closed.
        ask: what has to be asked for.
    """

    def __init__(self, kinds: Mapping[str, FindingType], allowed_lateness_ms: int, ask: Lookups = NOTHING) -> None:
        self._names = {key: kind.name for key, kind in kinds.items()}
        self._lateness_ms = allowed_lateness_ms
        self._ask = ask

    def fresh(self) -> Memory:
        """An account in which nothing has come up."""
        return Memory()

    def fold(self, key: bytes, state: Memory, end_ms: int, items: Sequence[Evidence]) -> Iterator[KeyedSighting]:
        """Take the window's signals in; give the sequences that they raise, or that they are of."""
        state.last_ms = max(state.last_ms, end_ms)
        state.forget()
        state.judged |= {item.judged: end_ms for item in items if item.judged}
        weak = {one for item in items for one in item.signals}
        happened = state.learn([*sorted(weak), *self._of_findings(state, end_ms, items)])
        if happened:
            state.forget()
            yield from self._sequences(key.decode(), state, end_ms, happened)
            state.forget()

    def reached(self, item: Evidence) -> int:
        """The last event of it: profiles tell of hours, findings of minutes."""
        seen = occurrences([item.sighting]) if item.sighting else []
        return max((*(one.until_ms for one in seen), *(one.last_ms for one in item.signals)), default=0)

    def expires(self, state: Memory) -> int:
        """When the last signal is too old, and the last word of a profile."""
        return state.over_ms

    def _of_findings(self, state: Memory, end_ms: int, items: Sequence[Evidence]) -> Iterator[Signal]:
        """The signals of findings that are new and that nobody has archived."""
        parts: dict[FindingKey, list[Sighting]] = defaultdict(list)
        for item in items:
            if item.key and item.sighting and item.key.type in self._names:
                parts[item.key].append(item.sighting)
        known: list[str] = []
        for key in sorted(parts):
            whole = _whole(end_ms, parts[key])
            if self._ask.archived(key, whole):
                continue
            told = {_digest(key, one.event_id): one for one in occurrences([whole])}
            new = [one for digest, one in told.items() if digest not in state.recent]
            known += told
            if new:
                yield from of_sightings.signals(self._names[key.type], key, new, whole.detail)
        state.recent = remembered(state.recent, known, end_ms, self._lateness_ms)

    def _sequences(self, account: str, state: Memory, end_ms: int, happened: set[str]) -> Iterator[KeyedSighting]:
        """What the account's signals make, if any of them has just happened."""
        candidates = [
            each
            for each in self._candidates(state, happened)
            if not happened.isdisjoint(_ids(each)) and self._ask.raised(_begin(each).key(account))
        ]
        touched: dict[int, list[Candidate]] = defaultdict(list)
        told = [set(ongoing.members) for ongoing in state.ongoing]
        for candidate in candidates:
            place = _place(state, candidate)
            if place is None and candidate.holds and not _told_as_data(state, touched, candidate):
                state.ongoing.append(_begin(candidate))
                told.append(set())
                place = len(state.ongoing) - 1
            if place is not None:
                touched[place].append(candidate)
                _extend(state.ongoing[place], candidate, candidates)
        for place, those in sorted(touched.items()):
            lineages = tuple(sorted({pair for each in those for pair in each.lineages}))
            yield from self._tell(account, state, end_ms, state.ongoing[place], lineages, told[place])

    def _candidates(self, state: Memory, happened: set[str]) -> list[Candidate]:
        """The signals that hang together with one that has just happened, judged by each rule."""
        live = state.live()
        touched = [chain for chain in chains(live) if any(one.id in happened for one in chain)]
        judged = [judge(chain, state.judged) for chain in touched for judge in (data.judge, credentials.judge)]
        return [each for each in judged if each] + list(instances.judge(live, self._ask.lineages))

    def _tell(
        self,
        account: str,
        state: Memory,
        end_ms: int,
        ongoing: Ongoing,
        lineages: tuple[tuple[str, Lineage], ...],
        told_before: Collection[str],
    ) -> Iterator[KeyedSighting]:
        """A sequence as it stands now, and which findings take part that did not when it was told before."""
        key = ongoing.key(account)
        ongoing.editions += 1
        members = [member for name in ongoing.members if (member := state.whole(name))]
        one, kept = occurrence(key.id, end_ms, ongoing, members, lineages)
        ongoing.members = sorted(each.id for each in kept)
        told = self._ask.admitted(key, Sighting(end_ms, [one.action], {one.event_id: (one.time_ms, 0)}))
        if told is None:
            return
        yield KeyedSighting(key, told)
        for finding in sorted({each.finding for each in kept if each.finding and each.id not in told_before}):
            yield KeyedSighting(FindingKey(*finding), belongs_to(end_ms, arn(key)))


def arn(key: FindingKey) -> str:
    """The ARN of a sequence's finding, as its document has it."""
    detector = detector_id(key)
    where = f"arn:{partition('', key.region)}:guardduty:{key.region}:{key.account}"
    return f"{where}:detector/{detector}/finding/{key.id}"


def belongs_to(end_ms: int, sequence: str) -> Sighting:
    """A sighting without occurrences: a finding takes part in a sequence."""
    return Sighting(end_ms, [], {}, sequences=(sequence,))


def _whole(end_ms: int, parts: Sequence[Sighting]) -> Sighting:
    """A window's sighting of a finding in one piece."""
    seen = occurrences(parts)
    actions = sorted({one.action for one in seen})
    index = {action: place for place, action in enumerate(actions)}
    events = {one.event_id: (one.time_ms, index[one.action]) for one in seen}
    return Sighting(end_ms, actions, events, max(part.detail for part in parts))


def _digest(key: FindingKey, event_id: str) -> str:
    """What an occurrence of a finding is remembered by."""
    return hashlib.blake2b(key.to_bytes() + event_id.encode(), digest_size=9).hexdigest()


def _ids(candidate: Candidate) -> set[str]:
    return {one.id for one in candidate.signals}


def _place(state: Memory, candidate: Candidate) -> int | None:
    """The first of the sequences of a candidate's type that it shares a signal with."""
    ids = _ids(candidate)
    for place, ongoing in enumerate(state.ongoing):
        if ongoing.type == candidate.type and not ids.isdisjoint(ongoing.members):
            return place
    return None


def _told_as_data(state: Memory, touched: Iterable[int], candidate: Candidate) -> bool:
    """Whether a sequence on a bucket tells of a credential by now: its finding says what became of it."""
    ids = _ids(candidate)
    told = (state.ongoing[place] for place in touched)
    return candidate.type == IAM_TYPE and any(
        ongoing.type == S3_TYPE and not ids.isdisjoint(ongoing.members) for ongoing in told
    )


def _begin(candidate: Candidate) -> Ongoing:
    first = min(candidate.signals, key=lambda one: (one.first_ms, one.id))
    resource = f"{candidate.anchor} since {iso(first.first_ms)}"
    return Ongoing(candidate.type, first.region, resource, candidate.subject, first.first_ms, [])


def _extend(ongoing: Ongoing, candidate: Candidate, candidates: Iterable[Candidate]) -> None:
    """Take a candidate's signals into a sequence; note what else they make."""
    joined = {one.id for one in candidate.signals if one.last_ms >= ongoing.since_ms}
    ongoing.members = sorted(joined.union(ongoing.members))
    if candidate.holds:
        ongoing.subject = candidate.subject
    others = {each.type for each in candidates if each.holds and not _ids(each).isdisjoint(ongoing.members)}
    ongoing.additional = sorted(others.union(ongoing.additional) - {ongoing.type})
