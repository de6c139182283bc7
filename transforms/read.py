"""Reading files: each becomes a few batches of bytes that can be decoded on their own.

A batch is (source, data): the file's path, and whole records in whatever wrapping.
"""

from collections.abc import Iterable

import apache_beam as beam
from apache_beam.io.fileio import EmptyMatchTreatment, MatchAll
from apache_beam.io.filesystem import CompressionTypes, FileMetadata
from apache_beam.io.filesystems import FileSystems
from apache_beam.metrics import Metrics
from models.containers.batches import read_batches

from models.cloudtrail.paths import skip_reason
from models.rejected import Rejected
from transforms.rejected import REJECTED, rejection

BATCHES = "batches"


class ReadFiles(beam.PTransform):
    """Read the files of some patterns.

    Input: the pipeline. Outputs, by name: ``batches``, and ``rejected`` for what of a file cannot be read. Files
    are spread over the workers; one that holds another thing than CloudTrail events is skipped and counted.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        super().__init__()
        self._patterns = list(patterns)

    def expand(self, pbegin):
        """Match, leave out, spread, read."""
        read = beam.ParDo(_ReadFn()).with_output_types(tuple[str, bytes], **{REJECTED: bytes})
        outputs = (
            pbegin
            | "Patterns" >> beam.Create(self._patterns)
            | "Match files" >> MatchAll(EmptyMatchTreatment.ALLOW)
            | "Leave other files out" >> beam.FlatMap(_wanted).with_output_types(str)
            | "Spread files" >> beam.Reshuffle()
            | "Read batches" >> read.with_outputs(REJECTED, main=BATCHES)
        )
        return {BATCHES: outputs[BATCHES], REJECTED: outputs[REJECTED]}


def _wanted(file: FileMetadata) -> Iterable[str]:
    reason = skip_reason(file.path, file.size_in_bytes)
    if reason is None:
        yield file.path
    else:
        Metrics.counter("skipped", reason).inc()


class _ReadFn(beam.DoFn):
    """Reads one file. One that cannot be opened fails the bundle, and so in the end the run, with its name."""

    FILES = Metrics.counter("read", "files")
    BYTES = Metrics.counter("read", "bytes")

    def process(self, path: str) -> Iterable[object]:
        self.FILES.inc()
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as file:
            for piece in read_batches(file, path):
                if isinstance(piece, Rejected):
                    yield rejection(piece)
                else:
                    self.BYTES.inc(len(piece))
                    yield path, piece
