import os
import pickle
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import numpy as np
import pytest
import skops.io
from sklearn.ensemble import RandomForestRegressor

from models.forests import archive, artefact
from models.forests.artefact import load, newest, versions, write
from models.forests.model import ModelError, Suspect
from models.profiles.vector import Family
from tests.models.forests.synthetic import FAMILY, benign, rezipped

ROOT = Path(__file__).parents[3]


@pytest.fixture
def stored(model, tmp_path):
    """A directory with the model, and the model's folder."""
    return tmp_path, Path(write(str(tmp_path), model))


def test_a_model_comes_back_as_it_was(model, stored):
    directory, folder = stored
    again = load(str(directory), FAMILY)
    assert again.description == model.description
    rows = [v.values for v in benign(days=2)]
    assert (again.forest.score(rows) == model.forest.score(rows)).all()
    assert folder == directory / "habit" / model.description.version
    names = {path.name for path in folder.iterdir()}
    assert names == {"forest.skops", "model.json", "card.md", "scores.svg", "rate.svg"}


def test_writing_again_changes_nothing(model, stored):
    directory, folder = stored
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write(str(directory), model)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_scikit_learn_can_use_the_file(model, stored):
    estimator = skops.io.load(stored[1] / "forest.skops", trusted=["sklearn.tree._tree.Tree"])
    rows = [v.values for v in benign(days=1)]
    assert np.abs(model.forest.score(rows) + estimator.score_samples(np.array(rows, np.float32))).max() < 1e-9


TRAIN = """
import sys
from models.forests.artefact import write
from models.forests.settings import Settings
from models.forests.table import gathered
from models.forests.train import train
from tests.models.forests.synthetic import FAMILY, attacks, benign
write(sys.argv[1], train(gathered(FAMILY, [*benign(), *attacks(2, 17)]), Settings(trees=20)))
"""


def test_two_processes_write_the_same_bytes(tmp_path):
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", TRAIN, tmp_path / seed], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": seed}
        )
        for seed in ("1", "2")
    ]
    assert [process.wait(120) for process in processes] == [0, 0]
    written = []
    for directory in (tmp_path / "1", tmp_path / "2"):
        files = (path for path in directory.rglob("*") if path.is_file())
        written.append({path.relative_to(directory): path.read_bytes() for path in files})
    assert written[0] == written[1] and len(written[0]) == 5


def test_the_newest_version_is_taken_and_another_can_be_named(model, stored):
    directory, _ = stored
    d = model.description
    for version in ("20250101T000000Z-ffffffff", "20991231T235959Z-00000000"):
        write(str(directory), model._replace(description=msgspec.structs.replace(d, version=version)))
    assert newest(str(directory), "habit") == "20991231T235959Z-00000000"
    assert load(str(directory), FAMILY).description.version == "20991231T235959Z-00000000"
    assert load(str(directory), FAMILY, d.version).description.version == d.version
    assert versions(str(directory), "habit")[1] == d.version


def test_a_folder_without_a_description_is_no_version_yet(model, stored):
    directory, _ = stored
    unfinished = directory / "habit" / "20991231T235959Z-00000000"
    unfinished.mkdir()
    (unfinished / "forest.skops").write_bytes(model.archive)
    assert newest(str(directory), "habit") == model.description.version


