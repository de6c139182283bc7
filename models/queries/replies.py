"""What answers carry: data in text and names, and in addresses that lead nowhere.

A record says the same to everyone who asks for it, and says what it is: ``v=spf1``, ``enr:``. Data sent down a tunnel
is another one for each name, and looks like data (`models.queries.payload`), or is bytes of no character. Of answers a
lookup has the first 64 characters each (`models.queries.slice.LONGEST_ANSWER`), which is enough to tell.
"""

from __future__ import annotations

import re
from collections.abc import Container
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import NamedTuple

from models.queries.payload import encoded
from models.queries.slice import Lookup

#: Types that are asked for in everyday life, by resolvers, mail servers, browsers and those who look after domains.
_EVERYDAY = frozenset(
    (
        *(
            "A",
            "AAAA",
            "CNAME",
            "DNAME",
            "HINFO",
            "HTTPS",
            "LOC",
            "MX",
            "NAPTR",
            "NS",
            "PTR",
            "RP",
            "SOA",
            "SPF",
            "SRV",
        ),
        *("SVCB", "TXT", "URI", "AFSDB", "CAA", "CERT", "DHCID", "IPSECKEY", "OPENPGPKEY", "SMIMEA", "SSHFP", "TLSA"),
        *("CDNSKEY", "CDS", "CSYNC", "DLV", "DNSKEY", "DS", "NSEC", "NSEC3", "NSEC3PARAM", "RRSIG", "TA", "ZONEMD"),
        *("*", "ANY", "AXFR", "IXFR", "TYPE64", "TYPE65", "TYPE255", "TYPE257"),
    )
)

#: Everyday types whose data is text or names.
_TEXTUAL = frozenset({"TXT", "SPF", "CNAME", "MX", "SRV"})

#: Types of names in answers, which only some names are asked for: domains with mail, and services.
ASKED_OF_FEW = frozenset({"CNAME", "MX", "SRV"})

#: What a record says it is.
_TAG = re.compile(r'[\s"]*[A-Za-z][\w-]{0,40}[:=][^\s"=]')

#: Characters of digests: of SHA-1 in hex, of SHA-256 in base64 and base32. Proofs that somebody owns a name are such.
_DIGESTS = frozenset({40, 43, 52})

_PRINTABLE = range(32, 127)

#: What IPv6 addresses begin with: those of the internet in 16 bits, unique local ones (fc00::/7) in 7, link-local ones
#: (fe80::/10) in 10, and those that hold one of IPv4 (::/96, 64:ff9b::/96) in 16.
_GLOBAL_UNICAST, _UNIQUE_LOCAL, _LINK_LOCAL, _EMBEDDED = range(0x2000, 0x4000), 0xFC00 >> 9, 0xFE80 >> 6, (0, 0x64)


class Address(NamedTuple):
    """An address in an answer.

    Attributes:
        data: its bytes.
        network: its first two bytes, of IPv6 its first four.
        nowhere: it is nobody's: multicast, reserved, or outside of what is allotted.
        printable: all its bytes are characters.
    """

    data: bytes
    network: bytes
    nowhere: bool
    printable: bool


def is_rare(type_: str) -> bool:
    """Whether a type is one that hardly anybody asks for, such as NULL, KEY or one for private use."""
    return type_ not in _EVERYDAY


def datum(lookup: Lookup) -> str:
    """The data that a lookup was answered with, as far as it is kept; empty unless it looks like data.

    Only of types that carry text or names: aliases on the way to an address are no answers to who asked for that.
    """
    if lookup.type not in _TEXTUAL and not is_rare(lookup.type):
        return ""
    data = " ".join(data for kind, data in lookup.response.answers if kind in _TEXTUAL or is_rare(kind))
    if not data or _TAG.match(data) or lookup.response.size in _digests(lookup.response.count):
        return ""
    return data if encoded(data.lower().replace('"', "")) else ""


def _digests(count: int) -> set[int]:
    return {count * size for size in _DIGESTS}


def is_tagged(lookup: Lookup) -> bool:
    """Whether a lookup was answered with a record that says what it is."""
    return any(_TAG.match(data) for _, data in lookup.response.answers)


def beside(lookup: Lookup, name: str, followed: Container[str]) -> tuple[str, ...]:
    """The names that a lookup was answered with, but for what they repeat of what was asked for.

    So mail servers that are called by whose mail they take are one and the same, and so are hosts that are looked up
    in turn.

    Args:
        lookup: the lookup.
        name: what it asked for; its first label is left out.
        followed: names that are left out.
    """
    label = name.partition(".")[0]
    names = (data.rpartition(" ")[2].lower() for kind, data in lookup.response.answers if kind in ASKED_OF_FEW)
    return tuple(data.replace(label, "") for data in names if data not in followed)


def is_dead_end(lookup: Lookup) -> bool:
    """Whether aliases are all that an A lookup was answered with; of AAAA lookups that is usual."""
    answers = lookup.response.answers
    return lookup.type == "A" and {kind for kind, _ in answers} == {"CNAME"} and len(answers) == lookup.response.count


def text(lookup: Lookup) -> str:
    """The text that a lookup was answered with, whatever it looks like, as far as it is kept."""
    if lookup.type != "TXT" and not is_rare(lookup.type):
        return ""
    return " ".join(data for kind, data in lookup.response.answers if kind == lookup.type)


def addresses(lookup: Lookup) -> list[Address]:
    """The addresses among the answers that are kept."""
    found = []
    for kind, data in lookup.response.answers:
        try:
            if kind == "A":
                found.append(_version_4(IPv4Address(data)))
            elif kind == "AAAA":
                found.append(_version_6(IPv6Address(data)))
        except AddressValueError:
            continue
    return found


def _version_4(address: IPv4Address) -> Address:
    data = address.packed
    return Address(data, data[:2], data[0] == 0 or data[0] >= 224, all(byte in _PRINTABLE for byte in data))


def _version_6(address: IPv6Address) -> Address:
    data = address.packed
    first = int.from_bytes(data[:2], "big")
    own = first >> 9 == _UNIQUE_LOCAL or first >> 6 == _LINK_LOCAL or first in _EMBEDDED
    return Address(data, data[:4], first not in _GLOBAL_UNICAST and not own, all(byte in _PRINTABLE for byte in data))
