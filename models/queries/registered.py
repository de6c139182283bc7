"""Registered domains: who owns a name.

By the public-suffix list, its private section included: ``d111111abcdef8.cloudfront.net`` and ``me.github.io`` are
domains of their own, as those who may register below ``cloudfront.net`` and ``github.io`` are strangers to each other.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from publicsuffixlist import PublicSuffixList

#: Names whose domains are remembered: most queries are for few names.
REMEMBERED = 65_536

_LIST = PublicSuffixList(accept_unknown=False)
_OF_REGISTRIES = PublicSuffixList(accept_unknown=False, only_icann=True)

#: Trees of addresses: who looks an address up backwards asks below them.
_REVERSE = (".in-addr.arpa", ".ip6.arpa")

#: The domain of the network's own infrastructure, and of home networks (RFC 8375): there is nobody to register with.
_INFRASTRUCTURE = ".arpa"


#: Top-level domains of other roots than the internet's, in which strangers register all the same: Namecoin's, EmerDNS's
#: and OpenNIC's. Who asks the internet's resolvers for them is told that they are not there.
_OTHER_ROOTS = frozenset(
    (
        *("bit", "bazar", "coin", "emc", "lib"),
        *("bbs", "chan", "cyb", "geek", "gopher", "indy", "libre", "neo", "oss", "oz", "parody", "pirate"),
    )
)


class Registered(NamedTuple):
    """The domain that a name is in.

    Attributes:
        domain: the registered domain: the public suffix and one label more. Of a name below no public suffix, or below
            ``arpa``, its last two labels (of a tree of addresses three); the name itself where it has no more, or is a
            public suffix.
        public: strangers may register it: its suffix is on the public-suffix list, or a top-level domain of another
            root, and it is not below ``arpa``.
        reverse: it is in a tree of addresses.
    """

    domain: str
    public: bool
    reverse: bool


@lru_cache(REMEMBERED)
def registered(name: str) -> Registered:
    """The registered domain of a name.

    >>> registered("www.shop.example.co.uk")
    Registered(domain='example.co.uk', public=True, reverse=False)
    >>> registered("host1.corp.local")
    Registered(domain='corp.local', public=False, reverse=False)

    Args:
        name: as `models.dns.query.Query.name` has it.
    """
    if name.endswith(_INFRASTRUCTURE):
        reverse = f".{name}".endswith(_REVERSE)
        return Registered(_last(name, 3 if reverse else 2), public=False, reverse=reverse)
    found = _LIST.privatesuffix(name)
    if found:
        return Registered(found, public=True, reverse=False)
    if _LIST.publicsuffix(name) == name:
        return Registered(name, public=False, reverse=False)
    return Registered(_last(name, 2), "." in name and name.rpartition(".")[2] in _OTHER_ROOTS, reverse=False)


def _last(name: str, labels: int) -> str:
    """The last labels of a name."""
    return ".".join(name.rsplit(".", labels)[-labels:])


def below(name: str, domain: str) -> str:
    """What stands in front of a registered domain in a name, without the dot; empty for the domain itself.

    >>> below("a.b.example.com", "example.com")
    'a.b'
    """
    return name[: -len(domain) - 1] if len(name) > len(domain) else ""


def suffix(domain: str) -> str:
    """The public suffix of a registered domain: all but its first label.

    >>> suffix("example.co.uk")
    'co.uk'
    """
    return domain.partition(".")[2]


@lru_cache(REMEMBERED)
def by_registries(name: str) -> str:
    """The registered domain of a name by registries' suffixes alone, without the list's private section; empty if none.

    >>> by_registries("d111111abcdef8.cloudfront.net"), by_registries("co.uk")
    ('cloudfront.net', '')
    """
    return _OF_REGISTRIES.privatesuffix(name) or ""
