"""Ten minutes of steady input: what a job holds does not grow.

The simulator's organisation, background and scenarios, is played day after day into a subscription that a job on a
Flink cluster reads, with a checkpoint a second. Every day has event ids of its own, and happens to the same principals
and buckets: after the first one nothing is new, so what is held should stay as it is.

A series is **flat** when its trend over the second half of the run, the first being warm-up, comes to less than
`TOLERANCE` of its median in `SPAN`. The trend is the median of the slopes between all pairs of samples (Theil and Sen's
estimator), which neither the hour of the day nor a single outlier moves. Held to that are what a checkpoint has of the
folds, and the resident memory of the Python workers. What a checkpoint has of reading grows, as Flink's runner keeps
something for each bundle of a reader for ever (apache/beam 27648); it is held to `LEAK` for each of them. The job also
has to have run without a restart, and to have kept up: what is not acknowledged at the end is at most what came in
`DELAY`.

``python -m tests.runners.soak`` prints a line for each sample and the verdict, and ends with 1 when that is bad.
"""

import argparse
import itertools
import json
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import ExitStack, redirect_stdout
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from tests.pubsub.emulator import PubSubEmulator
from tests.runners.flink import FlinkCluster
from tests.runners.job_server import JobServer
from tests.runners.organisation import organisation
from tests.runners.stream_jobs import CHECKPOINTS, running
from tests.runners.worker_processes import WorkerProcesses
from transforms.stream import SPAN as BUNDLE

#: Growth in `SPAN` seconds that is none, as a share of the median.
TOLERANCE, SPAN = 0.10, 600.0

#: What the runner may keep of a reader's bundle, in bytes: 7 kB measured, most of it the job's options.
LEAK = 10_000

#: Seconds that a message may take to be acknowledged, and of the input that it may be out of order by.
DELAY, DISORDER = 60.0, 30.0

#: In the names of the tasks that read.
READING = "Read CloudTrail"

_DAY = timedelta(days=1)
_TICK = 0.5
_READY = 180.0


class Sample(NamedTuple):
    """The state of things at one moment; sizes in bytes."""

    seconds: float
    published: int
    acknowledged: int
    folds: int
    reading: int
    rss: int
    findings: int

    def line(self) -> str:
        """The sample under `HEADING`."""
        return (
            f"{self.seconds:7.0f} {self.published:10,} {self.acknowledged:12,} {self.folds / 1e3:9,.1f} "
            f"{self.reading / 1e3:11,.1f} {self.rss / 1e6:16,.1f} {self.findings:8,}"
        )


HEADING = "seconds  published acknowledged folds, kB reading, kB workers' RSS, MB findings"


