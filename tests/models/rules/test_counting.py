"""Counting: exact, each event once, however events arrive."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from models.cloudtrail.call import call_of
from models.codec import Codec
from models.findings.sighting import FindingKey, occurrences
from models.fold import run, wake_up
from models.rules import counting
from models.rules.counting import RuleFolder, RuleMemory
from models.rules.notes import RuleNote, RuleNotes
from models.rules.rule import RuleSet
from models.times import MINUTE, window_end
from tests.models.findings.calls import START, WINDOW, call
from tests.models.folding import at_once, bit_by_bit, stream
from tests.models.rules.tables import table
from tests.records import at, decoded, event

LATENESS = 30 * MINUTE
KEY = FindingKey("rule/AccessKeyCreated", "111122223333", "eu-west-1", "arn:aws:iam::111122223333:user/dev")
NAMES = ("ann", "bob", "eve")


def rule(count, within, distinct=False):
    keys = {"distinct": "event.requestParameters.userName"} if distinct else {}
    return table(count=count, within=within, **keys)


def folder(made):
    return RuleFolder([made], LATENESS)


def noted(minute, event_id=None, distinct="", **members):
    time_ms = START + round(minute * MINUTE)
    return RuleNote(time_ms, event_id or f"event-{time_ms - START:010d}", call(**members), distinct)


def items(notes):
    """The notes by window, as extracting makes them."""
    ends = sorted({window_end(each.time_ms, WINDOW) for each in notes})
    return [RuleNotes(end, [each for each in notes if window_end(each.time_ms, WINDOW) == end]) for end in ends]


def put_out(keyed):
    """The ids of the events of some sightings; each may come once."""
    ids = [event_id for each in keyed for event_id in each.sighting.events]
    assert len(ids) == len(set(ids))
    assert {each.key for each in keyed} <= {KEY}
    return set(ids)


def counted(made, *notes):
    return put_out(at_once(folder(made), KEY.to_bytes(), items(notes)))


def expected(made, notes):
    """By definition: every event in some window, ending at an event, that has enough."""
    found = set()
    for last in notes:
        held = [each for each in notes if last.time_ms - made.within_ms <= each.time_ms <= last.time_ms]
        if len({each.distinct if made.distinct else each.event_id for each in held}) >= made.count:
            found |= {each.event_id for each in held}
    return found


def test_the_ends_of_the_window_are_both_in_it():
    first, last = noted(0, "a"), noted(10, "b")
    assert counted(rule(2, "10m"), first, last) == {"a", "b"}
    late = RuleNote(last.time_ms + 1, "b", last.call)
    assert counted(rule(2, "10m"), first, late) == set()


def test_no_event_below_the_count_all_of_them_at_it_and_each_further_one():
    notes = [noted(minute, f"{minute}") for minute in range(6)]
    assert counted(rule(3, "2m"), *notes[:2]) == set()
    assert counted(rule(3, "2m"), *notes[:3]) == {"0", "1", "2"}
    assert counted(rule(3, "2m"), *notes) == {"0", "1", "2", "3", "4", "5"}
    assert counted(rule(3, "2m"), *notes[:3], noted(5, "x"), noted(6, "y")) == {"0", "1", "2"}


def test_events_of_one_second_count_together():
    assert counted(rule(3, "1s"), *(noted(0, name) for name in "abc")) == {"a", "b", "c"}


def test_a_count_across_the_windows_of_the_job():
    notes = [noted(minute, str(minute)) for minute in (4, 6, 11)]
    assert counted(rule(3, "7m"), *notes) == {"4", "6", "11"}


def test_different_texts_are_counted_and_all_their_events_are_put_out():
    notes = [noted(0, "a", "ann"), noted(1, "b", "ann"), noted(2, "c", "ann"), noted(3, "d", "bob")]
    assert counted(rule(2, "5m", distinct=True), *notes[:3]) == set()
    assert counted(rule(2, "5m", distinct=True), *notes) == {"a", "b", "c", "d"}
    assert counted(rule(2, "1m", distinct=True), *notes) == {"c", "d"}


def test_the_same_event_counts_once():
    twice = [noted(0, "a"), noted(0, "a")]
    assert counted(rule(2, "5m"), *twice) == set()
    folding, key = folder(rule(2, "5m")), KEY.to_bytes()
    steps = [(item.end_ms, [item]) for item in items([noted(0, "a"), noted(6, "x")])]
    late = items([noted(0, "a")])
    assert bit_by_bit(folding, key, [*steps, (steps[-1][0] + 1, late)]) == []


def test_an_event_that_arrives_late_counts_with_what_the_window_still_holds():
    steps = [(item.end_ms, [item]) for item in items([noted(0, "a"), noted(9, "c")])]
    late = (START + 11 * MINUTE, items([noted(6, "b")]))
    assert put_out(bit_by_bit(folder(rule(3, "10m")), KEY.to_bytes(), [*steps, late])) == {"a", "b", "c"}
    assert put_out(bit_by_bit(folder(rule(2, "4m")), KEY.to_bytes(), [*steps, late])) == {"b", "c"}
    older = (START + 11 * MINUTE, items([noted(1, "b")]))
    assert put_out(bit_by_bit(folder(rule(2, "4m")), KEY.to_bytes(), [*steps, older])) == set()


def test_what_waits_is_bounded_and_the_count_stays_exact(monkeypatch):
    monkeypatch.setattr(counting, "MOST_WAITING", 4)
    notes = [noted(number / 60, f"{number:02d}", "ann") for number in range(20)]
    made = rule(2, "1h", distinct=True)
    state, _, found = run(folder(made), KEY.to_bytes(), None, items(notes), notes[-1].time_ms + WINDOW)
    assert found == []
    assert len(state.waiting) == 4
    assert len(state.calls) == 1
    assert counted(made, *notes, noted(20 / 60, "20", "bob")) == {"17", "18", "19", "20"}


def test_a_state_holds_no_more_than_decides():
    notes = [noted(number / 60, f"{number:04d}") for number in range(2_000)]
    state, _, found = run(folder(rule(1_000, "1d")), KEY.to_bytes(), None, items(notes), START + 60 * MINUTE)
    assert len(put_out(found)) == 2_000
    assert len(state.seen) == 1_000
    assert state.waiting == []


def test_what_is_left_of_a_rule_that_is_gone_is_forgotten():
    other = FindingKey("rule/gone", *KEY.__struct_fields__[1:])
    [item] = items([noted(0)])
    assert run(folder(rule(2, "5m")), other.to_bytes(), None, [item], item.end_ms) == (None, [], [])


def test_a_state_is_forgotten_when_it_matters_no_more():
    made = folder(rule(2, "5m"))
    [item] = items([noted(0)])
    state, _, _ = run(made, KEY.to_bytes(), None, [item], item.end_ms)
    assert wake_up(made, state) > item.end_ms + LATENESS
    assert run(made, KEY.to_bytes(), state, [], wake_up(made, state))[0] is None


def test_late_items_are_counted_by_their_events():
    item = RuleNotes(START + WINDOW, [noted(0, "a"), noted(0, "a"), noted(1, "b")])
    assert folder(rule(2, "5m")).records(KEY.to_bytes(), item) == ("cloudtrail", 2)


def test_from_records_to_a_sighting():
    made = table(count=2, within="1m", distinct="event.requestParameters.userName", severity="High")
    rules = RuleSet([made])
    records = [
        decoded(event("iam", "CreateAccessKey", {"userName": name}, eventTime=at(f"10:00:{second}")))
        for name, second in (("ann", "00"), ("ann", "20"), ("bob", "40"))
    ]
    hits = [(hit, record) for record in records for hit in rules.hits(record)]
    assert {hit.key(record) for hit, record in hits} == {KEY.to_bytes()}
    notes = [hit.note(record, call_of(record)) for hit, record in hits]
    [keyed] = at_once(folder(made), KEY.to_bytes(), items(notes))
    seen = occurrences([keyed.sighting])
    assert [each.event_id for each in seen] == [record.event_id for record in records]
    assert {each.action.severity for each in seen} == {8.0}


SECONDS = st.integers(0, 20) | st.integers(0, 2_000) | st.integers(0, 90_000)
HISTORIES = st.lists(st.tuples(SECONDS, st.sampled_from(NAMES)), min_size=1, max_size=30).map(
    lambda drawn: [
        noted(seconds / 60, f"{number:02d}", name, user_name=name) for number, (seconds, name) in enumerate(drawn)
    ]
)
RULES = st.builds(rule, st.integers(2, 4), st.sampled_from(["1s", "5s", "1m", "10m", "1d"]), st.booleans())


@given(RULES, HISTORIES)
def test_counting_is_what_its_definition_says(made, notes):
    assert counted(made, *notes) == expected(made, notes)


@st.composite
def arrivals(draw):
    """A history's notes, split at random with repeats, and a way for them to arrive without being late."""
    history = draw(HISTORIES)
    batches = [history[::2], history[1::2], *draw(st.lists(st.lists(st.sampled_from(history)), max_size=2))]
    arriving = draw(st.permutations([item for batch in batches for item in items(batch)]))
    times = st.integers(START, START + 60 * MINUTE) | st.integers(START, START + 5 * 1_440 * MINUTE)
    watermarks = draw(st.lists(times, max_size=8))
    early = draw(st.lists(st.integers(0, 3), min_size=len(arriving), max_size=len(arriving)))
    return history, arriving, stream(arriving, watermarks, early)


