"""The simulator's command line, as far as flow logs are concerned."""

import json
from pathlib import Path

import pytest

from models.simulate.flows.scenarios.catalogue import SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from pipelines.simulate import main

SMALL = ("--days=1", "--accounts=1", "--records=50", "--flows_per_instance_day=1")


def test_without_being_asked_it_writes_no_flow_logs(tmp_path: Path) -> None:
    assert main([f"--output={tmp_path}", *SMALL, "--scenario=none"]) == 0
    assert {path.name for path in tmp_path.glob("AWSLogs/*/*")} == {
        "CloudTrail",
        "CloudTrail-Digest",
        "CloudTrail-Insight",
    }
    assert not (tmp_path / "flow_truth.jsonl").exists()


def test_flow_logs_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--output={tmp_path}", *SMALL, "--sources=vpc_flow", "--scenario=scan", "--scenario=crawl"]) == 0
    assert {path.name for path in tmp_path.glob("AWSLogs/*/*")} == {"vpcflowlogs"}
    said = capsys.readouterr().out
    assert "scenarios  2 in the network, of which 1 near misses" in said and "records " not in said
    (told,) = [json.loads(line) for line in (tmp_path / "flow_truth.jsonl").read_text().splitlines()]
    assert (told["scenario"], told["type"]) == ("scan", "Recon:EC2/Portscan")


def test_both_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["--scenario=scan", "--scenario=root-console"]
    assert main([f"--output={tmp_path}", *SMALL, "--sources=cloudtrail,vpc_flow", *names]) == 0
    said = capsys.readouterr().out
    assert str(tmp_path / "truth.jsonl") in said and str(tmp_path / "flow_truth.jsonl") in said
    assert {path.name for path in tmp_path.glob("AWSLogs/*/*")} >= {"CloudTrail", "vpcflowlogs"}


def test_list_shows_the_scenarios_of_a_source(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [name for name, each in sorted(INTRUSIONS.items()) if "vpc_flow" in each.logs]
    assert main(["--list", "--sources=vpc_flow"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*shown, *sorted(SCENARIOS)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--sources=netflow"], "'netflow' is none of cloudtrail, vpc_flow, dns"),
        (["--scenario=scan"], "scan is played in flow logs: add --sources=cloudtrail,vpc_flow"),
        (["--scenario=spam", "--sources=vpc_flow"], "spam needs days to learn from: at least --days=8"),
    ],
)
def test_what_cannot_be_played_is_explained(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([f"--output={tmp_path}", *arguments])
    assert complaint in capsys.readouterr().err
