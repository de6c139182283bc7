"""The simulator's command line, as far as DNS query logs are concerned."""

import json
from pathlib import Path

import pytest

from models.simulate.dns.scenarios.catalogue import SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from pipelines.simulate import main

SMALL = ("--days=1", "--accounts=1", "--records=50", "--flows_per_instance_day=1")
NAMES = ("--scenario=known-generated-name", "--scenario=brands-mistyped")


def test_without_being_asked_it_writes_no_query_logs(tmp_path: Path) -> None:
    assert main([f"--output={tmp_path}", *SMALL, "--scenario=none"]) == 0
    assert not list(tmp_path.glob("AWSLogs/*/vpcdnsquerylogs"))
    assert not (tmp_path / "dns_truth.jsonl").exists()


def test_query_logs_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([f"--output={tmp_path}", *SMALL, "--sources=dns", *NAMES]) == 0
    assert {path.name for path in tmp_path.glob("AWSLogs/*/*")} == {"vpcdnsquerylogs"}
    said = capsys.readouterr().out
    assert "scenarios  2 of names, of which 1 near misses" in said and "records " not in said and "flows " not in said
    (told,) = [json.loads(line) for line in (tmp_path / "dns_truth.jsonl").read_text().splitlines()]
    assert (told["scenario"], told["type"]) == ("known-generated-name", "Trojan:EC2/DGADomainRequest.C!DNS")


def test_all_sources(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["--scenario=scan", "--scenario=root-console", *NAMES]
    assert main([f"--output={tmp_path}", *SMALL, "--sources=cloudtrail,vpc_flow,dns", *names]) == 0
    said = capsys.readouterr().out
    for name in ("truth.jsonl", "flow_truth.jsonl", "dns_truth.jsonl"):
        assert str(tmp_path / name) in said
        assert (tmp_path / name).read_text()
    known = {path.name for path in tmp_path.glob("AWSLogs/*/*")}
    assert known >= {"CloudTrail", "vpcflowlogs", "vpcdnsquerylogs"}


def test_list_shows_the_scenarios_of_the_source(capsys: pytest.CaptureFixture[str]) -> None:
    shown = [name for name, each in sorted(INTRUSIONS.items()) if "dns" in each.logs]
    assert main(["--list", "--sources=dns"]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == [*shown, *sorted(SCENARIOS)]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--scenario=brands-mistyped"], "brands-mistyped is played in DNS query logs: add --sources=cloudtrail,dns"),
        (["--scenario=odd-newcomer", "--sources=dns"], "odd-newcomer needs days to learn from: at least --days=8"),
        (["--scenario=brand-mistyped", "--sources=dns"], "did you mean brands-mistyped"),
    ],
)
def test_what_cannot_be_played_is_explained(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main([f"--output={tmp_path}", *arguments])
    assert complaint in capsys.readouterr().err