@given(RULES, arrivals())
def test_a_stream_and_a_replay_find_the_same(made, drawn):
    history, arriving, steps = drawn
    once = at_once(folder(made), KEY.to_bytes(), items(history))
    assert put_out(once) == expected(made, history)
    assert at_once(folder(made), KEY.to_bytes(), arriving) == once
    assert bit_by_bit(folder(made), KEY.to_bytes(), steps) == once


@given(RULES, HISTORIES)
def test_a_memory_survives_its_bytes(made, history):
    codec = Codec("rule memories", RuleMemory)
    state, output = None, []
    for item in items(history):
        state, _, found = run(folder(made), KEY.to_bytes(), state, [item], item.end_ms)
        state = state and codec.decode(codec.encode(state))
        output += found
    assert output == at_once(folder(made), KEY.to_bytes(), items(history))


@given(RULES, HISTORIES, st.permutations(range(30)))
def test_late_events_are_put_out_once_and_never_too_many(made, history, order):
    parts = [RuleNotes(window_end(each.time_ms, WINDOW), [each]) for each in history]
    state, found, newest = None, [], 0
    for index in order:
        if index < len(parts):
            newest = max(newest, parts[index].end_ms)
            state, _, made_known = run(folder(made), KEY.to_bytes(), state, [parts[index]], newest)
            found += made_known
    assert put_out(found) <= expected(made, history)


@given(RULES, st.permutations(range(8)))
def test_what_is_seen_stays_in_the_order_of_time(made, order):
    end_ms = START + 60 * MINUTE
    state = None
    for minute in order:
        each = noted(minute, f"{minute}", NAMES[minute % 3])
        state, _, _ = run(folder(made), KEY.to_bytes(), state, items([each]), end_ms)
        assert all(one <= other for one, other in pairwise(state.seen.values()))
        assert len(state.seen) <= made.count
