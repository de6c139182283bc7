"""A job on a Flink cluster that reads a subscription, and that something is done to halfway.

It is interrupted when folding is under way, and of the messages that were sent some are acknowledged, some delivered
but not yet acknowledged, and some not delivered. Then the rest is sent. In the end there are the same findings as
without the interruption, and every message is acknowledged.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tests.pubsub.emulator import Counts, PubSubEmulator
from tests.records import at, event
from tests.runners.flink import FlinkCluster
from tests.runners.job_server import JobServer
from tests.runners.organisation import STREAM, Organisation
from tests.runners.stream_jobs import CHECKPOINTS, StreamJob, running
from tests.runners.worker_processes import WorkerProcesses

#: What a lost worker held is delivered again within 60 s; a TaskManager's death is noticed after 10.
PATIENCE = 300.0


class Servers(NamedTuple):
    """What the job runs on and reads from."""

    emulator: PubSubEmulator
    cluster: FlinkCluster
    job_server: JobServer


class Interrupted:
    """A subscription, and the job that reads it.

    Attributes:
        topic: where its messages are published.
        subscription: what the job reads.
    """

    def __init__(self, played: Organisation, servers: Servers, directory: Path) -> None:
        """Makes the subscription.

        Args:
            played: what is sent, and what is to be found.
            servers: what the job runs on.
            directory: empty; its name tells one subscription from another, and the findings are written to it.
        """
        self.servers, self._played, self._findings = servers, played, directory / "findings"
        *self._before, self._halfway, self._after = played.parts(seed=1)
        self.topic = servers.emulator.create_topic(directory.name)
        self.subscription = servers.emulator.create_subscription(self.topic, directory.name)
        #: What was published: id -> data.
        self.sent: dict[str, bytes] = {}

    @contextmanager
    def job(self, workers: WorkerProcesses, *options: str) -> Iterator[StreamJob]:
        """Runs the job, with options on top of its own; it is cancelled at the end."""
        argv = [f"--cloudtrail={self.subscription}", f"--findings={self._findings}", *self._played.options]
        argv += [*STREAM, "--readers=1", CHECKPOINTS, *options]
        with running([*argv, *self.servers.job_server.options(environment=workers.options)]) as job:
            yield job

    @property
    def job_id(self) -> str:
        """The running job's."""
        (job,) = (job for job in self.servers.cluster.jobs() if job.active)
        return job.id

    def restored(self) -> int:
        """How often the running job has begun with what was saved."""
        return self.servers.cluster.checkpoints(self.job_id).restored

    def begin(self, job: StreamJob) -> None:
        """Sends the first half; returns in the middle of the delivery of its last part.

        Folding begins with the third part, when the watermark leaves the first.
        """
        for part in self._before:
            self.publish(part)
            self.all_acknowledged(job)
        delivered = self._counts.delivered
        self.publish(self._halfway)
        job.wait(lambda: self._counts.delivered > delivered, "delivery")

    def publish(self, messages: Iterable[bytes]) -> None:
        """Publishes messages."""
        messages = list(messages)
        self.sent |= zip(self.servers.emulator.publish(self.topic, messages), messages, strict=True)

    def publish_some_of_the_rest(self) -> None:
        """Publishes every other message of the second half."""
        self.publish(self._after[::2])
        del self._after[::2]

    def redeliver(self) -> None:
        """Lets the deadlines of all unacknowledged messages pass."""
        self.servers.emulator.redeliver(self.subscription, self.sent)

    def all_acknowledged(self, job: StreamJob) -> None:
        """Waits until every message is."""
        job.wait(self._acknowledged, "acknowledgement of all", PATIENCE)

    def end(self, job: StreamJob) -> None:
        """Sends the rest, and holds the findings against those of an undisturbed run."""
        self.all_acknowledged(job)
        self.publish(self._after)
        self.all_acknowledged(job)
        self._close(job)
        assert job.lines(self._findings, len(self._played.findings)) == self._played.findings

    def _close(self, job: StreamJob) -> None:
        """Moves the watermark behind all that was sent, by an event in which nothing is found."""
        self.publish([json.dumps(event("iam", "ListUsers", eventTime=at("12:00:00", days=7))).encode()])
        self.all_acknowledged(job)

    def _acknowledged(self) -> bool:
        return self._counts.acknowledged == self._counts.published

    def _files(self) -> list[Path]:
        return list(self._findings.parent.glob(f"{self._findings.name}-*"))

    @property
    def _counts(self) -> Counts:
        return self.servers.emulator.counts(self.topic)
