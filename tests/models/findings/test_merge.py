"""A finding's life: counts, publications, limits; and that folding forgets how things arrived."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.findings.connection import port_use
from models.findings.merge import MOST_EVENT_IDS, MOST_NAMED, RETENTION, MergeFolder, Timing, finding_state
from models.fold import run, wake_up
from models.times import DAY, END_OF_TIME, HOUR, MINUTE, iso
from tests.models.findings.calls import KEY, START, WINDOW, occurrence, sightings
from tests.models.findings.connections import connected, connection, probed
from tests.models.findings.drawn import HISTORIES
from tests.models.folding import at_once, bit_by_bit, stream

LATENESS = 30 * MINUTE
FOLDER = MergeFolder(Timing(HOUR, LATENESS))
BYTES = KEY.to_bytes()


def publications(*occurrences, folder=FOLDER):
    return at_once(folder, BYTES, sightings(*occurrences))


def minutes(published):
    """When, in minutes after the start."""
    return [(p.at_ms - START) / MINUTE for p in published]


def counts(published):
    return [finding_state(p).tally.count for p in published]


def last(*occurrences):
    return finding_state(publications(*occurrences)[-1])


# publication times


def test_a_finding_is_known_when_its_window_closes():
    [only] = publications(occurrence(1), occurrence(4))
    assert (only.key, only.first, minutes([only])) == (KEY, True, [5])
    assert finding_state(only).created_ms == only.at_ms


def test_an_instant_on_a_border_belongs_to_the_later_window():
    assert minutes(publications(occurrence(5))) == [10]


def test_repeats_wait_for_the_update_frequency():
    published = publications(*map(occurrence, (1, 10, 20, 59, 66, 68)))
    assert minutes(published) == [5, 65, 125]
    assert counts(published) == [1, 4, 6]
    assert [p.first for p in published] == [True, False, False]


def test_a_repeat_whose_window_closes_at_the_due_instant_is_in_it():
    assert counts(publications(*map(occurrence, (1, 20, 61)))) == [1, 3]


def test_after_a_quiet_spell_a_repeat_is_published_when_its_window_closes():
    assert minutes(publications(occurrence(1), occurrence(601))) == [5, 605]


def test_the_end_of_the_input_publishes_what_waits_at_its_due_time():
    published = publications(occurrence(1), occurrence(7))
    assert minutes(published) == [5, 65]
    assert counts(published) == [1, 2]


@pytest.mark.parametrize("frequency", [15 * MINUTE, HOUR, 6 * HOUR])
def test_each_update_frequency(frequency):
    published = publications(*map(occurrence, range(0, 24 * 60, 2)), folder=MergeFolder(Timing(frequency)))
    gaps = {b.at_ms - a.at_ms for a, b in itertools.pairwise(published)}
    assert gaps == {frequency}


# what is counted and kept


def test_count_first_and_last_seen_and_the_newest_call():
    state = last(occurrence(3, api="GetUser"), occurrence(1), occurrence(120, api="DeleteUser"))
    assert (state.tally.count, state.tally.first_ms, state.tally.last_ms) == (3, START + MINUTE, START + 120 * MINUTE)
    assert state.newest.action.api == "DeleteUser"
    assert {name: tally.count for name, tally in state.deeds.items()} == {
        "iam.amazonaws.com:ListUsers": 1,
        "iam.amazonaws.com:GetUser": 1,
        "iam.amazonaws.com:DeleteUser": 1,
    }


def test_the_severity_is_the_highest_that_was_seen():
    assert last(occurrence(1, severity=2.0), occurrence(2, severity=8.0), occurrence(3, severity=5.0)).severity == 8.0


def test_actors_are_named_up_to_a_limit_and_counted_beyond():
    state = last(*(occurrence(n / 60, caller=f"198.51.100.{n % (MOST_NAMED + 3)}") for n in range(2 * MOST_NAMED + 6)))
    assert len(state.actors) == MOST_NAMED
    assert {tally.count for tally in state.actors.values()} == {2}
    assert state.unnamed_actors == 6
    assert state.tally.count == 2 * MOST_NAMED + 6


def test_apis_and_affected_resources_are_named_up_to_a_limit():
    buckets = [(("AWS::S3::Bucket", f"b{n}"),) for n in range(MOST_NAMED + 5)]
    state = last(*(occurrence(n / 60, api=f"Api{n}", affected=each) for n, each in enumerate(buckets)))
    assert len(state.deeds) == len(state.affected) == MOST_NAMED


def test_a_connection_is_seen_until_it_ends():
    state = last(connected(1, lasted_ms=30 * MINUTE), connected(2, lasted_ms=0, remote_address="203.0.113.9"))
    assert (state.tally.first_ms, state.tally.last_ms) == (START + MINUTE, START + 31 * MINUTE)
    assert state.newest.action.remote_address == "198.51.100.7"
    assert [tally.last_ms for tally in state.actors.values()] == [START + 31 * MINUTE, START + 2 * MINUTE]


def test_the_actor_of_a_connection_is_its_other_side_whatever_its_ports():
    state = last(*(connected(n, local_port=40_000 + n, interface=f"eni-{n % 2}") for n in range(4)))
    assert {actor.caller: tally.count for actor, tally in state.actors.items()} == {"198.51.100.7": 4}
    assert [tally.count for tally in state.deeds.values()] == [2, 2]
    assert state.affected == state.contacts == {}


def test_what_connections_did_is_the_port_that_was_opened_to():
    uses = [port_use(deed) for deed in last(connected(1), connected(2, outbound=False, accepted=False)).deeds]
    assert [(use.outbound, use.port, use.accepted) for use in uses] == [(True, 443, True), (False, 40_001, False)]
    assert connection(outbound=False).port == 40_001


def test_of_probes_it_is_kept_who_probed_what():
    remotes = ["203.0.113.9", "198.51.100.7"]
    state = last(*(probed(n, remote_address=remotes[n % 2], local_port=22 + n // 2) for n in range(4)), probed(5))
    contacts = {(remote, port_use(deed).port): tally.count for (remote, deed), tally in state.contacts.items()}
    assert contacts == {
        ("203.0.113.9", 22): 1,
        ("198.51.100.7", 22): 2,
        ("203.0.113.9", 23): 1,
        ("198.51.100.7", 23): 1,
    }
    many = last(*(probed(n / 60, remote_address=f"198.51.100.{n}") for n in range(MOST_NAMED + 2)))
    assert (len(many.contacts), many.unnamed_actors) == (MOST_NAMED, 2)


def test_event_ids_are_kept_from_both_ends():
    ids = [f"e{n:03d}" for n in range(3 * MOST_EVENT_IDS)]
    state = last(*(occurrence(n, event_id) for n, event_id in enumerate(ids)))
    assert state.first_ids == ids[:MOST_EVENT_IDS]
    assert state.latest_ids == ids[-MOST_EVENT_IDS:]


def test_a_publication_does_not_carry_what_only_merging_needs():
    assert last(occurrence(1)).recent == {}


# retention


def test_a_quiet_issue_is_over_and_starts_a_new_count():
    quiet = RETENTION // MINUTE
    published = publications(occurrence(1), occurrence(quiet + 6))
    assert counts(published) == [1, 1]
    assert [p.first for p in published] == [True, True]
    assert [finding_state(p).created_ms for p in published] == [p.at_ms for p in published]


def test_an_issue_that_is_not_quiet_for_so_long_goes_on():
    published = publications(occurrence(1), occurrence(RETENTION // MINUTE - 1))
    assert counts(published) == [1, 2]


def test_state_is_let_go_when_it_expires():
    state, _, published = run(FOLDER, BYTES, None, sightings(occurrence(1)), START + DAY)
    assert wake_up(FOLDER, state) == published[0].at_ms + RETENTION
    assert run(FOLDER, BYTES, state, [], published[0].at_ms + RETENTION - 1)[0] is not None
    assert run(FOLDER, BYTES, state, [], published[0].at_ms + RETENTION)[0] is None


def test_state_that_waits_to_be_published_wakes_up_for_it():
    state, _, published = run(FOLDER, BYTES, None, sightings(occurrence(1), occurrence(7)), START + 10 * MINUTE)
    assert wake_up(FOLDER, state) == published[0].at_ms + HOUR
    _, _, published = run(FOLDER, BYTES, state, [], published[0].at_ms + HOUR)
    assert minutes(published) == [65]


# folding forgets how things arrived


@st.composite
def arrivals(draw):
    """A history's sightings, split at random with repeats, and a way for them to arrive without being late."""
    history = draw(HISTORIES)
    parts = draw(st.lists(st.lists(st.sampled_from(history), min_size=1), max_size=4))
    items = [
        each
        for part in (history[: len(history) // 2], history[len(history) // 2 :], *parts)
        for each in sightings(*part)
    ]
    items = draw(st.permutations(items))
    times = st.integers(START, START + 10 * DAY) | st.integers(START, START + 300 * DAY)
    watermarks = draw(st.lists(times, max_size=12))
    early = draw(st.lists(st.integers(0, 3), min_size=len(items), max_size=len(items)))
    return history, items, stream(items, watermarks, early)


@given(arrivals())
def test_a_stream_and_a_replay_publish_the_same(drawn):
    history, items, steps = drawn
    expected = publications(*history)
    assert at_once(FOLDER, BYTES, items) == expected
    assert bit_by_bit(FOLDER, BYTES, steps) == expected


@given(arrivals())
def test_publications_are_in_order_and_no_more_frequent_than_said(drawn):
    published = publications(*drawn[0])
    times = [p.at_ms for p in published]
    assert all(later - earlier >= HOUR for earlier, later in itertools.pairwise(times))
    assert sum(
        finding_state(p).tally.count
        for p, then in zip(published, [*published[1:], None], strict=True)
        if then is None or then.first
    ) == len(drawn[0])


@given(st.lists(st.integers(0, 90), min_size=1, max_size=12, unique=True), st.integers(0, 40), st.data())
def test_a_late_repeat_within_the_allowed_lateness_counts_no_second_time(when, lateness, data):
    folder = MergeFolder(Timing(HOUR, lateness * MINUTE))
    items = sightings(*map(occurrence, sorted(when)))
    ends = sorted(item.end_ms for item in items)
    steps = [(end, [item for item in items if item.end_ms == end]) for end in ends]
    repeats = []
    for i, end in enumerate(ends):
        until = [n for n in range(i, len(ends)) if ends[n] < end + lateness * MINUTE]
        step = data.draw(st.sampled_from(until)) if until else None
        if step is not None:
            repeats.append((step, steps[i][1]))
    late = [
        (mark, arrived + [r for n, again in repeats if n + 1 == i for r in again])
        for i, (mark, arrived) in enumerate(steps)
    ]
    assert bit_by_bit(folder, BYTES, late) == at_once(folder, BYTES, items)


def test_a_late_new_occurrence_is_counted_after_the_fact():
    on_time, late = sightings(occurrence(21)), sightings(occurrence(2))
    published = bit_by_bit(FOLDER, BYTES, [(START + 25 * MINUTE, on_time), (START + 30 * MINUTE, late)])
    assert minutes(published) == [25, 85]
    state = finding_state(published[-1])
    assert (state.tally.count, iso(state.tally.first_ms)) == (2, "2026-03-02T00:02:00.000Z")


def test_nothing_comes_of_nothing():
    assert run(FOLDER, BYTES, None, [], END_OF_TIME) == (None, [], [])
    assert wake_up(FOLDER, None) is None
    [waits] = sightings(occurrence(1))
    assert run(FOLDER, BYTES, None, [waits], START + WINDOW - 1) == (None, [waits], [])
