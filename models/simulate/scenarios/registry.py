"""How scenarios become known: decorators that put them into `SCENARIOS`, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.simulate.plays import introduced
from models.simulate.scenarios.stage import Stage

Play = Callable[[Stage], None]


@dataclass(frozen=True)
class Scenario:
    """One scenario.

    Attributes:
        name: the function's name with hyphens.
        types: the finding types that it raises, or is a near miss of.
        near_miss: whether it must raise nothing.
        description: one line.
        play: makes its records.
        archived: whether the example configuration archives its findings.
        sequences: the attack sequences that it must raise.
        also: those that it may raise besides (`models.simulate.sequences`).
    """

    name: str
    types: tuple[str, ...]
    near_miss: bool
    description: str
    play: Play
    archived: bool = False
    sequences: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


SCENARIOS: dict[str, Scenario] = {}


def scenario(
    raises: Iterable[str], *, archived: bool = False, sequences: Iterable[str] = (), also: Iterable[str] = ()
) -> Callable[[Play], Play]:
    """Register a scenario that must raise findings of the given types, archived ones or not, and what they make."""
    more = {"archived": archived, "sequences": tuple(sequences), "also": tuple(also)}
    return lambda play: _register(play, raises, near_miss=False, **more)


def near_miss(of: Iterable[str]) -> Callable[[Play], Play]:
    """Register a scenario that must raise nothing, although it looks like the given types."""
    return lambda play: _register(play, of, near_miss=True)


def _register(play: Play, types: Iterable[str], near_miss: bool, **more: Any) -> Play:
    name, description = introduced(play, SCENARIOS, "scenarios")
    SCENARIOS[name] = Scenario(name, tuple(sorted(types)), near_miss, description, play, **more)
    return play
