"""Snapshots: what a bounded run has learnt becomes files, and the files start another job."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

import apache_beam as beam
import fastavro
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from apache_beam.metrics import Metrics
from apache_beam.pvalue import AsSingleton, PCollection, TaggedOutput

from models.snapshots import Kept, from_avro, schema, to_avro
from models.times import END_OF_TIME
from transforms.fold import Forward
from transforms.places import STATES
from transforms.read import ListFiles
from transforms.write import AVRO


class ReadSnapshots(beam.PTransform):
    """Read snapshots for the folds of this job.

    Input: the pipeline. Outputs, by fold: (key, `Kept` as bytes), at the beginning of time, so that no watermark passes
    before all have been read. Counted: restored states by fold, and those of folds that this job does not have.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        super().__init__()
        self._patterns = list(patterns)

    def expand(self, pbegin):
        """List, read."""
        pair = tuple[bytes, bytes]
        read = beam.ParDo(_ReadFn()).with_output_types(pair, **dict.fromkeys(STATES, pair))
        files = pbegin | "List snapshots" >> ListFiles(self._patterns)
        outputs = files | "Read rows" >> read.with_outputs(*STATES)
        return {fold: outputs[fold] for fold in STATES}


class _ReadFn(beam.DoFn):
    """Reads one file. One that cannot be read fails the run with its name: half a profile misleads."""

    def process(self, file: tuple[str, int]) -> Iterable[object]:
        path, _ = file
        try:
            yield from self._read(path)
        except Exception as error:
            msg = f"{path}: {type(error).__name__}: {error}"
            raise OSError(msg) from error

    def _read(self, path: str) -> Iterable[object]:
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as stream:
            for row in fastavro.reader(stream):
                fold, key, kept = from_avro(cast(dict[str, Any], row))
                known = fold in STATES
                Metrics.counter("profiles", f"{fold} {'restored' if known else 'unknown'}").inc()
                if known:
                    yield TaggedOutput(fold, (key, kept.to_bytes()))


class WriteSnapshots(beam.PTransform):
    """Write what the folds of a bounded run know at its end.

    Input: fold -> (key, `Kept` as bytes), each state as it was when its last item had been folded. Output: none that
    matters; files ``PREFIX-SSSSS-of-NNNNN.avro``.

    All states are brought to one instant, the latest that each fold has come to with one key or another: what falls due
    until then is over, and was put out by this run; what has expired is not written. What falls due later is left to
    the job that goes on. No fold goes by the longer windows of another: these may end after what was read. What is
    carried along is written as it was read.

    Args:
        prefix: of the files.
        window_ms: the size of the windows that the job folds.
        forward: fold -> what brings its states forward.
        carried: fold -> (key, `Kept` as bytes) of folds that the job does not have.
    """

    def __init__(
        self,
        prefix: str,
        window_ms: int,
        forward: Mapping[str, Forward],
        carried: Mapping[str, PCollection] | None = None,
    ) -> None:
        super().__init__()
        self._prefix, self._window_ms, self._forward = prefix, window_ms, dict(forward)
        self._carried = dict(carried or {})

    def expand(self, left):
        """Find the instant, bring forward, write."""
        instants = [
            states | f"How far {fold} came" >> beam.Map(_folded_to, fold).with_output_types(tuple[str, int])
            for fold, states in left.items()
        ]
        reached = (
            instants
            | "All instants" >> beam.Flatten()
            | "Latest of each" >> beam.CombinePerKey(max)
            | "Reached by all" >> beam.Values().with_output_types(int)
            | "Earliest" >> beam.CombineGlobally(_earliest)
        )
        rows = [
            states | f"Bring {fold} forward" >> beam.FlatMap(_row, fold, self._forward[fold], AsSingleton(reached))
            for fold, states in left.items()
        ]
        rows += [states | f"Carry {fold}" >> beam.FlatMap(_written, fold) for fold, states in self._carried.items()]
        return (
            rows
            | "All rows" >> beam.Flatten()
            | "Write Avro"
            >> beam.io.WriteToAvro(
                self._prefix,
                schema(self._window_ms, {fold: STATES[fold].version for fold in (*left, *self._carried)}),
                file_name_suffix=AVRO,
            )
        )


def _folded_to(element: tuple[bytes, bytes], fold: str) -> tuple[str, int]:
    return fold, Kept.from_bytes(element[1]).folded_to_ms


def _earliest(instants: Iterable[int]) -> int:
    return min(instants, default=END_OF_TIME)


def _row(element: tuple[bytes, bytes], fold: str, forward: Forward, to_ms: int) -> Iterator[dict[str, Any]]:
    key, kept = element
    later = forward(key, kept, to_ms)
    if later is not None:
        yield from _written((key, later), fold)


def _written(element: tuple[bytes, bytes], fold: str) -> Iterator[dict[str, Any]]:
    key, kept = element
    Metrics.counter("profiles", f"{fold} written").inc()
    yield to_avro(fold, key, Kept.from_bytes(kept))
