from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.report.moment import LATEST
from models.report.timeline import BOTTOM, LEFT, RIGHT, TOP, timeline
from models.times import DAY, HOUR
from tests.models.report.samples import found, sample

NOON = 1_772_452_800_000
SOME = found(sample()).current[0]


def at(ms: int, severity: float = 5.0):
    return dataclasses.replace(SOME, first_ms=ms, severity=severity)


def test_nothing_to_show():
    assert timeline([]) is None


def test_findings_of_one_step_are_stacked_by_severity():
    chart = timeline([at(NOON, 8.0), at(NOON, 2.0), at(NOON, 2.0)])
    low, high = chart.bars
    assert chart.most == 3
    assert (low.level, high.level) == ("Low", "High")
    assert low.x == high.x
    assert low.height == pytest.approx(2 * high.height, abs=0.02)
    assert low.y + low.height == BOTTOM and high.y == TOP
    assert low.words == "2026-03-02 12:00 to 2026-03-02 12:01: 2 Low findings"


def test_time_goes_from_left_to_right_in_round_steps():
    chart = timeline([at(NOON), at(NOON + 3 * DAY), at(NOON + 2 * DAY + 5 * HOUR)])
    assert [bar.words.partition(":")[0] for bar in chart.bars] == ["2026-03-02 12", "2026-03-04 15", "2026-03-05 12"]
    assert [bar.x for bar in chart.bars] == sorted(bar.x for bar in chart.bars)
    assert [label.words for label in chart.labels] == [
        *("03-03 00:00", "03-03 12:00", "03-04 00:00", "03-04 12:00", "03-05 00:00", "03-05 12:00"),
    ]


@given(st.lists(st.tuples(st.integers(0, LATEST - 1), st.sampled_from([2.0, 5.0, 8.0, 9.0])), min_size=1, max_size=50))
def test_every_finding_is_in_one_bar_inside_the_drawing_area(times):
    chart = timeline([at(ms, severity) for ms, severity in times])
    unit = (BOTTOM - TOP) / chart.most
    assert round(sum(bar.height for bar in chart.bars) / unit, 1) == len(times)
    for bar in chart.bars:
        assert bar.x >= LEFT and bar.x + bar.width <= RIGHT + 0.01
        assert bar.y >= TOP - 0.01 and bar.y + bar.height <= BOTTOM + 0.02
    assert all(LEFT <= label.x <= RIGHT for label in chart.labels)
