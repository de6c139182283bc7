"""From a batch of CloudTrail records to what detectors see in it: the records go no further.

A batch becomes, at once, one `Sighting` per finding and window for what single records decide, and one `Notes`
per account and window for what an account's history decides; what principals did is collected in an `Activity` per
principal and hour. S3 data events of accounts and Regions without
S3 Protection are dropped before any detector sees them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import msgspec

from models.cloudtrail.call import call_of
from models.cloudtrail.principal import account, is_s3_data_event, region
from models.cloudtrail.record import CloudTrailRecord
from models.config.config import Config
from models.detectors.account import KeyedSighting
from models.detectors.base import AccountDetector, Api, Hit, Note, Notes, RecordDetector
from models.detectors.hits import occurrence
from models.detectors.registry import ACCOUNT_DETECTORS, FINDING_TYPES, RECORD_DETECTORS
from models.findings.sighting import FindingKey, Occurrence, sighting
from models.profiles.activity import Collector
from models.times import to_ms, window_end


class Extraction(NamedTuple):
    """What is left of a batch.

    Attributes:
        sightings: what single records decide.
        notes: (account, notes) for what needs an account's history.
        unprotected: S3 data events that were dropped, as S3 Protection does not cover them.
    """

    sightings: list[KeyedSighting]
    notes: list[tuple[str, Notes]]
    unprotected: int


@dataclass
class _Interested:
    """Who looks at an API."""

    checks: list[Callable[[CloudTrailRecord], Iterable[Hit]]] = field(default_factory=list)
    noters: list[AccountDetector] = field(default_factory=list)


class Extractor:
    """Applies the detectors that a configuration enables to batches of records.

    Attributes:
        collector: holds what principals did, until it is taken; None when nothing needs it.
    """

    def __init__(self, config: Config, window_ms: int, profiled: bool = True) -> None:
        """Take the configuration.

        Args:
            config: which detectors are on, and S3 Protection.
            window_ms: the size of the windows that sightings and notes are reduced to.
            profiled: whether to collect activities.
        """
        self._window_ms = window_ms
        self._enabled = {name for name in FINDING_TYPES if config.enabled(name)}
        detectors = [d for d in RECORD_DETECTORS if self._wanted(d)]
        self._any = [d.check for d in detectors if d.apis is None]
        self._of_api: dict[Api, _Interested] = defaultdict(_Interested)
        for detector in detectors:
            for api in detector.apis or ():
                self._of_api[api].checks.append(detector.check)
        for noter in filter(self._wanted, ACCOUNT_DETECTORS):
            for api in noter.apis:
                self._of_api[api].noters.append(noter)
        self.collector = Collector() if profiled else None
        self._covers = lru_cache(maxsize=4096)(config.s3_protection.covers)

    def _wanted(self, detector: RecordDetector | AccountDetector) -> bool:
        return any(kind.name in self._enabled for kind in detector.types)

    def extract(self, records: Iterable[CloudTrailRecord]) -> Extraction:
        """Reduce a batch."""
        found: dict[tuple[FindingKey, int], list[Occurrence]] = defaultdict(list)
        noted: dict[tuple[str, int], list[Note]] = defaultdict(list)
        unprotected = 0
        interested = self._of_api.get
        collect = self.collector.add if self.collector is not None else None
        for record in records:
            if is_s3_data_event(record) and not self._covers(account(record), region(record)):
                unprotected += 1
                continue
            if collect:
                collect(record)
            for check in self._any:
                for hit in check(record):
                    self._see(found, record, hit)
            those = interested((record.event_source, record.event_name))
            if those is None:
                continue
            for check in those.checks:
                for hit in check(record):
                    self._see(found, record, hit)
            if those.noters:
                self._note(noted, record, those.noters)
        return Extraction(
            [KeyedSighting(key, sighting(end, seen)) for (key, end), seen in found.items()],
            [(name, Notes(end, notes)) for (name, end), notes in noted.items()],
            unprotected,
        )

    def _see(self, found: dict[tuple[FindingKey, int], list[Occurrence]], record: CloudTrailRecord, hit: Hit) -> None:
        """Add a hit to what was found, unless its type is off."""
        if hit.type.name not in self._enabled:
            return
        time_ms = event_ms(record)
        key, seen = occurrence(hit, call_of(record), account(record), region(record), time_ms, record.event_id or "")
        found[key, window_end(time_ms, self._window_ms)].append(seen)

    def _note(
        self,
        noted: dict[tuple[str, int], list[Note]],
        record: CloudTrailRecord,
        detectors: Iterable[AccountDetector],
    ) -> None:
        """Take the notes that account detectors want of a record."""
        for detector in detectors:
            fact = detector.note(record)
            if fact is None:
                continue
            time_ms = event_ms(record)
            note = Note(
                time_ms=time_ms,
                rank=detector.rank(fact),
                event_id=record.event_id or "",
                detector=detector.name,
                region=region(record),
                call=call_of(record),
                fact=msgspec.msgpack.encode(fact),
            )
            noted[account(record), window_end(time_ms, self._window_ms)].append(note)


def event_ms(record: CloudTrailRecord) -> int:
    """The record's event time; the decoder lets no record without one pass."""
    if record.event_time is None:
        msg = "a record without eventTime was not rejected"
        raise ValueError(msg)
    return to_ms(record.event_time)
