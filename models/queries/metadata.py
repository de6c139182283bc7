"""Addresses at which AWS serves its instances, link-local and unique local ones.

Nobody's name leads there by mistake. One that does lets a client fetch, as if from a stranger, what AWS hands only to
the instance: DNS rebinding.

=====================  ==============================================  =============================================
service                addresses                                       what is there
=====================  ==============================================  =============================================
`METADATA`             169.254.169.254, fd00:ec2::254                  the instance metadata service
`CREDENTIALS`          169.254.170.2, 169.254.170.23, fd00:ec2::23     credentials and metadata of Amazon ECS tasks;
                                                                       credentials of Amazon EKS pods
`TIME`                 169.254.169.123, fd00:ec2::123                  the Amazon Time Sync Service
`DNS`                  169.254.169.253, fd00:ec2::253                  Route 53 Resolver
`ACTIVATION`           169.254.169.250, 169.254.169.251,               activation of Windows (AWS KMS servers)
                       fd00:ec2::250, fd00:ec2::251
=====================  ==============================================  =============================================

An IPv6 address that stands for an IPv4 one is that one: mapped (``::ffff:0:0/96``, RFC 4291), of NAT64
(``64:ff9b::/96``, RFC 6052) and of 6to4 (``2002::/16``, RFC 3056).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from models.aws.addresses import Address, address_of
from models.dns.query import Answer

METADATA, CREDENTIALS, TIME, DNS, ACTIVATION = "metadata", "credentials", "time", "dns", "activation"

_SERVICES = {
    "169.254.169.254": METADATA,
    "fd00:ec2::254": METADATA,
    "169.254.170.2": CREDENTIALS,
    "169.254.170.23": CREDENTIALS,
    "fd00:ec2::23": CREDENTIALS,
    "169.254.169.123": TIME,
    "fd00:ec2::123": TIME,
    "169.254.169.253": DNS,
    "fd00:ec2::253": DNS,
    "169.254.169.250": ACTIVATION,
    "169.254.169.251": ACTIVATION,
    "fd00:ec2::250": ACTIVATION,
    "fd00:ec2::251": ACTIVATION,
}

_NAT64 = IPv6Network("64:ff9b::/96")

#: Addresses whose canonical form is remembered.
_REMEMBERED = 8_192


def found(answers: Iterable[Answer]) -> tuple[str, ...]:
    """The addresses of the table that answers of types A and AAAA lead to, canonical, ascending by text.

    >>> found([Answer("A", "198.51.100.7"), Answer("AAAA", "::ffff:a9fe:a9fe")])
    ('169.254.169.254',)
    """
    known = {_canonical(answer.data) for answer in answers if answer.type in {"A", "AAAA"}}
    return tuple(sorted(known - {""}))


def service_of(address: str) -> str:
    """The service at an address, in any spelling; empty for any other text.

    >>> service_of("fd00:0ec2::254"), service_of("169.254.1.1")
    ('metadata', '')
    """
    return _SERVICES.get(_canonical(address), "")


@lru_cache(_REMEMBERED)
def _canonical(text: str) -> str:
    """An address of the table as the table has it; empty for any other text."""
    address = address_of(text)
    if address is None:
        return ""
    known = str(_narrowed(address))
    return known if known in _SERVICES else ""


def _narrowed(address: Address) -> Address:
    """The IPv4 address that an IPv6 address stands for, else itself."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
        return address.sixtofour or address
    return address
