"""Jobs that go on from one another: folds leave their states, files hold them, other folds begin with them."""

from collections.abc import Iterable
from pathlib import Path

import apache_beam as beam
import fastavro
import msgspec
import pytest
from apache_beam.metrics.metric import MetricsFilter
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.testing.test_stream import TestStream as Stream
from apache_beam.testing.util import assert_that, equal_to

from models.codecs import FINDING_STATES, SIGHTINGS
from models.findings.merge import RETENTION, MergeFolder, Timing
from models.fold import run
from models.snapshots import Kept, from_avro, schema, to_avro
from models.times import END_OF_TIME, HOUR, MINUTE
from tests.transforms.test_fold import CODECS, KEY, LATENESS, START, WINDOW, at, history, shown, window
from transforms.fold import FoldInOrder, Mode, WarmStart
from transforms.places import FINDINGS
from transforms.snapshots import ReadSnapshots, WriteSnapshots

Element = tuple[bytes, bytes]
NAME = FINDINGS.name
FOLDER = MergeFolder(Timing(HOUR, LATENESS))


def fold(warm: WarmStart, streaming: bool = False) -> FoldInOrder:
    return FoldInOrder(FOLDER, CODECS, Mode(streaming, LATENESS), FINDINGS, warm)


# bounded


def part(elements: Iterable[Element], rows: list[tuple], begin: list[str], leave: Path) -> dict[str, int]:
    """One bounded job.

    Args:
        elements: what it takes in.
        rows: what it is to publish.
        begin: the files that it begins with.
        leave: the prefix of those that it leaves.

    Returns:
        What it counted of snapshots.
    """
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        restored = pipeline | "Read" >> ReadSnapshots(begin) if begin else None
        warm = WarmStart(restored, leaving=True)
        output = pipeline | beam.Create(elements) | beam.Reshuffle() | fold(warm) | beam.Map(shown)
        _ = warm.left | "Write" >> WriteSnapshots(str(leave), WINDOW, warm.forward)
        assert_that(output, equal_to(rows))
    found = pipeline.result.metrics().query(MetricsFilter().with_namespace("profiles"))["counters"]
    return {counter.key.metric.name: counter.committed for counter in found}


def rows_of(prefix: Path) -> list[tuple[str, bytes, Kept]]:
    """The rows of a job's files."""
    rows = []
    for path in sorted(prefix.parent.glob(f"{prefix.name}-*.avro")):
        with path.open("rb") as file:
            rows += [from_avro(row) for row in fastavro.reader(file)]
    return rows


def until(elements: Iterable[Element], cut_ms: int) -> list[Element]:
    return [(key, data) for key, data in elements if SIGHTINGS.decode(data).end_ms <= cut_ms]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("cuts", [[24], [23.5], [8, 40]], ids=str)
def test_parts_give_what_the_whole_gives(tmp_path, seed, cuts):
    """Repeats of what an earlier part had change nothing, nor does the same file twice."""
    elements = history(seed)
    whole = expected_by(elements)
    begin: list[str] = []
    past: list[Element] = []
    reached = 0
    for number, cut in enumerate([*(START + round(hours * HOUR) for hours in cuts), END_OF_TIME]):
        known = until(elements, cut)
        before, reached = reached, max(SIGHTINGS.decode(data).end_ms for _, data in known)
        # What was due before the part began was put out; what is due after it ends is put out as far as it is known.
        rows = [row for row in whole if before < row[1] <= reached]
        rows += [row for row in expected_by(known) if row[1] > reached]
        new = [element for element in known if element not in past]
        counted = part([*past[::7], *new], rows, begin, tmp_path / str(number))
        assert counted.get(f"{NAME} restored") == (4 if begin else None)
        assert counted[f"{NAME} written"] == 2
        begin, past = [f"{tmp_path}/{number}-*", f"{tmp_path}/{number}-*"], known


def expected_by(elements: list[Element]) -> list[tuple]:
    """`expected`, with the timing of these tests."""
    rows = []
    for key in sorted({key for key, _ in elements}):
        items = [SIGHTINGS.decode(data) for k, data in elements if k == key]
        rows += [shown((key, CODECS.outputs.encode(made))) for made in run(FOLDER, key, None, items, END_OF_TIME)[2]]
    return rows


def test_a_key_that_nothing_happens_to_is_handed_on(tmp_path):
    part([window(5, "a")], [("ann", START + 5 * MINUTE, True, 1, 1)], [], tmp_path / "a")
    part([], [], [f"{tmp_path}/a-*"], tmp_path / "b")
    assert rows_of(tmp_path / "b") == rows_of(tmp_path / "a") != []


def test_what_has_expired_is_not_handed_on(tmp_path):
    later = RETENTION // MINUTE + 5
    other = msgspec.structs.replace(KEY, resource="bob")
    rows = [("ann", START + 5 * MINUTE, True, 1, 1), ("bob", START + later * MINUTE, True, 1, 1)]
    counted = part([window(5, "a"), window(later, "b", key=other)], rows, [], tmp_path / "a")
    assert counted == {f"{NAME} written": 1}
    assert [key for _, key, _ in rows_of(tmp_path / "a")] == [other.to_bytes()]


def test_states_are_brought_to_what_every_fold_has_come_to(tmp_path):
    """The hours of one fold may end after what was read; the minutes of another do not."""
    states = {
        "accounts": [(b"a", Kept(7, b"").to_bytes()), (b"b", Kept(10, b"").to_bytes())],
        "findings": [(b"c", Kept(60, b"").to_bytes())],
    }
    with beam.Pipeline(runner="FnApiRunner", options=PipelineOptions()) as pipeline:
        folds = {name: pipeline | name >> left(*states[name]) for name in states}
        _ = folds | "Write" >> WriteSnapshots(str(tmp_path / "a"), WINDOW, dict.fromkeys(states, _note_instant))
    assert {state for _, _, (_, state) in rows_of(tmp_path / "a")} == {b"10"}


