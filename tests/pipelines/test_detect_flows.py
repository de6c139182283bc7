"""The whole job on flow logs, by its command line, against the simulator's truth."""

import gzip
import json
from pathlib import Path

import pytest

from models.detectors.registry import FLOW_TYPES
from models.simulate.flows.scenarios.catalogue import SCENARIOS
from pipelines import simulate
from pipelines.detect import run
from tests.jobs import configured, current, lines

#: 2026-03-02, 09:50 UTC, in Unix seconds.
START = 1_772_445_000

#: What tells findings apart.
Told = tuple[str, str, str, str]


def detect(logs: Path | str, out: Path, *flags: str) -> list[bytes]:
    """The sorted lines of the findings of a run over some flow logs."""
    run([f"--vpc_flow={logs}", f"--findings={out}/findings", f"--rejected={out}/rejected", *flags])
    return sorted(lines(out / "findings"))


def told(findings: list[bytes]) -> set[Told]:
    """Type, account, Region and instance of each finding."""
    return {
        (
            finding["type"],
            finding["accountId"],
            finding["region"],
            finding["resource"]["instanceDetails"].get("instanceId", ""),
        )
        for finding in current(findings)
    }


def expected(directory: Path) -> set[Told]:
    """The same of every line of the truth."""
    truth = [json.loads(line) for line in (directory / "flow_truth.jsonl").read_text().splitlines()]
    return {(each["type"], each["accountId"], each["region"], each["resource"]) for each in truth}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight days of a network in which everything happens."""
    directory = tmp_path_factory.mktemp("network")
    assert simulate.main([f"--output={directory}", *("--days=8", "--accounts=1", "--sources=vpc_flow")]) == 0
    return directory


@pytest.fixture(scope="module")
def found(simulated: Path, tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    return detect(simulated / "AWSLogs", tmp_path_factory.mktemp("out"), configured(simulated))


def test_every_type_is_found(found: list[bytes]) -> None:
    assert {finding[0] for finding in told(found)} == set(FLOW_TYPES)
    assert len(FLOW_TYPES) == 25


def test_findings_are_the_truth(simulated: Path, found: list[bytes]) -> None:
    """What scenarios must raise, and nothing that none of them may raise besides."""
    played = [json.loads(line) for line in (simulated / "flow_scenarios.jsonl").read_text().splitlines()]
    assert {each["scenario"] for each in played} == set(SCENARIOS)
    must, besides = expected(simulated), {kind for each in played for kind in each["also"]}
    raised = told(found)
    assert must <= raised
    assert {finding[0] for finding in raised - must} <= besides


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
