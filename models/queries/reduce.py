"""From decoded queries to slices: `Reducer`.

A slice is made of what one owner asked for in one window of all that is held, so the more is held, the fewer and the
larger slices are. What was asked for does not depend on it.

A query at an instant belongs to the window whose end is the first one after it. Left out and counted are queries
without a client, neither instance nor address (``no-client``), and of accounts that are not analysed
(``account-off``).

What is held are distinct queries but for their times. So a query that was held before costs two look-ups, and what is
dear (registered domains, lists, answers) is done for each distinct one when it is taken.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import lru_cache, partial
from typing import NamedTuple, TypeAlias

import msgspec

from models.config.places import Places
from models.dns.query import Answer, Query
from models.dns.values import LONGEST_REMEMBERED
from models.enrichment.inventory import Inventory
from models.lists.book import Book
from models.lists.marks import Mark, Said, mark
from models.lists.settings import ListKind
from models.owner import WINDOW, Owner
from models.queries.answers import response
from models.queries.clients import Client, Named, client_of
from models.queries.metadata import found
from models.queries.packing import pack
from models.queries.registered import Registered, registered
from models.queries.sample import sampled
from models.queries.slice import Lookup, Response, Slice, lowest

#: Clients, responses, and what lists say of names, that are remembered: some megabytes of each.
REMEMBERED = 16_384

NO_CLIENT, ACCOUNT_OFF = "no-client", "account-off"

_EVERYWHERE = Places()

#: The number of a window, and the client as `Named` has it.
_Window: TypeAlias = tuple[int, str, str, str, str, str]


class _Times(msgspec.Struct, gc=False):
    """When something was asked first and last, and how often."""

    first_ms: int
    last_ms: int
    count: int = 1


#: (name, type, rcode, answers, TCP, blocked) -> when.
_Asked: TypeAlias = dict[tuple[str, str, str, tuple[Answer, ...], bool, bool], _Times]


class _Answered(NamedTuple):
    """What is kept of answers, as `Lookup` has it."""

    response: Response
    metadata: tuple[str, ...]
    black_holes: tuple[Said, ...]


class Reducer:
    """Makes slices of batches.

    Args:
        inventory: what is known of interfaces and instances.
        accounts: the accounts and Regions whose queries are analysed.
        window_ms: the windows' size.
    """

    def __init__(
        self, inventory: Inventory | None = None, accounts: Places = _EVERYWHERE, window_ms: int = WINDOW
    ) -> None:
        self._client_of = lru_cache(REMEMBERED)(partial(client_of, inventory))
        self._accounts = accounts
        self._window_ms = window_ms
        self._skipped: Counter[str] = Counter()
        self._held: dict[_Window, _Asked] = {}
        self._count = 0
        self.use(Book.of(()))

    def __len__(self) -> int:
        return self._count

    def use(self, book: Book) -> None:
        """Take up lists; what is taken from now on says what they say."""
        self._trusted = partial(_trusted, book)
        self._mark_of = lru_cache(REMEMBERED)(partial(_mark_of, book)) if book.names_domains else None
        self._answered = lru_cache(REMEMBERED)(partial(_answered, book))

    def add(self, queries: Iterable[Query]) -> None:
        """Hold a batch's queries, some 500 bytes for each that differs from those held in more than its time."""
        held, window_ms = self._held, self._window_ms
        for query in queries:
            time_ms = query.time_ms
            client = (
                time_ms // window_ms,
                query.address,
                query.instance,
                query.account,
                query.region,
                query.vpc,
            )
            asked = held.get(client)
            if asked is None:
                reason = self._left_out(client)
                if reason:
                    self._skipped[reason] += 1
                    continue
                asked = held[client] = {}
            what = (query.name, query.type, query.rcode, query.answers, query.tcp, query.blocked)
            times = asked.get(what)
            if times is None:
                asked[what] = _Times(time_ms, time_ms)
                self._count += 1
                continue
            times.count += 1
            if time_ms > times.last_ms:
                times.last_ms = time_ms
            elif time_ms < times.first_ms:
                times.first_ms = time_ms

    def take(self) -> list[tuple[Owner, Slice]]:
        """All that is held, by owner and window, ascending; from then on it is not."""
        held, self._held, self._count = self._held, {}, 0
        parts: dict[tuple[Owner, int], list[tuple[Client, _Asked]]] = defaultdict(list)
        for (window, *named), asked in held.items():
            client = self._client_of(Named(*named))
            parts[client.owner, (window + 1) * self._window_ms].append((client, asked))
        return [(owner, self._slice(end_ms, parts[owner, end_ms])) for owner, end_ms in sorted(parts)]

    def take_skipped(self) -> dict[str, int]:
        """How many queries were left out since this was last asked, by reason."""
        skipped, self._skipped = self._skipped, Counter()
        return dict(skipped)

    def _left_out(self, of: _Window) -> str:
        """Why a client's queries are left out; empty if they are not."""
        owner = self._client_of(Named(*of[1:])).owner
        if not self._accounts.covers(owner.account, owner.region):
            return ACCOUNT_OFF
        return "" if owner.name else NO_CLIENT

    def _slice(self, end_ms: int, parts: list[tuple[Client, _Asked]]) -> Slice:
        """The slice of an owner's window."""
        answered = self._answered
        lookups: dict[Registered, list[Lookup]] = defaultdict(list)
        count = 0
        for _, asked in parts:
            for (name, type_, rcode, answers, tcp, blocked), times in asked.items():
                is_short = sum([len(each.data) for each in answers]) <= LONGEST_REMEMBERED
                most, metadata, black_holes = answered(answers) if is_short else answered.__wrapped__(answers)
                lookups[registered(name)].append(
                    Lookup(name, type_, rcode, times.first_ms, times.last_ms, most, metadata, tcp, blocked, black_holes)
                )
                count += times.count
        addresses = {client.address for client, _ in parts} - {""}
        return Slice(
            end_ms=end_ms,
            vpc=max(client.vpc for client, _ in parts),
            address=min(addresses, default=""),
            trusted=any(map(self._trusted, addresses)),
            domains=pack(tuple(sampled(of, lookups[of], self._marks(lookups[of])) for of in sorted(lookups))),
            count=count,
        )

    def _marks(self, lookups: list[Lookup]) -> dict[str, Mark]:
        """What lists say of the names of lookups, where they say something."""
        mark_of = self._mark_of
        if mark_of is None:
            return {}
        names = sorted({lookup.name for lookup in lookups})
        return {name: said for name in names if (said := mark_of(name)) is not None}


def _trusted(book: Book, address: str) -> bool:
    """Whether an address is on a trusted list."""
    return book.caller(address).trusted is not None


def _mark_of(book: Book, name: str) -> Mark | None:
    said = mark(book.domain(name))
    return said and Mark(said.trusted, tuple(sorted(said.threats)))


def _answered(book: Book, answers: tuple[Answer, ...]) -> _Answered:
    return _Answered(response(answers), found(answers), _black_holes(book, answers) if book.names_addresses else ())


def _black_holes(book: Book, answers: Iterable[Answer]) -> tuple[Said, ...]:
    """What lists of black holes say of addresses; nothing of what is trusted."""
    marks = (mark(book.caller(answer.data)) for answer in answers if answer.type in {"A", "AAAA"})
    threats = (said for known in marks if known and not known.trusted for said in known.threats)
    return lowest(said for said in threats if said.kind == ListKind.BLACK_HOLE.value)