class Soak:
    """A job that reads what is played into its subscription; a context manager."""

    def __init__(self, rate: int) -> None:
        """Describes it without starting anything.

        Args:
            rate: messages per second.
        """
        self._rate = rate

    def __enter__(self) -> "Soak":
        with ExitStack() as stack:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guardbeam-soak-")))
            with redirect_stdout(sys.stderr):
                self._records = organisation(directory).records
            self._emulator = stack.enter_context(PubSubEmulator())
            self._cluster = stack.enter_context(FlinkCluster())
            server = stack.enter_context(JobServer(self._cluster.master))
            self._workers = stack.enter_context(WorkerProcesses())
            self._logs, self._findings = map(self._emulator.create_topic, ("logs", "findings"))
            subscription = self._emulator.create_subscription(self._logs, "logs")
            argv = [f"--cloudtrail={subscription}", f"--findings={self._findings}", "--readers=1", CHECKPOINTS]
            argv.append(f"--out_of_orderness={self._minutes_of_events(DISORDER)}")
            job = stack.enter_context(running([*argv, *server.options(environment=self._workers.options)]))
            self._emulator.publish(self._logs, [json.dumps(self._records[0]).encode()])
            job.wait(lambda: self._emulator.counts(self._logs).acknowledged == 1, "the job's start", _READY)
            self._job_id = next(job.id for job in self._cluster.jobs() if job.active)
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    def samples(self, seconds: float, every: float) -> Iterator[Sample]:
        """Feeds the job, and looks at it now and then."""
        events = self._events(days=int(seconds * self._rate / len(self._records)) + 2)
        began = time.monotonic()
        sent, looked = 0, 0.0
        while (now := time.monotonic() - began) < seconds:
            due = int(now * self._rate) - sent
            self._emulator.publish(self._logs, itertools.islice(events, due))
            sent += due
            if now - looked >= every:
                looked = now
                yield self._sample(now)
            time.sleep(_TICK)

    def faults(self, last: Sample) -> Iterator[str]:
        """What else is wrong at the end."""
        if restarts := self._cluster.checkpoints(self._job_id).restored:
            yield f"the job was restarted {restarts} times"
        if (behind := last.published - last.acknowledged) > DELAY * self._rate:
            yield f"{behind:,} messages are not acknowledged"

    def _sample(self, seconds: float) -> Sample:
        logs, findings = map(self._emulator.counts, (self._logs, self._findings))
        sizes = self._cluster.checkpoints(self._job_id).sizes
        reading = sum(size for task, size in sizes.items() if READING in task)
        folds = sum(sizes.values()) - reading
        return Sample(
            seconds, logs.published, logs.acknowledged, folds, reading, self._workers.rss(), findings.published
        )

    def _events(self, days: int) -> Iterator[bytes]:
        """The organisation's day, again and again, so that the last one is not in the future."""
        first = datetime.fromisoformat(self._records[0]["eventTime"])
        start = (datetime.now(UTC) - days * _DAY).date() - first.date()
        return (
            json.dumps(_moved(record, start, day)).encode() for day in itertools.count() for record in self._records
        )

    def _minutes_of_events(self, seconds: float) -> int:
        """How much event time is played in some seconds."""
        return round(seconds * self._rate / len(self._records) * _DAY.total_seconds() / 60)


def _moved(record: dict[str, Any], start: timedelta, day: int) -> dict[str, Any]:
    moment = datetime.fromisoformat(record["eventTime"]) + start + day * _DAY
    event_id = uuid.uuid5(uuid.NAMESPACE_OID, f"{record.get('eventID')} {day}")
    return {**record, "eventTime": f"{moment:%Y-%m-%dT%H:%M:%SZ}", "eventID": str(event_id)}


def growth(points: list[tuple[float, float]]) -> float:
    """The trend of a series in `SPAN`, as a share of its median.

    Args:
        points: seconds and value; at least two.
    """
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in itertools.combinations(points, 2)]
    return median(slopes) * SPAN / median(value for _, value in points)


def verdict(samples: list[Sample]) -> Iterator[tuple[str, bool]]:
    """What is said of each series, and whether it is as it should be."""
    half = samples[len(samples) // 2 :]
    for name, field in (("folds", "folds"), ("workers' RSS", "rss")):
        share = growth([(sample.seconds, getattr(sample, field)) for sample in half])
        flat = share < TOLERANCE
        yield f"{name}: {share:+.1%} in {SPAN / 60:.0f} minutes, {'flat' if flat else 'GROWS'}", flat
    reading = [(sample.seconds, float(sample.reading)) for sample in half]
    kept = growth(reading) * median(size for _, size in reading) / SPAN * BUNDLE
    known = kept <= LEAK
    told = "what the runner keeps" if known else f"MORE than the {LEAK:,} that the runner keeps"
    yield f"reading: {kept:+,.0f} bytes for a bundle of {BUNDLE:.0f} s, {told}", known


def main(argv: list[str] | None = None) -> int:
    """The command: 0 when all is flat and nothing else is wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.runners.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10, help="how long (default 10)")
    parser.add_argument("--every", type=float, default=15, help="seconds between two lines (default 15)")
    parser.add_argument("--rate", type=int, default=100, help="messages per second (default 100)")
    options = parser.parse_args(argv)
    samples: list[Sample] = []
    with Soak(options.rate) as soak:
        print(HEADING, flush=True)
        for sample in soak.samples(options.minutes * 60, options.every):
            samples.append(sample)
            print(sample.line(), flush=True)
        faults = list(soak.faults(samples[-1]))
    said = list(verdict(samples))
    print(*(line for line, _ in said), *faults, sep="\n")
    return int(bool(faults) or not all(good for _, good in said))


if __name__ == "__main__":
    sys.exit(main())
