"""Streams by the command line: the same findings as a bounded run, and command lines that are wrong."""

import errno
from pathlib import Path

import pytest
from apache_beam.io.filesystems import FileSystems
from google.api_core.exceptions import DeadlineExceeded, InvalidArgument, NotFound, PermissionDenied
from google.auth.exceptions import DefaultCredentialsError, RefreshError

from pipelines import detect as command
from pipelines import simulate, subscriptions
from pipelines.errors import UsageError
from pipelines.options import DetectOptions, parse
from tests.jobs import configured, current, detect, lines, of_calls
from tests.runners.organisation import Organisation, flow_lines, records_of

SUBSCRIPTION, TOPIC = "projects/p/subscriptions/s", "projects/p/topics/t"
WATCH = ("--watch", "--watch_interval=1", "--stop_when_idle=1")


@pytest.fixture(scope="module")
def logs(tmp_path_factory) -> Path:
    directory = tmp_path_factory.mktemp("organisation")
    assert simulate.main([f"--output={directory}/logs", "--days=2", "--accounts=1", "--seed=5"]) == 0
    return directory / "logs" / "AWSLogs"


def test_watched_files_give_what_a_bounded_run_gives(logs, tmp_path, capsys):
    """And a stream that is run again replaces its files by themselves."""
    broken = logs / "broken.json"
    broken.write_text('{"eventTime": ')
    config = configured(logs.parent)
    bounded, rejected = detect(logs, tmp_path / "bounded", config), sorted(lines(tmp_path / "bounded" / "rejected"))
    assert bounded and rejected
    for _ in range(2):
        report = tmp_path / "report.html"
        assert detect(logs, tmp_path / "watched", config, *WATCH, f"--report={report}") == bounded
        assert sorted(lines(tmp_path / "watched" / "rejected")) == rejected
        assert len(list((tmp_path / "watched").glob("findings-*"))) == len(bounded), "a file for each publication"
        assert "PenTest" in report.read_text()
    assert "late" not in capsys.readouterr().out


def test_watched_flow_logs_beside_cloudtrail(tmp_path, capsys):
    argv = ["--days=1", "--accounts=1", "--seed=5", "--sources=cloudtrail,vpc_flow", "--flows_per_instance_day=50"]
    scenarios = ("--scenario=scan", "--scenario=ssh-guesser", "--scenario=kali-recon")
    assert simulate.main([f"--output={tmp_path}/logs", *argv, *scenarios]) == 0
    played = Organisation(records_of(tmp_path / "logs"), [], flows=flow_lines(tmp_path / "logs"))
    calls, flows = played.write(tmp_path / "calls"), played.write_flows(tmp_path / "flows")
    options = (f"--vpc_flow={flows}", configured(tmp_path / "logs"))
    bounded = detect(calls, tmp_path / "bounded", *options)
    assert {of_calls(finding) for finding in current(bounded)} == {True, False}
    assert detect(calls, tmp_path / "watched", *options, *WATCH) == bounded
    assert "late" not in capsys.readouterr().out


@pytest.mark.parametrize("flags", [(), WATCH])
def test_a_full_disk_is_told_by_the_flag(logs, tmp_path, monkeypatch, capsys, flags):
    def full(path: str, *_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystems, "create", full)
    argv = [f"--cloudtrail={logs}", f"--findings={tmp_path}/findings", *flags]
    assert command.main(argv) == 1
    assert f"detect: --findings={tmp_path}/findings: OSError: [Errno 28] No space left on device" in (
        capsys.readouterr().err
    )


class Client:
    """Stands for both clients; fails as a test says."""

    def __init__(self, error: Exception | None = None) -> None:
        self._error = error

    def get_subscription(self, request, retry, timeout) -> None:
        if self._error:
            raise self._error

    get_topic = get_subscription


def use(monkeypatch, error: Exception | None = None) -> None:
    monkeypatch.delenv("PUBSUB_EMULATOR_HOST", raising=False)
    for name in ("SubscriberClient", "PublisherClient"):
        monkeypatch.setattr(subscriptions.pubsub_v1, name, lambda: Client(error))


def message(*flags: str) -> str:
    with pytest.raises(UsageError) as error:
        command.run(list(flags))
    return str(error.value)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (NotFound("gone"), "does not exist"),
        (InvalidArgument("name"), "is not a valid name"),
        (PermissionDenied("no"), "roles/pubsub.subscriber"),
        (DefaultCredentialsError("none"), "Application Default Credentials"),
        (RefreshError("token=secret"), "Application Default Credentials"),
        (DeadlineExceeded("10 s"), "cannot reach Pub/Sub: DeadlineExceeded"),
    ],
)
def test_a_subscription_or_topic_that_cannot_be_used_is_explained(logs, tmp_path, monkeypatch, error, words):
    use(monkeypatch, error)
    told = message(f"--cloudtrail={SUBSCRIPTION}", f"--findings={tmp_path}/f")
    assert told.startswith(f"--cloudtrail={SUBSCRIPTION}: ") and words in told
    assert "secret" not in told
    told = message(f"--cloudtrail={logs}", f"--findings={TOPIC}")
    assert told.startswith(f"--findings={TOPIC}: ") and words in told


