"""What a client did before: bounded, and forgotten."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from models.profiles.habits import HISTORY, grew, most_before
from models.queries.habits import Habits, hashed

_WINDOWS = st.lists(st.tuples(st.integers(20_000, 20_090), st.integers(1, 5_000)), max_size=40)


@given(_WINDOWS, st.integers(20_000, 20_090))
def test_the_most_before_a_day_is_of_the_days_before(windows, day):
    habits = Habits()
    for of, names in sorted(windows):
        grew(habits.most, of, names)
    last = max((of for of, _ in windows), default=day)
    if day >= last:
        kept = [names for of, names in windows if last - HISTORY <= of < day]
        assert most_before(habits.most, day) == max(kept, default=0)
    assert len(habits.most) <= HISTORY + 1


def test_hashes_are_those_of_the_names_alone():
    assert hashed("example.com") == 0xB6FA4EB9 != hashed("example.org")
    assert 0 <= hashed("") < 1 << 32


def test_habits_survive_their_bytes():
    habits = Habits({1: 2}, {3: 4}, {5: 6}, {7: 8})
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(habits), type=Habits) == habits
