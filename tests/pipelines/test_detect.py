"""The whole job by its command line, against the simulator's truth."""

import gzip
import json
import random
from pathlib import Path

import fastavro
import pytest

from models.cloudtrail.decode import decode
from models.codecs import NOTES, SIGHTINGS
from models.config.config import Config
from models.detectors.extract import Extractor
from pipelines import detect as command
from pipelines import simulate
from pipelines.errors import UsageError
from tests.guardduty import check_finding
from tests.guides import archived_by_examples
from tests.jobs import as_truth, check_sequences, configured, current, detect, lines, of_calls, of_findings, truth


@pytest.fixture(scope="session")
def organisation(tmp_path_factory) -> Path:
    """Three days of two accounts, with every scenario."""
    directory = tmp_path_factory.mktemp("organisation")
    assert simulate.main([f"--output={directory}/logs", "--days=3", "--accounts=2", "--seed=7"]) == 0
    return directory / "logs"


@pytest.fixture(scope="session")
def found(organisation, tmp_path_factory) -> list[bytes]:
    return detect(f"{organisation}/AWSLogs/**", tmp_path_factory.mktemp("found"), configured(organisation))


def test_findings_are_the_truth(organisation, found):
    assert sorted(map(as_truth, filter(of_calls, current(found)))) == truth(organisation)
    check_sequences(found, organisation)


def test_every_published_finding_is_one_of_guardduty_s(found):
    for line in found:
        check_finding(json.loads(line))


def test_suppression_examples_archive_their_findings(found):
    assert len(archived_by_examples(current(found))) > 30


def test_quiet_days_are_silent(tmp_path):
    simulate.main([f"--output={tmp_path}/logs", "--days=5", "--accounts=2", "--seed=11", "--scenario=none"])
    assert detect(f"{tmp_path}/logs/AWSLogs", tmp_path, configured(tmp_path / "logs")) == []
    assert lines(tmp_path / "rejected") == []


