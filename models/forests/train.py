"""Train a model: vectors of one family into a forest with a threshold.

**By time, not by chance.** The earlier part grows the trees, the later one calibrates the threshold, as a model in use
meets activity that is later than its training. With a random split, windows of one and the same hour and entity
would be in both, and the threshold would come out too low. The cut is at midnight (UTC) where there is one, so that no
entity-day is in both parts.

**One row says it once.** A service that does the same thing every hour has thousands of equal rows, and a tree's few
hundred training rows would be that service alone; whoever else is there would look strange. So an entity's equal rows
are one row: what many entities do weighs more, what one does often does not.

**A feature that never moves.** Trees split where training rows differ, so a forest is blind to a feature that is
zero in all of them - the very features that an attack moves. Where less than 1 in 64 rows differ from a feature's
typical value, copies of some rows are added in which it does: the highest value seen, or one above the typical if none
is higher. These *anchors* make trees split there; a few in a tree's sample change little else.

**Attacks in the logs.** Few attacks among the training rows do not matter much: a tree sees a sample of 256, so it
rarely holds more than one of them, which it isolates at once. `models.forests.calibrate` guards the held-out part.
"""

from __future__ import annotations

import hashlib
import math
from importlib.metadata import version as installed

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.forests import archive
from models.forests.calibrate import Threshold, calibrate
from models.forests.forest import rounded
from models.forests.model import (
    BINS,
    FORMAT,
    RISK_WEIGHT,
    Calibration,
    Description,
    FeatureSummary,
    Model,
    Part,
    Suspect,
    weighed,
)
from models.forests.settings import Settings
from models.forests.table import Table, TrainingError
from models.times import DAY, iso

#: Of a feature, the share of the rows that has to differ from the typical value: four of a tree's 256.
_MOVED = 1 / 64

#: Percentiles of the training scores that a model knows.
_PERCENTILES = (*range(0, 100), 99.5, 99.9, 99.95, 99.99, 100)

#: No threshold is lower, however few the held-out peaks: the forest's authors find potential anomalies from scores of
#: 0.6 on, and call what is below 0.5 normal (Liu, Ting and Zhou, "Isolation Forest", 2008, figure 3 and section 2).
_LEAST = 0.6

_LIBRARIES = ("numpy", "scikit-learn", "skops")


def train(table: Table, settings: Settings) -> Model:
    """A model of a family's vectors.

    Args:
        table: the vectors, benign but for a few.
        settings: how.

    Raises:
        TrainingError: there are too few vectors, or all are the same.
    """
    earlier, later = _split(table, settings)
    rows = _distinct(earlier)
    grown = _with_anchors(rows)
    data = _grow(grown, settings)
    forest = archive.load(data)
    risk = list(table.family.risk)
    columns = [[f.name for f in table.family.features].index(name) for name in risk]
    scores = weighed(forest.score(earlier.values), earlier.values, columns)
    later_scores = weighed(forest.score(later.values), later.values, columns)
    highest = (1 - RISK_WEIGHT) * forest.highest + RISK_WEIGHT if risk else forest.highest
    threshold, calibration = _calibrated(later, later_scores, highest, settings)
    description = Description(
        format=FORMAT,
        family=table.family.name,
        family_version=table.family.version,
        version="",
        threshold=threshold,
        features=_summaries(earlier),
        quantiles=_quantiles(scores),
        training=_part(earlier, scores),
        distinct_rows=len(rows),
        anchors=len(grown) - len(rows),
        held_out=_part(later, later_scores),
        calibration=calibration,
        settings=settings,
        libraries={name: installed(name) for name in _LIBRARIES},
        sha256=hashlib.sha256(data).hexdigest(),
        risk=risk,
    )
    return Model(_named(description), forest, data)


def _named(description: Description) -> Description:
    """With a name of the end of its data and a digest of everything."""
    digest = hashlib.sha256(msgspec.json.encode(description)).hexdigest()[:8]
    end = iso(description.held_out.to_ms)[:19].replace("-", "").replace(":", "")
    return msgspec.structs.replace(description, version=f"{end}Z-{digest}")


