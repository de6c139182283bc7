"""Jobs that go on from one another, by the command line: parts joined are the whole."""

import gzip
import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import fastavro
import pytest

from models.owner import WINDOW
from models.snapshots import FORMAT, Kept, schema, to_avro
from models.times import MINUTE, iso, to_ms, window_end
from pipelines import detect as command
from pipelines import simulate
from pipelines.errors import UsageError
from tests.jobs import configured, current, detect, lines, of_calls
from tests.parts import check_joined, parts
from tests.runners.organisation import Organisation, flow_end, flow_lines, records_of
from transforms.places import STATES

WATCH = ("--watch", "--watch_interval=1", "--stop_when_idle=1")
VERSIONS = {fold: codec.version for fold, codec in STATES.items()}


@pytest.fixture(scope="module")
def logs(tmp_path_factory) -> Path:
    """Two days of two accounts, with every scenario."""
    directory = tmp_path_factory.mktemp("organisation")
    assert simulate.main([f"--output={directory}/logs", "--days=2", "--accounts=2", "--seed=3"]) == 0
    return directory / "logs" / "AWSLogs"


@pytest.fixture(scope="module")
def records(logs) -> list[dict[str, Any]]:
    files = (json.loads(gzip.decompress(file.read_bytes())) for file in sorted(logs.glob("**/*.gz")))
    return [record for file in files for record in file.get("Records", ()) if "eventTime" in record]


@pytest.fixture(scope="module")
def config(logs) -> str:
    return configured(logs.parent)


@pytest.fixture(scope="module")
def whole(logs, config, tmp_path_factory) -> list[bytes]:
    return detect(logs, tmp_path_factory.mktemp("whole"), config)


@pytest.fixture(scope="module")
def midst(logs) -> str:
    """The end of a window within the time of a finding, which is found in part by what was learnt before."""
    for line in (logs.parent / "truth.jsonl").read_text().splitlines():
        told = json.loads(line)
        end = iso(window_end(to_ms(datetime.fromisoformat(told["firstSeen"])), 5 * MINUTE)).replace(".000Z", "Z")
        if told["firstSeen"] < end < told["lastSeen"]:
            return end
    raise AssertionError


@pytest.mark.parametrize(
    "cuts",
    [
        [],
        ["2026-03-03T00:00:00Z"],
        ["2026-03-02T09:00:00Z", "2026-03-03T11:00:00Z"],
    ],
    ids=lambda cuts: " ".join(cuts) or "in the midst of a finding",
)
def test_parts_joined_give_the_findings_of_the_whole(records, whole, config, midst, tmp_path, cuts):
    cuts = cuts or [midst]
    published = []
    begin: list[str] = []
    for number, folder in enumerate(parts(records, cuts, tmp_path)):
        out = tmp_path / f"out-{number}"
        published.append(detect(folder, out, config, *begin, f"--profiles_out={out}/profiles"))
        begin = [f"--profiles_in={out}/profiles-*"]
    assert all(published)
    check_joined(whole, published, cuts)


def test_an_archive_teaches_a_stream(records, whole, config, tmp_path, capsys):
    cut = "2026-03-03T00:00:00Z"
    first, second = parts(records, [cut], tmp_path)
    published = [
        detect(first, tmp_path / "a", config, f"--profiles_out={tmp_path}/profiles.avro"),
        detect(second, tmp_path / "b", config, f"--profiles_in={tmp_path}/profiles-*.avro", *WATCH),
    ]
    check_joined(whole, published, [cut])
    told = capsys.readouterr().out
    assert "findings restored" in told and "late" not in told


def test_without_what_was_learnt_the_findings_are_others(records, whole, config, midst, tmp_path):
    """Or the tests of this file could not fail."""
    published = [detect(folder, folder / "out", config) for folder in parts(records, [midst], tmp_path)]
    with pytest.raises(AssertionError):
        check_joined(whole, published, [midst])


@pytest.fixture(scope="module")
def network(tmp_path_factory) -> Path:
    """A day of one account with flow logs, in which hosts are scanned slowly and passwords are guessed."""
    directory = tmp_path_factory.mktemp("network")
    argv = ["--days=1", "--accounts=1", "--seed=3", "--sources=cloudtrail,vpc_flow", "--flows_per_instance_day=50"]
    scenarios = ("slow-scan", "slow-sweep", "ssh-guessed-slowly", "rdp-guesser", "kali-recon")
    assert simulate.main([f"--output={directory}", *argv, *(f"--scenario={name}" for name in scenarios)]) == 0
    return directory


def flow_parts(network: Path, cut: str, directory: Path) -> list[Path]:
    """The flow logs that end before an instant, and the rest."""
    at_ms, lines = to_ms(datetime.fromisoformat(cut)), flow_lines(network)
    halves = [[line for line in lines if (flow_end(line) >= at_ms) == later] for later in (False, True)]
    return [
        Organisation([], [], flows=tuple(half)).write_flows(directory / f"flows-{number}")
        for number, half in enumerate(halves)
    ]


def flows(folder: Path, out: Path, *flags: str) -> list[bytes]:
    """What is found in flow logs alone."""
    command.run([f"--vpc_flow={folder}", f"--findings={out}/findings", *flags])
    return sorted(lines(out / "findings"))


