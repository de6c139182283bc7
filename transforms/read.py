"""Reading files: each becomes a few batches of bytes that can be decoded on their own.

A batch is (source, data): the file's path, and whole records in whatever wrapping.
"""

from collections.abc import Iterable

import apache_beam as beam
from apache_beam.io.fileio import EmptyMatchTreatment, MatchAll
from apache_beam.io.filesystem import CompressionTypes, FileMetadata
from apache_beam.io.filesystems import FileSystems
from apache_beam.metrics import Metrics

from models.log_source import LogSource
from models.rejected import Rejected, reject
from transforms.rejected import REJECTED, rejection, skip

BATCHES = "batches"


class ListFiles(beam.PTransform):
    """Find the files of some patterns, once.

    Input: the pipeline. Output: (path, size), spread over the workers.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        super().__init__()
        self._patterns = list(patterns)

    def expand(self, pbegin):
        """Match, spread."""
        return (
            pbegin
            | "Patterns" >> beam.Create(self._patterns)
            | "Match files" >> MatchAll(EmptyMatchTreatment.ALLOW)
            | "Path and size" >> beam.Map(_path_and_size).with_output_types(tuple[str, int])
            | "Spread files" >> beam.Reshuffle()
        )


def _path_and_size(file: FileMetadata) -> tuple[str, int]:
    return file.path, file.size_in_bytes


class ReadFiles(beam.PTransform):
    """Read files into batches.

    Input: (path, size). Outputs, by name: ``batches``, and ``rejected`` for what of a file cannot be read. An
    object of an AWS log tree that is not the source's own is skipped and counted.
    """

    def __init__(self, log: LogSource) -> None:
        super().__init__()
        self._log = log

    def expand(self, pcoll):
        """Leave out, read."""
        read = beam.ParDo(_ReadFn(self._log)).with_output_types(tuple[str, bytes], **{REJECTED: bytes})
        outputs = pcoll | "Read batches" >> read.with_outputs(REJECTED, main=BATCHES)
        return {BATCHES: outputs[BATCHES], REJECTED: outputs[REJECTED]}


class _ReadFn(beam.DoFn):
    """Reads one file.

    One that cannot be read fails the bundle, and so in the end the run, with its name; one that is gone since it was
    listed is rejected, as trying again would not bring it back.
    """

    FILES = Metrics.counter("read", "files")
    BYTES = Metrics.counter("read", "bytes")

    def __init__(self, log: LogSource) -> None:
        self._log = log

    def process(self, file: tuple[str, int]) -> Iterable[object]:
        path, size = file
        reason = self._log.skip_reason(path, size)
        if reason:
            skip(self._log.name, reason)
            return
        self.FILES.inc()
        try:
            yield from self._read(path)
        except Exception:
            if FileSystems.exists(path):
                raise
            gone = reject("vanished-file", "the file is gone since it was listed", path, b"")
            yield rejection(gone, self._log.name)

    def _read(self, path: str) -> Iterable[object]:
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as stream:
            for piece in self._log.read_batches(stream, path):
                if isinstance(piece, Rejected):
                    yield rejection(piece, self._log.name)
                else:
                    self.BYTES.inc(len(piece))
                    yield path, piece
