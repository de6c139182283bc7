"""What is remembered of those who guess passwords: the last hour, and habits (`models.detectors.flows.brute_force`)."""

from __future__ import annotations

import msgspec

from models.times import HOUR

#: From how many guesses in an hour on a peer's small conversations are a habit's, how many days with them make one, and
#: how many times its largest hour before it may reach: a month's end doubles what tools do.
HABITUAL, HABIT_DAYS, HABIT_MULTIPLE = 10, 3, 2

#: Days after which a habit that was not seen is forgotten: a weekly job is seen twice.
HABIT_KEPT = 15

#: Peers that are remembered with their guesses of the last hour, of all types and roles; in a crowd those with the most
#: matter, and beyond a thousand nothing changes. Likewise with habits: those seen last, on most days.
MOST_PEERS, MOST_HABITS = 1_000, 256

#: For each window its end, the guesses, and when the first began.
Trail = list[tuple[int, int, int]]


class Habit(msgspec.Struct, array_like=True):
    """Small conversations of a peer, day by day.

    Attributes:
        day: the latest, in days since 1970.
        days: how many before it had some, since the last finding.
        most: the most guesses in an hour of those days.
        today: the same of the latest day; -1 if it had a finding.
    """

    day: int = 0
    days: int = 0
    most: int = 0
    today: int = 0

    def usual(self) -> int:
        """Guesses in an hour that are nothing new; 0 as long as it is no habit."""
        return HABIT_MULTIPLE * self.most if self.days >= HABIT_DAYS else 0

    def turn(self, day: int) -> None:
        """Begins a day."""
        if day > self.day:
            if self.today > 0:
                self.days, self.most = self.days + 1, max(self.most, self.today)
            self.day, self.today = day, 0

    def learn(self, guesses: int, found: bool) -> None:
        """Takes an hour's guesses in; a finding ends the habit, and its day is none of the next."""
        if found:
            self.days, self.most, self.today = 0, 0, -1
        elif self.today >= 0:
            self.today = max(self.today, guesses)


class Memory(msgspec.Struct, array_like=True):
    """Those who guess, and what is usual of whom.

    A key is a peer's address, after a byte for type, role, and whether the peer is public.

    Attributes:
        trails: key -> the last hour.
        talks: a code of type and role -> for each window of the last hour its end, and conversations of all peers.
        habits: key -> the days before.
    """

    trails: dict[bytes, Trail] = msgspec.field(default_factory=dict)
    talks: dict[int, list[tuple[int, int]]] = msgspec.field(default_factory=dict)
    habits: dict[bytes, Habit] = msgspec.field(default_factory=dict)

    def forget(self, end_ms: int, day: int) -> None:
        """Leaves out what is too old for a window."""
        old = end_ms - HOUR
        kept = {key: [part for part in trail if part[0] > old] for key, trail in self.trails.items()}
        self.trails = {key: trail for key, trail in kept.items() if trail}
        talks = {code: [part for part in parts if part[0] > old] for code, parts in self.talks.items()}
        self.talks = {code: parts for code, parts in talks.items() if parts}
        if any(habit.day < day - HABIT_KEPT for habit in self.habits.values()):
            self.habits = {key: habit for key, habit in self.habits.items() if habit.day >= day - HABIT_KEPT}

    def bound(self) -> None:
        """Leaves out the least of what is too much."""
        if len(self.trails) > MOST_PEERS:
            largest = sorted(self.trails, key=lambda key: (-guesses(self.trails[key]), key))[:MOST_PEERS]
            self.trails = {key: self.trails[key] for key in largest}
        if len(self.habits) > MOST_HABITS:
            habits = self.habits
            latest = sorted(habits, key=lambda key: (-habits[key].day, -habits[key].days, key))[:MOST_HABITS]
            self.habits = {key: habits[key] for key in latest}


def guesses(trail: Trail, after_ms: int = 0) -> int:
    """Those of windows that end after an instant."""
    return sum(count for end, count, _ in trail if end > after_ms)
