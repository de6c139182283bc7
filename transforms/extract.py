"""Extraction: batches of raw log become what detectors saw in them; nothing raw goes further."""

from collections.abc import Iterable

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from models.cloudtrail.decode import decode
from models.cloudtrail.record import CLOUDTRAIL
from models.codecs import CREDENTIAL_USES, NOTES, RULE_NOTES, SEEN, SIGHTINGS
from models.config.config import Config
from models.credentials.collector import UseCollector
from models.credentials.whereabouts import Whereabouts, organisation
from models.detectors.extract import Extractor
from models.profiles.collector import Collector
from models.profiles.profile import Seen
from transforms.enrichment import Enrichment
from transforms.fold import Mode
from transforms.keyed import grouped
from transforms.lists import Lists
from transforms.progress import Progress
from transforms.rejected import REJECTED, rejection, skip

SIGHTED, NOTED, COUNTED, ACTIVE, USED = "sightings", "notes", "counted", "activities", "uses"

#: Events whose activities are held back, in a bounded run, to be put out together: some 50 MB.
MOST_HELD = 100_000


class ExtractCloudTrail(beam.PTransform):
    """Decode batches and reduce them, within one step.

    Input: (source, data). Outputs, by name:

    - ``sightings``: (finding key, sighting), for what single records decide;
    - ``notes``: (account, notes), for what an account's history decides;
    - ``counted``: (rule's group, notes), for what rules of one's own count;
    - ``activities``: (principal's key, its activities), for what a profile decides;
    - ``uses``: (account, uses of its credentials), for what where they are used from decides;
    - ``rejected``: JSON lines.

    An element is a batch's worth of one finding, or account, in one window; activities of a bounded run are those of a
    bundle, or of `MOST_HELD` events, as a file has little of each principal. A stream takes up changed
    lists (`transforms.lists`). Counted: records, rejected ones by reason, what was skipped and why, records that a rule
    of one's own could not be evaluated on.
    """

    def __init__(
        self, config: Config, window_ms: int, mode: Mode, profiled: bool, beside: Enrichment, lists: Lists
    ) -> None:
        super().__init__()
        self._fn = _ExtractFn(config, window_ms, mode.streaming, profiled, beside, lists)

    def expand(self, pcoll):
        """Apply the step and name its outputs."""
        reduce = beam.ParDo(self._fn).with_output_types(
            tuple[bytes, bytes],
            **dict.fromkeys((NOTED, COUNTED, ACTIVE, USED), tuple[bytes, bytes]),
            **{REJECTED: bytes},
        )
        outputs = pcoll | "Decode and reduce" >> reduce.with_outputs(
            NOTED, COUNTED, ACTIVE, USED, REJECTED, main=SIGHTED
        )
        return {name: outputs[name] for name in (SIGHTED, NOTED, COUNTED, ACTIVE, USED, REJECTED)}


class _ExtractFn(beam.DoFn):
    RECORDS = Metrics.counter("records", CLOUDTRAIL)

    def __init__(
        self, config: Config, window_ms: int, streaming: bool, profiled: bool, beside: Enrichment, lists: Lists
    ) -> None:
        self._config, self._window_ms, self._profiled = config, window_ms, profiled
        self._beside, self._lists = beside, lists
        self._held = 0 if streaming else MOST_HELD

    def setup(self) -> None:
        geo = self._config.geo
        known = self._beside.load()
        whereabouts = Whereabouts(known, organisation(self._config.accounts, known))
        network = known.network if geo.asn else None
        self._extractor = Extractor(self._config, self._window_ms, self._profiled, network, known.place, whereabouts)
        self._progress = Progress(CLOUDTRAIL)

    def process(self, batch: tuple[str, bytes]) -> Iterable[object]:
        source, data = batch
        decoded = decode(data, source)
        self.RECORDS.inc(len(decoded.records))
        self._progress.add(len(decoded.records))
        for rejected in decoded.rejected:
            yield rejection(rejected, CLOUDTRAIL)
        for reason, count in decoded.skipped.items():
            skip(CLOUDTRAIL, reason, count)
        book = self._lists.changed()
        if book is not None:
            self._extractor.use(book)
        extraction = self._extractor.extract(decoded.records)
        for reason, count in extraction.dropped.items():
            skip(CLOUDTRAIL, reason, count)
        for rule, count in extraction.failed.items():
            Metrics.counter("rule errors", rule).inc(count)
        for keyed in extraction.sightings:
            yield keyed.key.to_bytes(), SIGHTINGS.encode(keyed.sighting)
        for account, notes in extraction.notes:
            yield TaggedOutput(NOTED, (account.encode(), NOTES.encode(notes)))
        for group, counted in extraction.counted:
            yield TaggedOutput(COUNTED, (group, RULE_NOTES.encode(counted)))
        collector = self._extractor.collector
        if collector is not None and len(collector) > self._held:
            for keyed_activities in _active(collector):
                yield TaggedOutput(ACTIVE, keyed_activities)
        uses = self._extractor.uses
        if uses is not None and len(uses) > self._held:
            for used in _used(uses):
                yield TaggedOutput(USED, used)

    def finish_bundle(self) -> Iterable[object]:
        collector = self._extractor.collector
        if collector is not None:
            for keyed_activities in _active(collector):
                yield TaggedOutput(ACTIVE, GlobalWindows.windowed_value(keyed_activities, MIN_TIMESTAMP))
        if self._extractor.uses is not None:
            for used in _used(self._extractor.uses):
                yield TaggedOutput(USED, GlobalWindows.windowed_value(used, MIN_TIMESTAMP))


def _used(collector: UseCollector) -> list[tuple[bytes, bytes]]:
    """What a collector holds, as one element for each account."""
    return grouped(collector.take(), CREDENTIAL_USES)


def _active(collector: Collector) -> list[tuple[bytes, bytes]]:
    """What a collector holds, as one element for each principal."""
    seen = ((key.to_bytes(), Seen(activity.end_ms, activity=activity)) for key, activity in collector.take())
    return grouped(seen, SEEN)
