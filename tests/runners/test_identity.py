"""The same findings, byte for byte, on every runner, from files and from a subscription.

Every scenario of the simulator is played in one organisation. Files are read in order, and shuffled with 1% of the
records twice; messages always come shuffled, as the emulator delivers in no order, and 1% of them twice.
"""

from pathlib import Path

import pytest

from models.simulate.scenarios.catalogue import SCENARIOS
from tests.jobs import detect
from tests.pubsub.emulator import PubSubEmulator
from tests.runners.organisation import STREAM, Organisation, organisation, send
from tests.runners.stream_jobs import CHECKPOINTS, running

pytestmark = [pytest.mark.runners, pytest.mark.timeout(600)]

FN_API = ["--runner=FnApiRunner"]


@pytest.fixture(scope="module")
def played(tmp_path_factory) -> Organisation:
    return organisation(tmp_path_factory.mktemp("organisation"))


@pytest.fixture
def subscribed(pubsub_emulator: PubSubEmulator, tmp_path: Path) -> tuple[str, str]:
    """A topic of this test's own, and its subscription."""
    name = f"logs-{tmp_path.name}"
    topic = pubsub_emulator.create_topic(name)
    return topic, pubsub_emulator.create_subscription(topic, name, ack_deadline=60)


def test_every_scenario_is_played(played):
    assert len(SCENARIOS) > 75
    assert len(played.findings) >= 100


@pytest.mark.parametrize(
    ("parallelism", "seed"), [(1, None), (1, 1), (2, 1)], ids=["1-in order", "1-shuffled", "2-shuffled"]
)
@pytest.mark.parametrize("runner", ["fn_api", "prism", "flink_mini", "flink_cluster"])
def test_files(played: Organisation, request, tmp_path: Path, runner: str, parallelism: int, seed: int | None):
    options = _options(request, runner, parallelism)
    assert detect(played.write(tmp_path / "logs", seed), tmp_path, *played.options, *options) == played.findings


@pytest.mark.parametrize("parallelism", [1, 2])
@pytest.mark.parametrize("runner", ["prism", "flink_mini", "flink_cluster"])
def test_a_subscription(
    played: Organisation,
    pubsub_emulator: PubSubEmulator,
    subscribed: tuple[str, str],
    request,
    tmp_path: Path,
    runner: str,
    parallelism: int,
):
    topic, subscription = subscribed
    argv = [f"--cloudtrail={subscription}", f"--findings={tmp_path}/findings", f"--readers={parallelism}", *STREAM]
    argv += played.options
    if runner.startswith("flink"):
        argv.append(CHECKPOINTS)
    with running([*argv, *_options(request, runner, parallelism)]) as job:
        send(pubsub_emulator, topic, played.parts(seed=parallelism), job.wait)
        assert job.lines(tmp_path / "findings", len(played.findings)) == played.findings


def test_a_subscription_in_process(played, pubsub_emulator, subscribed, tmp_path):
    """It is read until nothing comes any more; timers of this runner fire at the end only."""
    topic, subscription = subscribed
    for part in played.parts(seed=1):
        pubsub_emulator.publish(topic, part)
    assert detect(subscription, tmp_path, *played.options, *FN_API, *STREAM, "--stop_when_idle=5") == played.findings


def _options(request: pytest.FixtureRequest, runner: str, parallelism: int) -> list[str]:
    if runner == "fn_api":
        return [*FN_API, f"--direct_num_workers={parallelism}"]
    options: list[str] = request.getfixturevalue(f"{runner}_options")
    return [option for option in options if not option.startswith("--parallelism")] + [f"--parallelism={parallelism}"]
