import json
from pathlib import Path

import pytest

from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.intrusions.registry import Intrusion
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario
from pipelines.simulate import main


def _refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    return capsys.readouterr().err


def test_it_writes_and_says_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "new" / "logs"
    arguments = ["--days=1", "--accounts=1", "--records=200", "--scenario=root-console", "--scenario=root-task"]
    assert main([f"--output={output}", *arguments]) == 0
    said = capsys.readouterr().out
    assert "scenarios  2, of which 0 near misses" in said
    assert str(output / "truth.jsonl") in said
    truth = [json.loads(line) for line in (output / "truth.jsonl").read_text().splitlines()]
    assert {line["scenario"] for line in truth} == {"root-console", "root-task"}
    members = {"scenario", "type", "accountId", "region", "resource", "firstSeen", "lastSeen", "count", "archived"}
    assert all(set(line) == members for line in truth)


def test_the_days_are_those_asked_for(tmp_path: Path) -> None:
    assert main([f"--output={tmp_path}", "--start=2025-12-31", "--days=1", "--records=300", "--scenario=none"]) == 0
    days = {"/".join(path.parts[-4:-1]) for path in tmp_path.glob("AWSLogs/*/CloudTrail/*/*/*/*/*")}
    assert "2025/12/31" in days
    assert days <= {"2025/12/31", "2026/01/01"}


def test_without_dates_it_never_takes_todays(tmp_path: Path) -> None:
    assert main([f"--output={tmp_path}", "--days=1", "--accounts=1", "--records=50", "--scenario=none"]) == 0
    assert {path.name for path in tmp_path.glob("AWSLogs/*/CloudTrail/*/*/*")} == {"03"}


def test_list_shows_every_scenario_in_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    shown = [name for name, each in sorted(INTRUSIONS.items()) if "cloudtrail" in each.logs]
    assert [line.split()[0] for line in lines] == [*sorted(SCENARIOS), *sorted(ATTACKERS), *sorted(DRIFTS), *shown]
    for line in lines:
        part = (SCENARIOS | ATTACKERS | DRIFTS | INTRUSIONS)[line.split()[0]]
        mark = line.partition(part.description)[0].removeprefix(part.name).strip()
        if isinstance(part, Scenario | Intrusion):
            assert mark == ("near miss" if part.near_miss else "raises")
        else:
            assert mark == ("attacker" if part.name in ATTACKERS else "drift")


def test_list_says_what_an_intrusion_shows_in_and_what_it_makes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list", "--sources=dns"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("role-stolen-by")]
    assert line.endswith("[dns, cloudtrail: EC2/CompromisedInstanceGroup, S3/CompromisedData]")


def test_intrusions_play_their_parts_in_all_logs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["--scenario=group-made-to-mine", "--scenario=vulnerability-scan"]
    sources = "--sources=cloudtrail,vpc_flow,dns"
    small = ["--days=1", "--accounts=1", "--records=50", "--flows_per_instance_day=1"]
    assert main([f"--output={tmp_path}", *small, sources, *names]) == 0
    said = capsys.readouterr().out
    assert "intrusions 2, of which 1 near misses" in said
    assert f"sequences  2 to be raised: {tmp_path / 'sequence_truth.jsonl'}" in said
    told = {
        name: [json.loads(line) for line in (tmp_path / f"{name}.jsonl").read_text().splitlines()]
        for name in ("truth", "flow_truth", "dns_truth", "sequence_truth", "scenarios", "flow_scenarios")
    }
    of_mining = {line["scenario"] for name in ("truth", "dns_truth", "sequence_truth") for line in told[name]}
    assert of_mining == {"group-made-to-mine"}
    assert {line["scenario"] for line in told["flow_truth"]} == {"group-made-to-mine", "vulnerability-scan"}
    assert {line["scenario"]: line["nearMiss"] for line in told["scenarios"]} == {"group-made-to-mine": False}
    assert {line["scenario"]: line["nearMiss"] for line in told["flow_scenarios"]} == {
        "group-made-to-mine": False,
        "vulnerability-scan": True,
    }
    group, key = sorted(told["sequence_truth"], key=lambda line: line["type"])
    assert (group["type"][15:], key["type"][15:]) == ("EC2/CompromisedInstanceGroup", "IAM/CompromisedCredentials")
    assert (
        {line["resource"] for line in told["flow_truth"] if line["scenario"] == "group-made-to-mine"}
        == {line["resource"] for line in told["dns_truth"]}
        == set(group["members"])
    )


def test_an_intrusion_without_any_of_its_logs_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, f"--output={tmp_path}", "--scenario=vulnerability-scan")
    assert "vulnerability-scan is played elsewhere: add --sources=vpc_flow,dns" in said


def test_attackers_are_counted_and_labelled(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["--scenario=secrets-dumped", "--scenario=objects-wiped", "--scenario=office-move"]
    assert main([f"--output={tmp_path}", "--days=14", "--accounts=1", "--records=900", *names]) == 0
    said = capsys.readouterr().out
    assert "attacks    2 to be found" in said and "drifts     1 to stay quiet" in said
    attacks = [json.loads(line) for line in (tmp_path / "attacks.jsonl").read_text().splitlines()]
    assert [line["scenario"] for line in attacks] == ["objects-wiped", "secrets-dumped"]
    assert (tmp_path / "truth.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--scenario=month"], "at least --days=14"),
        (["--scenario=drift", "--scenario=all", "--days=30"], "cannot be in one simulation"),
    ],
)
def test_what_cannot_be_played_is_explained(
    arguments: list[str], complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint in _refused(capsys, f"--output={tmp_path}", *arguments)
    assert not any(tmp_path.iterdir())


def test_help_teaches(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for word in (
        "sequence_truth.jsonl",
        "--scenario=intrusions",
        "examples:",
        "truth.jsonl",
        "attacks.jsonl",
        "--scenario=month",
        "--records=200000",
    ):
        assert word in said


def test_an_unknown_scenario_is_answered_with_close_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = _refused(capsys, f"--output={tmp_path}", "--scenario=trail-stoped")
    assert "unknown scenario 'trail-stoped'" in said and "trail-stopped" in said
    assert not any(tmp_path.iterdir())


def test_a_directory_that_is_not_empty_is_left_alone_without_force(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mine").write_text("kept")
    arguments = (f"--output={tmp_path}", "--days=1", "--accounts=1", "--records=20", "--scenario=none")
    assert "is not empty" in _refused(capsys, *arguments)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert main([*arguments, "--force"]) == 0
    assert (tmp_path / "mine").read_text() == "kept"
    assert (tmp_path / "truth.jsonl").exists()


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        ("--days=0", "0 is less than 1"),
        ("--accounts=-1", "-1 is less than 1"),
        ("--records=0", "0 is less than 1"),
        ("--start=2026-13-01", "2026-13-01 is not a date"),
        ("--seed=x", "invalid int value"),
    ],
)
def test_wrong_values_are_explained(
    argument: str, complaint: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert complaint in _refused(capsys, f"--output={tmp_path / 'x'}", argument)


def test_an_output_is_required_and_must_be_a_directory(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "--output=DIR is required" in _refused(capsys, "--days=1")
    (tmp_path / "file").touch()
    assert "is not a directory" in _refused(capsys, f"--output={tmp_path / 'file'}")
