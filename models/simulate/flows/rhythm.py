"""When in a day and a week there is how much traffic."""

from __future__ import annotations

import time
from dataclasses import dataclass

from models.simulate.clock import is_weekend


@dataclass(frozen=True)
class Rhythm:
    """The share of a working day's traffic that falls into each hour.

    Attributes:
        hours: 24 weights, by hour in UTC.
        weekend: traffic on a Saturday or Sunday, as a share of a working day's.
    """

    hours: tuple[float, ...]
    weekend: float

    def share(self, at: int) -> float:
        """What falls into the hour that begins at ``at``, as a share of a working day's traffic."""
        usual = self.hours[time.gmtime(at).tm_hour] / sum(self.hours)
        return usual * self.weekend if is_weekend(at) else usual


STEADY = Rhythm((1.0,) * 24, 1.0)
OFFICE = Rhythm((0.0,) * 7 + (0.4, 1, 1.4, 1.3, 1.1, 0.8, 1.2, 1.4, 1.2, 0.9, 0.5, 0.2, 0.1) + (0.0,) * 4, 0.05)
VISITS = Rhythm(
    (3, 2, 1.5, 1, 1, 1.5, 3, 5, 6, 7, 7.5, 8, 8.5, 8, 7.5, 7.5, 8, 8.5, 9.5, 10.5, 10, 8, 6, 4),
    1.15,
)
NIGHT = Rhythm((0.0, 1, 3, 2, 1) + (0.1,) * 19, 0.9)
BACKUP = Rhythm((0.0, 0.0, 1.0) + (0.0,) * 21, 1.0)
