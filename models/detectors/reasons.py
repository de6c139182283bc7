"""Why a score is what it is, as a finding's ``additionalInfo.anomaly`` tells it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.forests.model import Model

#: Features that a finding names: those that made most of its score.
MOST_FEATURES = 8

#: Score and amounts are shown with so many decimals.
DECIMALS = 4


def reasons(model: Model, values: Sequence[float], score: float, threshold: float) -> dict[str, Any]:
    """The score, what it is compared with, and the features that made it.

    Args:
        model: that gave the score.
        values: of the vector.
        score: of the vector.
        threshold: that a score has to exceed.
    """
    typical, features = model.typical, model.description.features
    made = [part for part in model.explain(values) if part.amount > 0][:MOST_FEATURES]
    return {
        "score": round(score, DECIMALS),
        "threshold": round(threshold, DECIMALS),
        "percentile": model.percentile(score),
        "model": f"{model.description.family}/{model.description.version}",
        "features": [
            {
                "name": features[part.feature].name,
                "meaning": features[part.feature].meaning,
                "value": values[part.feature],
                "typical": typical[part.feature],
                "contribution": round(part.amount, DECIMALS),
            }
            for part in made
        ],
    }
