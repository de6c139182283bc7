"""What of a window's finds becomes a sighting, with a model and without."""

from types import SimpleNamespace

import msgspec
import pytest

from models.detectors.account import KeyedSighting
from models.detectors.base import AnomalySettings, DetectorSettings
from models.detectors.reasons import reasons
from models.detectors.windows import Found, WindowCase, WindowJudge
from models.findings.sighting import FindingKey, Sighting
from models.forests.settings import Settings
from models.forests.table import gathered
from models.forests.train import train
from models.profiles.vector import Vector
from tests.models.forests.synthetic import FAMILY, attacks, benign

VOLUME, PORT = "Behavior:EC2/TrafficVolumeUnusual", "Behavior:EC2/NetworkPortUnusual"
SETTINGS = {VOLUME: AnomalySettings(), PORT: DetectorSettings()}
USUAL, STRANGE = benign()[0], attacks(1, 1)[0]


@pytest.fixture(scope="module")
def models():
    return {FAMILY.name: train(gathered(FAMILY, benign()), Settings(trees=60))}


def found(kind=VOLUME, plain=True, detail="", end_ms=1):
    return Found(KeyedSighting(FindingKey(kind, "111122223333", "", "i-0a"), Sighting(end_ms, [], {}, detail)), plain)


def judged(models, *cases, settings=SETTINGS):
    return list(WindowJudge(settings, models).judge(cases))


def details(sightings):
    return [msgspec.json.decode(one.sighting.detail) for one in sightings]


def test_without_a_model_what_is_plain_passes_untouched():
    one, candidate = found(), found(plain=False)
    assert judged({}, WindowCase([one, candidate], USUAL)) == [one.keyed]


def test_without_a_vector_no_model_is_asked(models):
    assert judged(models, WindowCase([found(), found(plain=False)])) == [found().keyed]


def test_a_vector_of_a_family_without_a_model_is_not_scored(models):
    other = msgspec.structs.replace(USUAL, family="instance")
    assert judged(models, WindowCase([found(), found(plain=False)], other)) == [found().keyed]


def test_a_model_decides_on_candidates(models):
    assert judged(models, WindowCase([found(plain=False)], USUAL)) == []
    [told] = details(judged(models, WindowCase([found(plain=False)], STRANGE)))
    why = told["anomaly"]
    assert why["rule"] is False and why["score"] > why["threshold"]


def test_every_sighting_of_a_scored_window_says_what_the_model_makes_of_it(models):
    model = models[FAMILY.name]
    [one, two] = details(judged(models, WindowCase([found(detail='{"usual":1}'), found(PORT)], STRANGE)))
    score = model.score([STRANGE.values]).tolist()[0]
    assert one == {"usual": 1, "anomaly": {**reasons(model, STRANGE.values, score, model.threshold), "rule": True}}
    assert two == {"anomaly": one["anomaly"]}
    assert one["anomaly"].keys() == {"score", "threshold", "percentile", "model", "features", "rule"}
    assert one["anomaly"]["features"]


def test_a_threshold_of_the_settings_takes_the_place_of_the_models(models):
    settings = {**SETTINGS, VOLUME: AnomalySettings(threshold=0.01)}
    [told] = details(judged(models, WindowCase([found(plain=False)], USUAL), settings=settings))
    assert told["anomaly"]["threshold"] == 0.01
    settings = {**SETTINGS, VOLUME: AnomalySettings(threshold=0.99)}
    assert judged(models, WindowCase([found(plain=False)], STRANGE), settings=settings) == []


def test_thresholds_are_each_types_own(models):
    settings = {**SETTINGS, VOLUME: AnomalySettings(threshold=0.01)}
    one, two = details(judged(models, WindowCase([found(), found(PORT)], STRANGE), settings=settings))
    assert one["anomaly"]["threshold"] == 0.01
    assert two["anomaly"]["threshold"] == round(models[FAMILY.name].threshold, 4)


def test_a_score_has_to_exceed_the_threshold():
    description = SimpleNamespace(family="habit", version="v", features=[])
    model = SimpleNamespace(
        threshold=0.75,
        score=lambda rows: SimpleNamespace(tolist=lambda: [row[0] for row in rows]),
        explain=lambda row: [],
        typical=[],
        percentile=lambda score: 99.0,
        description=description,
    )
    cases = [WindowCase([found(plain=False)], Vector("habit", 1, "", "i", 1, (score,))) for score in (0.75, 0.76)]
    [told] = details(judged({"habit": model}, *cases))
    assert told["anomaly"]["score"] == 0.76


def test_together_or_alone_cases_are_judged_the_same(models):
    cases = [WindowCase([found(PORT), found(plain=False, end_ms=vector.end_ms)], vector) for vector in attacks(12, 1)]
    alone = [one for case in cases for one in judged(models, case)]
    assert judged(models, *cases) == alone


def test_cases_without_finds_give_nothing(models):
    assert judged(models, WindowCase([], STRANGE, first=True)) == []
