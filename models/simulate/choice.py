"""From the names on the command line to what is played."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import NamedTuple

from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.month.ground import LEAST_DAYS
from models.simulate.month.registry import Attacker, Drift
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario

#: Names that stand for many.
GROUPS = {
    "all": tuple(SCENARIOS),
    "attackers": tuple(ATTACKERS),
    "drift": tuple(DRIFTS),
    "month": (*ATTACKERS, *DRIFTS),
    "none": (),
}


class ChoiceError(ValueError):
    """What cannot be played; the message says why."""


class Choice(NamedTuple):
    """What is played, each in the order of names."""

    scenarios: tuple[Scenario, ...]
    attackers: tuple[Attacker, ...]
    drifts: tuple[Drift, ...]


def chosen(wanted: Iterable[str], days: int) -> Choice:
    """The scenarios, attackers and drifts of some names.

    Args:
        wanted: their names, or groups' (`GROUPS`).
        days: how many days are simulated.

    Raises:
        ChoiceError: if a name is unknown, if attackers or drifts have too few days, or if scenarios are to be
            mixed with them: a scenario's principals come from nowhere, which is an anomaly without a label.
    """
    names = {name for word in wanted for name in GROUPS.get(word, (word,))}
    for name in sorted(names - {*SCENARIOS, *ATTACKERS, *DRIFTS}):
        raise ChoiceError(_unknown(name))
    choice = Choice(
        tuple(SCENARIOS[name] for name in sorted(names & set(SCENARIOS))),
        tuple(ATTACKERS[name] for name in sorted(names & set(ATTACKERS))),
        tuple(DRIFTS[name] for name in sorted(names & set(DRIFTS))),
    )
    late = [attacker.name for attacker in choice.attackers] + [drift.name for drift in choice.drifts]
    if late and days < LEAST_DAYS:
        message = f"{late[0]} needs a background to stand out from: at least --days={LEAST_DAYS}, better 30"
        raise ChoiceError(message)
    if late and choice.scenarios:
        message = f"{late[0]} and {choice.scenarios[0].name} cannot be in one simulation; make two"
        raise ChoiceError(message)
    return choice


def _unknown(name: str) -> str:
    close = difflib.get_close_matches(name, [*SCENARIOS, *ATTACKERS, *DRIFTS, *GROUPS], n=5, cutoff=0.4)
    hint = f"did you mean {', '.join(close)}?" if close else "--list shows them all"
    return f"unknown scenario {name!r}; {hint}"
