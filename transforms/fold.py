"""Folding per key behind the watermark: Beam's state and timers around `models.fold`."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import apache_beam as beam
from apache_beam.coders import BytesCoder
from apache_beam.metrics import Metrics
from apache_beam.pvalue import PCollection, TaggedOutput
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
from models.fold import Folder, forward, run, wake_up
from models.snapshots import Kept
from models.times import END_OF_TIME, MINUTE

#: When the watermark of a bounded run gets near here, everything has been read.
_LAST = GlobalWindow().max_timestamp()

#: Tags the timer for what falls due without further input; that of a window is its end.
_DUE = "due"

#: Folds that can follow one another in a job; see `Place`.
MOST_FOLDS = 60

#: Stands before a restored state among a key's items; they begin with their codec's version, which is never 0.
_RESTORED = b"\0"

_LABEL = "Fold windows in order"
_OUTPUTS, _SNAPSHOTS = "outputs", "snapshots"

#: (key, `Kept` as bytes, instant) -> the same at the instant, None when it has expired.
Forward = Callable[[bytes, bytes, int], bytes | None]


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


class WarmStart:
    """What the folds of a job start from, and what they leave to another job.

    It is handed to every fold and collects from inside of them, as Beam's error handlers do.

    Args:
        restored: fold's name -> (key, `Kept` as bytes).
        leaving: whether folds leave what they know at the end of a bounded run.

    Attributes:
        left: fold's name -> (key, `Kept` as bytes), each state as it was when its last item had been folded.
        forward: fold's name -> what brings such a state to a later instant.
    """

    def __init__(self, restored: Mapping[str, PCollection] | None = None, leaving: bool = False) -> None:
        self.restored = dict(restored or {})
        self.leaving = leaving
        self.left: dict[str, PCollection] = {}
        self.forward: dict[str, Forward] = {}

    @property
    def carried(self) -> dict[str, PCollection]:
        """What was restored for folds that the job does not have, as its input lacks their source."""
        return {name: states for name, states in self.restored.items() if name not in self.left}


class FoldInOrder(beam.PTransform):
    """Fold what arrives for each key in event-time order.

    Input: (key, item) in the global window, both as bytes; an item belongs to a window (``end_ms``).
    Output: (key, output), as the folder's output codec writes it, with the timestamp of the timer that fired.
    With ``together``, elements are lists: of items that may be of several windows, and of what a firing has put out.
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
    Warm start: a restored state takes its key's place before the first item is folded, as its reader holds the
    watermark back until it is done; of several, and of one that is there already, the one that was folded further is
    gone on with (see `Kept`). What falls due for it has its timer, even if no item comes.
    """

    def __init__(
        self,
        folder: Folder,
        codecs: Codecs,
        mode: Mode,
        place: Place,
        warm: WarmStart | None = None,
        together: bool = False,
    ) -> None:
        super().__init__()
        self._name = place.name
        self._warm = warm or WarmStart()
        self._folding = _Folding(folder, codecs, mode, place.number, self._warm.leaving, together)

    def expand(self, pcoll):
        """Apply the stateful step to what was restored and what arrives."""
        restored = self._warm.restored.get(self._name)
        if restored is not None:
            marked = restored | "Mark restored" >> beam.MapTuple(_mark).with_output_types(tuple[bytes, bytes])
            pcoll = (marked, pcoll) | "Restored and items" >> beam.Flatten()
        step = beam.ParDo(_fold_fn(f"wake {self._name}")(self._folding))
        if not self._warm.leaving:
            return pcoll | _LABEL >> step.with_output_types(tuple[bytes, bytes])
        typed = step.with_output_types(tuple[bytes, bytes], **{_SNAPSHOTS: tuple[bytes, bytes]})
        folded = pcoll | _LABEL >> typed.with_outputs(_SNAPSHOTS, main=_OUTPUTS)
        self._warm.left[self._name] = folded[_SNAPSHOTS]
        self._warm.forward[self._name] = self._folding.forward
        return folded[_OUTPUTS]


def _mark(key: bytes, kept: bytes) -> tuple[bytes, bytes]:
    return key, _RESTORED + kept


class _Folding:
    """Keeps the state of `models.fold.run` between calls; a DoFn but for its state and timers."""

    TOUCHES = Metrics.counter("state", "touches")

    def __init__(self, folder: Folder, codecs: Codecs, mode: Mode, place: int, leaving: bool, together: bool) -> None:
        self._folder, self._mode, self._place = folder, mode, place
        self._leaving, self._together = leaving, together
        self._items, self._states, self._outputs = codecs

    def wait(self, data: bytes, waiting: Any, wake: Any) -> None:
        """Let an item wait for its window's end, or a restored state for the first firing."""
        waiting.add(data)
        self.TOUCHES.inc()
        if not self._mode.streaming:
            wake.set(_LAST - Duration(seconds=MOST_FOLDS - self._place))
            return
        if data.startswith(_RESTORED):
            due_ms = wake_up(self._folder, self._unpack(data[len(_RESTORED) :])[1])
            instants = set() if due_ms is None else {due_ms}
        else:
            instants = {item.end_ms for item in self._listed(data)}
        for at_ms in sorted(instants):
            wake.set(self._instant(at_ms), dynamic_timer_tag=str(at_ms))

    def fold(self, key: bytes, fired: Timestamp, waiting: Any, state: Any, wake: Any) -> Iterator[Any]:
        """Fold what is due, keep the rest."""
        self.TOUCHES.inc()
        kept, arrived = self._taken_out(waiting, state)
        folded_to_ms, before = self._unpack(kept)
        items = self._in_time(key, arrived, folded_to_ms)
        if self._leaving:
            last_ms = max((folded_to_ms, *(item.end_ms for item in items)))
            folded_to_ms = max((folded_to_ms, *(self._folder.reached(item) for item in items)))
            before, items, outputs = run(self._folder, key, before, items, last_ms)
            yield from self._made(key, outputs)
            if before is not None:
                yield TaggedOutput(_SNAPSHOTS, (key, self._pack(before, folded_to_ms)))
        reached_ms = fired.micros // 1000 - self._place
        to_ms = max(reached_ms, folded_to_ms) if self._mode.streaming else END_OF_TIME
        after, later, outputs = run(self._folder, key, before, items, to_ms)
        for one in [later] if later and self._together else later:
            waiting.add(self._items.encode(one))
        if after is None:
            state.clear()
        else:
            state.write(self._pack(after, to_ms))
        due_ms = wake_up(self._folder, after)
        if due_ms is not None:
            wake.set(self._instant(due_ms), dynamic_timer_tag=_DUE)
        yield from self._made(key, outputs)

    def forward(self, key: bytes, kept: bytes, to_ms: int) -> bytes | None:
        """A state as it stands at an instant; see `models.fold.forward`."""
        folded_to_ms, state = self._unpack(kept)
        later, folded_to_ms = forward(self._folder, key, state, folded_to_ms, to_ms)
        return None if later is None else self._pack(later, folded_to_ms)

    def _taken_out(self, waiting: Any, state: Any) -> tuple[bytes, list[Any]]:
        """The state to go on with, and all items that wait."""
        kept: bytes = state.read() or b""
        items: list[Any] = []
        for data in waiting.read():
            if data.startswith(_RESTORED):
                kept = max(kept, data[len(_RESTORED) :])
            else:
                items.extend(self._listed(data))
        waiting.clear()
        return kept, items

    def _listed(self, data: bytes) -> Sequence[Any]:
        """The items of an element."""
        decoded = self._items.decode(data)
        return decoded if self._together else (decoded,)

    def _made(self, key: bytes, outputs: list[Any]) -> Iterable[tuple[bytes, bytes]]:
        if self._together:
            return [(key, self._outputs.encode(outputs))] if outputs else []
        return ((key, self._outputs.encode(output)) for output in outputs)

    def _pack(self, state: Any, folded_to_ms: int) -> bytes:
        return Kept(folded_to_ms, self._states.encode(state)).to_bytes()

    def _unpack(self, data: bytes) -> tuple[int, Any]:
        """How far the key was folded, and its state."""
        if not data:
            return 0, None
        folded_to_ms, state = Kept.from_bytes(data)
        return folded_to_ms, self._states.decode(state)

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
