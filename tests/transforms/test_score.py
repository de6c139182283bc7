"""Scoring in a pipeline: by rule alone until there is a model, by the newest model from then on."""

import apache_beam as beam
import msgspec
import numpy as np
import pytest
from apache_beam.testing.util import assert_that, equal_to

from models.codecs import CASES, SIGHTINGS
from models.config.config import Config
from models.forests.model import Model
from models.forests.settings import Settings
from models.forests.table import gathered
from models.forests.train import train
from models.profiles.families import PRINCIPAL_FAMILY
from models.profiles.vector import Vector
from models.times import DAY, HOUR
from tests.detection import cases
from tests.habits import call, month
from tests.records import ACCOUNT
from transforms.models import Models
from transforms.score import ScoreCases

#: New and risky, from the usual place: no plain case.
STRANGE = call("iam", "CreateAccessKey")


class Scripted(Models):
    """Models that change as they are told to, at each look."""

    def __init__(self, *looks: dict[str, Model] | None) -> None:
        super().__init__(None)
        self._looks = list(looks)

    def changed(self) -> dict[str, Model] | None:
        return self._looks.pop(0)


@pytest.fixture(scope="module")
def model() -> Model:
    """A model of numbers that mean nothing."""
    rng = np.random.default_rng(1)
    size = len(PRINCIPAL_FAMILY.features)
    vectors = [
        Vector("principal", PRINCIPAL_FAMILY.version, ACCOUNT, f"{n % 9}", n * HOUR, tuple(map(float, values)))
        for n, values in enumerate(rng.integers(0, 3, (20 * DAY // HOUR, size)))
    ]
    return train(gathered(PRINCIPAL_FAMILY, vectors), Settings(trees=5))


def at(model: Model, version: str, threshold: float) -> dict[str, Model]:
    description = msgspec.structs.replace(model.description, version=version, threshold=threshold)
    return {"principal": model._replace(description=description)}


def test_a_model_is_used_from_when_it_is_there(model):
    looks = ({}, None, at(model, "lenient", 0.0), None, at(model, "strict", 1.0), at(model, "last", 0.0))
    element = (b"key", CASES.encode(cases([*month(), STRANGE])[-1:]))
    with beam.Pipeline(runner="FnApiRunner") as pipeline:
        scored = pipeline | beam.Create([element] * len(looks)) | ScoreCases(Config(), Scripted(*looks))
        said = scored | beam.MapTuple(lambda _, data: _judged_by(data))
        assert_that(said, equal_to(["principal/lenient", "principal/lenient", "principal/last"]))


def _judged_by(data: bytes) -> str:
    anomaly = msgspec.json.decode(SIGHTINGS.decode(data).detail)["anomaly"]
    return str(anomaly["model"])
