"""Attack sequences by the whole job on all logs, against the simulator's truth about whole intrusions."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from models.simulate.flows.lines import V5
from models.simulate.intrusions.catalogue import INTRUSIONS
from pipelines import simulate
from tests.guardduty import check_finding
from tests.jobs import (
    as_truth,
    check_sequences,
    check_truth,
    configured,
    current,
    detect,
    of_calls,
    of_findings,
    told_of_sequence,
    truth,
)

SOURCES = "--sources=cloudtrail,vpc_flow,dns"


def simulated(directory: Path, *flags: str) -> Path:
    """Logs of a small company, of all sources."""
    small = ["--accounts=1", "--records=3000", "--flows_per_instance_day=10"]
    assert simulate.main([f"--output={directory}/logs", SOURCES, *small, *flags]) == 0
    return directory / "logs"


def found_in(simulation: Path, out: Path) -> list[bytes]:
    """The sorted lines of the findings in all of its logs."""
    logs = simulation / "AWSLogs"
    form = f"--vpc_flow_format={' '.join(V5)}"
    return detect(logs, out, f"--vpc_flow={logs}", f"--dns={logs}", form, configured(simulation))


@pytest.fixture(scope="module")
def intruded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three days with every intrusion and near miss in one account."""
    return simulated(tmp_path_factory.mktemp("intruded"), "--days=3", "--seed=7", "--scenario=intrusions")


@pytest.fixture(scope="module")
def found(intruded: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return found_in(intruded, tmp_path_factory.mktemp("found"))


@pytest.fixture(scope="module")
def sequences(found: list[bytes]) -> list[dict[str, Any]]:
    return [finding for finding in current(found) if of_findings(finding)]


@pytest.fixture(scope="module")
def expected(intruded: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (intruded / "sequence_truth.jsonl").read_text().splitlines()]


def test_every_intrusion_s_sequences_are_found(
    intruded: Path, found: list[bytes], expected: list[dict[str, Any]]
) -> None:
    wanted = {(name, kind) for name, each in INTRUSIONS.items() if not each.near_miss for kind in each.sequences}
    assert {(line["scenario"], line["type"]) for line in expected} == wanted
    assert all(line["certain"] for line in expected)
    check_sequences(found, intruded)


def test_no_other_sequence_is_found_and_no_near_miss_takes_part(
    sequences: list[dict[str, Any]], expected: list[dict[str, Any]]
) -> None:
    assert Counter(each["type"] for each in sequences) == Counter(line["type"] for line in expected)
    known = {member for line in expected for member in line["members"]}
    assert all(told_of_sequence(each).members <= known for each in sequences)


def test_ordinary_findings_are_the_truth_as_well(intruded: Path, found: list[bytes]) -> None:
    assert sorted(map(as_truth, filter(of_calls, current(found)))) == truth(intruded)
    for source in ("flow", "dns"):
        check_truth(found, intruded, source)


def test_every_sequence_is_one_of_guardduty_s(sequences: list[dict[str, Any]]) -> None:
    for each in sequences:
        check_finding(each)
        assert each["severity"] >= 9


def test_signals_are_findings_that_were_published_and_name_the_sequence(
    found: list[bytes], sequences: list[dict[str, Any]]
) -> None:
    published = {finding["id"]: finding for finding in current(found)}
    naming: dict[str, set[str]] = {}
    for each in sequences:
        signals = each["service"]["detection"]["sequence"]["signals"]
        for signal in (signal for signal in signals if signal["type"] == "FINDING"):
            assert published[signal["uid"]]["type"] == signal["name"]
            naming.setdefault(signal["uid"], set()).add(each["arn"])
    assert naming
    for uid, arns in naming.items():
        assert published[uid]["associatedAttackSequenceArn"] in arns
    named = {uid for uid, finding in published.items() if "associatedAttackSequenceArn" in finding}
    assert named == set(naming)


def test_what_is_archived_takes_part_in_none(found: list[bytes]) -> None:
    archived = [finding for finding in current(found) if finding["service"]["archived"]]
    assert {finding["type"] for finding in archived} == {"PenTest:IAMUser/KaliLinux", "PenTest:S3/KaliLinux"}
    assert not any("associatedAttackSequenceArn" in finding for finding in archived)


def test_a_group_is_named_by_what_is_closest_to_it(sequences: list[dict[str, Any]]) -> None:
    (group,) = [each for each in sequences if "2 instances" in each["title"]]
    resources = {each["resourceType"] for each in group["service"]["detection"]["sequence"]["resources"]}
    assert resources == {"EC2_INSTANCE", "AUTOSCALING_AUTO_SCALING_GROUP"}


def test_a_quiet_day_has_none(tmp_path: Path) -> None:
    simulation = simulated(tmp_path, "--days=1", "--seed=11", "--scenario=none")
    assert found_in(simulation, tmp_path) == []
    assert (simulation / "sequence_truth.jsonl").read_bytes() == b""
