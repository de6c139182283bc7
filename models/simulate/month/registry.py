"""How attackers and drifts become known: decorators that put them into `ATTACKERS` and `DRIFTS`, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from models.simulate.month.ground import Ground
from models.simulate.plays import introduced

Play = Callable[[Ground], None]

#: How an attacker goes about it: noisily, avoiding notice, or refused most of the time.
LOUD, CAREFUL, REFUSED = "loud", "careful", "refused"


@dataclass(frozen=True)
class Attacker:
    """One attack.

    Attributes:
        name: the function's name with hyphens.
        types: the finding types of which any does it justice; the first is what it is after.
        technique: the ATT&CK technique.
        manner: `LOUD`, `CAREFUL` or `REFUSED`.
        days: over how many days it may stretch, weekends included.
        description: one line.
        play: makes its records.
    """

    name: str
    types: tuple[str, ...]
    technique: str
    manner: str
    days: int
    description: str
    play: Play


@dataclass(frozen=True)
class Drift:
    """One honest change.

    Attributes:
        name: the function's name with hyphens.
        types: the finding types of which it is a near miss.
        days: how many days it takes.
        description: one line.
        play: makes its records, and says how those of the background change.
    """

    name: str
    types: tuple[str, ...]
    days: int
    description: str
    play: Play


ATTACKERS: dict[str, Attacker] = {}
DRIFTS: dict[str, Drift] = {}


def attacker(types: Iterable[str], technique: str, manner: str, days: int = 3) -> Callable[[Play], Play]:
    """Register an attacker; the arguments are `Attacker`'s."""
    return lambda play: _register(ATTACKERS, Attacker, play, tuple(types), technique, manner, days)


def drift(types: Iterable[str], days: int) -> Callable[[Play], Play]:
    """Register a drift; the arguments are `Drift`'s."""
    return lambda play: _register(DRIFTS, Drift, play, tuple(types), days)


def _register(known: dict[str, Any], kind: type, play: Play, *attributes: object) -> Play:
    name, description = introduced(play, known)
    known[name] = kind(name, *attributes, description, play)
    return play
