"""How much data the names of a domain, and their answers, may move.

Each kind of sign has the names that show it, and an amount, in names or bytes. Names that are asked for because a
resolver went through its search list, and are not there, show nothing.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from typing import NamedTuple

from models.queries.asked import NOERROR, NXDOMAIN, Domain
from models.queries.payload import (
    Payload,
    is_address,
    is_attribute,
    is_nested,
    is_plain,
    is_random,
    numbered,
    payloads,
)
from models.queries.replies import ASKED_OF_FEW, Address, addresses, beside, datum, is_dead_end, is_rare, is_tagged
from models.queries.replies import text as said
from models.queries.slice import Lookup

#: Names that show something of a window together: fewer may do so by chance.
_LEAST_TALK, _LEAST_NUMBERED, _LEAST_BLOCKS, _LEAST_ANSWERS, _LEAST_ADDRESSES = 5, 8, 5, 3, 16

#: Types that hosts are asked for.
_OF_HOSTS = frozenset({"A", "AAAA", "HTTPS", "TYPE65"})

#: Types that browsers ask for beside addresses.
_OF_BROWSERS = frozenset({"HTTPS", "TYPE65"})

#: Of so many messages more than one is answered where there is something to look up: of files, a list of malicious
#: ones has a few in a hundred.
_LISTED = 50

#: Bits of a name that is data beside its number: five characters.
_LEAST_BITS = 25

#: Characters of a name that is too short for a key.
_SHORT = 12

#: Bytes of an answer that is no digest: in hex, SHA-256 has 64.
_LONG_ANSWER = 65


class Amounts(NamedTuple):
    """What is measured of a domain.

    Attributes:
        rare_types: names asked for with rare types.
        conversation: random names that are asked for, or answered, as no host is.
        numbered: bytes in names with a running number.
        unanswered: bytes in messages without an answer.
        blocks: bytes in messages of equal labels.
        bulk: bytes in messages, and an eighth of those in keys.
        answers: bytes in answers.
        addresses: names whose addresses are scattered over networks.
    """

    rare_types: int = 0
    conversation: int = 0
    numbered: int = 0
    unanswered: int = 0
    blocks: int = 0
    bulk: int = 0
    answers: int = 0
    addresses: int = 0


class Name(NamedTuple):
    """A name with its lookups.

    Attributes:
        text: what stands in front of the domain.
        lookups: at least one.
        payload: what it carries.
    """

    text: str
    lookups: tuple[Lookup, ...]
    payload: Payload

    @property
    def first_ms(self) -> int:
        """When it was first asked for."""
        return min(lookup.first_ms for lookup in self.lookups)

    @property
    def answered(self) -> bool:
        """Whether it is there, or a firewall did not let its server say."""
        return any(lookup.rcode == NOERROR or lookup.blocked for lookup in self.lookups)

    @property
    def is_asked(self) -> bool:
        """Whether it may be a message to which there is an answer.

        It is asked for with one type, and not said not to be there: with several it is a host's, or a domain's, that
        somebody examines.
        """
        return len({lookup.type for lookup in self.lookups}) == 1 and (
            self.answered or any(lookup.rcode != NXDOMAIN or lookup.response.count for lookup in self.lookups)
        )

    @property
    def is_browsed(self) -> bool:
        """Whether a browser asked for it: nothing else asks for HTTPS beside addresses."""
        types = {lookup.type for lookup in self.lookups}
        return bool(types & _OF_BROWSERS and types - _OF_BROWSERS)

    @property
    def unanswered(self) -> bool:
        """Whether it is not, as far as the log tells."""
        return not self.answered and any(lookup.rcode for lookup in self.lookups)


class Signs(NamedTuple):
    """What a window shows of a domain.

    Attributes:
        amounts: what is measured, of names beyond a sample too.
        names: field of `Amounts` -> the names that show it.
        answered: messages are answered, as a rule.
    """

    amounts: Amounts
    names: Mapping[str, Sequence[Name]]
    answered: bool


def signs(domain: Domain, texts: Mapping[str, str], answered: bool) -> Signs:
    """What some names of a domain show.

    Args:
        domain: the domain.
        texts: name -> what stands in front of the domain, of those names that count.
        answered: messages of this domain were answered before.
    """
    names = _names(domain, texts)
    count = domain.count * len(names) // max(len(domain.names), 1)
    messages = [name for name in names if name.payload.message]
    answered |= sum(name.answered for name in messages) * _LISTED > len(messages)
    shown = {
        "rare_types": [name for name in names if any(is_rare(lookup.type) for lookup in name.lookups)],
        "conversation": _conversation(names),
        "numbered": _numbered(names, count),
        "unanswered": [] if answered else [name for name in messages if name.unanswered],
        "blocks": _blocks(messages),
        "bulk": [name for name in names if name.payload.bits],
        "answers": _answers(names, count),
        "addresses": _addresses(names),
    }
    amounts = {kind: _AMOUNT.get(kind, up)(those) for kind, those in shown.items()}
    scaled = {kind: amount * count // max(len(names), 1) for kind, amount in amounts.items()}
    return Signs(Amounts(**scaled), shown, answered)


def up(names: Iterable[Name]) -> int:
    """Bytes of data in names."""
    return sum(name.payload.bits for name in names) // 8


def down(names: Iterable[Name]) -> int:
    """Bytes of the data that names are answered with, addresses included."""
    return sum(lookup.response.size for name in names for lookup in name.lookups)


def _weighed(names: Sequence[Name]) -> int:
    return up(name for name in names if name.payload.message) + up(n for n in names if not n.payload.message) // 8


_AMOUNT = {"rare_types": len, "conversation": len, "addresses": len, "bulk": _weighed, "answers": down}


def _names(domain: Domain, texts: Mapping[str, str]) -> list[Name]:
    lookups: dict[str, list[Lookup]] = {}
    for lookup in domain.lookups:
        text = texts.get(lookup.name)
        if text and not (lookup.rcode in {NXDOMAIN, ""} and _shows_nothing(lookup, text)):
            lookups.setdefault(lookup.name, []).append(lookup)
    carried = payloads([texts[name] for name in lookups])
    return [Name(texts[name], tuple(lookups[name]), each) for name, each in zip(lookups, carried, strict=True)]


def _shows_nothing(lookup: Lookup, text: str) -> bool:
    """Whether a name that is not there is one of the internet, or has no data, and was asked for addresses."""
    return (is_plain(text) and lookup.type in _OF_HOSTS) or is_nested(text)


def _plain(names: Iterable[Name]) -> list[Name]:
    """Names that are neither addresses nor of attributes: what is said of those is theirs."""
    return [name for name in names if not is_address(name.text) and not is_attribute(name.text)]


def _conversation(names: Sequence[Name]) -> list[Name]:
    """Names asked with types of few, or with TXT: with other data for most of them, or too short for keys.

    Names of types of few are answered with another one each, too, that nobody asks for in turn.

    So are those asked with A alone, when all that most are told is an alias each, another one, that has no address.
    """
    followed = {lookup.name for name in names for lookup in name.lookups}
    plain = _plain(names)
    names = [name for name in plain if name.is_asked]
    typed = [name for name in names if any(lookup.type in ASKED_OF_FEW for lookup in name.lookups)]
    asked = [name for name in names if any(lookup.type == "TXT" and not is_tagged(lookup) for lookup in name.lookups)]
    told = [(name, data) for name in asked for lookup in name.lookups if (data := datum(lookup))]
    talk = dict.fromkeys(typed if _differ(typed, followed) else ())
    if len({data for _, data in told}) * 2 > len(asked):
        talk.update(dict.fromkeys(name for name, _ in told))
    ended = [(name, name.lookups[0].response.answers) for name in plain if all(map(is_dead_end, name.lookups))]
    if len({answers for _, answers in ended}) * 2 > len(ended):
        talk.update(dict.fromkeys(name for name, _ in ended))
    talk.update(dict.fromkeys(name for name in asked if 0 < len(name.payload.own) <= _SHORT))
    return list(talk) if len(talk) >= _LEAST_TALK and is_random([name.payload.own for name in talk]) else []


def _differ(names: Sequence[Name], followed: Container[str]) -> bool:
    """Whether most names are told another name each, which is not asked for in turn.

    Where the log does not tell, names that are more random will do.
    """
    answered = [(name, lookup) for name in names for lookup in name.lookups if lookup.response.count]
    if not answered:
        return is_random([name.payload.own for name in names], 4)
    return len({beside(lookup, name.text, followed) for name, lookup in answered}) * 2 > len(answered)


def _numbered(names: Sequence[Name], count: int) -> list[Name]:
    those = [name for name in names if name.payload.bits >= _LEAST_BITS]
    if len(those) < _LEAST_NUMBERED:
        return []
    return those if numbered([(name.first_ms, name.text) for name in those], count) else []


def _blocks(messages: Sequence[Name]) -> list[Name]:
    those = [name for name in messages if name.payload.blocks and not name.is_browsed]
    return those if len(those) >= _LEAST_BLOCKS and len(those) * 5 >= len(messages) * 3 else []


def _answers(names: Sequence[Name], count: int) -> list[Name]:
    """Names with long text, another for each, that looks like data, or that numbered names are answered with."""
    asked = [
        (name, lookup)
        for name in _plain(names)
        for lookup in name.lookups
        if lookup.response.size >= _LONG_ANSWER and said(lookup)
    ]
    if len({said(lookup) for _, lookup in asked}) < max(_LEAST_ANSWERS, len(asked) // 2):
        return []
    those = [name for name, lookup in asked if datum(lookup)]
    if len(asked) >= _LEAST_NUMBERED and numbered([(name.first_ms, name.text) for name, _ in asked], count):
        those = [name for name, _ in asked]
    return list(dict.fromkeys(those)) if len(those) >= _LEAST_ANSWERS else []


def _addresses(names: Sequence[Name]) -> list[Name]:
    """Names that nearly each have a network of their own, or an address: some nobody's, or all spelling text."""
    those: list[Name] = []
    found: list[Address] = []
    for name in _plain(names):
        answers = [address for lookup in name.lookups for address in addresses(lookup)]
        if answers:
            those.append(name)
            found += answers
    networks = len({address.network for address in found})
    nowhere = len({address.data for address in found if address.nowhere})
    if len(those) < _LEAST_ADDRESSES or max(networks, nowhere) * 5 < len(those) * 4:
        return []
    strange = nowhere * 20 >= len(those) or all(address.printable for address in found)
    return those if strange else []
