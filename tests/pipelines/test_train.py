import fastavro
import pytest

from models.findings.avro import SCHEMA as FINDING
from models.forests.artefact import load
from models.forests.settings import Settings
from models.forests.table import TrainingError
from models.profiles.vector import SCHEMA, to_avro
from pipelines import train
from pipelines.errors import UsageError
from tests.models.forests.synthetic import FAMILY, START, attacks, benign, vector

#: A family that has no vectors, beside the one that has.
OTHER = FAMILY._replace(name="lonely")


@pytest.fixture(autouse=True)
def families(monkeypatch):
    monkeypatch.setattr(train, "FAMILIES", {"habit": FAMILY, "lonely": OTHER})
    monkeypatch.setattr(train, "Settings", lambda **given: Settings(**given, trees=20))


def avro(path, vectors, schema=SCHEMA):
    with open(path, "wb") as file:
        fastavro.writer(file, schema, map(to_avro, vectors), codec="deflate")
    return path


@pytest.fixture
def features(tmp_path):
    """Vectors in two files, one of them twice, with an attack."""
    vectors = [*benign(), *attacks(2, day=17, kinds=5)]
    avro(tmp_path / "features-00000-of-00002.avro", vectors[::2])
    avro(tmp_path / "features-00001-of-00002.avro", vectors[1::2] + vectors[:10])
    return tmp_path


def test_models_are_written_and_what_was_learnt_is_said(features, capsys):
    models = features / "made" / "models"
    assert train.main([f"--features={features}/features-*", f"--models={models}"]) == 0
    model = load(str(models), FAMILY)
    said, problems = capsys.readouterr()
    assert problems == ""
    assert (
        "habit\n  trained    2,240 windows of 20 entities in 1 account, 2026-03-01 01:00 to 2026-03-15 00:00 UTC"
        in said
    )
    assert (
        f"  threshold  {model.threshold:.4f} (extrapolated)\n  findings   0 in the held-out part, 0.12 asked for"
        in said
    )
    assert "  set aside  2 entity-days as likely attacks: see the card" in said
    assert f"  card       {models}/habit/{model.description.version}/card.md" in said
    assert "lonely: skipped: no vectors" in said


def test_options_reach_the_training(features):
    models = features / "models"
    argv = ["--family=habit", "--seed=5", "--held_out=0.5", "--findings_per_entity_day=0.02", "--suspects=0"]
    assert train.main([f"--features={features}", f"--models={models}", *argv]) == 0
    description = load(str(models), FAMILY).description
    assert description.settings == Settings(seed=5, held_out=0.5, findings_per_entity_day=0.02, suspects=0, trees=20)
    assert description.calibration.suspects == []


def test_the_same_input_gives_the_same_files(features):
    written = []
    for name in ("one", "two"):
        assert train.main([f"--features={features}/*.avro", f"--models={features / name}"]) == 0
        files = [path for path in (features / name).rglob("*") if path.is_file()]
        written.append({path.relative_to(features / name): path.read_bytes() for path in files})
    assert written[0] == written[1] and len(written[0]) == 5


def test_no_family_with_enough_vectors_is_a_failure(tmp_path, capsys):
    path = avro(tmp_path / "few.avro", benign(days=1, entities=3))
    assert train.main([f"--features={path}", f"--models={tmp_path}/models"]) == 1
    assert "habit: skipped: " in (said := capsys.readouterr().out) and "at least 256 are needed" in said
    assert not (tmp_path / "models").exists()


def refused(capsys, *argv) -> str:
    assert train.main(list(argv)) == 2
    said, problems = capsys.readouterr()
    assert said == ""
    return problems


def test_a_pattern_without_files(tmp_path, capsys):
    said = refused(capsys, f"--features={tmp_path}/no-*", f"--models={tmp_path}")
    assert said.startswith(f"train: --features={tmp_path}/no-*: no file matches")


def test_a_file_that_is_not_avro(tmp_path, capsys):
    (tmp_path / "text").write_text("not Avro")
    said = refused(capsys, f"--features={tmp_path}/text", f"--models={tmp_path}/models")
    assert said.startswith(f"train: --features: {tmp_path}/text: ")


