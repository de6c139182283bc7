"""A watermark from the events' own times.

Delivery is unordered, so the earliest event of a pull bounds nothing. What is bounded is how far events are out
of order: CloudTrail delivers within about 15 minutes, flow logs within 10. The watermark trails the latest event
seen by that bound. A stream that falls silent would hold everything behind it back for ever; after a while
without input the watermark follows the clock, still at that distance. It never goes back.
"""

from __future__ import annotations


class EventWatermark:
    """The watermark of one reader. All times in ms since 1970.

    Args:
        out_of_orderness_ms: how far behind the latest event another one may still come.
        idle_ms: how long without input before the clock takes over. It has to be longer than a redelivery takes
            (the subscription's acknowledgement deadline), or what a failure gave back would come late.
        now_ms: the clock when reading begins.
    """

    def __init__(self, out_of_orderness_ms: int, idle_ms: int, now_ms: int) -> None:
        self._out_of_orderness_ms = out_of_orderness_ms
        self._idle_ms = idle_ms
        self._last_input_ms = now_ms
        self._watermark_ms: int | None = None

    def observe(self, latest_ms: int, published_ms: int, now_ms: int) -> None:
        """Take in a piece of input.

        Args:
            latest_ms: event time of its latest event.
            published_ms: when it was published: an event that claims to be from the future is not believed, or
                one wrong clock would make every other event late.
            now_ms: the clock.
        """
        self._last_input_ms = now_ms
        self._advance(min(latest_ms, published_ms))

    def at(self, now_ms: int) -> int | None:
        """The watermark; None before there is one."""
        if self.idle_for(now_ms) >= self._idle_ms:
            self._advance(now_ms)
        return self._watermark_ms

    def idle_for(self, now_ms: int) -> int:
        """How long there has been no input."""
        return now_ms - self._last_input_ms

    def _advance(self, latest_ms: int) -> None:
        mark = latest_ms - self._out_of_orderness_ms
        if self._watermark_ms is None or mark > self._watermark_ms:
            self._watermark_ms = mark