def _split(table: Table, settings: Settings) -> tuple[Table, Table]:
    """The part to train on and the one held out."""
    if not len(table):
        raise TrainingError("no vectors")
    first, last = int(table.end_ms[0]), int(table.end_ms[-1])
    cut = first + round((last - first) * (1 - settings.held_out))
    midnight = cut // DAY * DAY
    if midnight > first:
        cut = midnight
    earlier, later = table.where(table.end_ms <= cut), table.where(table.end_ms > cut)
    if len(earlier) < settings.fewest_rows:
        raise TrainingError(
            f"{len(earlier):,} vectors to train on (to {iso(cut)}), at least {settings.fewest_rows:,} are needed"
        )
    days = len(later.entity_days()[0])
    if days < settings.fewest_entity_days:
        raise TrainingError(
            f"{days:,} days of activity to calibrate with (from {iso(cut)}), at least "
            f"{settings.fewest_entity_days:,} are needed: give logs of a longer time"
        )
    return earlier, later


def _distinct(table: Table) -> NDArray[np.float32]:
    """The rows as trees see them, each entity's equal ones once, in an order of their own."""
    rows = np.unique(np.column_stack([table.entity, rounded(table.values)]), axis=0)[:, 1:]
    if (rows == rows[0]).all():
        raise TrainingError("all vectors to train on are the same: there is nothing to learn from them")
    return rows.astype(np.float32)


def _with_anchors(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """The rows and, behind them, the anchors of features that hardly move."""
    added = [rows]
    wanted = math.ceil(len(rows) * _MOVED)
    for feature in range(rows.shape[1]):
        column = rows[:, feature]
        typical = _median(column)
        missing = wanted - int((column != typical).sum())
        if missing > 0:
            copies = rows[np.linspace(0, len(rows) - 1, missing).astype(int)]
            copies[:, feature] = rounded(max(column.max(), typical + max(1.0, abs(typical) * 2**-10)))
            added.append(copies)
    return np.concatenate(added)


def _grow(rows: NDArray[np.float32], settings: Settings) -> bytes:
    from sklearn.ensemble import IsolationForest  # noqa: PLC0415  a job that scores need not import it

    forest = IsolationForest(
        n_estimators=settings.trees,
        max_samples=min(settings.sample, len(rows)),
        random_state=settings.seed,
        n_jobs=1,
    )
    return archive.dump(forest.fit(rows))


def _calibrated(
    table: Table, scores: NDArray[np.float64], highest: float, settings: Settings
) -> tuple[float, Calibration]:
    pairs, which = table.entity_days()
    peaks = np.zeros(len(pairs))
    np.maximum.at(peaks, which, scores)
    rate = settings.findings_per_entity_day
    found: Threshold = calibrate(peaks.tolist(), rate, settings.suspects, highest)
    strangest = np.argsort(-peaks, kind="stable")[: found.suspects]
    calibration = Calibration(
        rule=found.rule,
        allowed=rate * len(peaks),
        findings=int((peaks > found.score).sum()) - int((peaks[strangest] > found.score).sum()),
        suspects=[_suspect(table, pairs[i], peaks[i]) for i in strangest],
        peaks=_histogram(peaks),
        highest_score=highest,
    )
    return max(found.score, _LEAST), calibration


def _suspect(table: Table, pair: NDArray[np.int64], peak: float) -> Suspect:
    entity, day = pair.tolist()
    account, name = table.entities[entity]
    return Suspect(account, name, iso(day * DAY)[:10], float(peak))


def _part(table: Table, scores: NDArray[np.float64]) -> Part:
    seen = np.unique(table.entity)
    return Part(
        from_ms=int(table.end_ms[0]),
        to_ms=int(table.end_ms[-1]),
        rows=len(table),
        accounts=len({table.entities[i][0] for i in seen}),
        entities=len(seen),
        entity_days=len(table.entity_days()[0]),
        scores=_histogram(scores),
    )


def _summaries(table: Table) -> list[FeatureSummary]:
    summaries = []
    for feature, column in zip(table.family.features, table.values.T, strict=True):
        typical = _median(column)
        moved = float((column != typical).mean())
        low, high = float(column.min()), float(column.max())
        summaries.append(FeatureSummary(feature.name, feature.meaning, typical, low, high, moved))
    return summaries


def _median(column: NDArray[np.floating]) -> float:
    """The lower median: a value that was there."""
    return float(np.partition(column, (len(column) - 1) // 2)[(len(column) - 1) // 2])


def _quantiles(scores: NDArray[np.float64]) -> list[tuple[float, float]]:
    ordered = np.sort(scores)
    return [(float(p), float(ordered[max(math.ceil(p / 100 * len(ordered)) - 1, 0)])) for p in _PERCENTILES]


def _histogram(scores: NDArray[np.float64]) -> list[int]:
    return np.bincount((scores * BINS).astype(np.int64), minlength=BINS).tolist()
