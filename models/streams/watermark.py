"""A watermark from the events' own times.

Delivery is unordered, so the earliest event of a pull bounds nothing. What is bounded is how far events are out
of order: CloudTrail delivers within about 15 minutes, flow logs within 10. The watermark trails the latest event
seen by that bound. A stream that falls silent would hold everything behind it back for ever; when looking has found
nothing for a while, the watermark follows the clock, still at that distance. It never goes back.

Silence is what was looked for and not found. It begins with the first look that comes up empty: that nobody looked,
because the runner was busy or the stream out of reach, says nothing about the stream.
"""

from __future__ import annotations


class EventWatermark:
    """The watermark of one reader. All times in ms since 1970.

    Args:
        out_of_orderness_ms: how far behind the latest event another one may still come.
        idle_ms: how long nothing has to come before the clock takes over. It has to be longer than a redelivery
            takes (the deadline that messages are leased for), or what a failure gave back would come late.
        at_ms: the watermark of the reader whose work this one goes on with, if any.
        silent_since_ms: since when that one had found nothing, if it had.
    """

    def __init__(
        self, out_of_orderness_ms: int, idle_ms: int, at_ms: int | None = None, silent_since_ms: int | None = None
    ) -> None:
        self._out_of_orderness_ms = out_of_orderness_ms
        self._idle_ms = idle_ms
        self._silent_since_ms = silent_since_ms
        self._silent_until_ms = silent_since_ms or 0
        self._at_ms = at_ms

    @property
    def at_ms(self) -> int | None:
        """The watermark; None before there is one."""
        return self._at_ms

    @property
    def silent_since_ms(self) -> int | None:
        """The first of the looks that have found nothing; None when the last one found something."""
        return self._silent_since_ms

    @property
    def idle_ms(self) -> int:
        """How long looking has found nothing."""
        return 0 if self._silent_since_ms is None else self._silent_until_ms - self._silent_since_ms

    def observe(self, latest_ms: int | None, published_ms: int) -> None:
        """Take in a piece of input.

        Args:
            latest_ms: event time of its latest event; None when it has none to go by.
            published_ms: when it was published: an event that claims to be from the future is not believed, or
                one wrong clock would make every other event late.
        """
        self._silent_since_ms = None
        if latest_ms is not None:
            self._advance(min(latest_ms, published_ms))

    def nothing(self, now_ms: int) -> None:
        """It was looked for input, and there was none."""
        if self._silent_since_ms is None:
            self._silent_since_ms = now_ms
        self._silent_until_ms = now_ms
        if self.idle_ms >= self._idle_ms:
            self._advance(now_ms)

    def _advance(self, latest_ms: int) -> None:
        mark_ms = latest_ms - self._out_of_orderness_ms
        if self._at_ms is None or mark_ms > self._at_ms:
            self._at_ms = mark_ms
