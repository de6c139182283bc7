"""Folding per key behind the watermark: Beam's state and timers around `models.fold`."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.coders import BytesCoder
from apache_beam.metrics import Metrics
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import (
    BagStateSpec,
    ReadModifyWriteStateSpec,
    TimerSpec,
    on_timer,
)
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import Duration, Timestamp

from models.codec import Codec
from models.fold import Folder, run, wake_up
from models.times import END_OF_TIME, MINUTE

#: When the watermark of a bounded run gets near here, everything has been read.
_LAST = GlobalWindow().max_timestamp()

#: Tags the timer for what falls due without further input; that of a window is its end.
_DUE = "due"

#: Folds that can follow one another in a job; see `Place`.
MOST_FOLDS = 60


class Codecs(NamedTuple):
    """How a folder's items, states and outputs become bytes."""

    items: Codec
    states: Codec
    outputs: Codec


class Mode(NamedTuple):
    """How a job folds.

    Attributes:
        streaming: fold when windows close; else everything at the end.
        allowed_lateness_ms: how long after its window was folded an item is still taken in.
    """

    streaming: bool = False
    allowed_lateness_ms: int = 30 * MINUTE


class Place(NamedTuple):
    """Which fold of the job it is.

    Attributes:
        name: names its timer; no two folds of a job share one.
        number: higher than that of every fold whose output it takes in. Its timers stand that many ms (in a bounded
            run: seconds) later: a watermark that is held at an instant has reached it, so a fold at the same instant
            could run before what is made at that instant has arrived.
    """

    name: str
    number: int


class FoldInOrder(beam.PTransform):
    """Fold what arrives for each key in event-time order.

    Input: (key, item) in the global window, both as bytes; an item belongs to a window (``end_ms``).
    Output: (key, output), as the folder's output codec writes it, with the timestamp of the timer that fired.
    Emission: in a stream, once the watermark has passed a window's end; in a bounded run all at once when
    everything has been read, which costs one touch of state per key. The content is the same. Each window that waits
    has a timer of its own, so that a watermark which jumps over many fires them all at once: where a timer sets the
    next one, a runner that closes its bundles in between (Flink, one a second) takes a bundle for each window.
    State: the folder's own state, and the items whose window has not closed. It is cleared when the folder
    says that it may be.
    Lateness: an item is late when its key has been folded beyond the item's window. It is then folded as one more
    summary of that window, or dropped, when its key has come further than the allowed lateness. Its records are
    counted either way (``late/<source> folded``, ``late/<source> dropped``). A key that has not come so far takes its
    item as in time, wherever the watermark is: nothing is given up without need.
    """

    def __init__(self, folder: Folder, codecs: Codecs, mode: Mode, place: Place) -> None:
        super().__init__()
        self._fn = _fold_fn(f"wake {place.name}")(_Folding(folder, codecs, mode, place.number))

    def expand(self, pcoll):
        """Apply the stateful step."""
        return pcoll | "Fold windows in order" >> beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes])


class _Folding:
    """Keeps the state of `models.fold.run` between calls; a DoFn but for its state and timers."""

    TOUCHES = Metrics.counter("state", "touches")

    def __init__(self, folder: Folder, codecs: Codecs, mode: Mode, place: int) -> None:
        self._folder, self._mode, self._place = folder, mode, place
        self._items, self._states, self._outputs = codecs

    def wait(self, data: bytes, waiting: Any, wake: Any) -> None:
        """Let an item wait for its window's end."""
        waiting.add(data)
        self.TOUCHES.inc()
        if not self._mode.streaming:
            wake.set(_LAST - Duration(seconds=MOST_FOLDS - self._place))
            return
        end_ms = self._items.decode(data).end_ms
        wake.set(self._instant(end_ms), dynamic_timer_tag=str(end_ms))

    def fold(self, key: bytes, fired: Timestamp, waiting: Any, state: Any, wake: Any) -> Iterator[tuple[bytes, bytes]]:
        """Fold what is due, keep the rest."""
        self.TOUCHES.inc()
        folded_to_ms, before = self._unpack(state.read())
        reached_ms = fired.micros // 1000 - self._place
        to_ms = max(reached_ms, folded_to_ms) if self._mode.streaming else END_OF_TIME
        items = self._in_time(key, (self._items.decode(data) for data in waiting.read()), folded_to_ms)
        after, later, outputs = run(self._folder, key, before, items, to_ms)
        waiting.clear()
        for item in later:
            waiting.add(self._items.encode(item))
        if after is None:
            state.clear()
        else:
            state.write(to_ms.to_bytes(8, "big") + self._states.encode(after))
        due_ms = wake_up(self._folder, after)
        if due_ms is not None:
            wake.set(self._instant(due_ms), dynamic_timer_tag=_DUE)
        yield from ((key, self._outputs.encode(output)) for output in outputs)

    def _unpack(self, data: bytes | None) -> tuple[int, Any]:
        """How far the key was folded, and its state."""
        if data is None:
            return 0, None
        return int.from_bytes(data[:8], "big"), self._states.decode(data[8:])

    def _in_time(self, key: bytes, items: Iterable[Any], folded_to_ms: int) -> list[Any]:
        """The items that are not too late; the records of late ones are counted."""
        kept = []
        for item in items:
            if item.end_ms + self._mode.allowed_lateness_ms <= folded_to_ms:
                self._count(key, item, "dropped")
                continue
            if item.end_ms <= folded_to_ms:
                self._count(key, item, "folded")
            kept.append(item)
        return kept

    def _count(self, key: bytes, item: Any, what: str) -> None:
        records = self._folder.records(key, item)
        if records is not None:
            source, count = records
            Metrics.counter("late", f"{source} {what}").inc(count)

    def _instant(self, at_ms: int) -> Timestamp:
        """When the timer for an instant fires here."""
        return Timestamp(micros=(at_ms + self._place) * 1000)


def _fold_fn(timer: str) -> Callable[[_Folding], beam.DoFn]:
    """The DoFn whose timer has this name.

    A class of its own for each: FnApiRunner keeps timers by name alone, and of two steps whose timers share one may
    lose those of either.
    """
    waiting_spec = BagStateSpec("waiting", BytesCoder())
    state_spec = ReadModifyWriteStateSpec("state", BytesCoder())
    wake_spec = TimerSpec(timer, TimeDomain.WATERMARK)

    @beam.typehints.with_input_types(tuple[bytes, bytes])
    class FoldFn(beam.DoFn):
        def __init__(self, folding: _Folding) -> None:
            self._folding = folding

        def process(
            self,
            element,
            waiting=beam.DoFn.StateParam(waiting_spec),
            wake=beam.DoFn.TimerParam(wake_spec),
        ):
            self._folding.wait(element[1], waiting, wake)

        @on_timer(wake_spec)
        def on_wake(
            self,
            key=beam.DoFn.KeyParam,
            fired=beam.DoFn.TimestampParam,
            waiting=beam.DoFn.StateParam(waiting_spec),
            state=beam.DoFn.StateParam(state_spec),
            wake=beam.DoFn.TimerParam(wake_spec),
        ):
            yield from self._folding.fold(key, fired, waiting, state, wake)

    return FoldFn
