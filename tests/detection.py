"""What the detectors make of records, without a runner: extraction, accounts' memories, findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from models.config.config import Config
from models.detectors.account import AccountFolder, KeyedSighting
from models.detectors.base import DetectorSettings
from models.detectors.extract import Extractor
from models.detectors.first_time import TYPES, first_times
from models.detectors.registry import ACCOUNT_DETECTORS, FINDING_TYPES, PROFILE_DETECTORS
from models.detectors.verdict import Judge
from models.enrichment.enricher import Enricher
from models.findings.admission import Admission
from models.findings.document import NOTHING_KNOWN, render
from models.findings.merge import MergeFolder
from models.findings.sighting import Action, ApiCall, Occurrence, occurrences
from models.fold import run
from models.forests.model import Model
from models.lists.book import Book
from models.profiles.collector import Collector
from models.profiles.presence import presences
from models.profiles.profile import Case, ProfileFolder, learnt
from models.profiles.profile import Seen as SeenItem
from models.profiles.surroundings import Presence, SurroundingsFolder
from models.rules.counting import RuleFolder
from models.times import END_OF_TIME, MINUTE
from tests.records import decoded

WINDOW, LATENESS = 5 * MINUTE, 30 * MINUTE
DEFAULTS = Config()
NO_LISTS = Book.of(())


class Seen(NamedTuple):
    """One occurrence of a finding."""

    type: str
    account: str
    region: str
    resource: str
    time_ms: int
    event_id: str
    action: Action

    @property
    def call(self) -> ApiCall:
        assert isinstance(self.action, ApiCall)
        return self.action

    @property
    def info(self) -> dict[str, Any]:
        return msgspec.json.decode(self.call.info) if self.call.info else {}

    @property
    def bucket_info(self) -> dict[str, Any]:
        return msgspec.json.decode(self.call.bucket_info) if self.call.bucket_info else {}


def account_folder(config: Config = DEFAULTS) -> AccountFolder:
    return AccountFolder(ACCOUNT_DETECTORS, _settings(config), LATENESS)


def sightings(
    batches: Iterable[Sequence[dict[str, Any]]],
    config: Config = DEFAULTS,
    book: Book = NO_LISTS,
    known: Enricher = NOTHING_KNOWN,
) -> list[KeyedSighting]:
    """The sightings of batches of records, as the job would have them before merging."""
    extractor = Extractor(config, WINDOW, place=known.place)
    extractor.use(book)
    found: list[KeyedSighting] = []
    noted, counted = defaultdict(list), defaultdict(list)
    for batch in batches:
        extraction = extractor.extract(decoded(record) for record in batch)
        found += extraction.sightings
        for account, notes in extraction.notes:
            noted[account].append(notes)
        for group, those in extraction.counted:
            counted[group].append(those)
    for account, waiting in noted.items():
        found += run(account_folder(config), account.encode(), None, waiting, END_OF_TIME)[2]
    for group, those in counted.items():
        found += run(RuleFolder(config.rules, LATENESS), group, None, those, END_OF_TIME)[2]
    admission = Admission(config.settings)
    admitted = ((keyed.key, admission.admit(keyed.key, keyed.sighting).sighting) for keyed in found)
    return [KeyedSighting(key, sighting) for key, sighting in admitted if sighting]


def seen(
    *records: dict[str, Any], config: Config = DEFAULTS, book: Book = NO_LISTS, known: Enricher = NOTHING_KNOWN
) -> list[Seen]:
    """The occurrences in a batch of records, in the order of time and event id."""
    by_window: dict[Any, list] = defaultdict(list)
    for keyed in sightings([records], config, book, known):
        by_window[keyed.key, keyed.sighting.end_ms].append(keyed.sighting)
    parts: list[tuple[Occurrence, Any]] = [
        (occurrence, key) for (key, _), same in by_window.items() for occurrence in occurrences(same)
    ]
    return [
        Seen(key.type, key.account, key.region, key.resource, o.time_ms, o.event_id, o.action)
        for o, key in sorted(parts)
    ]


def types(*records: dict[str, Any], config: Config = DEFAULTS, book: Book = NO_LISTS) -> list[str]:
    """The types of the occurrences in a batch of records, in the order of time."""
    return [each.type for each in seen(*records, config=config, book=book)]


def findings(
    batches: Iterable[Sequence[dict[str, Any]]],
    config: Config = DEFAULTS,
    book: Book = NO_LISTS,
    known: Enricher = NOTHING_KNOWN,
) -> list[dict[str, Any]]:
    """The published findings of batches of records, by type, id and time."""
    by_key = defaultdict(list)
    for keyed in sightings(batches, config, book, known):
        by_key[keyed.key].append(keyed.sighting)
    folder, kinds = MergeFolder(config.findings.timing(LATENESS)), config.types()
    published = [
        render(kinds[key.type], publication, known)
        for key, waiting in by_key.items()
        for publication in run(folder, key.to_bytes(), None, waiting, END_OF_TIME)[2]
    ]
    return sorted(published, key=lambda finding: (finding["type"], finding["id"], finding["updatedAt"]))


def profiled(
    records: Iterable[dict[str, Any]], config: Config = DEFAULTS, models: Mapping[str, Model] | None = None
) -> list[KeyedSighting]:
    """The sightings that profiles make of records, as the job would have them before merging."""
    return list(Judge(PROFILE_DETECTORS, _settings(config), models or {}).judge(learnt(cases(records, config))))


def cases(records: Iterable[dict[str, Any]], config: Config = DEFAULTS) -> list[Case]:
    """The cases of records."""
    collector = Collector()
    for record in records:
        collector.add(decoded(record))
    told: dict[bytes, list[Presence]] = defaultdict(list)
    seen: dict[bytes, list[SeenItem]] = defaultdict(list)
    for key, activity in collector.take():
        seen[key.to_bytes()].append(SeenItem(activity.end_ms, activity=activity))
        for context, presence in presences(key.to_bytes(), activity):
            told[context.to_bytes()].append(presence)
    for context, items in sorted(told.items()):
        for addressed in run(SurroundingsFolder(config.learning.days, LATENESS), context, None, items, END_OF_TIME)[2]:
            seen[addressed.principal].append(SeenItem(addressed.setting.end_ms, setting=addressed.setting))
    asked = first_times if any(config.enabled(name) for name in TYPES) else None
    folder = ProfileFolder(config.learning.days, frozenset(config.regions.enabled), LATENESS, asked)
    return [case for key, items in sorted(seen.items()) for case in run(folder, key, None, items, END_OF_TIME)[2]]


def _settings(config: Config) -> dict[str, DetectorSettings]:
    return {name: config.settings(name) for name in FINDING_TYPES}
