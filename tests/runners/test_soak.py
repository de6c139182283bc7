"""The soak's verdict."""

import pytest

from tests.runners.soak import LEAK, SPAN, TOLERANCE, Sample, growth, verdict


def samples(*series: list[int]) -> list[Sample]:
    return [Sample(20.0 * n, 0, 0, *sizes, 0) for n, sizes in enumerate(zip(*series, strict=True))]


def test_growth_is_the_trend_as_a_share_of_the_median():
    assert growth([(0, 100), (SPAN / 2, 100), (SPAN, 100)]) == 0
    assert growth([(0, 90), (SPAN / 2, 100), (SPAN, 110)]) == pytest.approx(0.2)
    assert growth([(0, 110), (SPAN / 2, 100), (SPAN, 90)]) == pytest.approx(-0.2)


def test_an_outlier_is_no_growth():
    values = [100] * 15 + [500] + [100] * 15
    assert growth([(20.0 * n, value) for n, value in enumerate(values)]) == 0


def test_warm_up_does_not_count():
    flat = [*range(100, 1600, 100), *[1600] * 16]
    assert [ok for _, ok in verdict(samples(flat, flat, flat))] == [True] * 3


def test_what_grows_is_told():
    steps = [100_000 + 500 * n for n in range(31)]
    assert steps[-1] > (1 + TOLERANCE) * steps[0]
    told = list(verdict(samples(steps, [1] * 31, [1000] * 31)))
    assert [ok for _, ok in told] == [False, True, True]
    assert told[0][0].startswith("folds: +") and told[0][0].endswith("GROWS")


def test_of_reading_the_runner_may_keep_something():
    """A sample is 20 s, and so two bundles."""
    for kept, good in ((LEAK // 2, True), (2 * LEAK, False)):
        reading = [500_000 + 2 * kept * n for n in range(31)]
        *_, (told, known) = verdict(samples([1000] * 31, reading, [1000] * 31))
        assert known is good
        assert told.startswith(f"reading: +{kept:,} bytes")
