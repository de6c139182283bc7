"""One pipeline gives the same rows on FnApiRunner, Prism, Flink's mini cluster and a Flink cluster.

The pipeline is the shape that the job is built on: fixed windows, a CombineFn, then two stateful DoFns in the global
window, one after the other, each of which buffers in a BagState and emits everything, sorted, when its watermark
timer fires. Both timers are set to ``GlobalWindow().max_timestamp()``, and what ``on_timer`` yields takes the timer's
timestamp. What was measured with it and its relatives (Beam 2.77, Flink 1.19 by the job server of 2.62; bounded input;
Flink also with ``--streaming``, with checkpoints, and at parallelism 1 and 2):

* ``max_timestamp()`` can be a timer's time on all of them, and so can ``end`` (``max_timestamp()`` is 1 µs before it
  and rounds down to 1 ms), 1 ms, 1 s and 1 day earlier, and the year 3000. The chain is complete and the same.
* Two steps at the same instant are safe only in a plain chain. Where the second also receives elements that do not
  come out of the first one's timer, Prism fires its timer twice, once without the first step's output: a watermark
  held at an instant has reached that instant. Instants that rise along the pipeline, by 1 ms or more, cure it.
* A timer name must be unique in the pipeline. FnApiRunner keeps the timers of a fused stage by name alone, and of two
  steps whose timers have one name, one after the other or side by side, it silently loses the timers of one; which
  one depends on the hash seed. A Reshuffle between them helps too.
* Of two timers of one key the order is not kept: one that ``on_timer`` sets anew, to an earlier time than another
  that is due as well, fires after that one on FnApiRunner and Prism. Use one timer and fold what is due in order.
* Prism loses state when it splits a bundle: see `tests.runners.prism`.
* A PCollection that goes into a Flatten and also into a stateful DoFn or a GroupByKey makes Flink's job server refuse
  the pipeline (*should have exactly one producing PTransformNode*; apache/beam 34647): give the Flatten a Map of its
  own. So do inputs with different coders (*Cannot union inputs of different types*): declare the output types.
* With ``--streaming`` and checkpoints, bounded input never ends on Flink and no last timer fires, unless
  ``--shutdown_sources_after_idle_ms=0`` is given.
"""

import json
import zlib
from collections.abc import Iterator
from pathlib import Path

import apache_beam as beam
import pytest
from apache_beam.coders import FastPrimitivesCoder
from apache_beam.options.pipeline_options import PipelineOptions
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import BagStateSpec, TimerSpec, on_timer
from apache_beam.transforms.window import FixedWindows, GlobalWindow, GlobalWindows, TimestampedValue

from tests.runners.flink import FlinkCluster

pytestmark = [pytest.mark.runners, pytest.mark.timeout(900)]

EVENTS = 2_000
KEYS = 13
WINDOW = 300
START = 1_700_000_000
LAST_INSTANT = GlobalWindow().max_timestamp()

_BAG = BagStateSpec("rows", FastPrimitivesCoder())
_FIRST = TimerSpec("first_done", TimeDomain.WATERMARK)
_SECOND = TimerSpec("second_done", TimeDomain.WATERMARK)


def _chained(key: str, rows: list[tuple], shards: int) -> Iterator[tuple[str, tuple]]:
    """Each row with a digest of all rows up to it, so that a missing or displaced one changes all that follow."""
    digest = 0
    for position, row in enumerate(rows):
        digest = zlib.crc32(repr(row).encode(), digest)
        yield f"shard {digest % shards}", (key, position, digest)


class First(beam.DoFn):
    def process(self, element, rows=beam.DoFn.StateParam(_BAG), done=beam.DoFn.TimerParam(_FIRST)):
        rows.add(element[1])
        done.set(LAST_INSTANT)

    @on_timer(_FIRST)
    def emit(self, key=beam.DoFn.KeyParam, rows=beam.DoFn.StateParam(_BAG)):
        yield from _chained(key, sorted(rows.read()), shards=5)
        rows.clear()


