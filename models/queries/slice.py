"""Slices: what one batch of queries holds of one client in one window, each name once.

Resolvers cache, so that how often a name was asked for says little; and how many different ones were, is the same
whether a query was delivered once or twice. So a slice is a set of lookups, and merging slices is a union: associative,
commutative and idempotent.

Of a domain with very many names (a tunnel, most of all) a slice keeps `MOST_NAMES` of them: those whose hashes are
smallest. Of two such samples the smallest of both are the sample of the union, whatever was in which; and how many
names there were is told by how far the hashes reach (`models.queries.sample`). Lookups of names that a list names, or
that led to an address that a list names or at which AWS serves its instances, have a sample of their own besides, so
that none of them is lost among others.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from models.lists.marks import Mark, Said

#: Names that are kept of a domain, of a client, in a window: up to so many are known exactly. Beyond, how many there
#: were is known within some 3% (the root of their number).
MOST_NAMES = 1_024

#: Answers that are kept of a response, and characters of each: what tells addresses, loopback and aliases.
MOST_ANSWERS, LONGEST_ANSWER = 4, 64


class Response(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """The most that a lookup was answered with.

    Attributes:
        size: bytes of the answers' data: what they can carry.
        count: of answers.
        answers: (type, data) of the first `MOST_ANSWERS` in their order, without repeats, each cut.
    """

    size: int = 0
    count: int = 0
    answers: tuple[tuple[str, str], ...] = ()


class Lookup(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """All queries of a client in a window for one name and type that ended alike.

    Attributes:
        name: as `models.dns.query.Query.name`, likewise ``type`` and ``rcode``, which may be empty.
        first_ms: of the first of them; likewise ``last_ms``.
        response: the greatest of their responses.
        metadata: addresses in the answers that AWS serves its instances at (`models.queries.metadata`), ascending.
        tcp: all came by TCP.
        blocked: a firewall kept the answers of all back.
        black_holes: what lists of that kind say of addresses in the answers: the `lowest` of it.
    """

    name: str
    type: str
    rcode: str
    first_ms: int
    last_ms: int
    response: Response = Response()
    metadata: tuple[str, ...] = ()
    tcp: bool = False
    blocked: bool = False
    black_holes: tuple[Said, ...] = ()

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it one lookup."""
        return self.name, self.type, self.rcode


class DomainSlice(NamedTuple):
    """The lookups of one registered domain.

    Attributes:
        domain: as `models.queries.registered.Registered.domain`.
        public: likewise; and ``reverse``.
        reverse: it is in a tree of addresses.
        lookups: ascending. Those of a name and type that ended alike may be two, with and without what sets it apart
            (`models.queries.sample`).
        more: there were more names than `MOST_NAMES`.
        marks: name -> what lists say of it, where they say something; its threats ascending.
    """

    domain: str
    public: bool
    reverse: bool
    lookups: tuple[Lookup, ...]
    more: bool
    marks: dict[str, Mark]


class Slice(msgspec.Struct, array_like=True):
    """Some queries of one client in one window.

    Attributes:
        end_ms: the window's end.
        vpc: ``vpc-…``; empty if the log does not tell.
        address: the client's; the lowest text of several.
        trusted: the client's address is on a trusted list.
        domains: `DomainSlice`s, packed (`models.queries.packing`).
        count: of queries.
    """

    end_ms: int
    vpc: str
    address: str
    trusted: bool
    domains: bytes
    count: int


def merged(one: Lookup, other: Lookup) -> Lookup:
    """Two lookups of the same key as one."""
    return Lookup(
        *one.key,
        min(one.first_ms, other.first_ms),
        max(one.last_ms, other.last_ms),
        max(one.response, other.response),
        one.metadata if one.metadata == other.metadata else tuple(sorted({*one.metadata, *other.metadata})),
        one.tcp and other.tcp,
        one.blocked and other.blocked,
        lowest(one.black_holes + other.black_holes) if one.black_holes != other.black_holes else one.black_holes,
    )


def union(lookups: Iterable[Lookup]) -> dict[tuple[str, str, str], Lookup]:
    """Lookups with those of the same key merged."""
    found: dict[tuple[str, str, str], Lookup] = {}
    for lookup in lookups:
        key = (lookup.name, lookup.type, lookup.rcode)
        known = found.get(key)
        found[key] = lookup if known is None else merged(known, lookup)
    return found


def lowest(said: Iterable[Said]) -> tuple[Said, ...]:
    """What of many entries is kept, ascending: the lowest `MOST_ANSWERS`."""
    return tuple(sorted(set(said))[:MOST_ANSWERS])
