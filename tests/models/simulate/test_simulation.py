import gzip
import hashlib
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from models.cloudtrail.record import CloudTrailRecord
from models.simulate.layout import DELAY
from models.simulate.organisation import REGIONS, found
from models.simulate.simulation import play, simulate
from tests.models.simulate.conftest import Simulated, records_of, settings

NAME = re.compile(
    r"(?P<account>\d{12})_CloudTrail_(?P<region>[a-z0-9-]+)_(?P<stamp>\d{8}T\d{4}Z)_[0-9A-Za-z]{16}\.json\.gz"
)


def _tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _time(text: str, form: str = "%Y-%m-%dT%H:%M:%SZ") -> int:
    return int(datetime.strptime(text, form).replace(tzinfo=UTC).timestamp())


@pytest.fixture(scope="module")
def odd_ids(simulated: Simulated) -> set[str | None]:
    wanted = next(s for s in simulated.settings.scenarios if s.name == "oddities")
    where = found(simulated.settings.seed, simulated.settings.accounts)
    played = play(wanted, where, simulated.settings.calendar)
    return {planted.event.record.get("eventID") for planted in played}


def test_the_same_arguments_write_the_same_bytes(simulated: Simulated, tmp_path: Path) -> None:
    simulate(settings(tmp_path))
    assert _tree(tmp_path) == _tree(simulated.root)


def test_another_seed_is_another_organisation(simulated: Simulated, tmp_path: Path) -> None:
    simulate(settings(tmp_path, seed=8, records=200))
    assert not {path.name for path in tmp_path.glob("AWSLogs/*")} & {p.name for p in simulated.root.glob("AWSLogs/*")}


def test_files_lie_where_their_names_say(simulated: Simulated) -> None:
    for path in simulated.log_files():
        match = NAME.fullmatch(path.name)
        assert match
        day = datetime.strptime(match["stamp"], "%Y%m%dT%H%MZ")
        expected = f"AWSLogs/{match['account']}/CloudTrail/{match['region']}/{day:%Y/%m/%d}"
        assert path.parent.relative_to(simulated.root).as_posix() == expected


def test_records_come_within_the_delay_and_repeats_later(simulated: Simulated) -> None:
    arrivals: dict[str, list[int]] = {}
    times = {}
    for path in simulated.log_files():
        stamp = _time(path.name.split("_")[3], "%Y%m%dT%H%MZ")
        for record in records_of(path):
            if "eventID" in record and "eventTime" in record:
                arrivals.setdefault(record["eventID"], []).append(stamp)
                times[record["eventID"]] = _time(record["eventTime"])
    assert all(DELAY[0] <= min(stamps) - times[key] <= DELAY[1] for key, stamps in arrivals.items())
    assert all(len(set(stamps)) == len(stamps) <= 2 for stamps in arrivals.values())
    assert any(len(stamps) == 2 for stamps in arrivals.values())


def test_records_lie_in_their_accounts_and_regions_files(simulated: Simulated, odd_ids: set[str | None]) -> None:
    for path in simulated.log_files():
        account, _, region = path.name.split("_")[:3]
        for record in records_of(path):
            if record.get("eventID") not in odd_ids:
                assert (record["recipientAccountId"], record["awsRegion"]) == (account, region)


def test_every_record_decodes_and_says_what_happened_when(simulated: Simulated, odd_ids: set[str | None]) -> None:
    decode = msgspec.json.Decoder(CloudTrailRecord, strict=False).decode
    for raw in simulated.records():
        record = decode(msgspec.json.encode(raw))
        if raw.get("eventID") not in odd_ids:
            assert record.event_time and record.event_source and record.event_name and record.event_id
            assert record.user_identity and record.source_ip_address


def test_the_number_of_records_is_about_what_was_asked_for(simulated: Simulated) -> None:
    assert simulated.settings.records
    assert 0.9 < simulated.summary.records / simulated.settings.records < 1.1
    assert simulated.summary.records == len(simulated.records())
    assert simulated.summary.files == len(simulated.log_files())


def test_records_are_as_large_as_real_ones(simulated: Simulated, odd_ids: set[str | None]) -> None:
    sizes = [len(msgspec.json.encode(r)) for r in simulated.records() if r.get("eventID") not in odd_ids]
    assert 1200 < sum(sizes) / len(sizes) < 2000


def test_everyday_life_has_all_kinds_of_callers_and_calls(simulated: Simulated) -> None:
    records = simulated.records()
    kinds = Counter((r.get("userIdentity") or {}).get("type") for r in records)
    assert {"IAMUser", "AssumedRole", "AWSService", "AWSAccount", "WebIdentityUser"} <= set(kinds)
    assert {"AwsApiCall", "AwsServiceEvent", "AwsConsoleSignIn"} <= {r.get("eventType") for r in records}
    assert {"Management", "Data", None} <= {r.get("eventCategory") for r in records}
    assert set(REGIONS) <= {r.get("awsRegion") for r in records}
    assert any("vpcEndpointId" in r for r in records) and any("sharedEventID" in r for r in records)
    assert any("2001:db8:" in (r.get("sourceIPAddress") or "") for r in records)
    failed = sum("errorCode" in r for r in records) / len(records)
    assert 0.01 < failed < 0.08


