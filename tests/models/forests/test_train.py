import random

import numpy as np
import pytest

from models.forests.settings import Settings
from models.forests.table import TrainingError, gathered
from models.forests.train import train
from models.times import DAY, HOUR, iso
from tests.models.forests.synthetic import FAMILY, START, STILL, attacks, benign, vector

QUICK = Settings(trees=60)


def scores(model, vectors):
    return model.forest.score([v.values for v in vectors])


def recall(model, vectors):
    return (scores(model, vectors) > model.threshold).mean()


def false_rate(model, vectors):
    """Entity-days above the threshold, of all."""
    table = gathered(FAMILY, vectors)
    pairs, which = table.entity_days()
    found = np.zeros(len(pairs), bool)
    found[which[model.forest.score(table.values) > model.threshold]] = True
    return found.mean()


def test_attacks_are_found_and_benign_activity_is_not(model):
    assert recall(model, attacks(100, day=30)) > 0.95
    assert false_rate(model, benign(days=200)) < 0.004
    assert model.description.calibration.findings == 0


def test_the_stated_rate_is_kept():
    model = train(gathered(FAMILY, benign(days=60)), Settings(trees=60, findings_per_entity_day=0.02))
    calibration = model.description.calibration
    assert calibration.rule == "held out"
    assert 1 <= calibration.findings <= calibration.allowed
    assert 0.005 < false_rate(model, benign(days=200)) < 0.04


@pytest.mark.parametrize("day", [3, 17])
def test_a_few_attacks_in_the_logs_do_not_hide_the_next(model, day):
    contaminated = train(gathered(FAMILY, [*benign(), *attacks(2, day)]), QUICK)
    assert contaminated.threshold < model.threshold + 0.05
    assert recall(contaminated, attacks(100, day=30, seed=77)) > 0.8


def test_attacks_in_the_held_out_part_are_named():
    planted = attacks(2, day=17)
    found = train(gathered(FAMILY, [*benign(), *planted]), QUICK).description.calibration
    assert [(s.entity, s.day) for s in found.suspects] and {s.entity for s in found.suspects} == {"arn:0", "arn:1"}
    assert {s.day for s in found.suspects} == {"2026-03-18"}
    assert found.findings == 0


def test_a_feature_that_never_moved_in_training_is_looked_at(model):
    assert model.description.features[STILL].moved == 0
    usual = [list(v.values) for v in benign(days=1)]
    moved = [[*values[:STILL], 2.0] for values in usual]
    assert (model.forest.score(moved) > model.forest.score(usual) + 0.03).all()


def test_what_one_entity_repeats_does_not_crowd_out_the_others():
    lone = [vector("arn:busy", START + i * HOUR, [9, 9, 9, 9, 0, 0, 0, 0, 0]) for i in range(480)]
    model = train(gathered(FAMILY, [*benign(), *lone]), QUICK)
    assert model.description.training.rows - model.description.distinct_rows > 300
    assert false_rate(model, benign(days=60)) < 0.01


def test_the_later_part_trains_nothing(model):
    """Another held-out part changes the threshold, not the trees."""
    d = model.description
    assert iso(d.training.to_ms) == "2026-03-15T00:00:00.000Z"
    assert d.training.to_ms < d.held_out.from_ms
    early = [v for v in benign() if v.end_ms <= d.training.to_ms]
    late = [v for v in benign(seed=8) if v.end_ms > d.training.to_ms]
    other = train(gathered(FAMILY, [*early, *late]), QUICK)
    assert other.archive == model.archive
    assert other.threshold != model.threshold


def test_order_and_repeats_do_not_matter(model):
    vectors = [*benign(), *benign()[::3]]
    random.Random(3).shuffle(vectors)
    again = train(gathered(FAMILY, vectors), QUICK)
    assert again.description == model.description and again.archive == model.archive


def test_another_seed_grows_other_trees(model):
    other = train(gathered(FAMILY, benign()), Settings(trees=60, seed=1))
    assert other.archive != model.archive and other.description.version != model.description.version


def test_what_a_model_says_of_its_data(model):
    d = model.description
    assert (d.family, d.family_version, d.training.entities, d.training.accounts) == ("habit", 3, 20, 1)
    assert d.training.rows + d.held_out.rows == len(benign())
    assert d.training.entity_days + d.held_out.entity_days == 20 * 20
    assert sum(d.training.scores) == d.training.rows and sum(d.calibration.peaks) == d.held_out.entity_days
    assert d.version.startswith("20260321T000000Z-")
    habit = d.features[0]
    column = sorted(v.values[0] for v in benign() if v.end_ms <= d.training.to_ms)
    assert (habit.name, habit.typical) == ("habit_0", column[(len(column) - 1) // 2])
    assert (habit.lowest, habit.highest) == (column[0], column[-1])


def test_percentiles_are_of_the_training_scores(model):
    d = model.description
    training = np.sort(scores(model, [v for v in benign() if v.end_ms <= d.training.to_ms]))
    for score in (*training[::97], 0.0, 0.99):
        share = (training <= score).mean() * 100
        assert model.percentile(float(score)) <= share
    assert model.percentile(0.0) == 0 and model.percentile(0.99) == 100
    assert model.percentile(float(training[-1])) == 100
    values = [value for _, value in d.quantiles]
    assert values == sorted(values)


def test_a_single_entity():
    alone = [v for v in benign(days=60) if v.entity == "arn:1"]
    model = train(gathered(FAMILY, alone), Settings(trees=60, fewest_rows=100))
    assert model.description.training.entities == 1
    assert model.threshold < model.forest.highest


def test_few_rows():
    rows = [v for v in benign(days=10) if v.entity != "arn:0"][:300]
    model = train(gathered(FAMILY, rows), Settings(trees=10, fewest_rows=50))
    assert model.description.training.rows < 256


@pytest.mark.parametrize(
    ("vectors", "said"),
    [
        ([], "no vectors"),
        (benign(days=2, entities=2), r"vectors to train on \(to 2026-03-02T00:00:00.000Z\), at least 256 are needed"),
        (benign(days=30, entities=1)[:-1], "at least 7"),
        ([vector("arn:1", START + i * HOUR, [1] * 9) for i in range(1000)], "all vectors to train on are the same"),
    ],
)
def test_what_gives_no_model(vectors, said):
    few_days = Settings(held_out=0.1) if said == "at least 7" else Settings()
    with pytest.raises(TrainingError, match=said):
        train(gathered(FAMILY, vectors), few_days)


def test_a_cut_within_a_day_where_there_is_no_midnight():
    rows = [vector(f"arn:{i % 40}", START + HOUR + i * 60_000, [i % 7, *[0] * 8]) for i in range(1200)]
    d = train(gathered(FAMILY, rows), Settings(trees=10)).description
    assert d.training.to_ms < d.held_out.from_ms < START + DAY
    assert d.training.rows > 800
