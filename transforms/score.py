"""Scoring: cases become sightings, or rows to train on."""

from collections.abc import Iterator

import apache_beam as beam
from apache_beam.metrics import Metrics

from models.codecs import CASES, SIGHTINGS
from models.config.config import Config
from models.detectors.base import DetectorSettings
from models.detectors.registry import FINDING_TYPES, PROFILE_DETECTORS
from models.detectors.verdict import Judge
from models.profiles.profile import learnt
from models.profiles.vector import SCHEMA, Vector, to_avro
from transforms.models import Models
from transforms.write import AVRO


class ScoreCases(beam.PTransform):
    """Judge cases by rules, and by the models of a directory where there are some.

    Input: (principal's key, its cases). Output: (finding key, sighting); none of principals that are being learnt. The
    cases of an element are scored at once: in a bounded run all of a principal's. A newer model is taken up as
    `transforms.models` says. Counted: cases by family.
    """

    def __init__(self, config: Config, models: Models) -> None:
        super().__init__()
        self._fn = _ScoreFn({name: config.settings(name) for name in FINDING_TYPES}, models)

    def expand(self, pcoll):
        """Apply the step."""
        return pcoll | "Judge" >> beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes])


class _ScoreFn(beam.DoFn):
    def __init__(self, settings: dict[str, DetectorSettings], models: Models) -> None:
        self._settings, self._models = settings, models

    def setup(self) -> None:
        self._judge: Judge | None = None

    def process(self, element: tuple[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
        changed = self._models.changed()
        if changed is not None or self._judge is None:
            self._judge = Judge(PROFILE_DETECTORS, self._settings, changed or {})
        cases = learnt(CASES.decode(element[1]))
        for case in cases:
            Metrics.counter("windows", case.vector.family).inc()
        for found in self._judge.judge(cases):
            yield found.key.to_bytes(), SIGHTINGS.encode(found.sighting)


class WriteFeatures(beam.PTransform):
    """Write feature vectors, for training.

    Input: vectors. Output: none that matters; Avro files of `models.profiles.vector.SCHEMA`.
    """

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self._prefix = prefix

    def expand(self, pcoll):
        """Write."""
        rows = pcoll | "Rows" >> beam.Map(to_avro)
        return rows | "Write Avro" >> beam.io.WriteToAvro(self._prefix, SCHEMA, file_name_suffix=AVRO)


def principal_vectors(element: tuple[bytes, bytes]) -> list[Vector]:
    """From (principal's key, its cases) to the cases' feature vectors."""
    return [case.vector for case in learnt(CASES.decode(element[1]))]
