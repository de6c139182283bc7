"""From the names on the command line to what is played."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from models.simulate.dns.scenarios import catalogue as dns
from models.simulate.flows.scenarios import catalogue as flows
from models.simulate.intrusions.catalogue import INTRUSIONS, Intrusion
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.month.ground import LEAST_DAYS
from models.simulate.month.registry import Attacker, Drift
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.registry import Scenario

#: Names that stand for many.
GROUPS = {
    "all": (*SCENARIOS, *INTRUSIONS),
    "attackers": tuple(ATTACKERS),
    "drift": tuple(DRIFTS),
    "intrusions": tuple(INTRUSIONS),
    "month": (*ATTACKERS, *DRIFTS),
    "none": (),
}

#: Groups with which all scenarios in the network and of names are played too.
_ALL_IN_THE_NETWORK = {"all", "month"}

#: A scenario in the network, or one of names.
Local = TypeVar("Local", flows.Scenario, dns.Scenario)


class ChoiceError(ValueError):
    """What cannot be played; the message says why."""


class Choice(NamedTuple):
    """What is played, each in the order of names."""

    scenarios: tuple[Scenario, ...]
    attackers: tuple[Attacker, ...]
    drifts: tuple[Drift, ...]


def chosen(wanted: Iterable[str], days: int) -> Choice:
    """The scenarios, attackers and drifts of some names; others are left to the functions below.

    Args:
        wanted: their names, or groups' (`GROUPS`).
        days: how many days are simulated.

    Raises:
        ChoiceError: if a name is unknown, if attackers or drifts have too few days, or if scenarios are to be
            mixed with them: a scenario's principals come from nowhere, which is an anomaly without a label.
    """
    names = {name for word in wanted for name in GROUPS.get(word, (word,))}
    names -= {*flows.SCENARIOS, *dns.SCENARIOS}
    acted = sorted(names & set(INTRUSIONS))
    names -= set(INTRUSIONS)
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
    others = [scenario.name for scenario in choice.scenarios] + acted
    if late and others:
        message = f"{late[0]} and {others[0]} cannot be in one simulation; make two"
        raise ChoiceError(message)
    return choice


def in_all_logs(wanted: Iterable[str]) -> tuple[Intrusion, ...]:
    """The intrusions of some names or groups, in the order of names."""
    names = {name for word in wanted for name in GROUPS.get(word, (word,))}
    return tuple(INTRUSIONS[name] for name in sorted(names & set(INTRUSIONS)))


def in_the_network(wanted: Iterable[str], days: int) -> tuple[flows.Scenario, ...]:
    """The scenarios in the network of some names, in the order of names; of other names, nothing.

    Args:
        wanted: their names, or one of `_ALL_IN_THE_NETWORK`, which leaves out what needs more days.
        days: how many days are simulated.

    Raises:
        ChoiceError: if one that is named has too few days to learn from.
    """
    return _local(set(wanted), flows.SCENARIOS, flows.LEAST_DAYS, days)


def of_names(wanted: Iterable[str], days: int) -> tuple[dns.Scenario, ...]:
    """As `in_the_network`, the scenarios of what is asked for in DNS queries."""
    return _local(set(wanted), dns.SCENARIOS, dns.LEAST_DAYS, days)


def _local(words: set[str], known: Mapping[str, Local], least: int, days: int) -> tuple[Local, ...]:
    every = words & _ALL_IN_THE_NETWORK
    chosen = [scenario for name, scenario in sorted(known.items()) if every or name in words]
    short = [scenario for scenario in chosen if scenario.learned and days < least]
    for scenario in short:
        if scenario.name in words:
            message = f"{scenario.name} needs days to learn from: at least --days={least}"
            raise ChoiceError(message)
    return tuple(scenario for scenario in chosen if scenario not in short)


def _unknown(name: str) -> str:
    known = [*SCENARIOS, *ATTACKERS, *DRIFTS, *INTRUSIONS, *flows.SCENARIOS, *dns.SCENARIOS, *GROUPS]
    close = difflib.get_close_matches(name, known, n=5, cutoff=0.4)
    hint = f"did you mean {', '.join(close)}?" if close else "--list shows them all"
    return f"unknown scenario {name!r}; {hint}"
