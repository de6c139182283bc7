"""A trained model: its forest, and all that is known of it.

The description is the artefact's ``model.json``; card and plots are made from it alone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from models.forests.calibrate import Rule
from models.forests.forest import Contribution, Forest
from models.forests.settings import Settings
from models.profiles.vector import HIGHEST_RISK

#: Raised with a change of the artefact that this code could not read.
FORMAT = 1

#: Bins of a score histogram: scores are in (0, 1).
BINS = 100


class ModelError(Exception):
    """A model cannot be found, read or used; the message names the file."""


#: How much the risk counts in a score: from none to the highest, a twentieth of the scale. That is about the distance
#: between the strangest of a hundred benign windows and the strangest of a thousand: risk breaks ties among what is
#: strange, and makes nothing strange that is not. With a tenth, benign changes that are risky and rare are found too.
RISK_WEIGHT = 0.05


def weighed(scores: NDArray[np.float64], values: NDArray[np.float64], risk: Sequence[int]) -> NDArray[np.float64]:
    """Forest scores with the risk weighed in; they stay in (0, 1).

    A forest knows what is strange and not what is bad. Calibration sees the same weighed scores, so a threshold means
    the same.

    Args:
        scores: of the forest, one a row.
        values: the rows.
        risk: the columns that are risks; none leaves the scores as they are.
    """
    if not risk:
        return scores
    return (1 - RISK_WEIGHT) * scores + RISK_WEIGHT * values[:, list(risk)].min(axis=1) / HIGHEST_RISK


class FeatureSummary(msgspec.Struct, frozen=True):
    """A feature as the training rows had it.

    Attributes:
        name: its name.
        meaning: what it counts, with its unit.
        typical: the median.
        lowest: the least value.
        highest: the greatest value.
        moved: the share of the rows in which it is not typical.
    """

    name: str
    meaning: str
    typical: float
    lowest: float
    highest: float
    moved: float


class Part(msgspec.Struct, frozen=True):
    """The training part or the held-out part of the vectors.

    Attributes:
        from_ms: the end of its first window.
        to_ms: the end of its last one.
        rows: windows.
        accounts: how many accounts.
        entities: how many entities.
        entity_days: how many pairs of an entity and a UTC day.
        scores: windows by score, in bins of 0.01.
    """

    from_ms: int
    to_ms: int
    rows: int
    accounts: int
    entities: int
    entity_days: int
    scores: list[int]


class Suspect(msgspec.Struct, frozen=True):
    """A held-out entity-day that was set aside as a likely attack."""

    account: str
    entity: str
    day: str
    score: float


class Calibration(msgspec.Struct, frozen=True):
    """How the threshold was found, and what it does to the held-out part.

    Attributes:
        rule: of `models.forests.calibrate`.
        allowed: findings that the stated rate allows in the held-out part.
        findings: held-out entity-days above the threshold, suspects not counted.
        suspects: those set aside, highest score first.
        peaks: entity-days by their highest score, in bins of 0.01, suspects too.
        highest_score: what no row can exceed.
    """

    rule: Rule
    allowed: float
    findings: int
    suspects: list[Suspect]
    peaks: list[int]
    highest_score: float


class Description(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a model.

    Attributes:
        format: `FORMAT` of the code that wrote it.
        family: of the vectors.
        family_version: of the features.
        version: the model's name: the end of its data and a digest of it all, so that text order is time order.
        threshold: findings score higher.
        features: in the order of a vector's values.
        quantiles: (percentile, training score at or below which that percentage of the rows is), rising.
        training: the part that grew the trees.
        distinct_rows: training rows without an entity's repeats of the same values.
        anchors: rows that were added to them (`models.forests.train`).
        held_out: the part that gave the threshold.
        calibration: how.
        settings: of the training.
        libraries: name -> version, of what wrote the forest.
        sha256: of the forest's file.
        risk: the features whose least value weighs in a score (`weighed`).
    """

    format: int
    family: str
    family_version: int
    version: str
    threshold: float
    features: list[FeatureSummary]
    quantiles: list[tuple[float, float]]
    training: Part
    distinct_rows: int
    anchors: int
    held_out: Part
    calibration: Calibration
    settings: Settings
    libraries: dict[str, str]
    sha256: str
    risk: list[str]


class Model(NamedTuple):
    """A model that can score.

    Attributes:
        description: what is known of it.
        forest: its trees.
        archive: the forest's file.
    """

    description: Description
    forest: Forest
    archive: bytes

    @property
    def threshold(self) -> float:
        """Findings score higher."""
        return self.description.threshold

    def score(self, matrix: ArrayLike) -> NDArray[np.float64]:
        """The score of each row, the risk weighed in."""
        values = np.asarray(matrix, np.float64)
        names = [feature.name for feature in self.description.features]
        return weighed(self.forest.score(values), values, [names.index(name) for name in self.description.risk])

    @property
    def typical(self) -> list[float]:
        """The median of each feature in training."""
        return [feature.typical for feature in self.description.features]

    def percentile(self, score: float) -> float:
        """The percentage of training windows that scored no higher, rounded down to a known percentile."""
        quantiles = self.description.quantiles
        place = bisect_right(quantiles, score, key=lambda quantile: quantile[1])
        return quantiles[place - 1][0] if place else 0.0

    def explain(self, row: Sequence[float]) -> list[Contribution]:
        """Which features make a row stranger than the typical one, as `Forest.explain` tells."""
        return self.forest.explain(row, self.typical)
