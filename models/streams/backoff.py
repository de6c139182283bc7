"""When to try again: something that fails is asked less and less often, and given up in the end."""

from __future__ import annotations

from models.times import MINUTE, SECOND

#: The first pause, doubled by each failure up to the longest.
FIRST, LONGEST = SECOND, MINUTE

#: Failing for so long is no passing trouble: whoever runs the job decides what comes next.
PATIENCE = 15 * MINUTE


class Backoff:
    """Pauses between attempts. All times in ms since 1970.

    Args:
        failures: how often what this one goes on with had failed in a row, when first and when last.
    """

    def __init__(self, failures: tuple[int, int, int] = (0, 0, 0)) -> None:
        self._failures, self._first_ms, self._last_ms = failures

    @property
    def failures(self) -> tuple[int, int, int]:
        """How often attempts have failed in a row, when first and when last."""
        return self._failures, self._first_ms, self._last_ms

    def succeeded(self) -> None:
        """The last attempt went well."""
        self._failures = self._first_ms = self._last_ms = 0

    def failed(self, now_ms: int) -> int | None:
        """The last attempt failed.

        Returns:
            How long the pause is, in ms; None to give up.
        """
        if not self._failures:
            self._first_ms = now_ms
        self._failures += 1
        self._last_ms = now_ms
        return None if now_ms - self._first_ms >= PATIENCE else self._pause_ms

    def pauses(self, now_ms: int) -> bool:
        """Whether it is too early for the next attempt. A clock that was put back ends the pause."""
        return bool(self._failures) and 0 <= now_ms - self._last_ms < self._pause_ms

    @property
    def _pause_ms(self) -> int:
        doubled: int = FIRST << min(self._failures - 1, 10)
        return min(doubled, LONGEST)
