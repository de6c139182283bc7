import pytest

from models.simulate.scenarios.catalogue import SCENARIOS, UnknownScenarioError, chosen
from models.simulate.scenarios.registry import scenario


def test_all_and_none() -> None:
    assert [s.name for s in chosen(["all"])] == sorted(SCENARIOS)
    assert chosen(["none"]) == []
    assert chosen(["none", "root-console"]) == [SCENARIOS["root-console"]]


def test_a_name_twice_is_played_once() -> None:
    assert [s.name for s in chosen(["root-console", "kali-recon", "root-console"])] == ["kali-recon", "root-console"]


def test_an_unknown_name_is_answered_with_close_ones() -> None:
    with pytest.raises(UnknownScenarioError, match="unknown scenario 'kali-recom'; did you mean kali-recon"):
        chosen(["kali-recom"])
    with pytest.raises(UnknownScenarioError, match="--list shows them all"):
        chosen(["qqqq"])


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two scenarios are called root-console"):

        @scenario(raises=[])
        def root_console(stage) -> None:
            """Another."""
