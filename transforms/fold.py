"""Folding per key behind the watermark: Beam's state and timers around `models.fold`."""

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.coders import BytesCoder, VarIntCoder
from apache_beam.metrics import Metrics
from apache_beam.transforms.timeutil import TimeDomain
from apache_beam.transforms.userstate import (
    BagStateSpec,
    ReadModifyWriteStateSpec,
    TimerSpec,
    on_timer,
)
from apache_beam.transforms.window import GlobalWindow
from apache_beam.utils.timestamp import Timestamp

from models.codec import Codec
from models.fold import Folder, run, wake_up
from models.times import END_OF_TIME

#: When the watermark of a bounded run gets here, everything has been read.
_END = GlobalWindow().max_timestamp()


class FoldInOrder(beam.PTransform):
    """Fold what arrives for each key in event-time order.

    Input: (key, item) in the global window, both as bytes; an item belongs to a window (``end_ms``).
    Output: (key, output), as the folder's output codec writes it, with the timestamp of the timer that fired.
    Emission: in a stream, once the watermark has passed a window's end; in a bounded run all at once when
    everything has been read, which costs one touch of state per key. The content is the same.
    State: the folder's own state, and the items whose window has not closed. It is cleared when the folder
    says that it may be.
    """

    def __init__(self, folder: Folder, items: Codec, states: Codec, outputs: Codec, streaming: bool) -> None:
        super().__init__()
        self._fn = _FoldFn(folder, items, states, outputs, streaming)

    def expand(self, pcoll):
        """Apply the stateful step."""
        return pcoll | "Fold windows in order" >> beam.ParDo(self._fn).with_output_types(tuple[bytes, bytes])


@beam.typehints.with_input_types(tuple[bytes, bytes])
class _FoldFn(beam.DoFn):
    """Keeps the state of `models.fold.run` between calls."""

    WAITING = BagStateSpec("waiting", BytesCoder())
    STATE = ReadModifyWriteStateSpec("state", BytesCoder())
    ARMED = ReadModifyWriteStateSpec("armed", VarIntCoder())
    WAKE = TimerSpec("wake", TimeDomain.WATERMARK)

    def __init__(self, folder: Folder, items: Codec, states: Codec, outputs: Codec, streaming: bool) -> None:
        self._folder, self._items, self._states, self._outputs = folder, items, states, outputs
        self._streaming = streaming
        self._touches = Metrics.counter("state", "touches")

    def process(
        self,
        element,
        waiting=beam.DoFn.StateParam(WAITING),
        armed=beam.DoFn.StateParam(ARMED),
        wake=beam.DoFn.TimerParam(WAKE),
    ):
        """Let the item wait for its window's end."""
        waiting.add(element[1])
        self._touches.inc()
        if not self._streaming:
            wake.set(_END)
            return
        end_ms = self._items.decode(element[1]).end_ms
        if end_ms < (armed.read() or END_OF_TIME):
            armed.write(end_ms)
            wake.set(Timestamp(micros=end_ms * 1000))

    @on_timer(WAKE)
    def on_wake(
        self,
        key=beam.DoFn.KeyParam,
        fired=beam.DoFn.TimestampParam,
        waiting=beam.DoFn.StateParam(WAITING),
        state=beam.DoFn.StateParam(STATE),
        armed=beam.DoFn.StateParam(ARMED),
        wake=beam.DoFn.TimerParam(WAKE),
    ) -> Iterator[tuple[bytes, bytes]]:
        """Fold what is due, keep the rest."""
        self._touches.inc()
        to_ms = fired.micros // 1000 if self._streaming else END_OF_TIME
        known = state.read()
        items = [self._items.decode(data) for data in waiting.read()]
        after, later, outputs = run(self._folder, key, self._states.decode(known) if known else None, items, to_ms)
        waiting.clear()
        for item in later:
            waiting.add(self._items.encode(item))
        if after is None:
            state.clear()
        else:
            state.write(self._states.encode(after))
        self._sleep(wake_up(self._folder, after, later), armed, wake)
        yield from ((key, self._outputs.encode(output)) for output in outputs)

    def _sleep(self, until_ms: int | None, armed: Any, wake: Any) -> None:
        """Set the timer for what comes next, if anything does."""
        if until_ms is None:
            armed.clear()
        else:
            armed.write(until_ms)
            wake.set(Timestamp(micros=until_ms * 1000))


def keyed(pairs: Iterable[tuple[bytes, Any]], codec: Codec) -> Iterator[tuple[bytes, bytes]]:
    """Elements for `FoldInOrder`."""
    for key, item in pairs:
        yield key, codec.encode(item)
