"""How scenarios become known: decorators that put them into `SCENARIOS`, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.simulate.dns.scenarios.stage import Stage
from models.simulate.plays import introduced

Play = Callable[[Stage], None]

#: The least number of days for scenarios of what nobody ever asked for before: seven to learn, and the last.
LEAST_DAYS = 8


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Attributes:
        name: the function's name with hyphens.
        types: the finding types that it raises, or is a near miss of.
        near_miss: whether it must raise none of them.
        also: types that it may raise besides, rightly: they follow from the same queries.
        learned: whether it needs `LEAST_DAYS`, the last of which is its own.
        description: one line.
        play: makes its queries.
    """

    name: str
    types: tuple[str, ...]
    near_miss: bool
    also: tuple[str, ...]
    learned: bool
    description: str
    play: Play


SCENARIOS: dict[str, Scenario] = {}


def scenario(raises: Iterable[str], *, also: Iterable[str] = (), learned: bool = False) -> Callable[[Play], Play]:
    """Register a scenario that must raise findings of the given types."""
    return lambda play: _register(play, raises, also, near_miss=False, learned=learned)


def near_miss(of: Iterable[str], *, also: Iterable[str] = (), learned: bool = False) -> Callable[[Play], Play]:
    """Register a scenario that must raise none of the given types, although it looks like them."""
    return lambda play: _register(play, of, also, near_miss=True, learned=learned)


def _register(play: Play, types: Iterable[str], also: Iterable[str], *, near_miss: bool, learned: bool) -> Play:
    name, description = introduced(play, SCENARIOS, "scenarios")
    SCENARIOS[name] = Scenario(name, tuple(sorted(types)), near_miss, tuple(sorted(also)), learned, description, play)
    return play
