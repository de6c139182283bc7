"""Times as findings have them: ISO 8601 in exports; in what was made from GuardDuty's API often a number."""

from __future__ import annotations

from datetime import datetime

import msgspec

from models.times import SECOND, to_ms

#: Later than any finding: the year 3000. A chart may go on for a while behind the last of them.
LATEST = 32_503_680_000_000

#: Numbers from here on are milliseconds, those below are seconds: in milliseconds it is 1973, in seconds 5138.
_LEAST_MS = 100_000_000_000


def ms(moment: datetime) -> int:
    """Milliseconds of an instant.

    Raises:
        ValueError: no finding is of then.
    """
    return _possible(to_ms(moment))


def ms_of(value: object) -> int:
    """Milliseconds of a time in JSON: text of ISO 8601, or seconds or milliseconds since 1970.

    Raises:
        ValueError: it is something else, or no finding is of then.

    >>> ms_of("2024-05-28T17:22:23Z") == ms_of(1_716_916_943) == ms_of(1_716_916_943_000.0)
    True
    """
    match value:
        case bool():
            raise ValueError("a truth value for a time")
        case int() | float():
            return _possible(value if value >= _LEAST_MS else value * SECOND)
        case str():
            return ms(msgspec.convert(value, datetime))
    raise ValueError("neither text nor a number for a time")


def _possible(moment_ms: float) -> int:
    if not 0 <= moment_ms < LATEST:
        raise ValueError("a time before 1970 or after 2999")
    return round(moment_ms)