def _note_instant(key: bytes, kept: bytes, to_ms: int) -> bytes:
    return kept + b"%d" % to_ms


def test_a_job_that_saw_nothing_leaves_a_file_that_says_nothing(tmp_path):
    part([], [], [], tmp_path / "a")
    assert list(tmp_path.glob("a-*.avro"))
    assert part([], [], [f"{tmp_path}/a-*"], tmp_path / "b") == {}


def test_what_is_left_of_other_folds_is_counted_and_left_alone(tmp_path):
    with (tmp_path / "a.avro").open("wb") as file:
        rows = [to_avro("forgotten", b"key", Kept(START, b"\x01state"))]
        fastavro.writer(file, fastavro.parse_schema(schema(WINDOW, {"forgotten": 1})), rows)
    assert part([], [], [str(tmp_path / "a.avro")], tmp_path / "b") == {"forgotten unknown": 1}


def test_a_file_that_breaks_off_fails_the_job_with_its_name(tmp_path):
    part([window(5, "a")], [("ann", START + 5 * MINUTE, True, 1, 1)], [], tmp_path / "a")
    (whole,) = tmp_path.glob("a-*.avro")
    broken = tmp_path / "broken.avro"
    broken.write_bytes(whole.read_bytes()[:-8])
    with pytest.raises(Exception, match=r"broken\.avro: "):
        part([], [], [str(broken)], tmp_path / "b")


# streams

#: What a stream has put out; the runner is in this process.
ROWS: list[tuple] = []


def _keep(row: tuple) -> None:
    ROWS.append(row)


def kept(to_minutes: int, *elements: Element) -> Element:
    """What is left of some sightings when they are folded up to an instant."""
    items = [SIGHTINGS.decode(data) for _, data in elements]
    to_ms = START + to_minutes * MINUTE
    state, _, _ = run(FOLDER, KEY.to_bytes(), None, items, to_ms)
    return KEY.to_bytes(), Kept(to_ms, FINDING_STATES.encode(state)).to_bytes()


def stream(restored: beam.PTransform, *steps: Element | int) -> list[tuple]:
    """The publications of a stream: when, whether it is the first, count. A number is a watermark, in minutes."""
    ROWS.clear()
    script = Stream()
    for step in steps:
        script = script.advance_watermark_to(at(step)) if isinstance(step, int) else script.add_elements([step[1]])
    with beam.Pipeline(runner="BundleBasedDirectRunner", options=PipelineOptions()) as pipeline:
        warm = WarmStart({NAME: pipeline | "Restored" >> restored})
        _ = (
            pipeline
            | script.advance_watermark_to(at(365 * 24 * 60)).advance_watermark_to_infinity()
            | beam.Map(lambda data: (KEY.to_bytes(), data)).with_output_types(Element)
            | fold(warm, streaming=True)
            | beam.Map(shown)
            | beam.Map(_keep)
        )
    return [((row[1] - START) // MINUTE, *row[2:4]) for row in ROWS]


def left(*elements: Element) -> beam.PTransform:
    return beam.Create(elements).with_output_types(Element)


def test_a_stream_goes_on_from_what_was_left():
    begin = kept(10, window(5, "a"), window(10, "b"))
    assert stream(left(begin), window(15, "b", "c"), 16, window(70, "d"), 71) == [(65, False, 3), (125, False, 4)]


def test_a_restored_state_is_there_before_the_first_item_is_folded():
    """Whatever the watermark of the items is, that of both begins when all is restored."""
    begin = kept(10, window(5, "a"))
    assert stream(left(begin), 500, window(505, "b"), 506) == [(505, False, 2)]


def test_what_is_due_for_a_restored_state_needs_no_item():
    begin = kept(10, window(5, "a"), window(10, "b"))
    assert stream(left(begin), 64) == [(65, False, 2)]


def test_a_restored_state_expires_without_an_item():
    begin = kept(5, window(5, "a"))
    quiet = RETENTION // MINUTE
    assert stream(left(begin), quiet + 6, window(quiet + 10, "b"), quiet + 11) == [(quiet + 10, True, 1)]


def test_repeats_of_what_was_folded_before_count_no_second_time():
    begin = kept(60, window(5, "a"), window(60, "b"))
    assert stream(left(begin), window(5, "a"), window(60, "b"), window(65, "b", "c"), 66) == [(65, False, 3)]


@pytest.mark.parametrize("order", [1, -1])
def test_of_two_states_of_a_key_the_one_that_was_folded_further_is_gone_on_with(order):
    short, further = kept(5, window(5, "a")), kept(30, window(5, "a"), window(10, "b"), window(30, "c"))
    assert stream(left(*[short, further, short][::order]), 31) == [(65, False, 3)]


def test_a_stream_goes_on_from_files(tmp_path):
    elements = [window(5, "a"), window(10, "b")]
    part(elements, expected_by(elements), [], tmp_path / "a")
    reader = _Only(ReadSnapshots([f"{tmp_path}/a-*"]))
    assert stream(reader, window(15, "b", "c"), 16) == [(65, False, 3)]


class _Only(beam.PTransform):
    """What is restored for the fold of these tests."""

    def __init__(self, read: ReadSnapshots) -> None:
        super().__init__()
        self._read = read

    def expand(self, pbegin):
        return (pbegin | self._read)[NAME]
