"""The past 24 hours beside the days before."""

from hypothesis import given
from hypothesis import strategies as st

from models.profiles.volumes import HISTORY, Volume
from models.times import DAY, HOUR

START = 20_000 * DAY


def volume(*amounts):
    """Amounts at hours after the start."""
    made = Volume()
    for hour, amount in amounts:
        made.add(START + hour * HOUR, amount)
    return made


def test_the_past_day_is_24_hours():
    made = volume((0, 1), (1, 2), (23, 4), (24, 8))
    assert made.past_day(START + 24 * HOUR) == 7
    assert made.past_day(START + 25 * HOUR) == 14


def test_average_and_maximum_are_of_whole_days_before_the_past_one():
    """Hour 30 is of the second day; on the fourth, the third is within the past 24 hours for a part."""
    made = volume((1, 10), (30, 40), (50, 1_000), (75, 5_000))
    assert made.daily(START + 76 * HOUR) == (25, 40)


def test_empty_days_count_for_the_average():
    assert volume((0, 100)).daily(START + 10 * DAY + HOUR) == (11, 100)


def test_the_first_days_have_no_history():
    assert volume((0, 100)).daily(START + HOUR) == (0, 0)


def test_what_is_over_is_forgotten():
    made = volume((0, 100), (24 * (HISTORY + 5), 1))
    assert made.daily(START + (HISTORY + 6) * DAY) == (0, 0)
    assert len(made.days) == 1 and len(made.hours) == 1


@given(st.lists(st.tuples(st.integers(0, 47), st.integers(1, 9)), max_size=30), st.randoms())
def test_the_order_within_a_day_does_not_matter(amounts, dice):
    shuffled = amounts[:]
    dice.shuffle(shuffled)
    one, other = volume(*amounts), volume(*shuffled)
    assert (one.hours, one.days) == (other.hours, other.days)
