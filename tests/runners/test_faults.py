"""Nothing is lost and nothing counted twice, whatever happens to a job on a Flink cluster while it reads.

Each test does one thing to it, halfway through `Interrupted`, and then compares the findings, byte for byte, with those
of an undisturbed run.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pubsub.emulator import PubSubEmulator
from tests.pubsub.proxy import Proxy
from tests.runners.flink import FlinkCluster
from tests.runners.interrupted import Interrupted, Servers
from tests.runners.job_server import JobServer
from tests.runners.organisation import Organisation, organisation
from tests.runners.worker_processes import WorkerProcesses

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Organisation:
    return organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture(scope="module")
def servers(flink_cluster: FlinkCluster, pubsub_emulator: PubSubEmulator) -> Iterator[Servers]:
    with JobServer(flink_cluster.master) as job_server:
        yield Servers(pubsub_emulator, flink_cluster, job_server)


@pytest.fixture
def stream(played: Organisation, servers: Servers, tmp_path: Path) -> Interrupted:
    return Interrupted(played, servers, tmp_path)


def test_a_taskmanager_is_killed(stream: Interrupted):
    """The workers end with it, and their leases with them."""
    cluster = stream.servers.cluster
    with WorkerProcesses() as workers, stream.job(workers) as job:
        stream.begin(job)
        before = workers.running()
        cluster.kill_taskmanager(cluster.taskmanagers()[0])
        cluster.start_taskmanager()
        job.wait(lambda: not any(worker.running for worker in before), "end of the workers")
        stream.redeliver()
        stream.end(job)
        assert stream.restored() >= 1


def test_the_workers_are_killed(stream: Interrupted):
    """What they held is delivered again when nobody has extended its deadline for a minute."""
    with WorkerProcesses() as workers, stream.job(workers) as job:
        stream.begin(job)
        assert workers.kill() == 2
        stream.end(job)
        assert stream.restored() >= 1


def test_pub_sub_is_out_of_reach(stream: Interrupted):
    """The job does not fail; it waits."""
    with (
        Proxy(stream.servers.emulator.host) as proxy,
        WorkerProcesses({"PUBSUB_EMULATOR_HOST": proxy.host}) as workers,
        stream.job(workers) as job,
    ):
        stream.begin(job)
        assert proxy.take_down() > 0
        job.wait(lambda: proxy.refused >= 3, "three attempts to connect")
        proxy.bring_up()
        stream.end(job)
        assert stream.restored() == 0


def test_everything_is_delivered_again(stream: Interrupted):
    """What is being worked on, and what was acknowledged long ago."""
    with WorkerProcesses() as workers, stream.job(workers) as job:
        stream.begin(job)
        stream.redeliver()
        stream.publish(stream.sent.values())
        stream.end(job)


def test_the_job_is_stopped_and_goes_on_from_its_savepoint(stream: Interrupted, tmp_path: Path):
    with WorkerProcesses() as workers:
        with stream.job(workers) as job:
            stream.begin(job)
            savepoint = stream.servers.cluster.stop(stream.job_id, tmp_path)
        stream.publish_some_of_the_rest()
        with stream.job(workers, f"--savepoint_path={savepoint}") as job:
            stream.end(job)
            assert stream.restored() == 1
