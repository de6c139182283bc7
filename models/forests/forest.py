"""An IsolationForest as plain arrays: the same scores for any batch, order and machine, and what made them.

A tree isolates a row by comparing one feature at a time with a threshold; a strange row ends in a leaf early. With
``E`` the mean over the trees of a row's leaf depth, and ``c(n)`` the mean depth of an unsuccessful search in a binary
search tree of ``n`` values, the score is ``2 ** (-E / c(sample))``: in (0, 1), higher for stranger rows, about 0.5
when nothing sets a row apart (Liu, Ting and Zhou, "Isolation Forest", 2008). A leaf that still holds ``n`` training
rows counts as ``c(n)`` deeper than it is.

It is scikit-learn's ``-score_samples`` to within 1e-9, but bit for bit the same everywhere:

- leaf depths are integers in units of 2**-32, so their sum does not depend on its order;
- ``2 ** -x`` and the logarithm in ``c`` are computed from operations that IEEE 754 and the decimal standard define to
  the last bit; a C library's ``pow`` and ``log`` are not.

Like scikit-learn, rows are rounded to float32 before they are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

#: One level of depth.
UNIT = 2**32

#: Rows that go through the trees together: their nodes stay in the processor's cache.
_CHUNK = 256

_LN2 = 0.6931471805599453
_EULER = Decimal("0.57721566490153286060651209")
_FLOAT32 = float(np.finfo(np.float32).max)


class Tree(Protocol):
    """What is read of a tree: ``sklearn.tree._tree.Tree`` has it, one element a node, parents before children."""

    children_left: NDArray[np.int64]
    children_right: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float64]
    n_node_samples: NDArray[np.int64]


class Contribution(NamedTuple):
    """How much one feature made a score higher.

    Attributes:
        feature: its index.
        amount: in units of the score.
    """

    feature: int
    amount: float


class Forest:
    """A trained forest.

    Attributes:
        features: how many a row has.
        trees: how many there are.
        highest: no row can score higher: the shallowest leaf of every tree.
    """

    def __init__(self, trees: Iterable[Tree], features: int, sample: int) -> None:
        """Lay the nodes of all trees out one after the other.

        Args:
            trees: in the order in which they were trained.
            features: how many a row has.
            sample: how many rows each tree was trained on, at least 2.

        Raises:
            ValueError: the trees are none that could have been trained so.
        """
        parts = [_nodes(tree, features) for tree in trees]
        if not parts or sample < 2:
            raise ValueError("a forest needs a tree, and a tree needs two rows")
        sizes = [len(part.feature) for part in parts]
        first = np.cumsum([0, *sizes[:-1]])
        # Node n is at 2n and 2n + 1: there are its two children, and twice what it compares.
        self._roots = 2 * first
        children = np.concatenate([part.children for part in parts]) + np.repeat(first, sizes)[:, None]
        self._children = 2 * children.ravel()
        self._feature = np.repeat(np.concatenate([part.feature for part in parts]), 2)
        self._threshold = np.repeat(np.concatenate([part.threshold for part in parts]), 2)
        self._depth = np.repeat(np.concatenate([part.depth for part in parts]), 2)
        self._levels = max(part.levels for part in parts)
        self._scale = len(parts) * _search_depth(sample)
        self.features = features
        self.trees = len(parts)
        shallowest = sum(part.shallowest for part in parts)
        self.highest = float(_halved(np.array([shallowest / self._scale]))[0])

    def score(self, matrix: ArrayLike) -> NDArray[np.float64]:
        """The scores of some rows, in (0, 1), higher for stranger ones.

        Args:
            matrix: a row of finite numbers each; what float32 cannot hold counts as the most that it can.
        """
        rows = rounded(matrix)
        if rows.shape[1:] != (self.features,):
            raise ValueError(f"rows of {self.features} features are scored, not of shape {rows.shape}")
        sums = [self._depths(rows[start : start + _CHUNK]) for start in range(0, len(rows), _CHUNK)]
        return _halved(np.concatenate([*sums, np.empty(0, np.int64)]) / self._scale)

    def explain(self, row: Sequence[float], typical: Sequence[float]) -> list[Contribution]:
        """Which features make a row stranger than a typical one.

        A feature's amount is the mean of what the score loses when the feature alone is made typical, and of what
        a typical row's score gains when it alone is made the row's. The first misses features that say the same, of
        which one is enough; the second misses those that are strange only together.

        Args:
            row: the row to explain.
            typical: the usual value of each feature.

        Returns:
            The features that raise the score, largest amount first, then in their order.
        """
        own, usual = np.array(row, float), np.array(typical, float)
        diagonal = np.eye(self.features, dtype=bool)
        scores = self.score(np.vstack([own, usual, np.where(diagonal, usual, own), np.where(diagonal, own, usual)]))
        without, alone = scores[2 : 2 + self.features], scores[2 + self.features :]
        amounts = ((scores[0] - without) + (alone - scores[1])) / 2
        return [Contribution(int(i), float(amounts[i])) for i in np.argsort(-amounts, kind="stable") if amounts[i] > 0]

    def _depths(self, rows: NDArray[np.float32]) -> NDArray[np.int64]:
        """The sum of each row's leaf depths; a leaf leads to itself, so all rows take the same number of steps."""
        values = rows.ravel()
        start = np.arange(0, values.size, self.features)[:, None]
        node = np.broadcast_to(self._roots, (len(rows), self.trees))
        for _ in range(self._levels):
            above = values.take(start + self._feature.take(node)) > self._threshold.take(node)
            node = self._children.take(node + above)
        return self._depth.take(node).sum(axis=1)


