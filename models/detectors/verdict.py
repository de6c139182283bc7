"""The verdict on cases: which of them become sightings of a finding.

Cases of one family are scored together by its model, and its detector's rule is asked as well. A case that has an
unusual call with a type, and whose score exceeds the threshold or that the rule holds for, becomes one sighting: of the
type that its riskiest call gives, with the events of all its unusual calls. The sighting says why: the rule, score,
threshold, percentile among the training windows, the features that made the score and what is typical of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from models.detectors import first_time
from models.detectors.account import KeyedSighting
from models.detectors.base import DetectorSettings, ProfileDetector
from models.detectors.reasons import reasons
from models.findings.sighting import ApiCall, FindingKey, Occurrence, affected_bucket, sighting
from models.forests.model import Model
from models.profiles.profile import Case
from models.profiles.suspects import Suspect


class Judge:
    """Judges cases.

    Args:
        detectors: of the families.
        settings: finding type -> its settings, for all types.
        models: family -> its model; families without one are judged by rule alone.
    """

    def __init__(
        self,
        detectors: Iterable[ProfileDetector],
        settings: Mapping[str, DetectorSettings],
        models: Mapping[str, Model],
    ) -> None:
        self._detectors = {detector.family.name: detector for detector in detectors}
        self._settings: Mapping[str, Any] = settings
        self._enabled = frozenset(name for name, of in settings.items() if of.enabled)
        self._models = dict(models)

    def judge(self, cases: Iterable[Case]) -> Iterator[KeyedSighting]:
        """The sightings of some cases."""
        by_family: dict[str, list[Case]] = defaultdict(list)
        for case in cases:
            yield from self._firsts(case)
            if case.suspects:
                by_family[case.vector.family].append(case)
        for family, those in sorted(by_family.items()):
            detector = self._detectors[family]
            model = self._models.get(family)
            scores = model.score([case.vector.values for case in those]).tolist() if model else [0.0] * len(those)
            for case, score in zip(those, scores, strict=True):
                found = self._sighting(detector, case, model, score)
                if found:
                    yield found

    def _sighting(
        self, detector: ProfileDetector, case: Case, model: Model | None, score: float
    ) -> KeyedSighting | None:
        typed = [(one, kind) for one in case.suspects if (kind := detector.type_of(one))]
        if not typed or typed[0][1].name not in self._enabled:
            return None
        first, kind = typed[0]
        settings = self._settings[kind.name]
        threshold = settings.threshold or (model.threshold if model else 0.0)
        ruled = settings.rule and detector.rule(case.vector, settings)
        if not ruled and not (model and score > threshold):
            return None
        why = {"rule": ruled, **(reasons(model, case.vector.values, score, threshold) if model else {})}
        key = FindingKey(kind.name, case.vector.account, first.region, case.vector.entity)
        detail = {**msgspec.json.decode(case.detail), "anomaly": why}
        seen = [one for suspect, _ in typed for one in _occurrences(suspect, kind.severity)]
        return KeyedSighting(key, sighting(case.vector.end_ms, seen, msgspec.json.encode(detail).decode()))

    def _firsts(self, case: Case) -> Iterator[KeyedSighting]:
        """What a principal did for the first time: no score is needed."""
        found: dict[FindingKey, list[Occurrence]] = defaultdict(list)
        for one in case.firsts:
            for name in one.first:
                if name in self._enabled:
                    kind = first_time.TYPES[name]
                    severity = first_time.severity(kind, one.call.principal_id, one.call.error_code)
                    key = FindingKey(name, case.vector.account, one.region, case.vector.entity)
                    found[key] += _occurrences(one, severity)
        for key in sorted(found):
            yield KeyedSighting(key, sighting(case.vector.end_ms, found[key], case.detail))


def _occurrences(suspect: Suspect, severity: float) -> list[Occurrence]:
    shown = ApiCall.of(suspect.call, severity=severity, affected=affected_bucket(suspect.bucket))
    return [Occurrence(time_ms, event_id, shown) for time_ms, event_id in suspect.events]
