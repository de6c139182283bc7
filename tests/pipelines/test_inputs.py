"""Where logs are read from, as the command line says it."""

from pathlib import Path

import pytest

from models.vpc_flow.fields import V2, Formats
from pipelines import inputs as checks
from pipelines.errors import UsageError
from pipelines.inputs import flow_formats, inputs
from pipelines.options import DetectOptions, help_text, parse

SUBSCRIPTION = "projects/p/subscriptions/s"


@pytest.fixture(autouse=True)
def reachable(monkeypatch) -> None:
    """Every subscription is."""
    monkeypatch.setattr(checks, "reachable", lambda flag, subscription: None)


def given(*flags: str) -> DetectOptions:
    return parse(list(flags)).view_as(DetectOptions)


def flows(*flags: str) -> checks.Inputs:
    ours = given(*flags)
    return inputs("--vpc_flow", ours.vpc_flow, ours)


def test_flow_logs_are_given_as_cloudtrail_is(tmp_path: Path):
    (tmp_path / "a.parquet").touch()
    found = flows(f"--vpc_flow={tmp_path}", f"--vpc_flow={tmp_path}/*.parquet", f"--vpc_flow={SUBSCRIPTION}")
    assert found.patterns == [f"{tmp_path}/**", f"{tmp_path}/*.parquet"]
    assert found.subscriptions == [SUBSCRIPTION]
    assert found.streaming and not found.watch


def test_flow_logs_are_watched_as_cloudtrail_is(tmp_path: Path):
    found = flows(f"--vpc_flow={tmp_path}/later/*", "--watch", "--watch_interval=7")
    assert found.watch and found.watch_interval_ms == 7_000


def test_one_tree_may_be_given_to_each(tmp_path: Path):
    (tmp_path / "a").touch()
    assert flows(f"--vpc_flow={tmp_path}", f"--cloudtrail={tmp_path}").patterns == [f"{tmp_path}/**"]


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        (["--vpc_flow=/no/such/*.log"], "--vpc_flow=/no/such/*.log: no file matches"),
        (["--vpc_flow=s3://bucket/**"], "--vpc_flow=s3://bucket/**: "),
        (["--vpc_flow=projects/p/topics/t"], "--vpc_flow=projects/p/topics/t: is a topic"),
        (
            [f"--vpc_flow={SUBSCRIPTION}", f"--cloudtrail={SUBSCRIPTION}"],
            f"--vpc_flow={SUBSCRIPTION}: is given for --cloudtrail, too",
        ),
    ],
)
def test_inputs_that_cannot_be_read_are_explained(flags, message):
    with pytest.raises(UsageError) as error:
        flows(*flags)
    assert str(error.value).startswith(message)


def test_the_format_of_flow_records():
    assert flow_formats(given("--vpc_flow=a")) == Formats(V2)
    written = "${srcaddr} ${dstaddr} ${end}"
    assert flow_formats(given("--vpc_flow=a", f"--vpc_flow_format={written}")).headless == ("srcaddr", "dstaddr", "end")
    assert flow_formats(given()) == Formats()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("scraddr dstaddr start", "lacks srcaddr or pkt-srcaddr"),
        ("", "lacks srcaddr or pkt-srcaddr, dstaddr or pkt-dstaddr, start or end"),
        ("srcaddr dstaddr start start", "start more than once"),
    ],
)
def test_a_format_of_no_use_is_explained(value, words):
    with pytest.raises(UsageError) as error:
        flow_formats(given("--vpc_flow=a", f"--vpc_flow_format={value}"))
    assert str(error.value).startswith(f"--vpc_flow_format={value}: ") and words in str(error.value)


def test_a_format_without_flow_records_is_explained():
    with pytest.raises(UsageError, match=r"--vpc_flow_format: .* give --vpc_flow=PATTERN"):
        flow_formats(given("--vpc_flow_format=srcaddr dstaddr end"))


def test_a_field_that_nobody_knows_is_passed_over_with_a_warning(caplog):
    formats = flow_formats(given("--vpc_flow=a", "--vpc_flow_format=srcaddr dstaddr end tcp-flag brand-new"))
    assert len(formats.headless) == 5
    assert "--vpc_flow_format: tcp-flag is no field that is known, and is passed over; did you mean tcp-flags?" in (
        caplog.messages
    )
    assert "--vpc_flow_format: brand-new is no field that is known, and is passed over" in caplog.messages


def test_help_shows_how():
    text = help_text()
    assert "--vpc_flow='s3://" in text and "--vpc_flow_format='${version} " in text
