"""From a batch of CloudTrail records to what detectors see in it: the records go no further.

A batch becomes, at once, one `Sighting` per finding and window for what single records decide (detectors, lists, rules
of one's own), one `Notes` per account and window for what an account's history decides, and one `RuleNotes` per group
for what rules count; what principals did is collected in an `Activity` per principal and hour. Records of accounts and
Regions that are not analysed, and S3 data events of those without S3 Protection, are dropped before any detector sees
them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import msgspec

from models.cloudtrail.call import call_of
from models.cloudtrail.principal import account, identity, is_s3_data_event, region
from models.cloudtrail.record import CloudTrailRecord, event_ms
from models.config.config import Config
from models.credentials.collector import UseCollector
from models.credentials.whereabouts import Whereabouts
from models.detectors.account import KeyedSighting
from models.detectors.base import AccountDetector, Api, Hit, ListDetector, Note, Notes, RecordDetector
from models.detectors.hits import occurrence
from models.detectors.registry import ACCOUNT_DETECTORS, FINDING_TYPES, LIST_DETECTORS, RECORD_DETECTORS
from models.enrichment.geo import Place, nowhere
from models.findings.sighting import FindingKey, Occurrence, sighting
from models.lists.book import NOTHING, Book, Match, Standing
from models.profiles.collector import Collector
from models.rules.counting import RuleNote, RuleNotes
from models.rules.rule import RuleError, RuleSet
from models.times import window_end

#: Why records are dropped unseen, as the summary counts them.
ACCOUNT_OFF, S3_PROTECTION_OFF = "account-off", "s3-protection-off"


class Extraction(NamedTuple):
    """What is left of a batch.

    Attributes:
        sightings: what single records decide.
        notes: (account, notes) for what needs an account's history.
        counted: (group's key, notes) for what rules count.
        dropped: how many records were dropped unseen, by the reason.
        failed: how many records a rule could not be evaluated on (it names a member that is not there), by the rule.
    """

    sightings: list[KeyedSighting]
    notes: list[tuple[str, Notes]]
    counted: list[tuple[bytes, RuleNotes]]
    dropped: dict[str, int]
    failed: dict[str, int]


@dataclass
class _Interested:
    """Who looks at an API."""

    checks: list[Callable[[CloudTrailRecord], Iterable[Hit]]] = field(default_factory=list)
    noters: list[AccountDetector] = field(default_factory=list)


@dataclass
class _Found:
    """What a batch has given so far, by what it belongs to and the end of its window."""

    sightings: dict[tuple[FindingKey, int], list[Occurrence]] = field(default_factory=lambda: defaultdict(list))
    notes: dict[tuple[str, int], list[Note]] = field(default_factory=lambda: defaultdict(list))
    counted: dict[tuple[bytes, int], list[RuleNote]] = field(default_factory=lambda: defaultdict(list))
    dropped: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    failed: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def result(self) -> Extraction:
        """All of it, reduced."""
        return Extraction(
            [KeyedSighting(key, sighting(end, seen)) for (key, end), seen in self.sightings.items()],
            [(name, Notes(end, notes)) for (name, end), notes in self.notes.items()],
            [(key, RuleNotes(end, notes)) for (key, end), notes in self.counted.items()],
            dict(self.dropped),
            dict(self.failed),
        )


class Extractor:
    """Applies what a configuration enables to batches of records.

    Attributes:
        collector: holds what principals did, until it is taken; None when nothing needs it.
        uses: the same of the uses of issued credentials.
    """

    def __init__(
        self,
        config: Config,
        window_ms: int,
        profiled: bool = True,
        network: Callable[[str], str] | None = None,
        place: Callable[[str], Place] = nowhere,
        whereabouts: Whereabouts | None = None,
    ) -> None:
        """Take the configuration; no list is in force before `use`.

        Args:
            config: which detectors are on, where, and which rules there are.
            window_ms: the size of the windows that sightings and notes are reduced to.
            profiled: whether to collect activities.
            network: gives the network of an address by name, empty when it has none; None to go by prefixes.
            place: gives what is known of where an address is.
            whereabouts: says where issued credentials are used; None to not look at them.
        """
        self._window_ms, self._place = window_ms, place
        self._enabled = {name for name in FINDING_TYPES if config.enabled(name)}
        detectors = [d for d in RECORD_DETECTORS if self._wanted(d)]
        self._any = [d.check for d in detectors if d.apis is None]
        self._listed = [d.check for d in LIST_DETECTORS if self._wanted(d)]
        self._of_api: dict[Api, _Interested] = defaultdict(_Interested)
        for detector in detectors:
            for api in detector.apis or ():
                self._of_api[api].checks.append(detector.check)
        for noter in filter(self._wanted, ACCOUNT_DETECTORS):
            for api in noter.apis:
                self._of_api[api].noters.append(noter)
        self._rules = RuleSet(config.rules)
        self._enabled |= {rule.finding_type.key for rule in self._rules.rules}
        self._everywhere = config.accounts.everywhere and config.s3_protection.everywhere
        self._analysed = lru_cache(maxsize=4096)(config.accounts.covers)
        self._protected = lru_cache(maxsize=4096)(config.s3_protection.covers)
        self.collector = Collector(network) if profiled else None
        self.uses = UseCollector(whereabouts) if whereabouts else None
        self.use(Book.of(()))

    def _wanted(self, detector: RecordDetector | AccountDetector | ListDetector) -> bool:
        return any(kind.name in self._enabled for kind in detector.types)

    def use(self, book: Book) -> None:
        """Go on with other lists."""
        self._book = book
        if self.collector is not None:
            self.collector.trust(self._trusts)
        if self.uses is not None:
            self.uses.trust(self._trusts)

    def _standing(self, record: CloudTrailRecord) -> Standing:
        """What lists say of a record's caller."""
        return self._book.caller(record.source_ip_address or "") if self._book.names_addresses else NOTHING

    def _trusts(self, record: CloudTrailRecord) -> bool:
        return self._standing(record).trusted is not None

    def extract(self, records: Iterable[CloudTrailRecord]) -> Extraction:
        """Reduce a batch."""
        found = _Found()
        interested = self._of_api.get
        collect = self.collector.add if self.collector is not None else None
        use = self.uses.add if self.uses is not None else None
        everywhere = self._everywhere
        listed, ruled = self._book.names_addresses or self._book.names_keys, bool(self._rules.rules)
        for record in records:
            if not everywhere and (dropped := self._dropped(record)):
                found.dropped[dropped] += 1
                continue
            if collect:
                collect(record)
            if use:
                use(record)
            for check in self._any:
                for hit in check(record):
                    self._see(found, record, hit)
            if listed:
                self._look_up(found, record)
            if ruled:
                self._ask_rules(found, record)
            those = interested((record.event_source, record.event_name))
            if those is None:
                continue
            for check in those.checks:
                for hit in check(record):
                    self._see(found, record, hit)
            if those.noters:
                self._note(found, record, those.noters)
        return found.result()

    def _dropped(self, record: CloudTrailRecord) -> str:
        """Why a record is not looked at; empty when it is."""
        if not self._analysed(account(record), region(record)):
            return ACCOUNT_OFF
        if is_s3_data_event(record) and not self._protected(account(record), region(record)):
            return S3_PROTECTION_OFF
        return ""

    def _see(self, found: _Found, record: CloudTrailRecord, hit: Hit) -> None:
        """Add a hit to what was found, unless its type is off."""
        if hit.type.key not in self._enabled:
            return
        time_ms = event_ms(record)
        call = call_of(record, self._trusts(record))
        key, seen = occurrence(hit, call, account(record), region(record), time_ms, record.event_id or "")
        found.sightings[key, window_end(time_ms, self._window_ms)].append(seen)

    def _look_up(self, found: _Found, record: CloudTrailRecord) -> None:
        """What list detectors make of a record whose caller or key is listed."""
        threats: Sequence[Match] = self._standing(record).threats
        if self._book.names_keys:
            leaked = self._book.key(identity(record).access_key_id or "")
            threats = (*threats, leaked) if leaked else threats
        if threats:
            for check in self._listed:
                for hit in check(record, threats):
                    self._see(found, record, hit)

    def _ask_rules(self, found: _Found, record: CloudTrailRecord) -> None:
        """What rules of one's own make of a record: an occurrence, or something to count.

        What is trusted counts for nothing; as an occurrence it is silenced, and so told, like any other.
        """
        errors: list[RuleError] = []
        hits = self._rules.hits(record, errors)
        for error in errors:
            found.failed[error.rule] += 1
        for hit in hits:
            if hit.rule.counts and not self._trusts(record):
                end_ms = window_end(event_ms(record), self._window_ms)
                found.counted[hit.key(record), end_ms].append(hit.note(record, call_of(record)))
            else:
                self._see(found, record, Hit(hit.rule.finding_type, resource=hit.group, affected=hit.affected(record)))

    def _note(self, found: _Found, record: CloudTrailRecord, detectors: Iterable[AccountDetector]) -> None:
        """Take the notes that account detectors want of a record."""
        for detector in detectors:
            fact = detector.note(record)
            if fact is not None and detector.placed:
                fact = detector.placed(fact, self._place(record.source_ip_address or ""))
            if fact is None:
                continue
            time_ms = event_ms(record)
            note = Note(
                time_ms=time_ms,
                rank=detector.rank(fact),
                event_id=record.event_id or "",
                detector=detector.name,
                region=region(record),
                call=call_of(record, self._trusts(record)),
                fact=msgspec.msgpack.encode(fact),
            )
            found.notes[account(record), window_end(time_ms, self._window_ms)].append(note)
