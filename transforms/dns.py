"""DNS logs: batches become what each client asked for in a window, and what detectors make of it."""

from collections.abc import Iterable

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from models.codecs import (
    FLEET_MEMORIES,
    KEYED_SIGHTINGS_TOGETHER,
    PRESENCES_IN_FLEET,
    QUERY_MEMORIES,
    QUERY_SLICES,
    WINDOW_CASES,
)
from models.config.config import Config
from models.detectors.dns.fleet import FleetFolder
from models.detectors.dns.fold import QueryFolder
from models.detectors.registry import DNS_DETECTORS, DNS_TYPES
from models.dns import DNS
from models.dns.decode import decode
from models.queries.reduce import Reducer
from transforms.enrichment import Enrichment
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import each_by_finding, grouped
from transforms.lists import Lists
from transforms.places import CLIENTS, FLEET
from transforms.progress import Progress
from transforms.rejected import REJECTED, rejection, skip
from transforms.windows import settings_of

ASKED = "asked"

#: Lookups that are held back, in a bounded run, so that slices are large: some 60 MB.
MOST_HELD = 100_000

#: What is known of the fleet is known in one place.
_WHOLE_FLEET = b"fleet"


class ExtractQueries(beam.PTransform):
    """Decode batches and reduce them, within one step.

    Input: (source, data). Outputs, by name: ``asked``, (owner, its slices), and ``rejected``, JSON lines. An element is
    what a batch (in a bounded run a bundle, or `MOST_HELD` lookups) holds of an owner. A stream takes up changed lists
    (`transforms.lists`). Counted: records, rejected ones by reason, what was skipped and why.
    """

    def __init__(self, config: Config, mode: Mode, beside: Enrichment, lists: Lists) -> None:
        super().__init__()
        self._fn = _ExtractFn(config, mode.streaming, beside, lists)

    def expand(self, pcoll):
        """Apply the step and name its outputs."""
        reduce = beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes], **{REJECTED: bytes})
        outputs = pcoll | "Decode and reduce" >> reduce.with_outputs(REJECTED, main=ASKED)
        return {name: outputs[name] for name in (ASKED, REJECTED)}


class _ExtractFn(beam.DoFn):
    RECORDS = Metrics.counter("records", DNS)

    def __init__(self, config: Config, streaming: bool, beside: Enrichment, lists: Lists) -> None:
        self._config, self._beside, self._lists = config, beside, lists
        self._held = 0 if streaming else MOST_HELD

    def setup(self) -> None:
        self._reducer = Reducer(self._beside.load().inventory, self._config.accounts)
        self._progress = Progress(DNS)

    def process(self, batch: tuple[str, bytes]) -> Iterable[object]:
        source, data = batch
        decoded = decode(data, source)
        count = len(decoded.queries)
        self.RECORDS.inc(count)
        self._progress.add(count)
        for rejected in decoded.rejected:
            yield rejection(rejected, DNS)
        book = self._lists.changed()
        if book is not None:
            self._reducer.use(book)
        self._reducer.add(decoded.queries)
        for skipped in (decoded.skipped, self._reducer.take_skipped()):
            for reason, times in skipped.items():
                skip(DNS, reason, times)
        if len(self._reducer) > self._held:
            yield from _by_owner(self._reducer)

    def finish_bundle(self) -> Iterable[object]:
        for element in _by_owner(self._reducer):
            yield GlobalWindows.windowed_value(element, MIN_TIMESTAMP)


def _by_owner(reducer: Reducer) -> list[tuple[bytes, bytes]]:
    """What a reducer holds, as one element for each owner."""
    return grouped(((owner.to_bytes(), one) for owner, one in reducer.take()), QUERY_SLICES)


class JudgeQueries(beam.PTransform):
    """Fold each owner's slices, and judge its windows.

    Input: (owner, its slices). Output: (owner, its cases): all that one firing makes. Windowing, emission and state:
    `FoldInOrder`; some tens of kB for each owner; forgotten after 63 days.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart, vectors: bool) -> None:
        super().__init__()
        folder = QueryFolder(
            DNS_DETECTORS, settings_of(config, DNS_TYPES), config.learning.days, mode.allowed_lateness_ms, vectors
        )
        self._fold = FoldInOrder(
            folder, Codecs(QUERY_SLICES, QUERY_MEMORIES, WINDOW_CASES), mode, CLIENTS, warm, together=True
        )

    def expand(self, pcoll):
        """Fold."""
        return pcoll | "Fold queries" >> self._fold


class WatchFleet(beam.PTransform):
    """Fold what looks made up of all clients, and find what none of them had asked for before.

    Input: (owner, its cases). Output: (finding key, sighting). Windowing, emission and state: `FoldInOrder`; one key,
    as a domain is new when nobody has asked for it, and bounded. What comes to it is little: of each client a few
    lookups of what looks made up, and once a day that it was there.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart) -> None:
        super().__init__()
        folder = FleetFolder(settings_of(config, DNS_TYPES), config.learning.days)
        codecs = Codecs(PRESENCES_IN_FLEET, FLEET_MEMORIES, KEYED_SIGHTINGS_TOGETHER)
        self._fold = FoldInOrder(folder, codecs, mode, FLEET, warm, together=True)

    def expand(self, pcoll):
        """Fold, then key by finding."""
        return (
            pcoll
            | "Presences" >> beam.FlatMap(_presences).with_output_types(tuple[bytes, bytes])
            | "Fold fleet" >> self._fold
            | "Key by finding" >> beam.FlatMap(each_by_finding).with_output_types(tuple[bytes, bytes])
        )


def _presences(element: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """From (owner, its cases) to (the fleet, what it hears of them)."""
    present = [case.presence for case in WINDOW_CASES.decode(element[1]) if case.presence]
    return [(_WHOLE_FLEET, PRESENCES_IN_FLEET.encode(present))] if present else []