@pytest.fixture(scope="module")
def found(network, tmp_path_factory) -> list[bytes]:
    return flows(network / "AWSLogs", tmp_path_factory.mktemp("found"), configured(network))


def within_a_finding(found: list[bytes]) -> str:
    """An end of a window between two publications of a finding."""
    for finding in current(found):
        service = finding["service"]
        first, last = (to_ms(datetime.fromisoformat(service[f"event{which}Seen"])) for which in ("First", "Last"))
        end = window_end(first, WINDOW) + WINDOW
        if end < last:
            return iso(end).replace(".000Z", "Z")
    raise AssertionError


def test_flow_logs_in_parts_give_the_findings_of_the_whole(network, found, tmp_path):
    cut, config = within_a_finding(found), configured(network)
    first, second = flow_parts(network, cut, tmp_path)
    published = [
        flows(first, tmp_path / "a", config, f"--profiles_out={tmp_path}/profiles"),
        flows(second, tmp_path / "b", config, f"--profiles_in={tmp_path}/profiles-*"),
    ]
    check_joined(found, published, [cut])
    with pytest.raises(AssertionError):
        check_joined(found, [published[0], flows(second, tmp_path / "c", config)], [cut])


def test_what_was_learnt_of_one_source_is_carried_past_a_run_over_the_other(network, found, tmp_path):
    cut, config = within_a_finding(found), configured(network)
    first, second = flow_parts(network, cut, tmp_path)
    published = [flows(first, tmp_path / "a", config, f"--profiles_out={tmp_path}/flows")]
    calls, _ = parts(records_of(network), [cut], tmp_path)
    learnt = (f"--profiles_in={tmp_path}/flows-*.avro", f"--profiles_out={tmp_path}/both")
    published.append(detect(calls, tmp_path / "calls", config, *learnt))
    published.append(flows(second, tmp_path / "b", config, f"--profiles_in={tmp_path}/both-*"))
    of_flows = [[line for line in part if not of_calls(json.loads(line))] for part in published]
    check_joined(found, of_flows, [cut, cut])


@pytest.fixture
def learnt(tmp_path) -> Path:
    """Files that might be given for snapshots."""

    def write(name: str, written: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        with (tmp_path / name).open("wb") as file:
            fastavro.writer(file, fastavro.parse_schema(written), rows)

    good = schema(300_000, VERSIONS)
    write("good.avro", good, [to_avro("accounts", b"111122223333", Kept(0, b"\x01\x90"))])
    write("window.avro", schema(900_000, VERSIONS), [])
    write("codec.avro", schema(300_000, VERSIONS | {"findings": VERSIONS["findings"] + 1}), [])
    write("format.avro", good | {"format": FORMAT + 1}, [])
    write("other.avro", good | {"name": "guardbeam.FindingV1"}, [])
    (tmp_path / "text.avro").write_text("no Avro")
    (tmp_path / "own-00000-of-00001.avro").write_bytes((tmp_path / "good.avro").read_bytes())
    return tmp_path


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        (["--profiles_in={tmp}/none-*"], "--profiles_in={tmp}/none-*: no file matches"),
        (["--profiles_in={tmp}/text.avro"], "--profiles_in: {tmp}/text.avro: is no Avro file"),
        (["--profiles_in={tmp}/other.avro"], "--profiles_in: {tmp}/other.avro: holds no profiles"),
        (["--profiles_in={tmp}/good.avro", "--profiles_in={tmp}/window.avro"], "{tmp}/window.avro: was written with"),
        (["--profiles_in={tmp}/good.avro", "--window=1"], "--window=5, and this job has 1"),
        (["--profiles_in={tmp}/codec.avro"], "{tmp}/codec.avro: findings are of version 3, known up to 2"),
        (["--profiles_in={tmp}/format.avro"], "{tmp}/format.avro: is of format 2, known up to 1"),
        (["--profiles_out=/proc/nowhere/p"], "--profiles_out=/proc/nowhere/p"),
        (["--profiles_out={tmp}/p", *WATCH], "--profiles_out: is for a bounded run; a stream"),
        (["--profiles_in={tmp}/own-*", "--profiles_out={tmp}/own"], "would replace {tmp}/own-00000-of-00001.avro"),
    ],
)
def test_what_cannot_be_begun_with_or_left_is_told_before_the_run(logs, learnt, flags, words):
    with pytest.raises(UsageError) as error:
        command.run([flag.format(tmp=learnt) for flag in [f"--cloudtrail={logs}", "--findings={tmp}/f", *flags]])
    assert words.format(tmp=learnt) in str(error.value)
    assert (learnt / "own-00000-of-00001.avro").exists()


def test_profiles_of_an_earlier_run_are_replaced(logs, learnt):
    (learnt / "own-00001-of-00002.avro").write_bytes(b"")
    few = shutil.copytree(next(logs.glob("*/CloudTrail")), learnt / "few")
    detect(few, learnt / "out", f"--profiles_out={learnt}/own")
    assert [file.name for file in learnt.glob("own-*")] == ["own-00000-of-00001.avro"]
