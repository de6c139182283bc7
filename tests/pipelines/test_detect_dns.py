"""The whole job on DNS query logs, by its command line, against the simulator's truth."""

import gzip
import json
from pathlib import Path

import pytest

from models.detectors.registry import DNS_TYPES
from models.simulate.dns.scenarios.catalogue import SCENARIOS
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.sources import DNS
from pipelines import simulate, train
from pipelines.detect import run
from tests.guides import archived_by_examples
from tests.jobs import attacked, check_truth, configured, current, lines


def detect(logs: Path | str, out: Path, *flags: str) -> list[bytes]:
    """The sorted lines of the findings of a run over some DNS query logs."""
    run([f"--dns={logs}", f"--findings={out}/findings", f"--rejected={out}/rejected", *flags])
    return sorted(lines(out / "findings"))


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Nine days of a network in which everything is asked for."""
    directory = tmp_path_factory.mktemp("network")
    assert simulate.main([f"--output={directory}", *("--days=9", "--accounts=1", "--sources=dns")]) == 0
    return directory


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the findings and the vectors of these days are."""
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def found(simulated: Path, out: Path) -> list[bytes]:
    return detect(simulated / "AWSLogs", out, configured(simulated), f"--features={out}/features")


def test_every_type_is_found(found: list[bytes]) -> None:
    assert {finding[0] for finding in attacked(found, "dns")} == set(DNS_TYPES)
    assert len(DNS_TYPES) == 15


def test_suppression_examples_archive_their_findings(found: list[bytes]) -> None:
    assert archived_by_examples(current(found)) >= set(DNS_TYPES)


def test_findings_are_the_truth(simulated: Path, found: list[bytes]) -> None:
    played = (simulated / "dns_scenarios.jsonl").read_text().splitlines()
    intrusions = {each.name for each in INTRUSIONS.values() if DNS in each.logs}
    assert {json.loads(each)["scenario"] for each in played} == intrusions.union(SCENARIOS)
    check_truth(found, simulated, "dns")


@pytest.mark.usefixtures("found")
def test_a_forest_of_the_vectors_says_how_strange_a_window_is(out: Path, simulated: Path, tmp_path: Path) -> None:
    """It is trained on the days on which clients are judged, and asked about the very same."""
    models, config = tmp_path / "models", tmp_path / "learnt.toml"
    assert train.run([f"--features={out}/features-*", f"--models={models}", "--family=client"]) == 0
    config.write_text("[learning]\ndays = 0\n")
    day = f"{simulated}/AWSLogs/*/vpcdnsquerylogs/*/2026/03/09/*"
    scored = current(detect(day, tmp_path, f"--config={config}", f"--models={models}"))
    assert scored
    for finding in scored:
        if finding["type"] != "Impact:EC2/SuspiciousDomainRequest.Reputation":  # which the fleet decides
            why = finding["service"]["additionalInfo"]["anomaly"]
            assert 0 < why["score"] < 1
            assert why["model"].startswith("client/") and why["rule"]


def test_a_quiet_network_raises_nothing(tmp_path: Path) -> None:
    """With every list in force."""
    command = [f"--output={tmp_path}", "--days=9", "--accounts=1", "--sources=dns", "--scenario=none"]
    assert simulate.main([*command, "--seed=5"]) == 0
    assert detect(tmp_path / "AWSLogs", tmp_path, configured(tmp_path)) == []


def test_another_resolver_s_log(tmp_path: Path) -> None:
    """Its clients are addresses."""
    config, listed = tmp_path / "f.toml", tmp_path / "c2.txt"
    listed.write_text("controller.example.net\n")
    config.write_text('[[lists]]\nname = "c2"\nkind = "c2"\npath = "c2.txt"\n')
    asked = "[1772445600] unbound[9:0] info: 10.0.0.5 a.controller.example.net. A IN NOERROR 0.001 0 44\n"
    (tmp_path / "unbound.log.gz").write_bytes(gzip.compress(asked.encode()))
    (finding,) = current(detect(tmp_path / "unbound.log.gz", tmp_path, f"--config={config}"))
    assert finding["type"] == "Backdoor:EC2/C&CActivity.B!DNS"
    assert finding["service"]["action"]["dnsRequestAction"]["domain"] == "a.controller.example.net"
    (described,) = finding["resource"]["instanceDetails"]["networkInterfaces"]
    assert described["privateIpAddress"] == "10.0.0.5"
