"""Uses of issued credentials: what is left of the calls of one way in a window.

Merging two parts of a window is a union, so the order of records, their batches and repeats do not matter: of minutes,
and of the earliest calls by event id. There are no counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from models.credentials.issued import FUNCTION
from models.credentials.whereabouts import Way
from models.findings.sighting import Occurrence, Sighting, occurrences, sighting
from models.times import MINUTE

#: Uses are reduced to windows of this size: Systems Manager's agent reports every five minutes, so that a window shows
#: most instances that are up. In ms.
WINDOW = 15 * MINUTE

#: Calls that are kept of a use that is strange by itself, and of one that may turn out to be.
MOST_CALLS, MOST_QUIET = 512, 16


class Use(msgspec.Struct, frozen=True, array_like=True):
    """The calls of one way, in the logs of an account and Region.

    Attributes:
        way: where they came from.
        account: whose log has them.
        region: the log's Region.
        minutes: those of the window in which there were calls, a bit each, the first one lowest.
        agent: some of them are of the agent that runs on the instance.
        calls: the earliest of them, no more than `most`.
    """

    way: Way
    account: str
    region: str
    minutes: int
    agent: bool
    calls: Sighting


class Uses(msgspec.Struct, array_like=True):
    """The uses of one account's credentials in one window."""

    end_ms: int
    uses: list[Use]


def most(way: Way) -> int:
    """How many calls of a way are kept."""
    if way.strange or way.remote:
        return MOST_CALLS
    return 0 if way.kind == FUNCTION else MOST_QUIET


def earliest(seen: Iterable[Occurrence], count: int) -> list[Occurrence]:
    """The first calls of some, each event once. An event that came with two contents keeps the lesser one."""
    if not count:
        return []
    first: dict[str, Occurrence] = {}
    for each in sorted(seen):
        if first.setdefault(each.event_id, each) is each and len(first) == count:
            break
    return list(first.values())


def merged(end_ms: int, uses: Iterable[Use]) -> Iterator[Use]:
    """The uses of a window, those of equal way, account and Region made one, in order."""
    by_key: dict[tuple[Way, str, str], list[Use]] = {}
    for use in uses:
        by_key.setdefault((use.way, use.account, use.region), []).append(use)
    for key, those in sorted(by_key.items()):
        seen = earliest((one for use in those for one in occurrences([use.calls])), most(key[0]))
        minutes = 0
        for use in those:
            minutes |= use.minutes
        yield Use(*key, minutes, any(use.agent for use in those), sighting(end_ms, seen))
