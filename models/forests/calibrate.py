"""The threshold: the score that benign activity exceeds as rarely as was asked for.

What is counted is an entity-day, an entity's activity of one UTC day: related calls of one principal make one
finding, so ten strange hours of a day are one. Each held-out entity-day has a *peak*, the highest score of its
windows. Of N peaks and a rate ``p`` of findings per entity-day:

1. **Suspects.** Held-out logs may hold an attack, and a threshold above it would miss the next. Benign peaks thin out
   upwards no slower than exponentially, as scores are bounded. The slope of that tail is measured below the highest
   peaks, which may be attacks. What is higher than the highest of N such peaks usually comes, and lies above a gap as
   wide as one of twenty such periods has, is set aside, but at most the stated share of the peaks. It is named in
   the model card: if it was benign, it shows what will be found again.
2. **Held out.** If ``k = floor(p (N + 1))`` is at least 1, the threshold is the k-th highest benign peak, and what is
   above it is a finding. Whatever the scores' distribution, the next entity-day of the same behaviour exceeds the
   k-th highest of N with a probability of ``k / (N + 1)``, at most ``p``; the held-out part itself has fewer than k.
3. **Extrapolated.** If ``k`` is 0 the held-out part is too small to show so rare an event. The tail's slope is
   followed to the height where one of ``1 / p`` peaks is left; never below the highest benign peak.
4. **Bounded.** A threshold that no row can exceed would be a model that never speaks: it is put halfway between
   the highest benign peak and the highest score that the forest can give.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

Rule = Literal["held out", "extrapolated", "bounded"]

#: The share of the peaks, and the fewest of them, that the tail's slope is measured on.
_TAIL, _FEWEST = 0.1, 20

#: A slope to assume at least: peaks that are all but equal say little of what is above them.
_LEAST_SLOPE = 0.004

#: One in so many held-out periods has so wide a gap among its highest benign peaks.
_PERIODS = 20


class Threshold(NamedTuple):
    """Where findings begin.

    Attributes:
        score: findings score higher.
        rule: which of the rules made it.
        suspects: how many of the highest peaks were set aside.
    """

    score: float
    rule: Rule
    suspects: int


def calibrate(peaks: Sequence[float], rate: float, share: float, highest: float) -> Threshold:
    """The threshold for a rate of findings.

    Args:
        peaks: the highest score of each held-out entity-day, at least one.
        rate: findings per entity-day, above 0, below 1.
        share: of the peaks, how many may be set aside as suspects, rounded up; 0 sets none aside.
        highest: the highest score that a row could have.
    """
    ordered = sorted(peaks, reverse=True)
    doubtful = min(math.ceil(share * len(ordered)), len(ordered) // 10)
    slope = _slope(ordered, doubtful)
    suspects = _suspects(ordered, doubtful, slope)
    benign = ordered[suspects:]
    allowed = math.floor(rate * (len(benign) + 1))
    if allowed:
        found = Threshold(benign[allowed - 1], "held out", suspects)
    else:
        start = doubtful - suspects  # the doubtful that passed are not trusted so far as to start from them
        score = benign[start] + slope * math.log((start + 1) / (rate * (len(benign) + 1)))
        found = Threshold(max(benign[0], score), "extrapolated", suspects)
    if found.score >= highest:
        return Threshold((benign[0] + highest) / 2, "bounded", suspects)
    return found


def _slope(ordered: Sequence[float], doubtful: int) -> float:
    """The mean excess of an exponential tail without its highest peaks.

    For such a tail ``i`` times the distance from the i-th highest to the next has one mean for all i (Rényi).
    """
    tail = min(max(math.ceil(_TAIL * len(ordered)), _FEWEST + doubtful), len(ordered) - 1)
    spacings = [i * (ordered[i - 1] - ordered[i]) for i in range(doubtful + 1, tail + 1)]
    return max(math.fsum(spacings) / max(len(spacings), 1), _LEAST_SLOPE)


def _suspects(ordered: Sequence[float], doubtful: int, slope: float) -> int:
    """How many of the doubtful peaks stand apart."""
    usual = ordered[doubtful] + slope * math.log(doubtful + 1)
    rare = slope * math.log(_PERIODS * max(doubtful, 1))
    gaps = [(i * (ordered[i - 1] - ordered[i]), i) for i in range(1, doubtful + 1) if ordered[i - 1] > usual]
    widest, above = max(gaps, default=(0.0, 0))
    return above if widest > rare else 0
