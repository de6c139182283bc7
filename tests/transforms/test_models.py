"""Newer models are taken up while a job runs; the clock is the test's."""

import logging
import shutil
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from models.forests import artefact
from models.forests.model import Model, ModelError
from models.forests.settings import Settings
from models.forests.table import gathered
from models.forests.train import train
from tests.models.forests.synthetic import FAMILY, benign
from transforms import models as module
from transforms.models import INTERVAL, Models

EARLY, LATE = "20260101T000000Z-00000000", "20260201T000000Z-00000000"


@pytest.fixture(scope="module")
def model() -> Model:
    return train(gathered(FAMILY, benign()), Settings(trees=5))


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """A clock that a test sets, and a family that it has models of."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    monkeypatch.setattr(module, "FAMILIES", {FAMILY.name: FAMILY})
    return clock


def write(directory: Path, model: Model, version: str) -> Path:
    description = msgspec.structs.replace(model.description, version=version)
    return Path(artefact.write(str(directory), model._replace(description=description)))


def versions(found: dict[str, Model] | None) -> list[str] | None:
    return None if found is None else [model.description.version for model in found.values()]


def test_a_newer_model_is_taken_up_at_the_next_look(clock, model, tmp_path):
    write(tmp_path, model, EARLY)
    models = Models(str(tmp_path), follow=True)
    assert versions(models.changed()) == [EARLY]
    write(tmp_path, model, LATE)
    clock.now += INTERVAL - 1
    assert models.changed() is None
    clock.now += 1
    assert versions(models.changed()) == [LATE]
    clock.now += INTERVAL
    assert models.changed() is None


def test_a_first_model_is_taken_up_as_well(clock, model, tmp_path):
    models = Models(str(tmp_path), follow=True)
    assert models.changed() == {}
    write(tmp_path, model, EARLY)
    clock.now += INTERVAL
    assert versions(models.changed()) == [EARLY]


def test_a_bounded_run_keeps_what_it_began_with(clock, model, tmp_path):
    write(tmp_path, model, EARLY)
    models = Models(str(tmp_path))
    assert versions(models.changed()) == [EARLY]
    write(tmp_path, model, LATE)
    clock.now += 2 * INTERVAL
    assert models.changed() is None


def test_a_named_version_is_kept(clock, model, tmp_path):
    write(tmp_path, model, EARLY)
    models = Models(str(tmp_path), {FAMILY.name: EARLY}, follow=True)
    assert versions(models.changed()) == [EARLY]
    write(tmp_path, model, LATE)
    clock.now += INTERVAL
    assert models.changed() is None


def test_a_newer_model_that_is_damaged_changes_nothing_until_it_is_mended(clock, model, tmp_path, caplog):
    write(tmp_path, model, EARLY)
    models = Models(str(tmp_path), follow=True)
    models.changed()
    forest = write(tmp_path, model, LATE) / "forest.skops"
    forest.write_bytes(model.archive[:-1])
    clock.now += INTERVAL
    with caplog.at_level(logging.WARNING, "guardbeam"):
        assert models.changed() is None
    assert f"{forest}: its checksum is not" in caplog.text and "going on with the model in use" in caplog.text
    forest.write_bytes(model.archive)
    clock.now += INTERVAL
    assert versions(models.changed()) == [LATE]


def test_a_model_that_is_half_written_is_not_there_yet(clock, model, tmp_path):
    write(tmp_path, model, EARLY)
    models = Models(str(tmp_path), follow=True)
    models.changed()
    description = write(tmp_path, model, LATE) / "model.json"
    shutil.move(description, tmp_path / "kept")
    clock.now += INTERVAL
    assert models.changed() is None
    shutil.move(tmp_path / "kept", description)
    clock.now += INTERVAL
    assert versions(models.changed()) == [LATE]


def test_the_first_model_has_to_be_usable(clock, model, tmp_path):
    (write(tmp_path, model, EARLY) / "forest.skops").write_bytes(b"")
    with pytest.raises(ModelError, match="checksum"):
        Models(str(tmp_path), follow=True).changed()


def test_no_directory_is_no_models(clock):
    assert Models(None, follow=True).changed() == {}
