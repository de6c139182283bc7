"""What the whole fleet asked for: which domains that look made up are young, and who asks for them.

Input: presences, under one key. Output: sightings of ``SuspiciousDomainRequest.Reputation``, as
`models.detectors.dns.young_domain` has it. The presences of a window are taken in together before it is judged, so that
their order decides nothing.

State: the domains that look made up of the last 63 days, at most `MOST_DOMAINS`, some 30 bytes each; of a young one the
clients as well. It is forgotten `models.profiles.surroundings.KEPT` after the last day on which anybody asked for
anything.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from zlib import crc32

import msgspec

from models.detectors.account import KeyedSighting
from models.detectors.dns.base import Evidence, QueryHit
from models.detectors.dns.listed_domain import TYPES
from models.detectors.dns.occurrences import keyed_sighting
from models.detectors.dns.young_domain import MOST_CLIENTS, contacts, is_odd, is_of_mail
from models.dns import DNS
from models.fold import Folder
from models.generated.score import drawn
from models.lists.settings import ListKind
from models.owner import Owner
from models.profiles.items import MEMORY, day_of
from models.profiles.surroundings import KEPT
from models.queries.asked import Asked, Domain
from models.queries.assemble import Seen, assemble
from models.queries.packing import pack
from models.queries.presence import Presence
from models.queries.slice import DomainSlice, Slice
from models.times import DAY, iso

TYPE = TYPES[ListKind.SUSPICIOUS_REPUTATION]

#: Domains that are remembered; those that nobody asked for longest are forgotten first. Ten thousand servers ask for
#: some hundreds in nine weeks.
MOST_DOMAINS = 20_000

#: What counts presences of clients that were judged long after others.
_LATE = f"{DNS} fleet"

#: Names of a domain that the fleet hears of, of one client in one window.
MOST_NAMES = 8

#: Days before a domain came up that tell how rare such domains are.
WEEK = 7


def presence(owner: Owner, window: Asked, *, new_day: bool) -> Presence | None:
    """What the fleet hears of a client's window.

    Args:
        owner: the client.
        window: what it asked for.
        new_day: it is the client's first of the day, which is told though nothing looks made up: since when the fleet
            is watched, and when it was seen last, is known by the day.
    """
    odd = [domain for domain in window.domains.values() if is_odd(domain)]
    if not (odd or new_day):
        return None
    return Presence(
        window.end_ms,
        owner.account,
        owner.region,
        owner.name,
        window.vpc,
        window.address,
        window.trusted,
        sum(domain.public for domain in window.domains.values()),
        pack(tuple(map(_told, odd))) if odd else b"",
    )


def _told(domain: Domain) -> DomainSlice:
    """What the fleet needs of a domain: the lookups that call on it, of a few names, or else one that does not."""
    calls = [lookup for lookups in contacts(domain)[:MOST_NAMES] for lookup in lookups]
    of_mail = [lookup for lookup in domain.lookups if is_of_mail(lookup)]
    kept = tuple(calls or of_mail[:1] or domain.lookups[:1])
    marks = {each.name: domain.marks[each.name] for each in kept if each.name in domain.marks}
    return DomainSlice(domain.name, domain.public, domain.reverse, kept, False, marks)


class Known(msgspec.Struct, array_like=True):
    """A domain that looks made up.

    Attributes:
        first: the day on which somebody asked for it first.
        last: the day on which somebody did last.
        clients: `hashed` ones that asked while it was young; of very many only some.
        called: somebody found out where to call (`models.detectors.dns.young_domain.contacts`).
    """

    first: int
    last: int
    clients: list[int] = msgspec.field(default_factory=list)
    called: bool = False


class FleetMemory(msgspec.Struct, array_like=True):
    """What is remembered of a fleet.

    Attributes:
        first_day: the day since which it is watched, in days since 1970; -1 before anything was seen.
        last_day: the day on which it was seen last.
        domains: that look made up.
    """

    first_day: int = -1
    last_day: int = -1
    domains: dict[str, Known] = msgspec.field(default_factory=dict)

    def learn(self, name: str, day: int) -> Known:
        """Remember that a domain was asked for on a day."""
        known = self.domains.setdefault(name, Known(day, day))
        known.first, known.last = min(known.first, day), max(known.last, day)
        return known

    def begin(self, day: int) -> None:
        """Drop, on a new day, the domains that nobody asked for in the `MEMORY` days before."""
        if self.first_day < 0:
            self.first_day = day
        if day > self.last_day:
            self.last_day = day
            self.domains = {name: known for name, known in self.domains.items() if day - known.last < MEMORY}

    def shrink(self) -> None:
        """Drop the domains that are too many, those that nobody called on first."""
        ages = ((known.called, known.last, known.first, name) for name, known in self.domains.items())
        for *_, name in heapq.nsmallest(len(self.domains) - MOST_DOMAINS, ages):
            del self.domains[name]

    def news(self, least_randomness: int) -> Counter[int]:
        """Day -> how many domains came up in the `WEEK` before it that could be found themselves.

        On the fleet's first day everything did.
        """
        news: Counter[int] = Counter()
        for name, known in self.domains.items():
            if known.called and known.first > self.first_day and drawn(name) >= least_randomness:
                news.update(range(known.first + 1, known.first + 1 + WEEK))
        return news


class FleetFolder(Folder[Presence, FleetMemory, KeyedSighting]):
    """Folds the windows of a fleet.

    Args:
        settings: finding type -> its settings; that of `TYPE` is a
            `models.detectors.dns.young_domain.YoungDomainSettings`.
        learning_days: days since the fleet was first seen in which it is only learnt.
    """

    def __init__(self, settings: Mapping[str, Any], learning_days: int) -> None:
        self._settings = settings[TYPE.name]
        self._learning_days = max(learning_days, 1)

    def fresh(self) -> FleetMemory:
        """A fleet that nothing is known of."""
        return FleetMemory()

    def fold(self, key: bytes, state: FleetMemory, end_ms: int, items: Sequence[Presence]) -> Iterator[KeyedSighting]:
        """Learn who asked for what in the window; then find what is young."""
        day = day_of(end_ms - 1)
        state.begin(day)
        windows = _windows(end_ms, items)
        browsing = {_owner(item) for item in items if item.asked > self._settings.most_domains}
        clients: dict[str, set[int]] = defaultdict(set)
        called = set()
        for owner, window in windows:
            for name, domain in window.domains.items():
                clients[name].add(_hashed(owner))
                if contacts(domain):
                    called.add(name)
        for name, those in sorted(clients.items()):
            known = state.learn(name, day)
            known.called |= name in called
            several = sorted(those.union(known.clients)) if self._is_young(state, known, day) else []
            known.clients = several[: MOST_CLIENTS + 1]
        state.shrink()
        found = self._found(state, sorted(clients), day) if self._settings.enabled else {}
        for owner, window in windows:
            if owner in browsing:
                continue
            evidence = tuple(one for name, info in found.items() for one in _evidence(window.domains.get(name), info))
            if evidence:
                kinds = frozenset({ListKind.SUSPICIOUS_REPUTATION.value})
                yield keyed_sighting(owner, window, QueryHit(TYPE, evidence, kinds=kinds))

    def _is_young(self, state: FleetMemory, known: Known, day: int) -> bool:
        """Whether a domain came up lately, and not while the fleet was learnt."""
        return known.first >= state.first_day + self._learning_days and day - known.first < self._settings.young_days

    def _found(self, state: FleetMemory, names: Iterable[str], day: int) -> dict[str, dict[str, Any]]:
        """Those of some domains that are found, with what is told of them."""
        settings, found = self._settings, {}
        for name in names:
            known, odds = state.domains.get(name), drawn(name)
            if known is None or not self._is_young(state, known, day) or odds < settings.least_randomness:
                continue
            if len(known.clients) <= settings.most_clients:
                found[name] = {
                    "firstAsked": iso(known.first * DAY)[:10],
                    "randomness": odds,
                    "clientsThatAsked": len(known.clients),
                }
        news = state.news(settings.least_randomness) if found else Counter()
        return {name: info for name, info in found.items() if news[state.domains[name].first] <= settings.most_usual}

    def records(self, key: bytes, item: Presence) -> tuple[str, int]:
        """A presence that is late: its queries were counted where their client was judged."""
        return _LATE, 1

    def expires(self, state: FleetMemory) -> int:
        """`KEPT` after the end of the last day."""
        return (state.last_day + 1) * DAY + KEPT


def _owner(item: Presence) -> Owner:
    return Owner(item.account, item.region, item.client)


def _windows(end_ms: int, items: Iterable[Presence]) -> list[tuple[Owner, Asked]]:
    """What each client asked for that looks made up, all of it together, by owner."""
    slices: dict[Owner, list[Slice]] = defaultdict(list)
    for item in items:
        if item.odd:
            slices[_owner(item)].append(Slice(end_ms, item.vpc, item.address, item.trusted, item.odd, 0))
    windows = ((owner, assemble(end_ms, those, Seen(), 0)) for owner, those in sorted(slices.items()))
    return [(owner, window) for owner, window in windows if window is not None]


def _evidence(domain: Domain | None, info: Mapping[str, Any]) -> list[Evidence]:
    """What shows that a client asked for a domain; none if it did not, or did not call on it."""
    if domain is None:
        return []
    return [Evidence(domain, lookups, lookups[0].name, info=info) for lookups in contacts(domain)]


def _hashed(owner: Owner) -> int:
    """A client as 32 bits; a few of them are told apart."""
    return crc32(owner.to_bytes())
