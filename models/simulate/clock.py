"""Simulated time: whole seconds since 1970-01-01 UTC, the days to play, and who works when."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

from models.simulate.dice import Dice

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR

SATURDAY = 5


def iso(at: int) -> str:
    """The instant as logs write it.

    >>> iso(1_772_409_600)
    '2026-03-02T00:00:00Z'
    """
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


def us_date(at: int) -> str:
    """The instant as the older APIs print it in ``responseElements``.

    >>> us_date(1_772_409_600)
    'Mar 2, 2026, 12:00:00 AM'
    """
    moment = time.gmtime(at)
    hour = moment.tm_hour % 12 or 12
    return time.strftime(f"%b {moment.tm_mday}, %Y, {hour}:%M:%S %p", moment)


def is_weekend(at: int) -> bool:
    """Whether an instant lies on a Saturday or Sunday, UTC."""
    return time.gmtime(at).tm_wday >= SATURDAY


@dataclass(frozen=True)
class Calendar:
    """The days to simulate.

    Attributes:
        start: midnight UTC of the first day.
        days: how many days.
    """

    start: int
    days: int

    @property
    def end(self) -> int:
        """The first instant after the last day."""
        return self.start + self.days * DAY

    def __iter__(self) -> Iterator[int]:
        return iter(range(self.start, self.end, DAY))


@dataclass(frozen=True)
class Hours:
    """When somebody or something is active.

    Attributes:
        begins: hour of the day in UTC (9 in Berlin is 8 in winter), so a day's work may end after midnight.
        lasts: hours per day.
        weekend: activity on Saturday, Sunday and holidays, as a share of a working day's.
        holidays: days of the year that are kept like a Sunday, as ``MM-DD``.
    """

    begins: float
    lasts: float
    weekend: float
    holidays: tuple[str, ...] = ()

    def activity(self, day: int) -> float:
        """How busy the day is: 1 on a working day, ``weekend`` else."""
        return self.weekend if is_weekend(day) or time.strftime("%m-%d", time.gmtime(day)) in self.holidays else 1.0

    def moment(self, day: int, dice: Dice) -> int:
        """An instant within the hours of the day that begins at ``day``."""
        return day + int((self.begins + self.lasts * dice.random()) * HOUR)


ALWAYS = Hours(begins=0, lasts=24, weekend=0.8)
