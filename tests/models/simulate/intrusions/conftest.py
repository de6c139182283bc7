"""Intrusions, played in one organisation or another."""

from collections.abc import Callable

import pytest

from models.simulate.clock import Calendar
from models.simulate.intrusions.catalogue import INTRUSIONS
from models.simulate.intrusions.scene import Scene
from models.simulate.organisation import found
from models.simulate.simulation import enact
from tests.models.simulate.conftest import MONDAY

Play = Callable[..., dict[str, Scene]]


@pytest.fixture(scope="session")
def play() -> Play:
    """Plays all of them: gives each one's scene."""

    def play(seed: int = 7, accounts: int = 1, days: int = 1) -> dict[str, Scene]:
        scenes = enact(INTRUSIONS.values(), found(seed, accounts), Calendar(MONDAY, days))
        return {each.name: scene for each, scene in scenes.items()}

    return play


@pytest.fixture(scope="session")
def scenes(play: Play) -> dict[str, Scene]:
    return play()
