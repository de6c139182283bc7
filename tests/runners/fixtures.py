"""Fixtures that hand real runners to tests, as lists of Beam options; a pytest plugin, named in `tests/conftest.py`.

Each server is started once for a session, by the first test that asks for it. Where a tool is missing that cannot be
fetched, the test is skipped with a warning that says what to install; in continuous integration (``CI`` is set) it
fails. Tests that use one of these belong under the marker ``runners``.
"""

import os
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import TypeVar

import pytest

from tests.pubsub.emulator import PubSubEmulator
from tests.runners import prism
from tests.runners.flink import FlinkCluster
from tests.runners.job_server import JobServer
from tests.runners.tools import MissingTool
from tests.runners.worker_pool import worker_pool

T = TypeVar("T")


@contextmanager
def _available(start: Callable[[], AbstractContextManager[T]]) -> Iterator[T]:
    """Enters what ``start`` makes; skips, or in CI fails, the test when a tool is missing."""
    with ExitStack() as stack:
        try:
            entered = stack.enter_context(start())
        except MissingTool as missing:
            if os.environ.get("CI"):
                pytest.fail(str(missing))
            warnings.warn(f"Tests are skipped: {missing}", stacklevel=2)
            pytest.skip(str(missing))
        yield entered


@contextmanager
def _prism() -> Iterator[list[str]]:
    yield prism.prism_options(prism.prism_binary())


@pytest.fixture(scope="session")
def prism_options() -> Iterator[list[str]]:
    """Prism, started by Beam itself."""
    with _available(_prism) as options:
        yield options


@pytest.fixture(scope="session")
def flink_mini_options() -> Iterator[list[str]]:
    """Flink inside a job server, parallelism 2; add ``--streaming`` for its other mode."""
    with _available(JobServer) as server:
        yield server.options()


@pytest.fixture(scope="session")
def flink_cluster() -> Iterator[FlinkCluster]:
    """A cluster of two TaskManagers with two slots each. A test that kills one starts another."""
    with _available(FlinkCluster) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def flink_cluster_options(flink_cluster: FlinkCluster) -> Iterator[list[str]]:
    """The cluster, parallelism 2; add ``--streaming`` for its other mode."""
    with JobServer(flink_cluster.master) as server, worker_pool() as environment:
        yield server.options(environment=environment)


@pytest.fixture(autouse=True)
def _no_job_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    """A job that a failed test leaves would take the slots of the next."""
    yield
    if "flink_cluster" in request.fixturenames:
        request.getfixturevalue("flink_cluster").cancel_all_jobs()


@pytest.fixture(scope="session")
def pubsub_emulator() -> Iterator[PubSubEmulator]:
    """An emulator, which ``PUBSUB_EMULATOR_HOST`` names from here to the end of the session."""
    with _available(PubSubEmulator) as emulator:
        yield emulator
