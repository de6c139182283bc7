"""Event time as integers: milliseconds since 1970-01-01 UTC, everywhere but at the edges."""

from __future__ import annotations

from datetime import UTC, datetime

SECOND = 1_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

#: Later than any event: what a bounded run's watermark reaches when all input is read (year 9999).
END_OF_TIME = 253_402_300_799_000


def to_ms(moment: datetime) -> int:
    """Milliseconds of an aware datetime (a naive one is taken as UTC, as AWS writes it)."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return round(moment.timestamp() * SECOND)


def iso(ms: int) -> str:
    """ISO 8601 in UTC, always with three decimals, so that text order is time order.

    >>> iso(1_772_409_600_000)
    '2026-03-02T00:00:00.000Z'
    """
    moment = datetime.fromtimestamp(ms // SECOND, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{ms % SECOND:03d}Z"


def window_end(ms: int, size_ms: int) -> int:
    """End (exclusive) of the fixed window of ``size_ms`` that holds the instant ``ms``."""
    return ms - ms % size_ms + size_ms