class Second(beam.DoFn):
    def process(self, element, rows=beam.DoFn.StateParam(_BAG), done=beam.DoFn.TimerParam(_SECOND)):
        rows.add(element[1])
        done.set(LAST_INSTANT)

    @on_timer(_SECOND)
    def emit(self, key=beam.DoFn.KeyParam, rows=beam.DoFn.StateParam(_BAG)):
        yield from _chained(key, sorted(rows.read()), shards=3)
        rows.clear()


def _event(number: int) -> TimestampedValue:
    return TimestampedValue((f"key {number % KEYS}", number), START + 7 * number)


def _with_window(sums: tuple[str, int], window=beam.DoFn.WindowParam) -> tuple[str, tuple[int, int]]:
    key, total = sums
    return key, (int(window.start), total)


def _run(options: list[str], directory: Path) -> list[list]:
    """The pipeline's rows, sorted."""
    keyed = tuple[str, tuple]
    with beam.Pipeline(options=PipelineOptions(options)) as pipeline:
        _ = (
            pipeline
            | "Shuffled numbers" >> beam.Create([number * 7919 % EVENTS for number in range(EVENTS)])
            | "Events" >> beam.Map(_event).with_output_types(tuple[str, int])
            | "Windows" >> beam.WindowInto(FixedWindows(WINDOW))
            | "Sums" >> beam.CombinePerKey(sum)
            | "With window" >> beam.Map(_with_window).with_output_types(keyed)
            | "Global" >> beam.WindowInto(GlobalWindows())
            | "First" >> beam.ParDo(First()).with_output_types(keyed)
            | "Second" >> beam.ParDo(Second()).with_output_types(keyed)
            | "Lines" >> beam.Map(json.dumps)
            | "Write" >> beam.io.WriteToText(str(directory / "rows"))
        )
    return sorted(json.loads(line) for path in directory.glob("rows-*") for line in path.read_text().splitlines())


@pytest.fixture(scope="module")
def expected() -> list[list]:
    """The same, computed without Beam."""
    sums: dict[tuple[str, int], int] = {}
    for number in range(EVENTS):
        time = START + 7 * number
        at = f"key {number % KEYS}", time - time % WINDOW
        sums[at] = sums.get(at, 0) + number
    by_key: dict[str, list[tuple]] = {}
    for (key, start), total in sums.items():
        by_key.setdefault(key, []).append((start, total))
    by_shard: dict[str, list[tuple]] = {}
    for key, rows in by_key.items():
        for shard, row in _chained(key, sorted(rows), shards=5):
            by_shard.setdefault(shard, []).append(row)
    rows = [row for shard, rows in by_shard.items() for row in _chained(shard, sorted(rows), shards=3)]
    return sorted([shard, list(row)] for shard, row in rows)


def test_fn_api(expected: list[list], tmp_path: Path):
    assert _run(["--runner=FnApiRunner"], tmp_path) == expected


def test_prism(expected: list[list], prism_options: list[str], tmp_path: Path):
    assert _run(prism_options, tmp_path) == expected


@pytest.mark.parametrize("mode", [[], ["--streaming"]], ids=["batch", "streaming"])
def test_flink_mini_cluster(expected: list[list], flink_mini_options: list[str], mode: list[str], tmp_path: Path):
    assert _run([*flink_mini_options, *mode], tmp_path) == expected


def test_flink_cluster(expected: list[list], flink_cluster_options: list[str], tmp_path: Path):
    assert _run([*flink_cluster_options, "--streaming"], tmp_path) == expected


def test_flink_cluster_survives_the_loss_of_a_taskmanager(flink_cluster: FlinkCluster):
    flink_cluster.kill_taskmanager(0)
    assert flink_cluster.start_taskmanager() == 2
    flink_cluster.cancel_all_jobs()
    assert not any(job.active for job in flink_cluster.jobs())
