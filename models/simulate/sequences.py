"""Which attack sequences a detector must find, and which it may: one line of ``sequence_truth.jsonl`` for each.

A sequence is known by its type, its account and who or what it is of: the unique ids of those who call, session names
included, and instances. It joins whatever else is of them or comes from the same listed address; so what a detector
raises may have more members than a line names. Each that is certain must be raised, and none that has no member in
common with a line of its type.

Those that are not certain come about by chance: scenarios share instances and listed addresses, and two of them may be
one attack to anybody who reads the logs. Besides, it is a matter of windows whether a credential's sequence is complete
before a bucket's is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

import msgspec

from models.simulate.clock import iso
from models.simulate.cloudtrail.event import Event
from models.simulate.truth import Expected, Planted

#: Beside the logs.
TRUTH = "sequence_truth.jsonl"

IAM = "AttackSequence:IAM/CompromisedCredentials"
S3 = "AttackSequence:S3/CompromisedData"
EC2 = "AttackSequence:EC2/CompromisedInstanceGroup"

#: What scenarios may be that share listed addresses or instances with others.
BY_CHANCE = (IAM, S3)


class Sequence(msgspec.Struct, frozen=True, rename="camel", order=True):
    """A sequence of a scenario: a line of the truth.

    Attributes:
        members: who or what it is of, sorted.
        first_seen: when what takes part in it began, as ``last_seen`` when it ended.
        signals: the finding types that must take part, sorted; none for one that is not certain.
        certain: whether it must be raised.
    """

    scenario: str
    type: str
    account_id: str
    members: tuple[str, ...]
    first_seen: str
    last_seen: str
    signals: tuple[str, ...] = ()
    certain: bool = True


def of_calls(
    scenario: str, planted: Iterable[Planted], certain: Iterable[str], possible: Iterable[str]
) -> Iterator[Sequence]:
    """The sequences of a scenario in CloudTrail, of those whose calls raise something.

    Args:
        scenario: its name.
        planted: its records.
        certain: the types that it must raise, with all its findings.
        possible: the types that it may raise besides.
    """
    raising = [each for each in planted if each.raises]
    signals: dict[str, set[str]] = defaultdict(set)
    for each in raising:
        signals[each.event.account].update(each.raises)
    for account, events in _by_account(each.event for each in raising).items():
        of = account, callers(events), *_seen(events)
        yield from (Sequence(scenario, kind, *of, tuple(sorted(signals[account]))) for kind in certain)
        yield from (Sequence(scenario, kind, *of, certain=False) for kind in possible)


def of_callers(scenario: str, events: Iterable[Event]) -> Iterator[Sequence]:
    """The sequences that calls may be to whoever knows what is usual, whatever they raise by themselves."""
    for account, those in _by_account(events).items():
        of = account, callers(those), *_seen(those)
        yield from (Sequence(scenario, kind, *of, certain=False) for kind in (IAM, S3))


def of_network(expected: Iterable[Expected]) -> Iterator[Sequence]:
    """What scenarios in flow logs or DNS query logs may be parts of, as they share their instances with others."""
    for each in expected:
        seen = each.first_seen, each.last_seen
        yield Sequence(each.scenario, EC2, each.account_id, (each.resource,), *seen, certain=False)


def callers(events: Iterable[Event]) -> tuple[str, ...]:
    """The unique ids of those who call, with sessions' names, sorted."""
    return tuple(sorted({str(event.record["userIdentity"]["principalId"]) for event in events}))


def _by_account(events: Iterable[Event]) -> dict[str, list[Event]]:
    of: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        of[event.account].append(event)
    return of


def _seen(events: Iterable[Event]) -> tuple[str, str]:
    times = [event.at for event in events]
    return iso(min(times)), iso(max(times))
