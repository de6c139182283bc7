"""The whole job on flow logs, by its command line, against the simulator's truth."""

import gzip
import json
from pathlib import Path

import pytest

from models.detectors.registry import FLOW_TYPES
from models.simulate.flows.scenarios.catalogue import SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.sources import VPC_FLOW
from pipelines import simulate, train
from pipelines.detect import run
from tests.guides import archived_by_examples
from tests.jobs import attacked, check_truth, configured, current, lines, of_findings

#: 2026-03-02, 09:50 UTC, in Unix seconds.
START = 1_772_445_000


def detect(logs: Path | str, out: Path, *flags: str) -> list[bytes]:
    """The sorted lines of the findings of a run over some flow logs."""
    run([f"--vpc_flow={logs}", f"--findings={out}/findings", f"--rejected={out}/rejected", *flags])
    return sorted(lines(out / "findings"))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight days of a network in which everything happens."""
    directory = tmp_path_factory.mktemp("network")
    assert simulate.main([f"--output={directory}", *("--days=8", "--accounts=1", "--sources=vpc_flow")]) == 0
    return directory


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the findings and the vectors of these days are."""
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def found(simulated: Path, out: Path) -> list[bytes]:
    return detect(simulated / "AWSLogs", out, configured(simulated), f"--features={out}/features")


def test_every_type_is_found(found: list[bytes]) -> None:
    assert {finding[0] for finding in attacked(found)} == set(FLOW_TYPES)
    assert len(FLOW_TYPES) == 25


def test_suppression_examples_archive_their_findings(found: list[bytes]) -> None:
    assert archived_by_examples(current(found)) >= set(FLOW_TYPES)


def test_findings_are_the_truth(simulated: Path, found: list[bytes]) -> None:
    played = (simulated / "flow_scenarios.jsonl").read_text().splitlines()
    intrusions = {each.name for each in INTRUSIONS.values() if VPC_FLOW in each.logs}
    assert {json.loads(each)["scenario"] for each in played} == intrusions.union(SCENARIOS)
    check_truth(found, simulated)


@pytest.mark.usefixtures("found")
def test_a_forest_of_the_vectors_says_how_strange_a_window_is(simulated: Path, out: Path, tmp_path: Path) -> None:
    """It is trained on the day on which instances are judged, and asked about the very same."""
    models, config = tmp_path / "models", tmp_path / "learnt.toml"
    assert train.run([f"--features={out}/features-*", f"--models={models}", "--family=instance"]) == 0
    config.write_text("[learning]\ndays = 0\n")
    day = f"{simulated}/AWSLogs/*/vpcflowlogs/*/2026/03/09/*"
    found = current(detect(day, tmp_path, f"--config={config}", f"--models={models}"))
    scored = [finding for finding in found if not of_findings(finding)]
    assert "Backdoor:EC2/DenialOfService.Dns" in {finding["type"] for finding in scored}
    for finding in scored:
        why = finding["service"]["additionalInfo"]["anomaly"]
        assert 0 < why["score"] < 1
        assert why["model"].startswith("instance/")
        assert finding["type"] == "Behavior:EC2/TrafficVolumeUnusual" or why["rule"]


def test_a_quiet_network_raises_nothing(tmp_path: Path) -> None:
    """With every list and profile in force."""
    command = [f"--output={tmp_path}", "--days=9", "--accounts=1", "--sources=vpc_flow", "--scenario=none"]
    assert simulate.main([*command, "--seed=5"]) == 0
    assert detect(tmp_path / "AWSLogs", tmp_path, configured(tmp_path)) == []


def test_lines_without_header_or_instances(tmp_path: Path) -> None:
    """An interface stands for the instance that nobody names, known by its private address."""
    interface = "2 111122223333 eni-0123456789abcdef0"
    when = f"{START} {START + 9} ACCEPT OK"
    scanned = [f"{interface} 10.0.0.5 10.0.0.9 {40000 + port} {port} 6 1 44 {when}" for port in range(1, 200)]
    other = f"{interface} 198.51.100.7 10.0.0.5 443 50123 6 9 900 {when}"
    (tmp_path / "flows.log.gz").write_bytes(gzip.compress("\n".join([*scanned, other, ""]).encode()))
    (finding,) = current(detect(tmp_path / "flows.log.gz", tmp_path))
    assert finding["type"] == "Recon:EC2/Portscan"
    (described,) = finding["resource"]["instanceDetails"]["networkInterfaces"]
    assert (described["networkInterfaceId"], described["privateIpAddress"]) == ("eni-0123456789abcdef0", "10.0.0.5")


def test_the_format_of_lines_without_header(tmp_path: Path) -> None:
    records = "".join(f"{START} {START + 5} 10.0.0.5 10.0.0.9 {50000 + p} {p} 6 eni-0a 1 44\n" for p in range(1, 99))
    other = f"{START} {START + 5} 10.0.0.5 198.51.100.7 50000 443 6 eni-0a 1 44\n"
    (tmp_path / "custom.log").write_text(records + other)
    named = "--vpc_flow_format=start end srcaddr dstaddr srcport dstport protocol interface-id packets bytes"
    assert [f["type"] for f in current(detect(tmp_path / "custom.log", tmp_path, named))] == ["Recon:EC2/Portscan"]
