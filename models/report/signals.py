"""What a report shows of an attack sequence: its signals in the order of time, and who, what and where in tables.

A signal refers to actors, resources and endpoints by their ids; here it has them itself. An id that leads nowhere is
shown as it is. An actor's access key is told with the actor, and not again among what was touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter

from models.findings.attack import TECHNIQUES, AttackTactic
from models.findings.types import severity_word
from models.report.sequence import Activity, Actor, AttackSequence, Endpoint, Indicator, Resource, Signal
from models.report.text import spoken

_TACTIC, _TECHNIQUE = "ATTACK_TACTIC", "ATTACK_TECHNIQUE"

_TACTICS = {tactic.value.lower(): tactic for tactic in AttackTactic}


@dataclass(frozen=True)
class Row:
    """A signal.

    Attributes:
        signal: its name, times and count.
        level: its severity in a word; empty if it has none.
        kind: what it is: a finding, or what a log shows.
        tactics: what it serves, in the order of an attack.
        techniques: how, with ATT&CK's ids.
        indicators: the other indicators, without their values.
        calls: the APIs that were called, other than the one that the signal is named after.
        actors: who took part, in words, with the principal's id.
        resources: what was touched.
        endpoints: from where, or to where.
    """

    signal: Signal
    level: str
    kind: str
    tactics: list[str]
    techniques: list[str]
    indicators: list[str]
    calls: list[str]
    actors: list[tuple[str, str]]
    resources: list[str]
    endpoints: list[Endpoint]


@dataclass(frozen=True)
class Signals:
    """A sequence in tables.

    Attributes:
        rows: the signals, by the time they were first seen.
        actors: who took part, each with the number of signals.
        resources: what was touched or is in common, each with the number of signals.
        endpoints: from where or to where, each with the number of signals.
        indicators: in words, with their values, one a line; the user agents, too.
        left_out: how many signals more there are, which the finding had no room for.
    """

    rows: list[Row]
    actors: list[tuple[Actor, int]]
    resources: list[tuple[Resource, int]]
    endpoints: list[tuple[Endpoint, int]]
    indicators: list[tuple[str, str]]
    left_out: int


def signals(sequence: AttackSequence, left_out: int) -> Signals:
    """The tables of a sequence, with the number of signals that there was no room for."""
    told = sorted(sequence.signals, key=lambda one: (one.first_seen_at, one.last_seen_at))
    actors = Counter(name for one in told for name in set(one.actor_ids))
    resources = Counter(name for one in told for name in set(one.resource_uids))
    endpoints = Counter(name for one in told for name in set(one.endpoint_ids))
    return Signals(
        rows=_rows(sequence, told),
        actors=[(each, actors[each.id]) for each in sequence.actors],
        resources=[(each, resources[each.uid]) for each in sequence.resources],
        endpoints=[(each, endpoints[each.id]) for each in sequence.endpoints],
        indicators=_indicators(sequence.sequence_indicators, told),
        left_out=left_out,
    )


def stages(sequence: AttackSequence) -> list[str]:
    """The names of the tactics that the sequence or its signals tell of, in the order of an attack."""
    of_signals = (each for one in sequence.signals for each in one.signal_indicators)
    return _tactics([*sequence.sequence_indicators, *of_signals])


def _rows(sequence: AttackSequence, told: Sequence[Signal]) -> list[Row]:
    actors = {each.id: each for each in sequence.actors}
    resources = {each.uid: each for each in sequence.resources}
    endpoints = {each.id: each for each in sequence.endpoints}
    keys = {each.user.credential_uid for each in sequence.actors}
    return [
        Row(
            signal=one,
            level=severity_word(one.severity) if one.severity else "",
            kind=spoken(one.type),
            tactics=_tactics(one.signal_indicators),
            techniques=[_technique(value) for value in _values(one.signal_indicators, _TECHNIQUE)],
            indicators=[spoken(each.key) for each in _others(one.signal_indicators)],
            calls=_calls(one),
            actors=_who(actors.get(name) or Actor(name) for name in one.actor_ids),
            resources=[(resources.get(name) or Resource(name)).words for name in one.resource_uids if name not in keys],
            endpoints=[endpoints.get(name) or Endpoint(name) for name in one.endpoint_ids],
        )
        for one in told
    ]


def _who(actors: Iterable[Actor]) -> list[tuple[str, str]]:
    """Actors, each once: one that has several keys is several for GuardDuty."""
    return list(dict.fromkeys((actor.words, actor.user.uid) for actor in actors))


def _calls(one: Signal) -> list[str]:
    return [words for words in _each(activity.words for activity in one.activities) if words != one.name]


def _indicators(indicators: Sequence[Indicator], told: Sequence[Signal]) -> list[tuple[str, str]]:
    """What a sequence shows, tactics and techniques in full."""
    activities: list[Activity] = [activity for one in told for activity in one.activities]
    found = [
        (spoken(_TACTIC), [_numbered(name) for name in _tactics(indicators)]),
        (spoken(_TECHNIQUE), [_technique(value) for value in _values(indicators, _TECHNIQUE)]),
        *((spoken(each.key), each.values) for each in _others(indicators)),
        ("user agent", _each(activity.api.user_agent for activity in activities)),
    ]
    return [(name, "\n".join(values)) for name, values in found if values]


def _others(indicators: Iterable[Indicator]) -> list[Indicator]:
    return [each for each in indicators if each.key not in (_TACTIC, _TECHNIQUE)]


def _values(indicators: Iterable[Indicator], key: str) -> list[str]:
    return _each(value for each in indicators if each.key == key for value in each.values)


def _tactics(indicators: Iterable[Indicator]) -> list[str]:
    """Tactics by ATT&CK's names, in the order of an attack, behind them those that ATT&CK does not have."""
    found = _values(indicators, _TACTIC)
    known = {tactic for value in found if (tactic := _tactic(value))}
    names = [tactic.title for tactic in sorted(known, key=attrgetter("place"))]
    return [*names, *(value for value in found if _tactic(value) is None)]


def _tactic(value: str) -> AttackTactic | None:
    """A tactic, with or without blanks in its name."""
    return _TACTICS.get(value.replace(" ", "").lower())


def _numbered(name: str) -> str:
    tactic = _tactic(name)
    return f"{tactic.id} - {name}" if tactic else name


def _technique(value: str) -> str:
    """A technique with its name, also when it is given by its id alone."""
    return f"{value} - {TECHNIQUES[value]}" if value in TECHNIQUES else value


def _each(values: Iterable[str]) -> list[str]:
    """Values in their order, each once, without the empty one."""
    return [value for value in dict.fromkeys(values) if value]
