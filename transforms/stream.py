"""Reading a stream: one `UnboundedSource` for every feed and every runner.

A `Feed` gives pieces when asked, and is told when the runner has committed what was made of them. The source
turns that into elements, timestamps, a watermark and checkpoint marks. A mark keeps what is to be committed in
the process that polled it; its encoded form is what the next reader needs to go on.

That is often not the same object. A DoFn instance keeps its reader for the bundle after, but Beam gives that bundle to
another instance as long as the one before waits for a checkpoint (on Flink nearly always). So all that a reader knows
is in its mark. The mark's bytes are also what Beam finds a kept reader by: one of long ago, which would take the time
since then for silence, is not found.

An element's timestamp is the watermark before it: until it has been worked on, the watermark behind it stays there.
"""

import logging
import os
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import msgspec
from apache_beam.coders import Coder
from apache_beam.io.unbounded_source import (
    CheckpointMark,
    ReadFromUnboundedSource,
    UnboundedReader,
    UnboundedSource,
)
from apache_beam.transforms import PTransform
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from models.codec import Codec
from models.streams.backoff import Backoff
from models.streams.watermark import EventWatermark
from models.times import MINUTE, SECOND

_LOGGER = logging.getLogger("guardbeam")

#: Gives the time in ms since 1970.
Clock = Callable[[], int]


def wall_clock() -> int:
    """The clock: it moves the watermark of an idle stream and reaches no finding."""
    return int(time.time() * SECOND)


#: Tells this process from the one that a mark may come from.
_PROCESS = os.urandom(8)


class OutOfReachError(Exception):
    """A feed cannot be polled just now, and it is worth trying again. The message says what and why."""


class Piece(NamedTuple):
    """One element of a stream.

    Attributes:
        value: the element.
        latest_ms: event time of the latest event in it; None when it has none to go by (what cannot be decoded is
            rejected further on).
        published_ms: when it was published.
        receipt: the feed's own, to commit it by.
    """

    value: Any
    latest_ms: int | None
    published_ms: int
    receipt: Any


class Feed(Protocol):
    """Where a stream comes from. One feed belongs to one reader."""

    def poll(self) -> list[Piece] | None:
        """What is there now; empty when there is nothing, None when it is not time to look.

        Blocks for a second at most.

        Raises:
            OutOfReachError: to be asked again after a pause.
        """

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        """End a span in which some pieces were handed on.

        Returns what commits them (called at most once, when the runner has made its work durable), and where to
        go on after a restart.
        """

    def close(self) -> None:
        """Give back what was polled and is in no span that was cut."""


@dataclass(frozen=True)
class Pace:
    """How a stream's watermark moves.

    Attributes:
        out_of_orderness_ms: see `EventWatermark`.
        idle_ms: see `EventWatermark`.
        stop_idle_ms: end the stream after this long without input; None to read for ever.
    """

    out_of_orderness_ms: int = 30 * MINUTE
    idle_ms: int = 2 * MINUTE
    stop_idle_ms: int | None = None


#: Seconds of a bundle under load, and between two looks at an idle stream, at most. Flink keeps some 7 kB of state for
#: each of either and never clears it (apache/beam 27648): the fewer the better. Findings wait for half an hour anyway.
SPAN = 10.0


def reading(source: "StreamSource") -> PTransform:
    """The transform that reads a source: not more often than it has to, and often enough for its pace."""
    return ReadFromUnboundedSource(source, poll_interval=source.look_seconds, max_read_time_seconds=SPAN)


class StreamSource(UnboundedSource):
    """Reads some feeds as one stream.

    Args:
        feeds: makes the feed of a reader, from where it is to go on (None: from the beginning). Has to pickle, as
            has the clock.
        readers: how many readers there are.
        pace: how the watermark moves.
        clock: what an idle stream's watermark follows.
        number: the reader's, which tells its source from the others; None before the split.
    """

    def __init__(
        self,
        feeds: Callable[[bytes | None], Feed],
        readers: int,
        pace: Pace,
        clock: Clock = wall_clock,
        number: int | None = None,
    ) -> None:
        self._feeds, self._readers, self._pace, self._clock, self._number = feeds, readers, pace, clock, number

    @property
    def look_seconds(self) -> float:
        """Seconds between two looks while there is nothing: four in the time that silence has to last."""
        return min(SPAN, (self._pace.stop_idle_ms or self._pace.idle_ms) / SECOND / 4)

    def split(self, desired_num_splits: int, options: Any = None) -> list["StreamSource"]:
        """One source per reader."""
        return [StreamSource(self._feeds, self._readers, self._pace, self._clock, n) for n in range(self._readers)]

    def create_reader(self, options: Any, checkpoint_mark: CheckpointMark | None) -> UnboundedReader:
        """A reader that goes on where the mark says."""
        position = checkpoint_mark.position if isinstance(checkpoint_mark, _Mark) else _Position()
        return _Reader(self._feeds(position.feed), self._pace, self._clock, position)

    def get_checkpoint_mark_coder(self) -> Coder:
        """Marks are encoded as where, and as what, to go on."""
        return _MarkCoder()


