"""One log source, wherever it comes from: files, files as they land, subscriptions."""

from typing import NamedTuple

import apache_beam as beam

from models.log_source import LogSource
from transforms.pubsub import ReadSubscription
from transforms.read import BATCHES, ListFiles, ReadFiles
from transforms.rejected import REJECTED
from transforms.stream import Pace
from transforms.watch import WatchFiles


class Inputs(NamedTuple):
    """Where a log source is read from.

    Attributes:
        patterns: file patterns.
        subscriptions: ``projects/P/subscriptions/S``.
        watch: follow the patterns as new files land.
        watch_interval_ms: how often they are listed then.
        readers: readers per subscription.
        pace: how the watermark of a stream moves.
    """

    patterns: list[str]
    subscriptions: list[str]
    watch: bool = False
    watch_interval_ms: int = 60_000
    readers: int = 2
    pace: Pace = Pace()

    @property
    def streaming(self) -> bool:
        """Whether reading never ends by itself."""
        return self.watch or bool(self.subscriptions)


class ReadSource(beam.PTransform):
    """Read a log source from wherever it is.

    Input: the pipeline. Outputs, by name: ``batches`` of (source, data), and ``rejected`` for what of a file cannot
    be read.
    """

    def __init__(self, log: LogSource, inputs: Inputs) -> None:
        super().__init__()
        self._log, self._inputs = log, inputs

    def expand(self, pbegin):
        """Read each input, put them together."""
        log, inputs = self._log, self._inputs
        batches, rejected = [], []
        if inputs.patterns:
            find = (
                WatchFiles(inputs.patterns, inputs.pace, inputs.watch_interval_ms)
                if inputs.watch
                else ListFiles(inputs.patterns)
            )
            read = pbegin | "List files" >> find | "Read files" >> ReadFiles(log)
            batches.append(read[BATCHES])
            rejected.append(read[REJECTED])
        batches += [
            pbegin | f"Read {name}" >> ReadSubscription(log, name, inputs.pace, inputs.readers)
            for name in inputs.subscriptions
        ]
        pipeline = pbegin.pipeline
        return {
            BATCHES: batches | "All batches" >> beam.Flatten(pipeline=pipeline),
            REJECTED: rejected | "All unreadable" >> beam.Flatten(pipeline=pipeline),
        }
