"""The same findings, byte for byte, on every runner, from files and from subscriptions, of all logs.

Every scenario of the simulator that fits into a day is played in one organisation. Files are read in order, and
shuffled with 1% of the records twice; messages always come shuffled, as the emulator delivers in no order, and 1% of
the records twice.
"""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

import pytest

from models.simulate.scenarios.catalogue import SCENARIOS
from tests.jobs import attacked, detect
from tests.pubsub.emulator import PubSubEmulator
from tests.runners.organisation import STREAM, Organisation, close, organisation_with_all_logs, send
from tests.runners.stream_jobs import CHECKPOINTS, running

pytestmark = [pytest.mark.runners, pytest.mark.timeout(600)]

FN_API = ["--runner=FnApiRunner"]

#: What takes minutes; ``make identity`` runs it.
LONG = pytest.mark.identity


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Organisation:
    return organisation_with_all_logs(tmp_path_factory.mktemp("organisation"))


class Subscribed(NamedTuple):
    """Topics of a test's own, each with a subscription."""

    topics: tuple[str, ...]
    cloudtrail: str
    vpc_flow: str
    dns: str

    @property
    def others(self) -> list[str]:
        """The flags of the logs beside CloudTrail."""
        return [f"--vpc_flow={self.vpc_flow}", f"--dns={self.dns}"]

    def feeds(self, played: Organisation, seed: int) -> dict[str, Iterator[list[bytes]]]:
        """The messages of each topic."""
        parts = (played.parts(seed), played.flow_parts(seed), played.query_parts(seed))
        return dict(zip(self.topics, parts, strict=True))


@pytest.fixture
def subscribed(pubsub_emulator: PubSubEmulator, tmp_path: Path) -> Subscribed:
    names = [f"{source}-{tmp_path.name}" for source in ("calls", "flows", "queries")]
    topics = tuple(pubsub_emulator.create_topic(name) for name in names)
    pairs = zip(topics, names, strict=True)
    subscriptions = (pubsub_emulator.create_subscription(topic, name, ack_deadline=60) for topic, name in pairs)
    return Subscribed(topics, *subscriptions)


def test_every_scenario_is_played(played):
    assert len(SCENARIOS) > 75
    assert len(played.findings) >= 130
    assert len(attacked(played.findings)) >= 30
    assert len(attacked(played.findings, "dns")) >= 15


@pytest.mark.parametrize(("parallelism", "seed"), [(1, None), (2, 1)], ids=["1-in order", "2-shuffled"])
@pytest.mark.parametrize("runner", ["fn_api", "prism", "flink_mini", pytest.param("flink_cluster", marks=LONG)])
def test_files(played: Organisation, request, tmp_path: Path, runner: str, parallelism: int, seed: int | None):
    calls, flows = played.write(tmp_path / "calls", seed), played.write_flows(tmp_path / "flows", seed)
    queries = played.write_queries(tmp_path / "queries", seed)
    options = [f"--vpc_flow={flows}", f"--dns={queries}", *played.options, *_options(request, runner, parallelism)]
    assert detect(calls, tmp_path, *options) == played.findings


@LONG
@pytest.mark.parametrize(("runner", "parallelism"), [("prism", 2), ("flink_mini", 1), ("flink_cluster", 2)])
def test_subscriptions(
    played: Organisation,
    pubsub_emulator: PubSubEmulator,
    subscribed: Subscribed,
    request,
    tmp_path: Path,
    runner: str,
    parallelism: int,
):
    argv = [f"--cloudtrail={subscribed.cloudtrail}", *subscribed.others, *played.options]
    argv += [f"--findings={tmp_path}/findings", f"--readers={parallelism}", *STREAM]
    if runner.startswith("flink"):
        argv.append(CHECKPOINTS)
    with running([*argv, *_options(request, runner, parallelism)]) as job:
        send(pubsub_emulator, subscribed.feeds(played, seed=parallelism), job.wait)
        closing = partial(close, pubsub_emulator, subscribed.topics)
        assert job.lines(tmp_path / "findings", len(played.findings), closing) == played.findings


def test_subscriptions_in_process(played, pubsub_emulator, subscribed, tmp_path):
    """They are read until nothing comes any more; timers of this runner fire at the end only."""
    for topic, parts in subscribed.feeds(played, seed=1).items():
        for part in parts:
            pubsub_emulator.publish(topic, part)
    options = [*subscribed.others, *played.options, *FN_API, *STREAM, "--stop_when_idle=5"]
    assert detect(subscribed.cloudtrail, tmp_path, *options) == played.findings


def _options(request: pytest.FixtureRequest, runner: str, parallelism: int) -> list[str]:
    if runner == "fn_api":
        return [*FN_API, f"--direct_num_workers={parallelism}"]
    options: list[str] = request.getfixturevalue(f"{runner}_options")
    return [option for option in options if not option.startswith("--parallelism")] + [f"--parallelism={parallelism}"]
