"""The folds of the job have places of their own."""

from transforms import places
from transforms.fold import MOST_FOLDS, Place

ALL = [place for place in vars(places).values() if isinstance(place, Place)]


def test_no_two_folds_share_a_timer_s_name():
    assert len({place.name for place in ALL}) == len(ALL) > 1


def test_what_a_fold_makes_is_there_before_the_next_one_runs():
    assert places.ACCOUNTS.number < places.FINDINGS.number
    assert all(0 < place.number < MOST_FOLDS for place in ALL)


def test_every_fold_s_states_can_be_left_to_another_job():
    assert places.STATES.keys() == {place.name for place in ALL}
