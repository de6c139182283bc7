import pytest

from models.simulate.scenarios import catalogue
from models.simulate.scenarios.catalogue import FAMILIES, SCENARIOS
from models.simulate.scenarios.registry import scenario


def test_every_family_has_scenarios() -> None:
    modules = {s.play.__module__ for s in SCENARIOS.values()}
    assert {family.__name__ for family in FAMILIES} <= modules | {catalogue.__name__}


def test_a_name_is_given_once() -> None:
    with pytest.raises(ValueError, match="two scenarios are called root-console"):

        @scenario(raises=[])
        def root_console(stage) -> None:
            """Another."""