class _Position(msgspec.Struct, array_like=True, frozen=True):
    """Where a reader goes on, and what it knows.

    Attributes:
        feed: the feed's own part.
        at_ms: the watermark.
        silent_since_ms: see `EventWatermark`.
        process: where it was silent. In another one it begins anew to be: what the first one had is still to come.
        failures: see `Backoff`.
    """

    feed: bytes | None = None
    at_ms: int | None = None
    silent_since_ms: int | None = None
    process: bytes = b""
    failures: tuple[int, int, int] = (0, 0, 0)


_POSITIONS = Codec("reader positions", _Position)


class _Mark(CheckpointMark):
    def __init__(self, position: _Position, commit: Callable[[], None] | None = None) -> None:
        self.position, self._commit = position, commit

    def finalize_checkpoint(self) -> None:
        if self._commit is not None:
            self._commit()


class _MarkCoder(Coder):
    def encode(self, mark: _Mark) -> bytes:
        return _POSITIONS.encode(mark.position)

    def decode(self, data: bytes) -> _Mark:
        return _Mark(_POSITIONS.decode(data))

    def is_deterministic(self) -> bool:
        return True


class _Reader(UnboundedReader):
    """Hands a feed's pieces on, one at a time."""

    def __init__(self, feed: Feed, pace: Pace, clock: Clock, before: _Position) -> None:
        self._feed, self._pace, self._clock = feed, pace, clock
        silent_since_ms = before.silent_since_ms if before.process == _PROCESS else None
        self._watermark = EventWatermark(pace.out_of_orderness_ms, pace.idle_ms, before.at_ms, silent_since_ms)
        self._backoff = Backoff(before.failures)
        self._waiting: deque[Piece] = deque()
        self._taken: list[Piece] = []
        self._current: Piece | None = None
        self._timestamp = MIN_TIMESTAMP

    def start(self) -> bool:
        return self.advance()

    def advance(self) -> bool:
        if not self._waiting:
            self._look()
        self._current = self._waiting.popleft() if self._waiting else None
        if self._current is None:
            return False
        self._taken.append(self._current._replace(value=None))
        self._timestamp = self.get_watermark()
        self._watermark.observe(self._current.latest_ms, self._current.published_ms)
        return True

    def _look(self) -> None:
        """Poll, unless the last failure is too fresh; a failure is no silence, the watermark stays."""
        if self._backoff.pauses(self._clock()):
            return
        try:
            pieces = self._feed.poll()
        except OutOfReachError as error:
            pause_ms = self._backoff.failed(self._clock())
            if pause_ms is None:
                raise
            _LOGGER.warning("%s; next attempt in %d s", error, pause_ms // SECOND)
            return
        self._backoff.succeeded()
        if pieces:
            self._waiting.extend(pieces)
        elif pieces is not None:
            self._watermark.nothing(self._clock())

    def get_current(self) -> Any:
        assert self._current is not None  # noqa: S101 - the contract of UnboundedReader
        return self._current.value

    def get_current_timestamp(self) -> Timestamp:
        return self._timestamp

    def get_watermark(self) -> Timestamp:
        stop_ms = self._pace.stop_idle_ms
        if self._current is None and stop_ms is not None and self._watermark.idle_ms >= stop_ms:
            return MAX_TIMESTAMP
        at_ms = self._watermark.at_ms
        return MIN_TIMESTAMP if at_ms is None else Timestamp(micros=at_ms * 1000)

    def get_checkpoint_mark(self) -> _Mark:
        taken, self._taken = self._taken, []
        commit, resume = self._feed.cut(taken)
        watermark = self._watermark
        position = _Position(resume, watermark.at_ms, watermark.silent_since_ms, _PROCESS, self._backoff.failures)
        return _Mark(position, commit)

    def close(self) -> None:
        self._feed.close()
