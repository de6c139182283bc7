"""The verdict on windows of traffic or queries: what of that which is found becomes a sighting, and what a model says.

What is plainly found becomes a sighting whatever a model says. Where there is a model of the vector's family, the
windows are scored together, and each sighting tells the score and what made it (``additionalInfo.anomaly``). Anything
else is found only if its window's score exceeds the threshold: its type's, or the model's own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from models.detectors.account import KeyedSighting
from models.detectors.reasons import DECIMALS, reasons
from models.forests.model import Model
from models.profiles.vector import Vector
from models.queries.presence import Presence

_encode = msgspec.json.Encoder(order="sorted").encode


class Found(msgspec.Struct, array_like=True):
    """Something that a detector found in a window.

    Attributes:
        keyed: the sighting that it may become.
        plain: it becomes one whatever a model says.
    """

    keyed: KeyedSighting
    plain: bool


class WindowCase(msgspec.Struct, array_like=True):
    """A window of an owner that has to be judged.

    Attributes:
        found: in it.
        vector: the window as numbers, if a model may be asked.
        first: it is the first that was seen of the owner.
        begins: from it on the owner is judged, and not learnt alone.
        presence: what the fleet hears of it; of DNS queries alone.
    """

    found: list[Found]
    vector: Vector | None = None
    first: bool = False
    begins: bool = False
    presence: Presence | None = None


class WindowJudge:
    """Judges cases.

    Args:
        settings: finding type -> its settings.
        models: family -> its model; without one only what is plain is found.
    """

    def __init__(self, settings: Mapping[str, Any], models: Mapping[str, Model]) -> None:
        self._settings, self._models = settings, dict(models)

    def judge(self, cases: Iterable[WindowCase]) -> Iterator[KeyedSighting]:
        """The sightings of some cases."""
        scored: dict[str, list[tuple[Vector, list[Found]]]] = defaultdict(list)
        for case in cases:
            if case.found and case.vector and case.vector.family in self._models:
                scored[case.vector.family].append((case.vector, case.found))
            else:
                yield from (found.keyed for found in case.found if found.plain)
        for family, windows in sorted(scored.items()):
            model = self._models[family]
            scores = model.score([vector.values for vector, _ in windows]).tolist()
            for (vector, those), score in zip(windows, scores, strict=True):
                yield from self._sightings(model, vector, those, score)

    def _sightings(self, model: Model, vector: Vector, those: list[Found], score: float) -> Iterator[KeyedSighting]:
        why: dict[str, Any] = {}
        for found in those:
            threshold = self._threshold(found.keyed.key.type, model)
            if found.plain or score > threshold:
                why = why or reasons(model, vector.values, score, threshold)
                yield _told(found, {**why, "threshold": round(threshold, DECIMALS), "rule": found.plain})

    def _threshold(self, finding_type: str, model: Model) -> float:
        return getattr(self._settings.get(finding_type), "threshold", 0.0) or model.threshold


def _told(found: Found, why: dict[str, Any]) -> KeyedSighting:
    """The sighting with why it is one."""
    sighting = found.keyed.sighting
    detail = {**(msgspec.json.decode(sighting.detail) if sighting.detail else {}), "anomaly": why}
    shown = msgspec.structs.replace(sighting, detail=_encode(detail).decode())
    return msgspec.structs.replace(found.keyed, sighting=shown)