def test_an_assumption_between_accounts_is_recorded_in_both(simulated: Simulated) -> None:
    shared: dict[str, list[dict]] = {}
    for record in simulated.records():
        if record.get("eventName") == "AssumeRole" and record["userIdentity"]["type"] in ("IAMUser", "AWSAccount"):
            shared.setdefault(record.get("sharedEventID", record["eventID"]), []).append(record)
    pairs = [records for records in shared.values() if len({r["recipientAccountId"] for r in records}) == 2]
    assert pairs
    for records in pairs:
        assert len({r["eventID"] for r in records}) == 2
        assert {r["userIdentity"]["type"] for r in records} == {"IAMUser", "AWSAccount"}


def test_truth_counts_the_calls_in_the_logs(simulated: Simulated) -> None:
    lines = simulated.lines("truth.jsonl")
    assert len(lines) == simulated.summary.findings > 0
    raw = (simulated.root / "truth.jsonl").read_bytes().splitlines()
    assert raw == sorted(raw)
    where = found(simulated.settings.seed, simulated.settings.accounts)
    in_logs = {r.get("eventID"): r for r in simulated.records()}
    by_key = {(x["scenario"], x["type"], x["accountId"], x["region"], x["resource"]): x for x in lines}
    assert len(by_key) == len(lines)
    counted: Counter[str] = Counter()
    for scenario in simulated.settings.scenarios:
        for planted in play(scenario, where, simulated.settings.calendar):
            if planted.raises:
                assert planted.event.record["eventID"] in in_logs
                counted.update((scenario.name,) * len(planted.raises))
    assert counted == Counter({name: sum(x["count"] for x in lines if x["scenario"] == name) for name in counted})


def test_scenarios_say_which_sequences_they_make(simulated: Simulated) -> None:
    lines = simulated.lines("sequence_truth.jsonl")
    certain = {(x["scenario"], x["type"].partition(":")[2]) for x in lines if x["certain"]}
    assert certain == {
        ("leaked-key-intrusion", "S3/CompromisedData"),
        ("objects-used-by-malicious-hosts", "S3/CompromisedData"),
        ("objects-used-by-hosts-of-an-own-list", "IAM/CompromisedCredentials"),
        ("objects-used-over-tor", "IAM/CompromisedCredentials"),
    }
    assert simulated.summary.sequences == len(certain)
    callers = {r["userIdentity"].get("principalId") for r in simulated.records() if r.get("userIdentity")}
    raised = {(x["scenario"], x["type"]) for x in simulated.lines("truth.jsonl")}
    for line in lines:
        assert set(line["members"]) <= callers
        assert {(line["scenario"], kind) for kind in line["signals"]} <= raised
        assert bool(line["signals"]) == line["certain"]


def test_each_finding_belongs_to_one_scenario(simulated: Simulated) -> None:
    keys = [(x["type"], x["accountId"], x["region"], x["resource"]) for x in simulated.lines("truth.jsonl")]
    assert len(set(keys)) == len(keys)


def test_played_scenarios_are_listed(simulated: Simulated) -> None:
    listed = simulated.lines("scenarios.jsonl")
    assert [line["scenario"] for line in listed] == [s.name for s in simulated.settings.scenarios]
    assert all(set(line) == {"scenario", "nearMiss", "types", "description"} for line in listed)


def test_a_background_alone_has_no_truth_but_records(tmp_path: Path) -> None:
    summary = simulate(settings(tmp_path, "none", records=300))
    assert (tmp_path / "truth.jsonl").read_bytes() == (tmp_path / "scenarios.jsonl").read_bytes() == b""
    assert summary.records > 250 and summary.findings == 0


def test_a_scenario_alone_lies_in_the_same_files_as_among_all(simulated: Simulated, tmp_path: Path) -> None:
    simulate(settings(tmp_path, "leaked-key-intrusion", records=1))
    alone = {
        (record["eventID"], path.name): record
        for path in tmp_path.glob("AWSLogs/*/CloudTrail/**/*.json.gz")
        for record in records_of(path)
    }
    among = {(r.get("eventID"), path.name): r for path in simulated.log_files() for r in records_of(path)}
    planted = {key: record for key, record in alone.items() if "kali" in (record["userAgent"] or "")}
    assert len(planted) > 10
    assert all(among[key] == record for key, record in planted.items())


def test_digests_hash_the_log_files_and_lie_beside_them(simulated: Simulated) -> None:
    digests = sorted(simulated.root.glob("AWSLogs/*/CloudTrail-Digest/*/*/*/*/*.json.gz"))
    assert len(digests) == simulated.settings.accounts * simulated.settings.calendar.days
    hashed = [f for d in digests for f in msgspec.json.decode(gzip.decompress(d.read_bytes()))["logFiles"]]
    assert hashed
    for file in hashed:
        content = gzip.decompress((simulated.root / file["s3Object"]).read_bytes())
        assert hashlib.sha256(content).hexdigest() == file["hashValue"]
    insights = list(simulated.root.glob("AWSLogs/*/CloudTrail-Insight/*/*/*/*/*.json.gz"))
    assert [r["eventCategory"] for path in insights for r in records_of(path)] == ["Insight", "Insight"]
