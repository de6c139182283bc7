"""A month with everything in it: its labels are of its logs, and only its truth is found."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from models.cloudtrail.principal import principal
from models.cloudtrail.record import CloudTrailRecord
from models.simulate.choice import chosen
from models.simulate.clock import Calendar
from models.simulate.simulation import Settings, simulate
from tests.detection import findings
from tests.models.simulate.conftest import MONDAY, Simulated


def _settings(root: Path, days: int, *names: str, records: int = 9000) -> Settings:
    choice = chosen(names, days)
    return Settings(root, Calendar(MONDAY, days), 1, 7, choice.scenarios, records, choice.attackers, choice.drifts)


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Simulated:
    settings = _settings(tmp_path_factory.mktemp("month"), 21, "month", records=12_000)
    return Simulated(settings, simulate(settings), settings.output)


@pytest.fixture(scope="module")
def records(month: Simulated) -> dict[str, dict]:
    return {record["eventID"]: record for record in month.records()}


def _bytes(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_same_arguments_write_the_same_bytes(tmp_path: Path) -> None:
    trees = []
    for run in ("first", "second"):
        simulate(_settings(tmp_path / run, 14, "secrets-dumped", "new-colleague", "sdk-upgrade", records=500))
        trees.append(_bytes(tmp_path / run))
    assert trees[0] == trees[1]
    assert {"attacks.jsonl", "drift.jsonl", "truth.jsonl", "scenarios.jsonl"} <= set(trees[0])


def test_attacks_are_of_the_logs(month: Simulated, records: dict[str, dict]) -> None:
    decode = msgspec.json.Decoder(CloudTrailRecord, strict=False).decode
    attacks = month.lines("attacks.jsonl")
    assert len(attacks) == month.summary.attacks == len(month.settings.attackers)
    for attack in attacks:
        calls = [records[key] for key in attack["eventIds"]]
        assert {principal(decode(msgspec.json.encode(call))) for call in calls} == {attack["principal"]}
        assert {call["recipientAccountId"] for call in calls} == {attack["accountId"]}
        assert {call["awsRegion"] for call in calls} == set(attack["regions"])
        times = [call["eventTime"] for call in calls]
        assert times == sorted(times)
        assert (times[0], times[-1]) == (attack["firstSeen"], attack["lastSeen"])


def test_drifts_are_of_the_logs(month: Simulated, records: dict[str, dict]) -> None:
    drifts = month.lines("drift.jsonl")
    assert [line["scenario"] for line in drifts] == [drift.name for drift in month.settings.drifts]
    times = [record["eventTime"] for record in records.values()]
    for line in drifts:
        assert min(times) <= line["firstSeen"] <= line["lastSeen"] <= max(times)
        assert line["events"] > 10 and line["principals"]


def test_attackers_use_credentials_that_the_background_knows(month: Simulated, records: dict[str, dict]) -> None:
    attacks = month.lines("attacks.jsonl")
    malicious = {key for attack in attacks for key in attack["eventIds"]}
    known = {
        identity.get("sessionContext", {}).get("sessionIssuer", {}).get("arn") or identity.get("arn")
        for key, record in records.items()
        if key not in malicious
        for identity in [record["userIdentity"]]
    }
    assert {a["principal"] for a in attacks if not a["principal"].endswith(":root")} <= known


def _batches(month: Simulated) -> Iterator[list[dict]]:
    yield month.records()


def test_rules_find_the_truth_and_nothing_else(month: Simulated) -> None:
    told = {(x["type"], x["accountId"], x["region"]) for x in month.lines("truth.jsonl")}
    assert {t for t, _, _ in told} == {
        "Policy:IAMUser/RootCredentialUsage",
        "Stealth:IAMUser/CloudTrailLoggingDisabled",
    }
    assert {(f["type"], f["accountId"], f["region"]) for f in findings(_batches(month))} == told


def test_everything_played_is_listed(month: Simulated) -> None:
    listed = {line["scenario"]: line for line in month.lines("scenarios.jsonl")}
    assert list(listed) == [part.name for part in (*month.settings.attackers, *month.settings.drifts)]
    assert all(listed[drift.name]["nearMiss"] for drift in month.settings.drifts)


def test_the_number_of_records_is_about_what_was_asked_for(month: Simulated) -> None:
    assert month.settings.records
    assert 0.95 < month.summary.records / month.settings.records < 1.05


def test_an_attack_may_be_a_sequence_and_no_drift_may(month: Simulated) -> None:
    lines = month.lines("sequence_truth.jsonl")
    assert not any(line["certain"] for line in lines)
    assert {line["scenario"] for line in lines} == {each.name for each in month.settings.attackers}
