"""A model's scores as SVG, made of its description alone: no library, no font, no date in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from models.forests.model import BINS, Description

#: Width and height of the picture, and of what is left of, above, right of and below the plot, in pixels.
_WIDTH, _HEIGHT = 640, 300
_LEFT, _TOP, _RIGHT, _BOTTOM = 64, 34, 16, 44

_STYLE = (
    "text{font:12px sans-serif;fill:#333}.title{font-size:14px}.axis{stroke:#999}.a{fill:#9db7d5}"
    ".b{fill:none;stroke:#b3541e;stroke-width:2}.mark{stroke:#222;stroke-dasharray:5 3}"
)


class _Axes:
    """Scores across, on bins' edges; a share upwards, in powers of ten."""

    def __init__(self, first: int, last: int, lowest: float) -> None:
        self.first, self.last = first, last
        self.decades = max(math.ceil(-math.log10(lowest)), 1)

    def x(self, score: float) -> str:
        share = (score * BINS - self.first) / (self.last - self.first)
        return f"{_LEFT + min(max(share, 0), 1) * (_WIDTH - _LEFT - _RIGHT):.1f}"

    def y(self, share: float) -> str:
        up = 1 + math.log10(share) / self.decades if share > 0 else 0
        return f"{_HEIGHT - _BOTTOM - min(max(up, 0), 1) * (_HEIGHT - _TOP - _BOTTOM):.1f}"

    def drawn(self) -> Iterator[str]:
        """Lines and numbers."""
        floor, left, right = _HEIGHT - _BOTTOM, _LEFT, _WIDTH - _RIGHT
        yield f'<path class="axis" fill="none" d="M{left} {_TOP}V{floor}H{right}"/>'
        for power in range(self.decades + 1):
            height = self.y(10.0**-power)
            yield f'<text x="{left - 8}" y="{height}" dy="4" text-anchor="end">{10.0**-power:g}</text>'
        step = 5 if self.last - self.first > 20 else 2
        for place in range(-(-self.first // step) * step, self.last + 1, step):
            score = place / BINS
            yield f'<text x="{self.x(score)}" y="{floor + 16}" text-anchor="middle">{score:.2f}</text>'

    def threshold(self, score: float) -> Iterator[str]:
        """An upright line."""
        yield f'<path class="mark" d="M{self.x(score)} {_TOP}V{_HEIGHT - _BOTTOM}"/>'
        yield f'<text x="{self.x(score)}" y="{_TOP - 4}" text-anchor="middle">threshold {score:.3f}</text>'


def score_plot(description: Description) -> str:
    """The share of the windows by score: training as bars, held out as a line."""
    training, held_out = _shares(description.training.scores), _shares(description.held_out.scores)
    axes = _axes(description, [training, held_out])
    shapes = [
        f'<rect class="a" x="{axes.x(i / BINS)}" y="{axes.y(share)}" width="{_width(axes):.1f}" '
        f'height="{float(axes.y(0)) - float(axes.y(share)):.1f}"/>'
        for i, share in enumerate(training)
        if share
    ]
    shapes.append(_steps(axes, held_out))
    title = "Share of the windows by score: training (bars), held out (line)"
    return _picture(title, "score", [*shapes, *axes.drawn(), *axes.threshold(description.threshold)])


def rate_plot(description: Description) -> str:
    """How many of the held-out entity-days would be above other thresholds, and the rate that was asked for."""
    peaks = _shares(description.calibration.peaks)
    above = list(accumulate(reversed(peaks)))[::-1]
    stated = description.settings.findings_per_entity_day
    axes = _axes(description, [above, [stated]])
    line = f'<path class="mark" d="M{_LEFT} {axes.y(stated)}H{_WIDTH - _RIGHT}"/>'
    title = "Findings per held-out entity-day by threshold; asked for: the level line"
    shapes = [_steps(axes, above), line, *axes.drawn(), *axes.threshold(description.threshold)]
    return _picture(title, "threshold", shapes)


def _shares(counts: Sequence[int]) -> list[float]:
    total = max(sum(counts), 1)
    return [count / total for count in counts]


def _axes(description: Description, series: Iterable[Sequence[float]]) -> _Axes:
    """Axes that hold the scores of both parts, the threshold, and the smallest share that is not zero."""
    shown = [*description.training.scores], [*description.held_out.scores]
    used = [i for scores in shown for i, count in enumerate(scores) if count]
    used.append(int(description.threshold * BINS))
    lowest = min(share for shares in series for share in shares if share) / 2  # clear of the axis
    return _Axes(max(min(used) - 2, 0), min(max(used) + 3, BINS), lowest)


def _width(axes: _Axes) -> float:
    return (_WIDTH - _LEFT - _RIGHT) / (axes.last - axes.first)


def _steps(axes: _Axes, shares: Sequence[float]) -> str:
    corners = [f"H{axes.x(i / BINS)}V{axes.y(shares[i])}" for i in range(axes.first, axes.last)]
    start = f"M{axes.x(axes.first / BINS)} {axes.y(0)}"
    return f'<path class="b" d="{start}{"".join(corners)}H{axes.x(axes.last / BINS)}"/>'


def _picture(title: str, across: str, shapes: Iterable[str]) -> str:
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" width="{_WIDTH}" '
            f'height="{_HEIGHT}" role="img" aria-label="{title}">',
            f"<style>{_STYLE}</style>",
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>',
            f'<text class="title" x="{_WIDTH // 2}" y="16" text-anchor="middle">{title}</text>',
            *shapes,
            f'<text x="{_WIDTH // 2}" y="{_HEIGHT - 8}" text-anchor="middle">{across}</text>',
            "</svg>\n",
        ]
    )
