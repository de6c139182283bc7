"""How much of something happens: the past 24 hours beside the average and the maximum of earlier days.

GuardDuty compares the S3 calls of the past 24 hours with "historical daily average and maximum" (guardduty.md, 1.5).
Here hours are counted, so that the past 24 are exact to the hour, and each finished day is kept as one number. All of
it is integers.
"""

from __future__ import annotations

import msgspec

from models.times import DAY, HOUR

#: Days that count as history: four weeks, so that each weekday is in it four times.
HISTORY = 28


class Volume(msgspec.Struct, array_like=True):
    """Amounts of one thing.

    Attributes:
        hours: hour since 1970 -> amount, of the past 24 hours and of the day that is not over.
        days: day since 1970 -> amount, of the last `HISTORY` finished days on which there was any.
        first: the day since which is counted.
    """

    hours: dict[int, int] = {}
    days: dict[int, int] = {}
    first: int = -1

    def add(self, time_ms: int, amount: int) -> None:
        """Count an amount; hours may come in any order within the past day."""
        hour, day = time_ms // HOUR, time_ms // DAY
        if self.first < 0:
            self.first = day
        new = hour not in self.hours
        self.hours[hour] = self.hours.get(hour, 0) + amount
        self.days[day] = self.days.get(day, 0) + amount
        if new:
            self._forget(hour, day)

    def past_day(self, end_ms: int) -> int:
        """The amount of the 24 hours before an instant that is a full hour."""
        last = end_ms // HOUR
        return sum(amount for hour, amount in self.hours.items() if last - 24 <= hour < last)

    def daily(self, end_ms: int) -> tuple[int, int]:
        """The average (rounded down, over all days, the empty ones too) and the maximum of the days before.

        The day of ``end_ms`` and the 24 hours before it do not count: a day is not compared with itself.
        """
        today = (end_ms - 1) // DAY
        before = [amount for day, amount in self.days.items() if today - HISTORY <= day < today - 1]
        watched = min(HISTORY - 1, max(0, today - 1 - self.first))
        return (sum(before) // watched if watched else 0), max(before, default=0)

    def _forget(self, hour: int, day: int) -> None:
        for old in [h for h in self.hours if h < hour - 48]:
            del self.hours[old]
        for old in [d for d in self.days if d < day - HISTORY - 1]:
            del self.days[old]
