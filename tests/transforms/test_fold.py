"""The state adaptor: a bounded run and a stream fold the same, in any order of arrival."""

import random
from collections import Counter
from types import SimpleNamespace

import apache_beam as beam
import msgspec
import pytest
from apache_beam.metrics.metric import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream as Stream
from apache_beam.testing.util import assert_that, equal_to
from apache_beam.utils.timestamp import Timestamp

from models.codecs import FINDING_STATES, PUBLICATIONS, SIGHTINGS
from models.detectors.base import Note, Notes
from models.findings.merge import MergeFolder, Timing, finding_state
from models.findings.sighting import ApiCall, FindingKey, Occurrence, sighting
from models.fold import run
from models.times import END_OF_TIME, HOUR, MINUTE, window_end
from tests.detection import account_folder
from transforms.fold import Codecs, FoldInOrder, Mode, Place

WINDOW = 5 * MINUTE
START = 1_772_409_600_000
PLACE = Place("findings", 2)
CODECS = Codecs(SIGHTINGS, FINDING_STATES, PUBLICATIONS)


def call(caller: str) -> ApiCall:
    return ApiCall("iam.amazonaws.com", "ListUsers", "", caller, "", "", "", "dev", "dev", "IAMUser", "", 5.0)


def history(seed: int) -> list[tuple[bytes, bytes]]:
    """Two findings over two days, in sightings of one event each, out of order, a tenth of them twice."""
    dice = random.Random(seed)
    elements = []
    for resource in ("ann", "bob"):
        key = FindingKey("PenTest:IAMUser/KaliLinux", "111122223333", "eu-west-1", resource)
        for number in range(60):
            at = START + dice.randrange(48 * HOUR)
            seen = Occurrence(at, f"{resource}-{number}", call(f"192.0.2.{number % 5}"))
            elements.append((key.to_bytes(), SIGHTINGS.encode(sighting(window_end(at, WINDOW), [seen]))))
    elements += dice.sample(elements, 12)
    dice.shuffle(elements)
    return elements


def shown(element: tuple[bytes, bytes]) -> tuple:
    publication = PUBLICATIONS.decode(element[1])
    state = finding_state(publication)
    return publication.key.resource, publication.at_ms, publication.first, state.tally.count, len(state.actors)


def expected(elements: list[tuple[bytes, bytes]]) -> list[tuple]:
    """The same by the folder alone, window by window."""
    rows = []
    for key in sorted({key for key, _ in elements}):
        items = [SIGHTINGS.decode(data) for k, data in elements if k == key]
        _, _, outputs = run(MergeFolder(Timing()), key, None, items, END_OF_TIME)
        rows += [shown((key, PUBLICATIONS.encode(output))) for output in outputs]
    return rows


