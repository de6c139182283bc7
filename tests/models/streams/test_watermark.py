"""A watermark from the events' own times."""

from hypothesis import given
from hypothesis import strategies as st

from models.streams.watermark import EventWatermark
from models.times import HOUR, MINUTE, SECOND

NOON = 1_772_452_800_000
BEHIND, IDLE = 30 * MINUTE, 2 * MINUTE


def fresh() -> EventWatermark:
    return EventWatermark(BEHIND, IDLE)


def test_there_is_none_before_there_was_input():
    assert fresh().at_ms is None


def test_it_trails_the_latest_event():
    mark = fresh()
    mark.observe(NOON, NOON + MINUTE)
    assert mark.at_ms == NOON - BEHIND


def test_an_earlier_event_does_not_set_it_back():
    mark = fresh()
    mark.observe(NOON, NOON + MINUTE)
    mark.observe(NOON - HOUR, NOON + MINUTE)
    assert mark.at_ms == NOON - BEHIND


def test_an_event_from_the_future_counts_as_published():
    mark = fresh()
    mark.observe(NOON + 24 * HOUR, NOON)
    assert mark.at_ms == NOON - BEHIND


def test_input_without_an_event_ends_the_silence_and_moves_nothing():
    mark = fresh()
    mark.nothing(NOON)
    mark.nothing(NOON + MINUTE)
    mark.observe(None, NOON + MINUTE)
    assert mark.idle_ms == 0
    assert mark.at_ms is None


def test_after_some_silence_it_follows_the_clock():
    mark = fresh()
    mark.observe(NOON - HOUR, NOON)
    mark.nothing(NOON)
    mark.nothing(NOON + IDLE - 1)
    assert mark.at_ms == NOON - HOUR - BEHIND
    mark.nothing(NOON + IDLE)
    assert mark.at_ms == NOON + IDLE - BEHIND
    mark.nothing(NOON + HOUR)
    assert mark.at_ms == NOON + HOUR - BEHIND


def test_a_stream_that_never_had_input_follows_the_clock_too():
    mark = fresh()
    mark.nothing(NOON)
    mark.nothing(NOON + IDLE)
    assert mark.at_ms == NOON + IDLE - BEHIND


def test_a_time_in_which_nobody_looked_is_no_silence():
    mark = fresh()
    mark.observe(NOON, NOON)
    mark.nothing(NOON + HOUR)
    assert mark.idle_ms == 0
    assert mark.at_ms == NOON - BEHIND


step = st.one_of(
    st.tuples(st.just("observe"), st.integers(0, 100), st.integers(0, 100)),
    st.tuples(st.just("nothing"), st.integers(0, 100), st.none()),
)


@given(st.lists(step))
def test_it_never_goes_back_nor_beyond_what_it_has_seen(steps):
    mark = EventWatermark(5 * SECOND, 20 * SECOND)
    before, latest = None, 0
    for what, one, two in steps:
        if what == "observe":
            mark.observe(one * SECOND, two * SECOND)
        else:
            mark.nothing(one * SECOND)
        latest = max(latest, one * SECOND)
        if before is not None:
            assert mark.at_ms is not None and mark.at_ms >= before
        before = mark.at_ms
        assert before is None or before <= latest - 5 * SECOND


def test_one_that_goes_on_is_as_far_as_the_one_before():
    before = fresh()
    before.observe(NOON, NOON)
    before.nothing(NOON + SECOND)
    mark = EventWatermark(BEHIND, IDLE, before.at_ms, before.silent_since_ms)
    assert mark.at_ms == NOON - BEHIND
    assert mark.idle_ms == 0
    mark.nothing(NOON + SECOND + IDLE)
    assert mark.at_ms == NOON + SECOND + IDLE - BEHIND