def test_a_file_of_something_else(tmp_path, capsys):
    avro(tmp_path / "findings.avro", [], schema=FINDING)
    said = refused(capsys, f"--features={tmp_path}/findings.avro", f"--models={tmp_path}/models")
    assert "findings.avro: holds guardbeam.FindingV1, not feature vectors: family, version" in said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"version": 2}, "vectors of habit version 2, this code makes version 3: write the features again"),
        ({"family": "unheard"}, "vectors of unheard; known are habit, lonely"),
        ({"values": [0.0] * 4}, "that is not 9 finite numbers"),
    ],
)
def test_vectors_of_other_features(tmp_path, capsys, change, said):
    rows = [to_avro(v) for v in benign(days=1)]
    rows[-1].update(change)
    with open(tmp_path / "mixed.avro", "wb") as file:
        fastavro.writer(file, SCHEMA, rows)
    assert said in refused(capsys, f"--features={tmp_path}/mixed.avro", f"--models={tmp_path}/models")


def test_a_truncated_file(features, capsys):
    path = features / "features-00001-of-00002.avro"
    path.write_bytes(path.read_bytes()[:-100])
    assert f"--features: {path}: " in refused(capsys, f"--features={path}", f"--models={features}/models")


def test_a_directory_that_cannot_be_written(features, capsys):
    (features / "file").write_text("")
    assert train.main([f"--features={features}/features-*", f"--models={features}/file/models"]) == 2
    assert capsys.readouterr().err.startswith(f"train: --models={features}/file/models: ")


@pytest.mark.parametrize(
    ("argument", "complaint"),
    [
        ("--held_out=1", "1 is not a number from 0 to below 1"),
        ("--held_out=0", "0 is too small"),
        ("--findings_per_entity_day=nan", "nan is not a number"),
        ("--suspects=-1", "-1 is not a number"),
        ("--seed=x", "x is not a whole number"),
        ("--seed=4294967296", "is not a whole number from 0"),
        ("--family=nobody", "choose from"),
    ],
)
def test_a_value_that_makes_no_sense(argument, complaint, capsys):
    with pytest.raises(SystemExit) as stopped:
        train.main(["--features=x", "--models=y", argument])
    assert stopped.value.code == 2
    assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--features=x", "--model=x"], "--model=x: is an option for logs"),
        (["--features=x", "--cloudtrail=y"], "--cloudtrail=y: is an option for logs"),
        (
            [],
            "nothing to learn from: give --cloudtrail=PATTERN, --vpc_flow=PATTERN, --dns=PATTERN, or --features=",
        ),
        (["--cloudtrail=/no/such/*"], "--cloudtrail=/no/such/*: no file matches"),
        (["--cloudtrail=/no/such/*", "--modells=x"], "unknown option --modells; did you mean --models?"),
    ],
)
def test_inputs_that_make_no_sense(arguments, said, capsys, tmp_path):
    assert said in refused(capsys, *arguments, f"--models={tmp_path}/models")


def test_help_teaches(capsys):
    with pytest.raises(SystemExit) as stopped:
        train.main(["--help"])
    assert stopped.value.code == 0
    said = capsys.readouterr().out
    for word in ("examples:", "model.json", "--findings_per_entity_day", "entity-day is"):
        assert word in said


def test_train_all_takes_vectors_from_anywhere():
    outcomes = train.train_all(iter(benign()), Settings(trees=5), {"habit": FAMILY, "lonely": OTHER})
    assert [(o.family, bool(o.model), o.why_not) for o in outcomes] == [
        ("habit", True, ""),
        ("lonely", False, "no vectors"),
    ]
    with pytest.raises(TrainingError, match="habit version 3"):
        train.train_all([vector("arn:1", START, [0] * 9)], Settings(), {"habit": FAMILY._replace(version=4)})


@pytest.fixture(scope="module")
def model():
    return train.train_all(benign(), Settings(trees=5), {"habit": FAMILY})[0].model


def test_a_model_is_written_to_a_store(model, monkeypatch):
    """Object stores have no rename: the description comes last there too."""
    written = {}

    class File:
        def __init__(self, path, mime_type):
            self.path = path

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def write(self, content):
            written[self.path] = content

    monkeypatch.setattr(train.FileSystems, "create", File)
    folder = train.write("gs://bucket/models/", model)
    assert folder == f"gs://bucket/models/habit/{model.description.version}"
    assert list(written)[-1] == f"{folder}/model.json" and len(written) == 5


def test_a_store_whose_extra_is_missing(model):
    with pytest.raises(UsageError, match=r"^--models=nowhere://x: "):
        train.write("nowhere://x", model)
