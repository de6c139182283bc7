"""Models by the command line: trained on logs, used by the job, refused when they cannot be used."""

import json
import shutil
from pathlib import Path

import pytest

from models.detectors.registry import PROFILE_DETECTORS
from models.detectors.verdict import Judge
from models.forests.artefact import load, versions
from models.profiles.families import FAMILIES
from pipelines import detect as command
from pipelines import train
from tests.evaluation.conftest import RATE, Small
from tests.evaluation.months import SETTINGS
from tests.guardduty import check_finding
from tests.jobs import current, detect

FAMILY = "principal"
OLDER = "20200101T000000Z-00000000"


@pytest.fixture(scope="module")
def models(small: Small, tmp_path_factory) -> Path:
    """What the habits of the month teach; beside the version for principals an older one that never speaks."""
    directory = tmp_path_factory.mktemp("trained") / "models"
    argv = [f"--cloudtrail={small.habits}", f"--models={directory}", f"--findings_per_entity_day={RATE}"]
    assert train.main(argv) == 0
    older = Path(shutil.copytree(_newest(directory), directory / FAMILY / OLDER))
    _redescribe(older, version=OLDER, threshold=0.99)
    return directory


@pytest.fixture
def copied(models: Path, tmp_path: Path) -> Path:
    """The models, for a test that damages them."""
    return Path(shutil.copytree(models, tmp_path / "models"))


def _newest(directory: Path) -> Path:
    return directory / FAMILY / versions(str(directory), FAMILY)[-1]


def _redescribe(folder: Path, **changes: object) -> None:
    path = folder / "model.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def _anomalous(lines: list[bytes]) -> list[dict]:
    return [finding for finding in current(lines) if "/Anomalous" in finding["type"]]


@pytest.fixture(scope="module")
def found(small: Small, models: Path, tmp_path_factory) -> list[dict]:
    return _anomalous(detect(small.whole, tmp_path_factory.mktemp("found"), f"--models={models}"))


def test_the_job_finds_what_the_models_say(small, models, found):
    """The same as the judge in this process, which the evaluation uses."""
    read = load(str(models), FAMILIES[FAMILY])
    judged = Judge(PROFILE_DETECTORS, SETTINGS, {FAMILY: read}).judge(small.month.cases)
    expected = {(one.key.type, one.key.account, one.key.region) for one in judged}
    assert {(f["type"], f["accountId"], f["region"]) for f in found} == expected
    assert expected


def test_a_finding_says_how_strange_and_why(models, found):
    description = load(str(models), FAMILIES[FAMILY]).description
    features = {feature.name: feature for feature in description.features}
    scored = [finding["service"]["additionalInfo"]["anomaly"] for finding in found if ":IAMUser/" in finding["type"]]
    assert len(scored) >= 3
    for anomaly in scored:
        assert anomaly["model"] == f"{FAMILY}/{_newest(models).name}"
        assert anomaly["threshold"] == round(description.threshold, 4)
        assert anomaly["rule"] or anomaly["threshold"] < anomaly["score"]
        assert 90 < anomaly["percentile"] <= 100
        assert 1 <= len(anomaly["features"]) <= 8
        for shown in anomaly["features"]:
            assert shown["contribution"] > 0
            assert shown["typical"] == features[shown["name"]].typical != shown["value"]
            assert shown["meaning"] == features[shown["name"]].meaning


def test_guardduty_s_model_accepts_the_findings(found):
    for finding in found:
        check_finding(finding)


def test_a_family_without_a_model_goes_by_rule(found):
    [copied] = [finding for finding in found if ":S3/" in finding["type"]]
    assert copied["service"]["additionalInfo"]["anomaly"] == {"rule": True}


def test_every_attack_is_among_them(small, found):
    shown = {event for finding in found for event in finding["service"]["additionalInfo"]["eventIds"]}
    assert all(shown.intersection(attack.event_ids) for attack in small.month.attacks)


def test_a_named_version_is_used(small, models, found, tmp_path):
    silent = detect(small.whole, tmp_path, f"--models={models}", f"--model_version={FAMILY}/{OLDER}")
    ruled = {f["id"] for f in found if f["service"]["additionalInfo"]["anomaly"]["rule"]}
    assert ruled <= {f["id"] for f in _anomalous(silent)} < {f["id"] for f in found}


def _refused(capsys, *argv: str) -> str:
    assert command.main([f"--cloudtrail={__file__}", "--findings=unwritten", *argv]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_a_version_that_is_not_there(models, capsys):
    said = _refused(capsys, f"--models={models}", f"--model_version={FAMILY}/1999")
    assert said.startswith(f"detect: --models={models}: ") and "no version 1999 of principal; there are 2020" in said


@pytest.mark.parametrize(
    ("argv", "complaint"),
    [
        (["--models={0}", "--model_version=nobody/1"], "--model_version=nobody/1: is not FAMILY/VERSION"),
        (["--models={0}", "--model_version=principal"], "--model_version=principal: is not FAMILY/VERSION"),
        (["--model_version=principal/1"], "--model_version: names a model of a directory; give --models=DIR"),
        (["--models={0}"], "--models={0}: holds no model"),
    ],
)
def test_options_that_name_no_model(argv, complaint, tmp_path, capsys):
    said = _refused(capsys, *(argument.format(tmp_path) for argument in argv))
    assert said.startswith(f"detect: {complaint.format(tmp_path)}")


def test_a_damaged_model(copied, capsys):
    path = _newest(copied) / "forest.skops"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    said = _refused(capsys, f"--models={copied}")
    assert said.startswith(f"detect: --models={copied}: {path}: its checksum is not the one in model.json")


def test_a_description_that_is_cut(copied, capsys):
    path = _newest(copied) / "model.json"
    path.write_bytes(path.read_bytes()[:-100])
    assert f"--models={copied}: {path}: is damaged" in _refused(capsys, f"--models={copied}")


def test_a_model_of_another_version_of_the_features(copied, capsys):
    _redescribe(_newest(copied), family_version=99)
    said = _refused(capsys, f"--models={copied}")
    assert said.startswith(f"detect: --models={copied}: ")
    assert "was trained on version 99 of the principal features" in said and "train again" in said


def test_a_model_of_other_features(copied, capsys):
    described = json.loads((_newest(copied) / "model.json").read_text())
    described["features"][0]["name"] = "shoe_size"
    _redescribe(_newest(copied), features=described["features"])
    said = _refused(capsys, f"--models={copied}")
    assert said.startswith(f"detect: --models={copied}: ") and "(calls, shoe_size): train again" in said
