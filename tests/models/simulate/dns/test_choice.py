import pytest

from models.simulate.choice import ChoiceError, chosen, of_names
from models.simulate.dns.scenarios.catalogue import LEAST_DAYS, SCENARIOS

LEARNED = {name for name, scenario in SCENARIOS.items() if scenario.learned}


def test_all_leaves_out_what_has_too_few_days_to_learn() -> None:
    assert {s.name for s in of_names(["all"], LEAST_DAYS)} == set(SCENARIOS)
    assert {s.name for s in of_names(["all"], 3)} == set(SCENARIOS) - LEARNED and LEARNED
    assert of_names(["none"], 30) == ()


def test_one_that_is_named_is_played_or_refused_with_a_reason() -> None:
    assert [s.name for s in of_names(["name-rebound"], 1)] == ["name-rebound"]
    assert chosen(["name-rebound"], 1) == chosen(["none"], 1)
    with pytest.raises(ChoiceError, match=f"odd-newcomer needs days to learn from: at least --days={LEAST_DAYS}"):
        of_names(["odd-newcomer"], 3)
