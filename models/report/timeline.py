"""When findings began: a bar chart of findings by the time they were first seen, stacked by severity.

Only geometry, in the units of an SVG view box `WIDTH` by `HEIGHT`; the page draws it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from models.report.finding import LEVELS, Finding
from models.report.text import minute, number_of
from models.times import DAY, HOUR, MINUTE

WIDTH, HEIGHT = 1_000, 150

#: The drawing area: what is left beside the axis labels.
LEFT, TOP, RIGHT, BOTTOM = 34, 10, WIDTH - 4, HEIGHT - 24

#: Bars at most, and at least (time is added on both sides of a short range).
_MOST, _LEAST = 72, 24

#: Labels on the time axis at most, and how near its ends they may stand.
_LABELS, _HALF_LABEL = 8, 36

_STEPS = (MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY)


@dataclass(frozen=True)
class Bar:
    """The findings of one level that began in one step of time."""

    x: float
    y: float
    width: float
    height: float
    level: str
    words: str


@dataclass(frozen=True)
class Label:
    """A label of the time axis, centred at ``x``."""

    x: float
    words: str


@dataclass(frozen=True)
class Timeline:
    """A chart.

    Attributes:
        bars: from left to right, then upwards.
        labels: of the time axis.
        most: findings in the highest column, which is as high as the drawing area.
    """

    bars: list[Bar]
    labels: list[Label]
    most: int


def timeline(findings: Sequence[Finding]) -> Timeline | None:
    """The chart of some findings; None when there are none."""
    if not findings:
        return None
    first, last = min(f.first_ms for f in findings), max(f.first_ms for f in findings)
    step = _step(last - first)
    start, columns = _range(first, last, step)
    counts = Counter(((finding.first_ms - start) // step, finding.level) for finding in findings)
    most = max(sum(counts[column, level] for level in LEVELS) for column in {column for column, _ in counts})
    return Timeline(list(_bars(counts, start, step, columns, most)), list(_labels(start, step, columns)), most)


def _step(span: int) -> int:
    """The shortest round step that makes no more than `_MOST` columns of a span, in ms."""
    return next(step for step in _rounds() if span < step * (_MOST - 1))


def _range(first: int, last: int, step: int) -> tuple[int, int]:
    """Start (ms) and number of the columns that hold the instants from ``first`` to ``last``."""
    start = first - first % step
    columns = (last - start) // step + 1
    missing = max(0, _LEAST - columns)
    return max(0, start - missing // 2 * step), columns + missing


def _bars(counts: Counter[tuple[int, str]], start: int, step: int, columns: int, most: int) -> Iterator[Bar]:
    pitch, unit = (RIGHT - LEFT) / columns, (BOTTOM - TOP) / most
    for column in sorted({column for column, _ in counts}):
        stack = [(level, counts[column, level]) for level in reversed(LEVELS) if counts[column, level]]
        since, until = (minute(start + at * step) for at in (column, column + 1))
        for (level, count), reached in zip(stack, accumulate(count for _, count in stack), strict=True):
            yield Bar(
                x=round(LEFT + column * pitch + pitch * 0.1, 2),
                y=round(BOTTOM - reached * unit, 2),
                width=round(pitch * 0.8, 2),
                height=round(count * unit, 2),
                level=level,
                words=f"{since} to {until}: {number_of(count, f'{level} finding')}",
            )


def _labels(start: int, step: int, columns: int) -> Iterator[Label]:
    """Labels at round times, as many as there is room for."""
    end = start + columns * step
    unit = (RIGHT - LEFT) / (end - start)
    apart = next(apart for apart in _rounds() if apart >= step and (end - start) / apart <= _LABELS)
    for at in range(start + -start % apart, end, apart):
        x, words = LEFT + (at - start) * unit, minute(at)
        if LEFT + _HALF_LABEL <= x <= RIGHT - _HALF_LABEL:
            yield Label(round(x, 2), words[:10] if apart >= DAY else words[5:])


def _rounds() -> Iterator[int]:
    """Round spans of time, ever longer, each a multiple of most shorter ones, in ms."""
    yield from _STEPS
    span = _STEPS[-1]
    while True:
        span *= 2
        yield span