def records_of(logs: Path) -> list[dict]:
    return [
        record
        for file in sorted(logs.glob("AWSLogs/*/CloudTrail/**/*.json.gz"))
        for record in json.loads(gzip.decompress(file.read_bytes()))["Records"]
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_order_files_and_repeats_change_nothing(organisation, found, tmp_path, seed):
    """Shuffled records, other files, other wrappings, 1% of the records twice: the same bytes."""
    shuffle = random.Random(seed)
    records = records_of(organisation)
    records += shuffle.sample(records, len(records) // 100)
    shuffle.shuffle(records)
    logs = tmp_path / "logs"
    logs.mkdir()
    for number in range(9):
        part = records[number::9]
        if number % 3 == 0:
            data = gzip.compress(json.dumps({"Records": part}).encode())
        elif number % 3 == 1:
            data = "\n".join(map(json.dumps, part)).encode()
        else:
            data = json.dumps(part, indent=1).encode()
        (logs / f"{shuffle.random()}.log").write_bytes(data)
    assert detect(logs, tmp_path, configured(organisation)) == found


def test_canary_reaches_no_output(organisation, tmp_path):
    """What no detector uses is found nowhere; what cannot be decoded neither."""
    canary = "CANARY-4711"
    logs = tmp_path / "logs"
    logs.mkdir()
    records = records_of(organisation)
    for record in records:
        record["errorMessage"] = record["unheardOf"] = canary
        record["requestParameters"] = {**(record.get("requestParameters") or {}), "secret": canary}
        record["tlsDetails"] = {"clientProvidedHostHeader": canary}
    (logs / "records.json").write_text(json.dumps({"Records": records}))
    (logs / "broken.json").write_text(f'{{"eventTime": "{canary}", "eventName": "{canary}\n{canary}')
    assert detect(logs, tmp_path, configured(organisation))
    assert lines(tmp_path / "rejected")
    for file in [*tmp_path.glob("findings-*"), *tmp_path.glob("rejected-*")]:
        assert canary.encode() not in file.read_bytes()


def test_canary_reaches_no_state(organisation):
    """What waits in state, or travels between steps, is what extraction makes: it holds nothing that is not used."""
    canary = "CANARY-4711"
    marked = [record | {"errorMessage": canary, "unheardOf": canary} for record in records_of(organisation)]
    for record in marked:
        record["requestParameters"] = {**(record.get("requestParameters") or {}), "secret": canary}
    extraction = Extractor(Config(), 300_000).extract(decode(json.dumps(marked).encode(), "logs").records)
    encoded = [SIGHTINGS.encode(keyed.sighting) + keyed.key.to_bytes() for keyed in extraction.sightings]
    encoded += [NOTES.encode(notes) for _, notes in extraction.notes]
    assert encoded
    assert canary.encode() not in b"".join(encoded)


def changed(organisation: Path, more: str) -> str:
    """The option that names the organisation's configuration with something added."""
    config = organisation / "changed.toml"
    config.write_text((organisation / "guardbeam.toml").read_text() + more)
    return f"--config={config}"


def by_data_events(finding: dict) -> bool:
    return finding["service"]["featureName"] == "S3_DATA_EVENTS"


def test_s3_protection_off_drops_data_events(organisation, found, tmp_path):
    config = changed(organisation, "[s3_protection]\ndefault = false\n")
    without = detect(f"{organisation}/AWSLogs/**", tmp_path, config)
    assert len({f["type"] for f in current(found) if by_data_events(f)}) > 3
    kept = filter(of_calls, current(found))
    assert {f["id"] for f in current(without) if of_calls(f)} == {f["id"] for f in kept if not by_data_events(f)}
    sequences = [f["service"]["detection"]["sequence"] for f in current(without) if of_findings(f)]
    assert sequences
    assert "S3_DATA_EVENTS" not in {signal["type"] for each in sequences for signal in each["signals"]}


def test_s3_protection_of_one_account(organisation, found, tmp_path):
    s3 = [f for f in current(found) if by_data_events(f)]
    account = s3[0]["accountId"]
    config = changed(organisation, f'[s3_protection]\ndisabled = ["{account}"]\n')
    without = detect(f"{organisation}/AWSLogs/**", tmp_path, config)
    left = [f for f in current(without) if by_data_events(f)]
    assert {f["id"] for f in left} == {f["id"] for f in s3 if f["accountId"] != account}


def test_a_disabled_type_is_silent(organisation, found, tmp_path):
    config = changed(organisation, '[detectors."Stealth:IAMUser/CloudTrailLoggingDisabled"]\nenabled = false\n')
    without = detect(f"{organisation}/AWSLogs/**", tmp_path, config)
    off = {"Stealth:IAMUser/CloudTrailLoggingDisabled"}
    assert {f["type"] for f in current(without)} == {f["type"] for f in current(found)} - off


def test_avro_holds_the_same_findings(organisation, found, tmp_path):
    logs = f"--cloudtrail={organisation}/AWSLogs/**"
    command.run([logs, f"--findings={tmp_path}/findings.avro", configured(organisation)])
    (file,) = tmp_path.glob("findings-*.avro")
    with file.open("rb") as stream:
        rows = list(fastavro.reader(stream))
    assert sorted((r["id"], r["updatedAt"], r["count"]) for r in rows) == sorted(
        (f["id"], f["updatedAt"], f["service"]["count"]) for f in map(json.loads, found)
    )
    assert json.loads(rows[0]["service"])["serviceName"] == "guardbeam"


@pytest.mark.parametrize(
    ("flags", "message"),
    [
        ([], "nothing to read"),
        (["--cloudtrail=/no/such/*.json", "--findings={tmp}/f"], "--cloudtrail=/no/such/*.json: no file matches"),
        (["--cloudtrail={tmp}"], "nowhere to write"),
        (["--cloudtrial={tmp}"], "unknown option --cloudtrial; did you mean --cloudtrail?"),
        (["--cloudtrail={tmp}", "--findings=/proc/nowhere/f"], "--findings=/proc/nowhere/f"),
        (["--cloudtrail={tmp}", "--findings={tmp}/f", "--config={tmp}/absent.toml"], "--config="),
        (["--cloudtrail=s3://bucket/**", "--findings={tmp}/f"], "guardbeam[aws]"),
        (["--config={tmp}/bad.toml", "--check"], 'bad.toml: [s3_protection]: unknown key "defualt"'),
    ],
)
def test_wrong_command_lines_are_explained(tmp_path, flags, message):
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "bad.toml").write_text("[s3_protection]\ndefualt = true\n")
    with pytest.raises(UsageError) as error:
        command.run([flag.format(tmp=tmp_path) for flag in flags])
    assert message in str(error.value)


def test_an_error_is_a_message_and_a_status(capsys):
    assert command.main(["--cloudtrail=/no/such/file"]) == 2
    assert "--findings" in capsys.readouterr().err


def test_help_teaches(capsys):
    assert command.main(["--help"]) == 0
    text = capsys.readouterr().out
    assert "--cloudtrail" in text and "examples" in text


def test_check_explains(tmp_path, capsys):
    config = tmp_path / "c.toml"
    config.write_text('[s3_protection]\ndisabled = ["111122223333/eu-west-1"]\n')
    assert command.main([f"--config={config}", "--check"]) == 0
    assert "dropped in 111122223333/eu-west-1" in capsys.readouterr().out


def test_a_rerun_replaces_the_files_of_its_prefix(organisation, tmp_path):
    (tmp_path / "findings-00002-of-00003.jsonl").write_text("{}\n")
    (tmp_path / "findings-of-mine.jsonl").write_text("{}\n")
    detect(f"{organisation}/AWSLogs/**", tmp_path, configured(organisation))
    names = {file.name for file in tmp_path.glob("findings*")}
    assert names == {"findings-00000-of-00001.jsonl", "findings-of-mine.jsonl"}


def test_summary_counts(organisation, tmp_path, capsys):
    findings = detect(organisation / "AWSLogs", tmp_path, configured(organisation))
    counted = {" ".join(words): int(n.replace(",", "")) for *words, n in map(str.split, _counts(capsys))}
    assert counted["skipped: digest-file"] and counted["skipped: insight-file"]
    assert counted["cloudtrail records"] + counted["rejected"] == len(records_of(organisation))
    archived = [finding[-1] == "True" for finding in truth(organisation)]
    assert counted["Findings"] == archived.count(False) + sum(map(of_findings, current(findings)))
    assert counted["hired-testers"] + counted["vulnerability-scanner"] == archived.count(True)


def _counts(capsys) -> list[str]:
    return [line for line in capsys.readouterr().out.splitlines() if line and line[-1].isdigit()]
