"""Beam's Flink job server: takes pipelines from Python, translates them and submits them to a Flink.

It is built from the registry's parts by `job_server.pom.xml`, in some minutes once.
"""

import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.runners.cache import cached
from tests.runners.processes import Server
from tests.runners.tools import java, maven, run

#: Flink inside the job server's own process, one for each job.
MINI_CLUSTER = "[local]"

#: The submitting process is the worker. Enough for the mini cluster and for one TaskManager: see `worker_pool`.
LOOPBACK = ("--environment_type=LOOPBACK",)

_POM = Path(__file__).with_name("job_server.pom.xml")
_CACHED_AS = "flink-job-server-1.19-2.62.0"
_READY = 60.0


def job_server_jar() -> Path:
    """The job server with everything it needs, built if it is not in the cache.

    Raises:
        MissingTool: there is no Maven.
        subprocess.CalledProcessError: Maven does not resolve the parts.
    """
    return cached(_CACHED_AS, _build) / "job-server.jar"


def _build(directory: Path) -> None:
    run([maven(), "-q", "-B", "-f", _POM, "package", f"-Doutput={directory}"])


class JobServer:
    """A running job server, on ports of the operating system's choice; a context manager."""

    def __init__(self, flink_master: str = MINI_CLUSTER) -> None:
        """Describes the server without starting it.

        Args:
            flink_master: where jobs run: `MINI_CLUSTER`, or ``host:port`` of a cluster's REST interface.
        """
        self._flink_master = flink_master

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="guardbeam-job-server-")))
            server = Server("Flink job server", self._command(directory), directory / "job-server.log")
            stack.enter_context(server)
            #: ``host:port`` that pipelines are submitted to.
            self.endpoint = server.wait_for_line(r"JobService started on (localhost:\d+)", _READY)[1]
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def _command(self, directory: Path) -> list[str | Path]:
        return [
            *java(),
            "-Xmx1g",
            f"-Djava.io.tmpdir={directory}",
            *("-jar", job_server_jar()),
            *("--job-host", "localhost", "--job-port", "0", "--artifact-port", "0", "--expansion-port", "0"),
            *("--artifacts-dir", directory / "artifacts"),
            *("--flink-master", self._flink_master),
        ]

    def options(self, parallelism: int = 2, environment: Sequence[str] = LOOPBACK) -> list[str]:
        """The Beam options that run a pipeline here.

        Args:
            parallelism: how many instances of each step Flink runs.
            environment: the Beam options that say where Python runs; by default in the submitting process.
        """
        return [
            "--runner=PortableRunner",
            f"--job_endpoint={self.endpoint}",
            f"--parallelism={parallelism}",
            *environment,
        ]
