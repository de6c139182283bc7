import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from sklearn.ensemble import IsolationForest

from models.forests.forest import Forest, rounded
from tests.models.forests.synthetic import FAMILY, NOVELTIES, STILL, attacks, benign

FLOAT32_MAX = float(np.finfo(np.float32).max)
EDGES = [0.0, -0.0, 1.0, 1 + 2**-24, 1 + 2**-23, 16777217.0, 0.1, 1e-45, 1e-50, -3e38, FLOAT32_MAX]


def of(estimator) -> Forest:
    return Forest([t.tree_ for t in estimator.estimators_], estimator.n_features_in_, estimator.max_samples_)


def trained(rows, trees=10, seed=0) -> IsolationForest:
    rows = rounded(rows)
    return IsolationForest(n_estimators=trees, max_samples=min(256, len(rows)), random_state=seed).fit(rows)


@settings(max_examples=25)
@given(
    arrays(
        np.float64,
        array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=20),
        elements=st.one_of(st.sampled_from(EDGES), st.floats(-1e6, 1e6), st.integers(0, 3).map(float)),
    ),
    st.integers(0, 2**32 - 1),
)
def test_scores_are_scikit_learns(rows, seed):
    estimator = trained(rows, seed=seed)
    others = np.vstack([rows, rows * (1 + 2**-24), np.nextafter(rows, np.inf), rows[::-1] + 1])
    expected = -estimator.score_samples(rounded(others))
    assert np.abs(of(estimator).score(others) - expected).max() < 1e-9


def test_scores_are_scikit_learns_at_the_thresholds_themselves():
    rng = np.random.default_rng(4)
    estimator = trained(rng.normal(size=(500, 3)), trees=100)
    cuts = np.concatenate([tree.tree_.threshold for tree in estimator.estimators_])
    near = np.stack([cuts, np.nextafter(cuts, -9), np.float64(np.float32(cuts))], axis=1)
    assert np.abs(of(estimator).score(near) + estimator.score_samples(near)).max() < 1e-9


def test_a_score_does_not_depend_on_the_rows_beside_it():
    rng = np.random.default_rng(2)
    rows = rng.normal(size=(1200, 6))
    forest = of(trained(rows))
    scores = forest.score(rows)
    assert ((scores > 0) & (scores < 1)).all()
    assert (scores == [forest.score(row[None])[0] for row in rows]).all()
    order = rng.permutation(len(rows))
    assert (forest.score(rows[order]) == scores[order]).all()
    assert (forest.score(np.asfortranarray(rows)) == scores).all()
    assert (np.concatenate([forest.score(part) for part in np.array_split(rows, 7)]) == scores).all()


def test_scores_are_the_same_on_every_machine():
    """To the last bit: of two trees, rows end at depths 1 and c(4), and at depths 1 + c(3) and c(4)."""
    nodes = [Split(left=1, right=2, feature=0, threshold=0.5, rows=4), Leaf(1), Leaf(3)]
    forest = Forest([Nodes(nodes), Nodes([Leaf(4)])], features=1, sample=4)
    assert [score.hex() for score in forest.score([[0.0], [1.0]])] == ["0x1.2c3d6396f21fcp-1", "0x1.df05070c5654ap-2"]


def test_no_rows():
    forest = of(trained(np.eye(4)))
    assert forest.score(np.empty((0, 4))).shape == (0,)


def test_what_float32_cannot_hold_counts_as_its_most():
    forest = of(trained(np.arange(300.0).reshape(100, 3)))
    assert forest.score([[1e300] * 3]) == forest.score([[FLOAT32_MAX] * 3])


@pytest.mark.parametrize("rows", [[[1.0, 2.0]], [1.0, 2.0, 3.0], [[[1.0] * 3]]])
def test_rows_of_another_length_are_refused(rows):
    with pytest.raises(ValueError, match="rows of 3 features"):
        of(trained(np.eye(3))).score(rows)


def test_equal_training_rows_set_nothing_apart():
    forest = of(trained(np.ones((300, 2))))
    assert forest.score([[1, 1], [9, 9]]).tolist() == [0.5, 0.5]
    assert forest.highest == 0.5


def test_no_row_scores_higher_than_the_highest(model):
    rng = np.random.default_rng(3)
    wild = rng.normal(scale=100, size=(2000, len(FAMILY.features)))
    assert model.forest.score(wild).max() <= model.forest.highest < 1


def test_an_explanation_names_what_was_planted(model):
    for attack in attacks(30, day=15):
        planted = {i for i in (*NOVELTIES, STILL) if attack.values[i]}
        contributions = model.explain(attack.values)
        assert {c.feature for c in contributions[: len(planted)]} == planted
        amounts = [c.amount for c in contributions]
        assert amounts == sorted(amounts, reverse=True) and min(amounts) > 0


def test_a_typical_row_needs_no_explanation(model):
    assert model.explain(model.typical) == []


def test_features_that_say_the_same_are_both_named():
    rng = np.random.default_rng(5)
    rows = np.repeat(rng.normal(size=(2000, 1)), 2, axis=1)
    forest = of(trained(np.hstack([rows, rng.normal(size=(2000, 1))]), trees=100))
    first, second = forest.explain([30, 30, 0], [0, 0, 0])[:2]
    assert {first.feature, second.feature} == {0, 1}


class Leaf(tuple):
    def __new__(cls, rows):
        return super().__new__(cls, (-1, -1, -2, -2.0, rows))


class Split(tuple):
    def __new__(cls, left, right, feature, threshold, rows):
        return super().__new__(cls, (left, right, feature, threshold, rows))


class Nodes:
    """A tree as scikit-learn has it."""

    def __init__(self, nodes):
        columns = zip(*nodes, strict=True)
        self.children_left, self.children_right, self.feature, self.threshold, self.n_node_samples = map(
            np.array, columns
        )


@pytest.mark.parametrize(
    "nodes",
    [
        [Split(0, 1, 0, 0.5, 2), Leaf(1)],
        [Split(1, 9, 0, 0.5, 2), Leaf(1), Leaf(1)],
        [Split(1, -7, 0, 0.5, 2), Leaf(1), Leaf(1)],
        [Split(1, 2, 5, 0.5, 2), Leaf(1), Leaf(1)],
        [Split(1, 2, -1, 0.5, 2), Leaf(1), Leaf(1)],
        [Split(1, 2, 0, np.nan, 2), Leaf(1), Leaf(1)],
        [Split(1, 2, 0, 0.5, 2), Leaf(0), Leaf(1)],
    ],
)
def test_nodes_that_make_no_tree_are_refused(nodes):
    with pytest.raises(ValueError, match="do not make a tree"):
        Forest([Nodes(nodes)], features=1, sample=2)


def test_a_forest_needs_trees_and_rows():
    with pytest.raises(ValueError, match="needs a tree"):
        Forest([], features=1, sample=256)
    with pytest.raises(ValueError, match="needs two rows"):
        Forest([Nodes([Leaf(1)])], features=1, sample=1)


def test_benign_rows_are_not_strange(model):
    assert (model.forest.score([v.values for v in benign(seed=1)]) <= model.threshold).mean() > 0.999
