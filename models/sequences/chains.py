"""Chains: which signals hang together, and what a rule makes of them.

Signals hang together that are of one caller (a user, or one session of a role: an administrators' role has a session
for each person), of one access key, or of one instance and the session of its role. Strong signs hang together also by
an endpoint, a bucket or a role: an attacker changes sessions, and comes again from the same place. Weak signals do not:
a whole office has one address, a fleet one role and everybody the same bucket. But where an anomaly came from a network
and with a tool that are both new (`in_strange_hand`), all that comes from its address hangs together: an attacker goes
on as the user that he made, or in the role that he took.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from models.cloudtrail.principal import UNKNOWN
from models.findings.sequence import FAINT, FINDING, STRONG, Lineage, Signal
from models.sequences.signs import AGENT, NEW_TO_ACCOUNT

IAM_TYPE = "AttackSequence:IAM/CompromisedCredentials"
S3_TYPE = "AttackSequence:S3/CompromisedData"
EC2_TYPE = "AttackSequence:EC2/CompromisedInstanceGroup"


class Candidate(NamedTuple):
    """Signals that hang together, judged.

    Attributes:
        type: of the sequence that they may be.
        holds: whether they are one.
        anchor: what the sequence is known by, together with its beginning: a principal, an instance, or a lineage.
        subject: who or what it is of, in words.
        signals: those that take part.
        lineages: (instance, what it has in common with others).
    """

    type: str
    holds: bool
    anchor: str
    subject: str
    signals: tuple[Signal, ...]
    lineages: tuple[tuple[str, Lineage], ...] = ()


def chains(signals: Iterable[Signal]) -> list[list[Signal]]:
    """Signals that hang together, directly or by others; in the order of their ids."""
    known = sorted(signals, key=lambda one: one.id)
    strange = {place_of(one) for one in known if is_finding(one) and in_strange_hand(one)} - {""}
    parent = list(range(len(known)))

    def root(place: int) -> int:
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    first: dict[tuple[str, str], int] = {}
    for place, one in enumerate(known):
        for tie in _ties(one, strange):
            low, high = sorted((root(first.setdefault(tie, place)), root(place)))
            parent[high] = low
    together: dict[int, list[Signal]] = defaultdict(list)
    for place, one in enumerate(known):
        together[root(place)].append(one)
    return [together[place] for place in sorted(together)]


def _ties(one: Signal, strange: Container[str]) -> Iterator[tuple[str, str]]:
    """What a signal hangs on; the addresses of strange hands are given."""
    named = one.who.principal not in ("", UNKNOWN)
    if named:
        yield "caller", one.who.principal_id
    if one.instance:
        yield "instance", one.instance
    yield from (("key", key) for key in one.keys)
    if place_of(one) in strange:
        yield "endpoint", place_of(one)
    if one.strength >= STRONG:
        if named:
            yield "principal", one.who.principal
        yield from (("endpoint", endpoint) for endpoint in one.endpoints)
        yield from (("bucket", bucket) for bucket in one.buckets)


def in_strange_hand(one: Signal) -> bool:
    """Whether a signal comes from a network new to the account, with a tool new to the principal."""
    return one.has(NEW_TO_ACCOUNT) and one.has(AGENT) and one.strength > FAINT


def place_of(one: Signal) -> str:
    """The address of a signal; empty if it has several, as nobody can tell then which of them is new."""
    return one.endpoints[0] if len(one.endpoints) == 1 else ""


def by_caller(chain: Iterable[Signal]) -> list[Signal]:
    """The signals of API calls in a chain."""
    return [one for one in chain if one.who.principal_id]


def tactics(signals: Iterable[Signal]) -> set[str]:
    """What signals serve."""
    return {tactic for one in signals for tactic in one.tactics}


def since(signals: Iterable[Signal], first_ms: int) -> list[Signal]:
    """The signals that go on at an instant, or later."""
    return [one for one in signals if one.last_ms >= first_ms]


def began(signals: Iterable[Signal]) -> int:
    """When the first signal began."""
    return min(one.first_ms for one in signals)


def prepared(goals: Iterable[Signal], before: Iterable[Signal]) -> bool:
    """Whether something that leads there begins before a goal has been reached for the last time."""
    reached = max((one.last_ms for one in goals), default=-1)
    return any(one.first_ms <= reached for one in before)


def earliest_caller(signals: Iterable[Signal]) -> Signal:
    """Whose calls came first."""
    return min(by_caller(signals), key=lambda one: (one.first_ms, one.id))


def is_finding(one: Signal) -> bool:
    """Whether a signal raises a finding by itself."""
    return one.kind == FINDING
