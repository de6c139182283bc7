"""Snapshots: their rows, their files' schema, and jobs that go on from one another."""

import itertools

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.codecs import ACCOUNT_MEMORIES, FINDING_STATES
from models.findings.merge import RETENTION, MergeFolder, Timing
from models.fold import forward, run
from models.snapshots import FORMAT, Kept, from_avro, mismatch, schema, to_avro
from models.times import DAY, HOUR, MINUTE
from tests.models.detectors import test_account as accounts
from tests.models.findings.calls import KEY, START, WINDOW, occurrence, sightings
from tests.models.findings.drawn import HISTORIES
from tests.models.folding import at_once, in_parts, joined

FOLDER = MergeFolder(Timing(HOUR, 30 * MINUTE))
BYTES = KEY.to_bytes()
STATES = {"accounts": 1, "findings": 2}
WRITTEN = fastavro.parse_schema(schema(WINDOW, STATES))

#: Ends of windows: within busy hours, and days later.
_CUTS = st.lists(
    st.one_of(st.integers(0, 24), st.integers(0, 12 * 24 * 400)).map(lambda n: START + n * WINDOW), max_size=4
).map(sorted)


@given(HISTORIES, _CUTS)
def test_parts_publish_what_the_whole_publishes(history, cuts):
    """Each publication comes from the part that it falls into; only a job's last ones are repeated by the next."""
    parts = in_parts(FOLDER, BYTES, FINDING_STATES, sightings(*history), cuts)
    assert joined(parts, lambda publication: publication.at_ms) == at_once(FOLDER, BYTES, sightings(*history))
    for (cut, _), (_, made) in itertools.pairwise(parts):
        assert all(publication.at_ms > cut for publication in made)


@given(accounts.HISTORIES, _CUTS)
def test_parts_of_an_account_find_what_the_whole_finds(history, cuts):
    notes = accounts.notes(history)
    parts = in_parts(accounts.FOLDER, accounts.KEY, ACCOUNT_MEMORIES, notes, cuts)
    assert joined(parts, lambda keyed: keyed.sighting.end_ms) == at_once(accounts.FOLDER, accounts.KEY, notes)


def state_after(*minutes: int):
    return run(FOLDER, BYTES, None, sightings(*map(occurrence, minutes)), START + 10 * MINUTE)[0]


def test_nothing_due_leaves_a_state_as_far_as_it_was_folded():
    """So that what comes late for it is still in time."""
    state = state_after(1)
    assert forward(FOLDER, BYTES, state, START + 5 * MINUTE, START + DAY) == (state, START + 5 * MINUTE)


def test_what_is_due_before_an_instant_is_not_due_after_it():
    later, folded_to = forward(FOLDER, BYTES, state_after(1, 7), START + 10 * MINUTE, START + DAY)
    assert (later.unpublished, later.published_ms) == (False, START + 65 * MINUTE)
    assert folded_to == START + DAY


def test_what_is_due_after_an_instant_is_left():
    later, folded_to = forward(FOLDER, BYTES, state_after(1, 7), START + 10 * MINUTE, START + 64 * MINUTE)
    assert later.unpublished
    assert folded_to == START + 10 * MINUTE


@pytest.mark.parametrize(("after", "kept"), [(-1, True), (0, False)])
def test_what_has_expired_is_forgotten(after, kept):
    later, _ = forward(FOLDER, BYTES, state_after(1), START + 5 * MINUTE, START + 5 * MINUTE + RETENTION + after)
    assert (later is not None) == kept


@given(st.integers(0, 2**63), st.binary())
def test_a_kept_state_comes_back_from_bytes_and_rows(folded_to_ms, state):
    kept = Kept(folded_to_ms, state)
    assert Kept.from_bytes(kept.to_bytes()) == kept
    assert from_avro(to_avro("findings", b"key", kept)) == ("findings", b"key", kept)


@given(st.integers(0, 2**40), st.integers(0, 2**40), st.binary(), st.binary())
def test_of_two_kept_states_the_bytes_of_the_further_one_are_greater(a_ms, b_ms, a, b):
    first, second = Kept(a_ms, a), Kept(b_ms, b)
    assert max(first, second).to_bytes() == max(first.to_bytes(), second.to_bytes())


def test_a_job_starts_from_what_it_wrote():
    assert mismatch(WRITTEN, WINDOW, STATES) is None


def test_folds_that_only_one_of_the_two_jobs_has_do_not_matter():
    assert mismatch(WRITTEN, WINDOW, {"findings": 2, "others": 1}) is None


def test_states_of_an_older_codec_are_read():
    assert mismatch(WRITTEN, WINDOW, {"accounts": 7, "findings": 8}) is None


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("long", "holds no profiles"),
        (["null", "long"], "holds no profiles"),
        (WRITTEN | {"name": "guardbeam.FindingV1"}, "holds no profiles"),
        (WRITTEN | {"format": FORMAT + 1}, f"is of format {FORMAT + 1}, known up to {FORMAT}"),
        (WRITTEN | {"window_ms": 15 * MINUTE}, "was written with --window=15, and this job has 5"),
        (WRITTEN | {"states": {"findings": 3}}, "findings are of version 3, known up to 2"),
    ],
)
def test_what_does_not_fit_is_told(written, words):
    assert words in mismatch(written, WINDOW, STATES)
