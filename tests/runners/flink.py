"""A standalone Flink session cluster on this machine: one JobManager and some TaskManagers, each its own process.

Unlike the job server's mini cluster it has what breaks in production: serialisation between processes, slots that
run out, TaskManagers that die, savepoints. The jars come from PyPI, which has no start scripts; what those would
compute, memory above all, is in `tests.runners.flink_conf`.

``python -m tests.runners.flink`` starts a cluster of one TaskManager with a job server in front, prints the Beam
options that use it, and runs until it is interrupted.
"""

import signal
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.runners.flink_conf import JOBMANAGER_JVM, TASKMANAGER_JVM, write_conf
from tests.runners.flink_jars import flink_jars
from tests.runners.flink_rest import Checkpoints, FlinkRest, Job
from tests.runners.job_server import JobServer, job_server_jar
from tests.runners.processes import Server
from tests.runners.tools import java

_READY = 60.0


class FlinkCluster:
    """A running cluster, on ports of the operating system's choice; a context manager.

    Beam is on its class path. Every job brings it too, and that copy stays unused: so a TaskManager loads Beam once,
    and not once for each job.
    """

    def __init__(self, taskmanagers: int = 2, settings: Mapping[str, object] | None = None) -> None:
        """Describes the cluster without starting it.

        Args:
            taskmanagers: how many to start with, of `flink_conf.SLOTS` slots each.
            settings: Flink options on top of `flink_conf`'s, such as ``{"state.backend.type": "rocksdb"}``.
        """
        self._wanted = taskmanagers
        self._settings = dict(settings or {})
        self._taskmanagers: list[Server] = []

    def __enter__(self) -> Self:
        self._java, self._class_path = java(), _class_path()
        with ExitStack() as stack:
            self._directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guardbeam-flink-")))
            stack.callback(self._stop_taskmanagers)
            self._start_jobmanager(stack)
            stack.callback(self._try_to_cancel)
            for index in range(self._wanted):
                self._launch_taskmanager(index)
            for index in range(self._wanted):
                self._wait_for_taskmanager(index)
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    @property
    def rest_url(self) -> str:
        """The REST interface and web page."""
        return f"http://{self.master}"

    def jobs(self) -> list[Job]:
        """All jobs that the cluster remembers, ended ones too."""
        return self._rest.jobs()

    def cancel_all_jobs(self) -> None:
        """Cancels all active jobs and waits for the end of them: see `FlinkRest.cancel_all_jobs`."""
        self._rest.cancel_all_jobs()

    def checkpoints(self, job_id: str) -> Checkpoints:
        """What a job has saved so far: see `FlinkRest.checkpoints`."""
        return self._rest.checkpoints(job_id)

    def savepoint(self, job_id: str, directory: Path) -> str:
        """Takes a savepoint and returns its URI: see `FlinkRest.savepoint`."""
        return self._rest.savepoint(job_id, directory)

    def stop(self, job_id: str, directory: Path) -> str:
        """Stops a job with a savepoint and returns its URI: see `FlinkRest.stop`."""
        return self._rest.stop(job_id, directory)

    def start_taskmanager(self) -> int:
        """Starts one more TaskManager, waits until it is registered, and returns its index."""
        index = len(self._taskmanagers)
        self._launch_taskmanager(index)
        self._wait_for_taskmanager(index)
        return index

    def taskmanagers(self) -> list[int]:
        """The indices of the TaskManagers that live."""
        return [index for index, server in enumerate(self._taskmanagers) if server.running]

    def kill_taskmanager(self, index: int) -> None:
        """Kills a TaskManager as a crash would; the cluster notices by itself, within some ten seconds."""
        self._taskmanagers[index].kill()

    def _start_jobmanager(self, stack: ExitStack) -> None:
        self._configure({"jobmanager.rpc.port": 0, "rest.bind-port": 0})
        entry = "org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint"
        jobmanager = stack.enter_context(self._server("jobmanager", JOBMANAGER_JVM, entry))
        rpc = jobmanager.wait_for_line(r"Actor system started at \S+@localhost:(\d+)", _READY)[1]
        #: ``host:port`` to submit to.
        self.master = jobmanager.wait_for_line(r"Rest endpoint listening at (\S+:\d+)", _READY)[1]
        self._rest = FlinkRest(self.rest_url)
        self._configure({"jobmanager.rpc.port": rpc})

    def _launch_taskmanager(self, index: int) -> None:
        entry = "org.apache.flink.runtime.taskexecutor.TaskManagerRunner"
        name = f"taskmanager-{index}"
        server = self._server(name, TASKMANAGER_JVM, entry, f"-Dtaskmanager.resource-id={name}")
        self._taskmanagers.append(server)
        server.start()

    def _wait_for_taskmanager(self, index: int) -> None:
        server = self._taskmanagers[index]
        server.wait_for(
            lambda: server.name in self._rest.taskmanagers() or None, "registration with the JobManager", _READY
        )

    def _server(self, name: str, jvm: list[str], *command: str) -> Server:
        log, conf = self._directory / f"{name}.log", self._directory / "conf"
        options: list[str | Path] = [
            *jvm,
            f"-Dlog4j2.configurationFile={conf / 'log4j.properties'}",
            f"-Dlog.file={log}",
        ]
        directory = f"-Djava.io.tmpdir={self._directory}"
        full: list[str | Path] = [
            *self._java,
            *options,
            directory,
            "-cp",
            self._class_path,
            *command,
            "--configDir",
            conf,
        ]
        return Server(name, full, log)

    def _configure(self, ports: Mapping[str, object]) -> None:
        write_conf(self._directory / "conf", self._directory, {**self._settings, **ports})

    def _stop_taskmanagers(self) -> None:
        for server in self._taskmanagers:
            server.stop()

    def _try_to_cancel(self) -> None:
        with suppress(OSError):  # a cluster that does not answer, or not in time, is stopped all the same
            self.cancel_all_jobs()


def _class_path() -> str:
    return f"{flink_jars()}/*:{job_server_jar()}"


def _serve() -> None:
    with FlinkCluster(taskmanagers=1) as cluster, JobServer(cluster.master) as server:
        print(f"Flink: {cluster.rest_url}\nBeam options: {' '.join(server.options())}", flush=True)
        signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    _serve()
