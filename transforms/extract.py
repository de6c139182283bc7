"""Extraction: batches of raw log become what detectors saw in them; nothing raw goes further."""

from collections.abc import Iterable

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.pvalue import TaggedOutput

from models.cloudtrail.decode import decode
from models.cloudtrail.record import CLOUDTRAIL
from models.codecs import NOTES, SIGHTINGS
from models.config.config import Config
from models.detectors.extract import Extractor
from transforms.progress import Progress
from transforms.rejected import REJECTED, rejection

SIGHTED, NOTED = "sightings", "notes"


class ExtractCloudTrail(beam.PTransform):
    """Decode batches and reduce them, within one step.

    Input: (source, data). Outputs, by name:

    - ``sightings``: (finding key, sighting), for what single records decide;
    - ``notes``: (account, notes), for what an account's history decides;
    - ``rejected``: JSON lines.

    An element is a batch's worth of one finding, or account, in one window. Counted: records, rejected ones by
    reason, what was skipped and why.
    """

    def __init__(self, config: Config, window_ms: int) -> None:
        super().__init__()
        self._fn = _ExtractFn(config, window_ms)

    def expand(self, pcoll):
        """Apply the step and name its outputs."""
        reduce = beam.ParDo(self._fn).with_output_types(
            tuple[bytes, bytes], **{NOTED: tuple[bytes, bytes], REJECTED: bytes}
        )
        outputs = pcoll | "Decode and reduce" >> reduce.with_outputs(NOTED, REJECTED, main=SIGHTED)
        return {name: outputs[name] for name in (SIGHTED, NOTED, REJECTED)}


class _ExtractFn(beam.DoFn):
    RECORDS = Metrics.counter("records", CLOUDTRAIL)

    def __init__(self, config: Config, window_ms: int) -> None:
        self._config, self._window_ms = config, window_ms

    def setup(self) -> None:
        self._extractor = Extractor(self._config, self._window_ms)
        self._progress = Progress(CLOUDTRAIL)

    def process(self, batch: tuple[str, bytes]) -> Iterable[object]:
        source, data = batch
        decoded = decode(data, source)
        self.RECORDS.inc(len(decoded.records))
        self._progress.add(len(decoded.records))
        for rejected in decoded.rejected:
            yield rejection(rejected)
        for reason, count in decoded.skipped.items():
            Metrics.counter("skipped", reason).inc(count)
        extraction = self._extractor.extract(decoded.records)
        if extraction.unprotected:
            Metrics.counter("skipped", "s3-protection-off").inc(extraction.unprotected)
        for keyed in extraction.sightings:
            yield keyed.key.to_bytes(), SIGHTINGS.encode(keyed.sighting)
        for account, notes in extraction.notes:
            yield TaggedOutput(NOTED, (account.encode(), NOTES.encode(notes)))
