"""What is added to command lines for Flink, and what is said about them."""

import pytest

from pipelines.flink import never_acknowledges, with_flink_options
from pipelines.options import parse

FINISH = "--finish_bundle_before_checkpointing"
CHECKPOINTS = "--checkpointing_interval=60000"


@pytest.mark.parametrize(
    ("runner", "argv", "added"),
    [
        ("FlinkRunner", [], True),
        ("PortableRunner", [CHECKPOINTS], True),
        ("portablerunner", ["--checkpointing_interval", "60000"], True),
        ("PortableRunner", [], False),
        ("FlinkRunner", [FINISH], False),
        ("FnApiRunner", [CHECKPOINTS], False),
        ("DataflowRunner", [], False),
        (None, [], False),
    ],
)
def test_bundles_end_before_checkpoints_on_flink(runner, argv, added):
    assert with_flink_options(argv, runner) == ([*argv, FINISH] if added else argv)


def test_the_runner_gets_it():
    options = parse(["--runner=FlinkRunner", "--cloudtrail=x", "--findings=y"])
    assert FINISH in options._flags


@pytest.mark.parametrize("runner", ["FlinkRunner", "PortableRunner"])
def test_a_stream_without_checkpoints_is_warned_about(runner):
    told = never_acknowledges([], runner)
    assert told is not None and "--checkpointing_interval" in told
    assert never_acknowledges([CHECKPOINTS], runner) is None


def test_other_runners_are_not():
    assert never_acknowledges([], "PrismRunner") is None