@pytest.mark.parametrize("streaming", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_a_beam_run_gives_what_the_folder_gives(streaming, seed):
    elements = history(seed)
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        output = (
            pipeline
            | beam.Create(elements)
            | beam.Reshuffle()
            | FoldInOrder(MergeFolder(Timing()), CODECS, Mode(streaming=streaming), PLACE)
            | beam.Map(shown)
        )
        assert_that(output, equal_to(expected(elements)))


SOURCES = {"PenTest:IAMUser/KaliLinux": "cloudtrail"}
KEY = FindingKey("PenTest:IAMUser/KaliLinux", "111122223333", "eu-west-1", "ann")
LATENESS = 30 * MINUTE


def window(minutes: int, *event_ids: str, key: FindingKey = KEY) -> tuple[bytes, bytes]:
    """A sighting in the window that ends some minutes after the start."""
    end = START + minutes * MINUTE
    seen = [Occurrence(end - 1, event_id, call("192.0.2.1")) for event_id in event_ids]
    return key.to_bytes(), SIGHTINGS.encode(sighting(end, seen))


def at(minutes: int) -> Timestamp:
    return Timestamp(micros=(START + minutes * MINUTE) * 1000)


#: What a stream has put out and counted. The runner is in this process, and finds them by their module. It does not
#: report what is counted where a timer fires, so the counters are ours.
ROWS: list[tuple] = []
LATE: Counter[str] = Counter()


def _keep(row: tuple) -> None:
    ROWS.append(row)


class _Metrics:
    @staticmethod
    def counter(namespace: str, name: str) -> SimpleNamespace:
        assert namespace == "late"
        return SimpleNamespace(inc=lambda count: LATE.update({name: count}))


@pytest.fixture
def folded(monkeypatch):
    """Gives a stream's publications and counts of late records.

    A number among the elements is a watermark, in minutes.
    """
    monkeypatch.setattr("transforms.fold.Metrics", _Metrics)
    ROWS.clear()
    LATE.clear()
    return _folded


def _folded(*steps: tuple[bytes, bytes] | int, sources: dict[str, str] = SOURCES) -> tuple[list[tuple], dict[str, int]]:
    stream = Stream()
    for step in steps:
        stream = stream.advance_watermark_to(at(step)) if isinstance(step, int) else stream.add_elements([step[1]])
    fold = FoldInOrder(MergeFolder(Timing(HOUR, LATENESS), sources), CODECS, Mode(True, LATENESS), PLACE)
    with beam.Pipeline(runner="BundleBasedDirectRunner", options=PipelineOptions()) as pipeline:
        _ = (
            pipeline
            | stream.advance_watermark_to(at(365 * 24 * 60)).advance_watermark_to_infinity()
            | beam.Map(lambda data: (KEY.to_bytes(), data)).with_output_types(tuple[bytes, bytes])
            | fold
            | beam.Map(shown)
            | beam.Map(_keep)
        )
    return [(row[1] - START, *row[2:4]) for row in ROWS], dict(LATE)


def test_nothing_is_late_before_the_watermark_has_passed(folded):
    rows, late = folded(window(5, "a"), 4, window(5, "b"), 6)
    assert rows == [(5 * MINUTE, True, 2)]
    assert late == {}


def test_a_late_window_is_folded_once_more_and_its_records_are_counted(folded):
    rows, late = folded(window(5, "a"), 6, window(5, "b", "c"), 7)
    assert rows == [(5 * MINUTE, True, 1), (65 * MINUTE, False, 3)]
    assert late == {"cloudtrail folded": 2}


def test_a_late_repeat_counts_no_second_time(folded):
    rows, late = folded(window(5, "a"), 6, window(5, "a"), 7)
    assert rows == [(5 * MINUTE, True, 1)]
    assert late == {"cloudtrail folded": 1}


def test_what_is_later_than_allowed_is_dropped_and_counted(folded):
    rows, late = folded(window(5, "a"), 6, window(35, "b"), 36, window(5, "c", "d"), window(10, "e"), 40)
    assert rows == [(5 * MINUTE, True, 1), (65 * MINUTE, False, 3)]
    assert late == {"cloudtrail dropped": 2, "cloudtrail folded": 1}


def test_a_key_without_a_past_takes_what_others_would_call_late(folded):
    rows, late = folded(500, window(5, "a"), 501)
    assert rows == [(5 * MINUTE, True, 1)]
    assert late == {}


def test_records_that_are_counted_where_their_notes_fold_are_not_counted_again(folded):
    _, late = folded(window(5, "a"), 6, window(5, "b"), 7, sources={})
    assert late == {}


def test_nothing_is_late_in_a_bounded_run():
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        output = (
            pipeline
            | beam.Create([window(600, "a"), window(5, "b")], reshuffle=False)
            | FoldInOrder(MergeFolder(Timing(HOUR, LATENESS), SOURCES), CODECS, Mode(), PLACE)
            | beam.Map(shown)
        )
        assert_that(output, equal_to(expected([window(600, "a"), window(5, "b")])))
    assert not pipeline.result.metrics().query(MetricsFilter().with_namespace("late"))["counters"]


def test_the_records_of_notes_are_events():
    """An event that two detectors noted is one record."""
    note = Note(START, 0, "a", "trail_logging", "eu-west-1", call("192.0.2.1"), b"")
    notes = Notes(START, [note, msgspec.structs.replace(note, detector="password_policy")])
    assert account_folder().records(b"111122223333", notes) == ("cloudtrail", 1)
