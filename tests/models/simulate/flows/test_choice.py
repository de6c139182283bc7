import pytest

from models.simulate.choice import ChoiceError, chosen, in_the_network
from models.simulate.flows.scenarios.catalogue import LEAST_DAYS, SCENARIOS

LEARNED = {name for name, scenario in SCENARIOS.items() if scenario.learned}


def test_all_leaves_out_what_has_too_few_days_to_learn() -> None:
    assert {s.name for s in in_the_network(["all"], LEAST_DAYS)} == set(SCENARIOS)
    assert {s.name for s in in_the_network(["all"], 3)} == set(SCENARIOS) - LEARNED
    assert {s.name for s in in_the_network(["month"], 30)} == set(SCENARIOS)
    assert in_the_network(["none"], 30) == ()


def test_one_that_is_named_is_played_or_refused_with_a_reason() -> None:
    assert [s.name for s in in_the_network(["scan"], 1)] == ["scan"]
    assert chosen(["scan"], 1) == chosen(["none"], 1)
    with pytest.raises(ChoiceError, match=f"spam needs days to learn from: at least --days={LEAST_DAYS}"):
        in_the_network(["spam"], 3)
    with pytest.raises(ChoiceError, match="unknown scenario 'skan'; did you mean scan"):
        chosen(["skan"], 3)