def test_an_emulator_that_does_not_answer_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", "localhost:1")
    told = message(f"--cloudtrail={SUBSCRIPTION}", f"--findings={tmp_path}/f")
    assert told == f"--cloudtrail={SUBSCRIPTION}: cannot reach localhost:1: ServiceUnavailable"


@pytest.mark.parametrize("host", ["emulator.example:8085", "192.0.2.1:8085", "10.0.0.5", "localhost.example:8085"])
def test_an_emulator_elsewhere_is_refused(tmp_path, monkeypatch, host):
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", host)
    told = message(f"--cloudtrail={SUBSCRIPTION}", f"--findings={tmp_path}/f")
    assert told.startswith(f"--cloudtrail={SUBSCRIPTION}: PUBSUB_EMULATOR_HOST is {host}; without TLS")


@pytest.mark.parametrize("host", ["localhost:8085", "127.0.0.1:8085", "[::1]:8085", "localhost"])
def test_an_emulator_on_this_machine_is_used(monkeypatch, host):
    use(monkeypatch)
    monkeypatch.setenv("PUBSUB_EMULATOR_HOST", host)
    subscriptions.reachable("--cloudtrail", SUBSCRIPTION)


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--cloudtrail={sub}", "--findings={tmp}/f.avro"], "--findings={tmp}/f.avro: a stream writes JSON lines"),
        (["--cloudtrail={logs}", "--watch", "--findings={tmp}/f.avro"], "--findings={tmp}/f.avro: a stream writes"),
        (["--cloudtrail={sub}", "--findings={top}", "--report={tmp}/r.html"], "--report: "),
        (["--cloudtrail={sub}", "--findings={tmp}/f", "--eventbridge"], "--eventbridge: "),
        (["--cloudtrail={sub}", "--findings={tmp}/f", "--rejected={top}"], "--rejected={top}: is written to files"),
        (["--cloudtrail={sub}", "--findings={sub}"], "--findings={sub}: is a subscription; give a topic"),
        (["--cloudtrail={top}", "--findings={tmp}/f"], "--cloudtrail={top}: is a topic; give one of its"),
        (["--cloudtrail=/no/such/*", "--findings={tmp}/f"], "--cloudtrail=/no/such/*: no file matches"),
    ],
)
def test_what_does_not_go_together_is_explained(logs, tmp_path, monkeypatch, flags, words):
    use(monkeypatch)
    names = {"tmp": tmp_path, "logs": logs, "sub": SUBSCRIPTION, "top": TOPIC}
    assert message(*(flag.format(**names) for flag in flags)).startswith(words.format(**names))


@pytest.mark.parametrize(
    "flag", ["watch_interval", "window", "out_of_orderness", "allowed_lateness", "idle", "stop_when_idle", "readers"]
)
@pytest.mark.parametrize("value", ["-1", "two", "1.5", ""])
def test_numbers_that_are_none_are_explained(flag, value):
    with pytest.raises(UsageError, match=f"argument --{flag}: "):
        parse([f"--{flag}={value}"])


@pytest.mark.parametrize("flag", ["watch_interval", "window", "idle", "stop_when_idle", "readers"])
def test_zero_is_too_small(flag):
    with pytest.raises(UsageError, match=f"argument --{flag}: 0 is too small"):
        parse([f"--{flag}=0"])


@pytest.mark.parametrize("flag", ["out_of_orderness", "allowed_lateness"])
def test_zero_is_enough_for_what_may_be_nothing(flag):
    assert parse([f"--{flag}=0"]).view_as(DetectOptions).get_all_options()[flag] == 0


def test_a_folder_is_listed_as_often_as_the_end_needs(tmp_path):
    """Or a stream that is to end after a second would end after two listings' time."""
    argv = [f"--cloudtrail={tmp_path}", f"--findings={tmp_path}/f", "--watch", "--runner=PrismRunner"]
    assert command.plan(parse(argv)).cloudtrail.watch_interval_ms == 60_000
    assert command.plan(parse([*argv, "--stop_when_idle=5"])).cloudtrail.watch_interval_ms == 5_000
    assert command.plan(parse([*argv, "--stop_when_idle=500"])).cloudtrail.watch_interval_ms == 60_000


def test_nothing_but_watching_waits_for_files_that_are_not_there(tmp_path):
    flags = ("--watch", "--stop_when_idle=5")
    job = command.plan(parse([f"--cloudtrail={tmp_path}/later/*", f"--findings={tmp_path}/f", *flags]))
    assert job.cloudtrail.watch and job.mode.streaming


def test_an_endless_stream_needs_another_runner(logs, tmp_path):
    told = message(f"--cloudtrail={logs}", "--watch", f"--findings={tmp_path}/findings")
    assert "needs another runner than FnApiRunner" in told and "--stop_when_idle" in told
