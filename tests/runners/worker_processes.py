"""Workers as in production: a process of its own for each TaskManager, which can be killed and weighed.

A TaskManager asks the pool for a worker and stops it by name. All TaskManagers use the same names, so the pool leaves
a worker alone when it is told to stop it: a worker ends when the TaskManager closes the connection, as it does when a
job ends or starts again, or when it dies itself.
"""

import os
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import grpc
from apache_beam.portability.api import beam_fn_api_pb2, beam_fn_api_pb2_grpc, endpoints_pb2
from apache_beam.utils.thread_pool_executor import shared_unbounded_instance
from google.protobuf import text_format

from tests.runners.processes import Server

_GRACE = 1.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


class WorkerProcesses(beam_fn_api_pb2_grpc.BeamFnExternalWorkerPoolServicer):
    """A pool of worker processes; as a context manager it serves, and kills at the end what is left of them.

    Attributes:
        options: the Beam options that use the pool, to replace ``LOOPBACK``.
    """

    options: list[str]

    def __init__(self, env: Mapping[str, str] | None = None) -> None:
        """Describes the pool without starting it.

        Args:
            env: variables of the workers on top of this process's own.
        """
        self._env = dict(env or {})
        self._workers: list[Server] = []
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guardbeam-workers-")))
            stack.callback(self.kill)
            server = grpc.server(shared_unbounded_instance())
            beam_fn_api_pb2_grpc.add_BeamFnExternalWorkerPoolServicer_to_server(self, server)
            port = server.add_insecure_port("localhost:0")
            server.start()
            stack.callback(lambda: server.stop(_GRACE).wait())
            self.options = ["--environment_type=EXTERNAL", f"--environment_config=localhost:{port}"]
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def StartWorker(self, request: Any, context: Any) -> Any:
        """Starts a worker for a TaskManager."""
        with self._lock:
            log = self._directory / f"worker-{len(self._workers)}.log"
            worker = Server(log.stem, [sys.executable, "-m", _MAIN], log, {**self._env, **_told(request)})
            self._workers.append(worker)
        worker.start()
        return beam_fn_api_pb2.StartWorkerResponse()

    def StopWorker(self, request: Any, context: Any) -> Any:
        """Does nothing: the name may be that of another TaskManager's worker."""
        return beam_fn_api_pb2.StopWorkerResponse()

    @property
    def started(self) -> int:
        """How many workers were ever started."""
        return len(self._workers)

    def running(self) -> list[Server]:
        """The workers that live."""
        with self._lock:
            return [worker for worker in self._workers if worker.running]

    def kill(self) -> int:
        """Kills the workers that live, as the kernel would that needs their memory; tells how many."""
        workers = self.running()
        for worker in workers:
            worker.kill()
        return len(workers)

    def rss(self) -> int:
        """The resident memory of the workers that live, in bytes."""
        return sum(_rss(worker.pid) for worker in self.running())


_MAIN = "apache_beam.runners.worker.sdk_worker_main"


def _told(request: Any) -> dict[str, str]:
    """What a worker is told by its environment, as by Beam's container."""
    return {
        "WORKER_ID": request.worker_id,
        "CONTROL_API_SERVICE_DESCRIPTOR": _text(request.control_endpoint),
        "LOGGING_API_SERVICE_DESCRIPTOR": _text(request.logging_endpoint),
        "PIPELINE_OPTIONS": "{}",
    }


def _text(endpoint: endpoints_pb2.ApiServiceDescriptor) -> str:
    return text_format.MessageToString(endpoint, as_one_line=True)


def _rss(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except FileNotFoundError:
        return 0
