"""A question, and what it is answered. What a name leads to follows from the name, so that it is always the same.

Times to live are those that are common for a kind of record; the Resolver keeps what is missing as long as a zone's SOA
says, mostly 15 minutes (RFC 2308).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, ip_address
from typing import NamedTuple

from models.simulate import addresses
from models.simulate.dice import Dice

NOERROR, NXDOMAIN, SERVFAIL = "NOERROR", "NXDOMAIN", "SERVFAIL"

#: Seconds that are common for answers: of load balancers, hosts, mail exchangers and reverse names; of what is missing.
_SHORT, USUAL, LONG, _MISSING = 60, 300, 3600, 900


class Answer(NamedTuple):
    """A resource record: its type, and its data as the log has it, names with the final dot."""

    type: str
    data: str


class Question(NamedTuple):
    """A question and what it is answered.

    Attributes:
        name: without the final dot.
        type: the record type's name.
        rcode: of the response.
        answers: in order.
        ttl: seconds for which the Resolver has the response in its cache.
    """

    name: str
    type: str
    rcode: str = NOERROR
    answers: tuple[Answer, ...] = ()
    ttl: int = _MISSING


@lru_cache(65_536)
def address(name: str, ttl: int = USUAL) -> Question:
    """A host's IPv4 addresses."""
    return Question(name, "A", answers=_addresses(name), ttl=ttl)


@lru_cache(65_536)
def address_v6(name: str, ttl: int = USUAL) -> Question:
    """A host's IPv6 address; half of all hosts have none."""
    dice = Dice.of("AAAA", name)
    answers = (Answer("AAAA", addresses.ipv6(dice)),) if dice.chance(0.5) else ()
    return Question(name, "AAAA", answers=answers, ttl=ttl)


@lru_cache(65_536)
def alias(name: str, targets: tuple[str, ...], ttl: int = _SHORT, type_: str = "A") -> Question:
    """A name that stands for another, and so on; the last one has addresses."""
    links = (Answer("CNAME", f"{target}.") for target in targets)
    final = address(targets[-1]) if type_ == "A" else address_v6(targets[-1])
    return Question(name, type_, answers=(*links, *final.answers), ttl=ttl)


def at(name: str, *there: str, ttl: int = USUAL) -> Question:
    """A name with the given addresses, all of one family."""
    type_ = "AAAA" if ip_address(there[0]).version == 6 else "A"
    return Question(name, type_, answers=tuple(Answer(type_, one) for one in there), ttl=ttl)


def both(name: str, ttl: int = USUAL) -> tuple[Question, Question]:
    """A host, as a stub resolver asks for it: by both families."""
    return address(name, ttl), address_v6(name, ttl)


def missing(name: str, type_: str = "A", ttl: int = _MISSING) -> Question:
    """A name that is not there."""
    return Question(name, type_, NXDOMAIN, ttl=ttl)


def empty(name: str, type_: str, ttl: int = _MISSING) -> Question:
    """A name that is there, but not with this type."""
    return Question(name, type_, ttl=ttl)


def text(name: str, *said: str, ttl: int = LONG) -> Question:
    """A name with texts."""
    return Question(name, "TXT", answers=tuple(Answer("TXT", f'"{one}"') for one in said), ttl=ttl)


def pointing(name: str, type_: str, targets: Sequence[str], ttl: int = LONG) -> Question:
    """A name with records that end with other names: MX, SRV, PTR, NS, CNAME."""
    return Question(name, type_, answers=tuple(Answer(type_, f"{target}.") for target in targets), ttl=ttl)


def backwards(there: str) -> str:
    """The name below which an address is looked up backwards (RFC 1035, section 3.5; RFC 3596)."""
    return ip_address(there).reverse_pointer


def octets_backwards(there: str) -> str:
    """An IPv4 address as block lists are asked for it (RFC 5782)."""
    return ".".join(reversed(str(IPv4Address(there)).split(".")))


def _addresses(name: str) -> tuple[Answer, ...]:
    dice = Dice.of("A", name)
    count = dice.choice((1, 1, 1, 2, 2, 4))
    return tuple(Answer("A", addresses.hosting(dice)) for _ in range(count))
