"""How often something is seen, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.profiles.items import MEMORY, MOST_ITEMS, Frequency, by_frequency, frequency, see

START = 20_000
DAYS = st.lists(st.integers(START, START + 3 * MEMORY), min_size=1, max_size=60)


def seen(*days):
    items = {}
    for day in days:
        see(items, ["it"], START + day)
    return items


@pytest.mark.parametrize(
    ("days", "today", "word"),
    [
        ([], 28, Frequency.UNSEEN),
        ([27], 28, Frequency.RARE),
        ([3], 40, Frequency.RARE),
        ([5, 20], 28, Frequency.INFREQUENT),
        ([1, 8, 15], 28, Frequency.INFREQUENT),
        ([0, 7, 14, 21], 28, Frequency.FREQUENT),
        (range(20), 28, Frequency.FREQUENT),
        (range(20), 28 + 40, Frequency.RARE),
        (range(20), 28 + MEMORY, Frequency.UNSEEN),
    ],
)
def test_words_are_those_of_the_month_before(days, today, word):
    assert frequency(seen(*days), "it", START + today, START) is word


@pytest.mark.parametrize(("days", "word"), [([1], Frequency.RARE), ([1, 6], Frequency.FREQUENT)])
def test_of_a_week_a_week_is_judged(days, word):
    assert frequency(seen(*days), "it", START + 7, START) is word


def test_what_was_seen_in_the_morning_is_no_news_in_the_afternoon():
    assert frequency(seen(28), "it", START + 28, START) is Frequency.RARE


@given(DAYS, st.randoms())
def test_the_order_of_days_does_not_matter_within_the_memory(days, dice):
    shuffled = [day for day in days if day > max(days) - MEMORY]
    first = seen(*(day - START for day in sorted(shuffled)))
    dice.shuffle(shuffled)
    assert seen(*(day - START for day in shuffled)) == first


@given(DAYS)
def test_an_item_fits_into_an_integer_of_64_bits(days):
    [item] = seen(*(day - START for day in days)).values()
    assert 0 < item.days < 1 << 63


def test_of_too_many_items_those_seen_longest_ago_are_forgotten():
    items = {}
    for number in range(MOST_ITEMS + 3):
        see(items, [f"api {number}"], START + number)
    assert len(items) == MOST_ITEMS
    assert min(items, key=lambda name: items[name].last) == "api 3"


def test_items_are_listed_by_how_often_they_are_seen():
    items = seen(*range(28))
    see(items, ["b"], START + 3)
    see(items, ["a"], START + 3)
    assert by_frequency(items, START + 28, START) == {
        Frequency.RARE: ["a", "b"],
        Frequency.INFREQUENT: [],
        Frequency.FREQUENT: ["it"],
    }