class _Nodes(NamedTuple):
    children: NDArray[np.int64]
    feature: NDArray[np.int64]
    threshold: NDArray[np.float32]
    depth: NDArray[np.int64]
    levels: int
    shallowest: int


def rounded(matrix: ArrayLike) -> NDArray[np.float32]:
    """Rows as trees compare them; scikit-learn would take what is too large as infinite, or refuse it."""
    return np.clip(np.asarray(matrix, np.float64), -_FLOAT32, _FLOAT32).astype(np.float32)


def _nodes(tree: Tree, features: int) -> _Nodes:
    """A tree with leaves that lead to themselves, checked: a file could hold anything."""
    count = len(tree.feature)
    itself = np.arange(count)
    leaf = tree.children_left == -1
    children = np.stack([tree.children_left, tree.children_right], axis=1).astype(np.int64)
    inner = children[~leaf]
    within = (inner > itself[~leaf, None]) & (inner < count)
    known = (tree.feature[~leaf] >= 0) & (tree.feature[~leaf] < features) & np.isfinite(tree.threshold[~leaf])
    if not (count and within.all() and known.all() and (tree.n_node_samples > 0).all()):
        raise ValueError("a tree's nodes do not make a tree")
    children[leaf] = itself[leaf, None]
    level, levels = np.zeros(count, np.int64), 0
    inside = itself[:1][~leaf[:1]]
    while len(inside):
        below, levels = children[inside].ravel(), levels + 1
        level[below] = levels
        inside = below[~leaf[below]]
    held = [_search_depth(int(n)) for n in tree.n_node_samples[leaf]]
    depth = level * UNIT
    depth[leaf] += np.array(held, np.int64)
    threshold = _rounded_down(tree.threshold, leaf)
    shallowest = int(depth[leaf].min())
    return _Nodes(children, np.where(leaf, 0, tree.feature), threshold, depth, levels, shallowest)


def _rounded_down(threshold: NDArray[np.float64], leaf: NDArray[np.bool_]) -> NDArray[np.float32]:
    """The largest float32 that is not above: a float32 exceeds the one when it exceeds the other."""
    near = rounded(threshold)
    below = np.where(near > threshold, np.nextafter(near, np.float32(-np.inf)), near)
    return np.where(leaf, np.float32(np.inf), below)


@cache
def _search_depth(n: int) -> int:
    """The mean depth of an unsuccessful search among n values, ``2 H(n-1) - 2 (n-1) / n``, in units.

    scikit-learn's approximation of the harmonic number, ``ln(n-1)`` plus Euler's constant, is taken over.
    """
    if n <= 2:
        return UNIT * (n - 1)
    return round((2 * (Decimal(n - 1).ln() + _EULER) - 2 * Decimal(n - 1) / n) * UNIT)


#: Taylor's series of 2 ** -x; its remainder for x below 1 is less than 1e-17.
_TERMS = [1.0]
for _power in range(1, 18):
    _TERMS.append(_TERMS[-1] * -_LN2 / _power)


def _halved(exponent: NDArray[np.float64]) -> NDArray[np.float64]:
    """``2 ** -x`` for x >= 0, to the last bit the same everywhere."""
    whole = np.floor(exponent)
    rest = exponent - whole
    value = np.full_like(rest, _TERMS[-1])
    for term in reversed(_TERMS[:-1]):
        value = value * rest + term
    return np.ldexp(value, -whole.astype(np.int32))
