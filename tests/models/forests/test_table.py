import random

import numpy as np
import pytest

from models.forests.table import TrainingError, gathered
from models.profiles.vector import Vector
from models.times import DAY
from tests.models.forests.synthetic import ACCOUNT, FAMILY, START, benign, vector


def test_order_and_repeats_do_not_matter():
    vectors = benign(days=3)
    mixed = [*vectors, *vectors[::3]]
    random.Random(1).shuffle(mixed)
    table, other = gathered(FAMILY, vectors), gathered(FAMILY, mixed)
    assert len(table) == len(other) == len(vectors)
    assert table.entities == other.entities
    for name in ("values", "end_ms", "entity"):
        assert (getattr(table, name) == getattr(other, name)).all()


def test_two_vectors_of_a_window_that_differ_both_count():
    rows = [vector("arn:1", START, [i, *[0] * 8]) for i in (1, 2, 1)]
    assert gathered(FAMILY, rows).values[:, 0].tolist() == [1, 2]


def test_a_window_that_ends_at_midnight_is_of_the_day_before():
    ends = [START, START + 1, START + DAY, START + DAY + 1]
    table = gathered(FAMILY, [vector("arn:1", end, [0] * 9) for end in ends])
    assert (table.day - table.day[0]).tolist() == [0, 1, 1, 2]
    assert len(table.entity_days()[0]) == 3


def test_the_same_name_in_two_accounts_is_two_entities():
    one = vector("arn:1", START, [0] * 9)
    table = gathered(FAMILY, [one, Vector("habit", 3, "2", "arn:1", START, one.values)])
    assert table.entities == [(ACCOUNT, "arn:1"), ("2", "arn:1")]
    assert len(table.entity_days()[0]) == 2


def test_minus_zero_is_zero():
    assert not np.signbit(gathered(FAMILY, [vector("arn:1", START, [-0.0] * 9)]).values).any()


@pytest.mark.parametrize(
    ("family", "version", "values", "said"),
    [
        ("habit", 2, [0.0] * 9, "habit version 2; features are of habit version 3"),
        ("other", 3, [0.0] * 9, "a vector of other"),
        ("habit", 3, [0.0] * 8, "not 9 finite numbers"),
        ("habit", 3, [float("nan")] * 9, "not 9 finite numbers"),
        ("habit", 3, [float("inf")] * 9, "not 9 finite numbers"),
    ],
)
def test_what_is_not_a_vector_of_the_family_is_refused(family, version, values, said):
    with pytest.raises(TrainingError, match=said):
        gathered(FAMILY, [Vector(family, version, ACCOUNT, "arn:1", START, tuple(values))])


def test_nothing():
    assert len(gathered(FAMILY, [])) == 0
