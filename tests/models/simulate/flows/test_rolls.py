import numpy as np

from models.simulate.flows.rolls import Rolls


def test_equal_paths_throw_equally_and_others_do_not() -> None:
    assert Rolls(1, "a").uniform(5).tolist() == Rolls(1, "a").uniform(5).tolist()
    assert Rolls(1, "a").uniform(5).tolist() != Rolls(1, "b").uniform(5).tolist()


def test_the_first_throws_stay_what_they_are() -> None:
    assert Rolls("golden").between(6, 0, 1000).tolist() == [100, 347, 662, 948, 491, 436]


def test_numbers_lie_where_they_should() -> None:
    rolls = Rolls("bounds")
    assert set(rolls.between(1000, 3, 6).tolist()) == {3, 4, 5}
    skewed = rolls.skewed(1000, 10, 90)
    assert skewed.min() >= 10 and skewed.max() < 90 and np.median(skewed) < 30
    pool = np.array([7, 8, 9])
    assert set(rolls.pick(100, pool).tolist()) == {7, 8, 9}
    popular = rolls.popular(1000, pool).tolist()
    assert popular.count(7) > popular.count(8) > popular.count(9) > 0
    assert 0.2 < sum(rolls.round(2.3) - 2 for _ in range(1000)) / 1000 < 0.4
