"""When to try again."""

from models.streams.backoff import FIRST, LONGEST, PATIENCE, Backoff
from models.times import SECOND

NOON = 1_772_452_800_000


def test_it_does_not_pause_before_something_failed():
    assert not Backoff().pauses(NOON)


def test_pauses_double_up_to_the_longest():
    backoff = Backoff()
    pauses = [backoff.failed(NOON + n) for n in range(9)]
    assert pauses[:4] == [FIRST, 2 * FIRST, 4 * FIRST, 8 * FIRST]
    assert pauses[-1] == LONGEST


def test_a_pause_ends():
    backoff = Backoff()
    backoff.failed(NOON)
    assert backoff.pauses(NOON)
    assert backoff.pauses(NOON + FIRST - 1)
    assert not backoff.pauses(NOON + FIRST)


def test_a_clock_that_is_put_back_ends_the_pause():
    backoff = Backoff()
    backoff.failed(NOON)
    assert not backoff.pauses(NOON - SECOND)


def test_success_begins_anew():
    backoff = Backoff()
    backoff.failed(NOON)
    backoff.failed(NOON + SECOND)
    backoff.succeeded()
    assert not backoff.pauses(NOON + SECOND)
    assert backoff.failed(NOON + 2 * PATIENCE) == FIRST


def test_what_fails_for_too_long_is_given_up():
    backoff = Backoff()
    backoff.failed(NOON)
    assert backoff.failed(NOON + PATIENCE - 1) is not None
    assert backoff.failed(NOON + PATIENCE) is None
