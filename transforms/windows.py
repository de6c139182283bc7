"""What is found in windows of traffic or queries, and what models say of it."""

from collections.abc import Iterable, Iterator

import apache_beam as beam
from apache_beam.metrics import Metrics

from models.codecs import SIGHTINGS, WINDOW_CASES
from models.config.config import Config
from models.detectors.base import DetectorSettings
from models.detectors.windows import WindowJudge
from models.profiles.vector import Vector
from transforms.models import Models


class ScoreWindows(beam.PTransform):
    """Score windows by the model of their family, if there is one, and give what is found.

    Input: (owner, its cases). Output: (finding key, sighting). The cases of an element are scored at once. A newer
    model is taken up as `transforms.models` says. Counted: owners that begin to be learnt, and to be judged.

    Args:
        source: the log source's name.
        types: the finding types that its detectors raise.
        config: the configuration.
        models: what there is to score with.
    """

    def __init__(self, source: str, types: Iterable[str], config: Config, models: Models) -> None:
        super().__init__()
        self._fn = _ScoreFn(source, settings_of(config, types), models)

    def expand(self, pcoll):
        """Apply the step."""
        return pcoll | "Judge" >> beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes])


class _ScoreFn(beam.DoFn):
    def __init__(self, source: str, settings: dict[str, DetectorSettings], models: Models) -> None:
        self._settings, self._models = settings, models
        self._learnt = Metrics.counter("learning", f"{source} learnt")
        self._judged = Metrics.counter("learning", f"{source} judged")

    def setup(self) -> None:
        self._judge: WindowJudge | None = None

    def process(self, element: tuple[bytes, bytes]) -> Iterator[tuple[bytes, bytes]]:
        changed = self._models.changed()
        if changed is not None or self._judge is None:
            self._judge = WindowJudge(self._settings, changed or {})
        cases = WINDOW_CASES.decode(element[1])
        self._learnt.inc(sum(case.first for case in cases))
        self._judged.inc(sum(case.begins for case in cases))
        for found in self._judge.judge(cases):
            yield found.key.to_bytes(), SIGHTINGS.encode(found.sighting)


def settings_of(config: Config, types: Iterable[str]) -> dict[str, DetectorSettings]:
    """The settings of some finding types, by name."""
    return {name: config.settings(name) for name in types}


def window_vectors(element: tuple[bytes, bytes]) -> list[Vector]:
    """From (owner, its cases) to the cases' feature vectors."""
    return [case.vector for case in WINDOW_CASES.decode(element[1]) if case.vector]
