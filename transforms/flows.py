"""Flow logs: batches become traffic by owner and window, and what detectors make of it."""

from collections.abc import Iterable, Iterator

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput
from apache_beam.transforms.window import GlobalWindows
from apache_beam.utils.timestamp import MIN_TIMESTAMP

from models.codecs import FLOW_MEMORIES, FLOW_SLICES, WINDOW_CASES
from models.config.config import Config
from models.detectors.flows.fold import FlowFolder
from models.detectors.registry import FLOW_DETECTORS, FLOW_TYPES
from models.flows.reduce import Reducer
from models.vpc_flow import VPC_FLOW
from models.vpc_flow.fields import Formats
from models.vpc_flow.gathered import Decoded
from models.vpc_flow.joining import Joiner
from transforms.enrichment import Enrichment
from transforms.fold import Codecs, FoldInOrder, Mode, WarmStart
from transforms.keyed import grouped
from transforms.lists import Lists
from transforms.places import FLOWS
from transforms.progress import Progress
from transforms.rejected import REJECTED, rejection, skip
from transforms.windows import settings_of

SLICED = "slices"

#: Records that are held back, in a bounded run, so that slices are large: some 40 MB.
MOST_HELD = 500_000


class ExtractFlows(beam.PTransform):
    """Decode batches and reduce them, within one step.

    Input: (source, data). Outputs, by name: ``slices``, (owner, its slices), and ``rejected``, JSON lines. An element
    is what a batch (in a bounded run a bundle, or `MOST_HELD` records) holds of an owner. A stream takes up changed
    lists (`transforms.lists`). Counted: records, rejected ones by reason, what was skipped and why.
    """

    def __init__(self, config: Config, formats: Formats, mode: Mode, beside: Enrichment, lists: Lists) -> None:
        super().__init__()
        self._fn = _ExtractFn(config, formats, mode.streaming, beside, lists)

    def expand(self, pcoll):
        """Apply the step and name its outputs."""
        reduce = beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes], **{REJECTED: bytes})
        outputs = pcoll | "Decode and reduce" >> reduce.with_outputs(REJECTED, main=SLICED)
        return {name: outputs[name] for name in (SLICED, REJECTED)}


class _ExtractFn(beam.DoFn):
    RECORDS = Metrics.counter("records", VPC_FLOW)

    def __init__(self, config: Config, formats: Formats, streaming: bool, beside: Enrichment, lists: Lists) -> None:
        self._config, self._formats, self._beside, self._lists = config, formats, beside, lists
        self._streaming, self._held = streaming, 0 if streaming else MOST_HELD

    def setup(self) -> None:
        self._reducer = Reducer(self._beside.load().inventory, self._config.accounts)
        self._joiner = Joiner(self._formats)
        self._progress = Progress(VPC_FLOW)

    def process(self, batch: tuple[str, bytes]) -> Iterable[object]:
        book = self._lists.changed()
        if book is not None:
            self._reducer.use(book)
        for decoded in self._joiner.add(*batch):
            yield from self._reduced(decoded)
        if self._streaming:
            for decoded in self._joiner.take():
                yield from self._reduced(decoded)
        if len(self._reducer) > self._held:
            yield from _by_owner(self._reducer)

    def finish_bundle(self) -> Iterable[object]:
        for decoded in self._joiner.take():
            for tagged in self._reduced(decoded):
                yield TaggedOutput(tagged.tag, GlobalWindows.windowed_value(tagged.value, MIN_TIMESTAMP))
        for element in _by_owner(self._reducer):
            yield GlobalWindows.windowed_value(element, MIN_TIMESTAMP)

    def _reduced(self, decoded: Decoded) -> Iterator[TaggedOutput]:
        """Hold a batch's records for the next slices; give what was rejected of it."""
        count = decoded.table.num_rows
        self.RECORDS.inc(count)
        self._progress.add(count)
        self._reducer.add(decoded.table)
        for skipped in (decoded.skipped, self._reducer.take_skipped()):
            for reason, times in skipped.items():
                skip(VPC_FLOW, reason, times)
        return (rejection(rejected, VPC_FLOW) for rejected in decoded.rejected)


def _by_owner(reducer: Reducer) -> list[tuple[bytes, bytes]]:
    """What a reducer holds, as one element for each owner."""
    return grouped(((owner.to_bytes(), one) for owner, one in reducer.take()), FLOW_SLICES)


class JudgeTraffic(beam.PTransform):
    """Fold each owner's slices, and judge its windows.

    Input: (owner, its slices). Output: (owner, its cases): all that one firing makes. Windowing, emission and state:
    `FoldInOrder`; some tens of kB for each owner, and 8 bytes for each record within the allowed lateness; forgotten
    after 63 days.
    """

    def __init__(self, config: Config, mode: Mode, warm: WarmStart, vectors: bool) -> None:
        super().__init__()
        folder = FlowFolder(
            FLOW_DETECTORS, settings_of(config, FLOW_TYPES), config.learning.days, mode.allowed_lateness_ms, vectors
        )
        self._fold = FoldInOrder(
            folder, Codecs(FLOW_SLICES, FLOW_MEMORIES, WINDOW_CASES), mode, FLOWS, warm, together=True
        )

    def expand(self, pcoll):
        """Fold."""
        return pcoll | "Fold traffic" >> self._fold
