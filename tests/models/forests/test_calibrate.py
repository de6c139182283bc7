import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.forests.calibrate import calibrate

SCORES = st.lists(st.floats(0.2, 0.7), min_size=1, max_size=300)


def peaks(count, seed=0, scale=0.02):
    return (0.4 + np.random.default_rng(seed).exponential(scale, count)).tolist()


@given(SCORES, st.floats(1e-6, 0.5), st.floats(0, 0.05))
def test_benign_peaks_above_are_no_more_than_asked_for(scores, rate, share):
    threshold = calibrate(scores, rate, share, highest=0.9)
    above = sum(score > threshold.score for score in scores)
    assert above - threshold.suspects <= rate * (len(scores) + 1)
    assert threshold.suspects <= max(share * len(scores) + 1, 0)
    assert 0.2 <= threshold.score < 0.9


@given(SCORES, st.floats(1e-6, 0.5), st.randoms())
def test_the_order_of_the_peaks_does_not_matter(scores, rate, random):
    shuffled = random.sample(scores, len(scores))
    assert calibrate(scores, rate, 0.02, 0.9) == calibrate(shuffled, rate, 0.02, 0.9)


@pytest.mark.parametrize("rate", [0.01, 0.05])
def test_later_activity_exceeds_the_threshold_as_often_as_asked_for(rate):
    rates = []
    for seed in range(100):
        scores = peaks(700, seed)
        threshold = calibrate(scores[:400], rate, 0.0, 0.99)
        assert threshold.rule == "held out"
        rates.append(np.mean(np.array(scores[400:]) > threshold.score))
    assert 0.6 * rate < np.mean(rates) < 1.1 * rate


def test_a_rate_that_was_not_seen_is_extrapolated():
    rates = []
    for seed in range(100):
        scores = peaks(5_200, seed)
        threshold = calibrate(scores[:200], 0.001, 0.02, 0.99)
        assert threshold.rule == "extrapolated"
        rates.append(np.mean(np.array(scores[200:]) > threshold.score))
    assert 0.0005 < np.mean(rates) < 0.002


def test_a_rarer_finding_takes_a_higher_score():
    scores = peaks(500)
    thresholds = [calibrate(scores, rate, 0.02, 0.99).score for rate in (0.1, 0.01, 0.001, 1e-4, 1e-5)]
    assert thresholds == sorted(thresholds) and len(set(thresholds)) == 5


@pytest.mark.parametrize("rate", [0.001, 0.01])
@pytest.mark.parametrize("attacked", [1, 3, 6])
def test_attacks_do_not_lift_the_threshold(rate, attacked):
    clean = peaks(400)
    found = calibrate([*clean, *np.linspace(0.75, 0.8, attacked)], rate, 0.02, 0.95)
    assert found.suspects == attacked
    assert found.score < calibrate(clean, rate, 0.02, 0.95).score + 0.05 < 0.7


def test_no_suspects_where_none_are_wanted():
    assert calibrate([*peaks(400), 0.9], 0.001, 0.0, 0.95).suspects == 0


def test_benign_periods_are_mostly_left_whole():
    set_aside = [calibrate(peaks(300, seed), 0.001, 0.02, 0.99).suspects for seed in range(100)]
    assert sum(map(bool, set_aside)) <= 10


def test_a_threshold_can_be_exceeded():
    found = calibrate([0.5, 0.55, 0.6] * 10, 1e-6, 0.02, 0.62)
    assert found.rule == "bounded" and 0.6 < found.score < 0.62


@pytest.mark.parametrize("count", [1, 2, 9, 10])
def test_equal_peaks_get_a_margin(count):
    found = calibrate([0.45] * count, 0.001, 0.02, 0.9)
    assert 0.45 < found.score < 0.5 and found.suspects == 0
