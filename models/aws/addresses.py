"""Addresses and networks as text, of either IP version.

An IPv6 address that maps an IPv4 one (RFC 4291, 2.5.5.2: ``::ffff:198.51.100.7``) is that IPv4 address, and a network
of such addresses is an IPv4 network: it is one caller, however a log writes it.
"""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

#: The special-purpose blocks of IANA's registries from which nobody calls over the internet.
SPECIAL: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/127",
        "fc00::/7",
        "fe80::/10",
        "ff00::/8",
    )
)

#: Bits of an IPv6 address that come before the IPv4 address that it maps.
_MAPPING = 96


@lru_cache(maxsize=8_192)
def address_of(text: str) -> Address | None:
    """The address that a text is; None for anything else.

    >>> address_of("::ffff:198.51.100.7"), address_of("AWS Internal")
    (IPv4Address('198.51.100.7'), None)
    """
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def network_of(text: str, strict: bool = True) -> Network:
    """The network that a text in CIDR notation names; an address alone is a network of one.

    >>> network_of("::ffff:198.51.100.0/120")
    IPv4Network('198.51.100.0/24')

    Args:
        text: the network.
        strict: whether to refuse an address within the network in the place of its first.

    Raises:
        ValueError: it names none.
    """
    network = ip_network(text, strict=strict)
    if isinstance(network, IPv6Network) and network.prefixlen >= _MAPPING:
        first = network.network_address.ipv4_mapped
        return network if first is None else IPv4Network((first, network.prefixlen - _MAPPING))
    return network