def test_an_interrupted_writing_leaves_no_version(model, tmp_path, monkeypatch):
    def full(*_):
        raise OSError("no space left")

    monkeypatch.setattr(artefact.os, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        write(str(tmp_path), model)
    assert newest(str(tmp_path), "habit") is None
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_description_is_written_last(model):
    assert list(artefact.render(model))[-1] == "model.json"


def test_a_directory_whose_name_looks_like_a_pattern(model, tmp_path):
    directory = str(tmp_path / "models[1]*")
    write(directory, model)
    assert load(directory, FAMILY).description == model.description


class Memory:
    """A store that is no filesystem of this machine."""

    def __init__(self, files):
        self.files = files

    def match(self, pattern):
        assert pattern == "gs://bucket/models/habit/*/model.json"
        return [path for path in self.files if path.endswith("/model.json")]

    def read(self, path):
        if path not in self.files:
            raise FileNotFoundError(path)
        return self.files[path]


def test_a_model_in_a_store(model):
    base = artefact.folder("gs://bucket/models/", model.description)
    files = {f"{base}/{name}": content for name, content in artefact.render(model).items()}
    assert load("gs://bucket/models/", FAMILY, files=Memory(files)).description == model.description
    del files[f"{base}/forest.skops"]
    with pytest.raises(ModelError, match=r"forest\.skops: cannot be read"):
        load("gs://bucket/models", FAMILY, files=Memory(files))


def refused(directory, family=FAMILY, version=None):
    with pytest.raises(ModelError) as error:
        load(str(directory), family, version)
    return str(error.value)


def test_a_directory_without_models(tmp_path):
    assert refused(tmp_path / "nowhere") == (
        f"{tmp_path}/nowhere: no model of habit (habit/<version>/model.json) is there"
    )


def test_a_version_that_is_not_there(model, stored):
    assert refused(stored[0], version="2020") == (
        f"{stored[0]}: no version 2020 of habit; there are {model.description.version}"
    )


def test_features_that_do_not_fit(stored):
    directory, folder = stored
    said = refused(directory, FAMILY._replace(version=4))
    assert said == (
        f"{folder}/model.json: was trained on version 3 of the habit features, this code makes version 4: train again"
    )
    renamed = Family("habit", 3, (*FAMILY.features[:-1], FAMILY.features[0]._replace(name="loud")))
    assert "(loud, still): train again" in refused(directory, renamed)
    assert "(in another order)" in refused(directory, FAMILY._replace(features=FAMILY.features[::-1]))


def test_damage(stored):
    directory, folder = stored
    description = (folder / "model.json").read_bytes()
    (folder / "model.json").write_bytes(description[:-30])
    assert refused(directory).startswith(f"{folder}/model.json: is damaged")
    (folder / "model.json").write_bytes(b'{"format": 2, "family": "habit", "family_version": 3, "new": 1}')
    assert refused(directory) == f"{folder}/model.json: is of format 2; this code reads format 1"
    (folder / "model.json").write_bytes(description.replace(b'"habit"', b'"other"'))
    assert refused(directory) == f"{folder}/model.json: is a model of other, not of habit"
    (folder / "model.json").write_bytes(description)
    (folder / "forest.skops").write_bytes((folder / "forest.skops").read_bytes()[:-1])
    assert refused(directory).startswith(f"{folder}/forest.skops: its checksum is not the one in model.json")


def replaced(stored, data: bytes) -> str:
    """What is said of another forest file, whose checksum its author has set."""
    directory, folder = stored
    description = msgspec.json.decode((folder / "model.json").read_bytes())
    description["sha256"] = artefact.hashlib.sha256(data).hexdigest()
    (folder / "model.json").write_bytes(msgspec.json.encode(description))
    (folder / "forest.skops").write_bytes(data)
    return refused(directory)


class Bomb:
    """Runs when it is unpickled."""

    def __reduce__(self):
        return os.mkdir, ("exploded",)


def test_a_pickle_is_not_loaded(stored, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert "not a skops file" in replaced(stored, pickle.dumps(Bomb()))
    assert not (tmp_path / "exploded").exists()


def test_a_skops_file_of_something_else_is_refused(stored):
    other = RandomForestRegressor(2).fit([[0.0], [1.0]], [0, 1])
    assert "holds sklearn.ensemble._forest.RandomForestRegressor" in replaced(stored, skops.io.dumps(other))


def test_a_function_in_a_forest_is_refused(model, stored, monkeypatch, tmp_path):
    """An attribute that skops would make by calling something."""
    monkeypatch.chdir(tmp_path)

    def plant(schema):
        schema["content"]["content"]["random_state"] = {
            "__class__": "mkdir",
            "__module__": "os",
            "__loader__": "FunctionNode",
            "content": "exploded",
        }

    assert "holds os.mkdir, which no forest consists of" in replaced(stored, rezipped(model.archive, plant))
    assert not (tmp_path / "exploded").exists()


def test_an_allowed_type_by_another_way_is_refused(model):
    def plant(schema):
        schema["content"]["content"]["random_state"]["__loader__"] = "OperatorFuncNode"

    with pytest.raises(archive.ArchiveError, match="no forest consists of"):
        archive.load(rezipped(model.archive, plant))


def test_trees_that_lead_nowhere_are_refused(model):
    """Only the arrays are read, and they are checked: scikit-learn would follow them out of bounds."""

    def cut(schema):
        schema["content"]["content"]["estimators_"]["content"] = []

    with pytest.raises(archive.ArchiveError, match="a forest needs a tree"):
        archive.load(rezipped(model.archive, cut))


def test_an_unknown_protocol_says_what_wrote_the_file(model, stored):
    def later(schema):
        schema["protocol"] = 99

    said = replaced(stored, rezipped(model.archive, later))
    assert "written with numpy" in said and "scikit-learn" in said


def test_the_card_says_what_an_engineer_asks(model):
    card = artefact.render(model)["card.md"].decode()
    d = model.description
    for wanted in (d.version, f"{d.threshold:.4f}", "2026-03-15T00:00:00.000Z", "still", "0.001 findings", d.sha256):
        assert wanted in card
    assert "Set aside" not in card


def test_a_hostile_name_does_not_leave_its_cell(model):
    d = model.description
    suspect = Suspect("1", "a`|b\n# c\x1b[31m", "2026-03-02", 0.9)
    calibration = msgspec.structs.replace(d.calibration, suspects=[suspect])
    hostile = model._replace(description=msgspec.structs.replace(d, calibration=calibration))
    card = artefact.render(hostile)["card.md"].decode()
    assert "\x1b" not in card and "\n# c" not in card and "`a'\\|b\\n# c" in card


def test_plots_are_pictures(model):
    files = artefact.render(model)
    for name in ("scores.svg", "rate.svg"):
        root = ET.fromstring(files[name])
        texts = [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]
        assert f"threshold {model.threshold:.3f}" in texts
        assert len(list(root.iter())) > 10
