"""Progress of a long run, in the log."""

import logging
import time

_LOGGER = logging.getLogger("guardbeam")

#: Seconds between two lines.
INTERVAL = 10.0


class Progress:
    """Counts what one worker has read, and says so now and then.

    The clock is the worker's own; it reaches nothing but the log.
    """

    def __init__(self, source: str) -> None:
        self._source = source
        self._total = 0
        self._next = time.monotonic() + INTERVAL

    def add(self, count: int) -> None:
        """Count; log the total when it is time."""
        self._total += count
        now = time.monotonic()
        if now >= self._next:
            self._next = now + INTERVAL
            _LOGGER.info("%s: %s records read by this worker", self._source, f"{self._total:,}")
