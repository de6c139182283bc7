"""Which address ranges keep the internet out.

Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage": a policy limited by ``aws:SourceIp``
is public when its IPv4 ranges are broader than /8 or its IPv6 ranges broader than /32, private ranges aside.
The measure here is the number of public addresses in all ranges of a condition together, so that a long list
of neighbours counts as what it adds up to.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from models.aws.addresses import SPECIAL, Network


class _Space(NamedTuple):
    """The public address space of one IP version: a range, less the holes that no internet caller has."""

    whole: Network
    holes: tuple[Network, ...]
    few: int


# few: the addresses of a /8, of a /32.
_SPACES = {
    4: _Space(
        ipaddress.IPv4Network("0.0.0.0/0"),
        tuple(block for block in SPECIAL if block.version == 4),
        2**24,
    ),
    6: _Space(ipaddress.IPv6Network("2000::/3"), (), 2**96),
}


def reach(ranges: Iterable[str], version: int) -> tuple[bool, bool]:
    """Whether some stranger on the internet has an address inside ``ranges``, and whether some has one outside.

    Args:
        ranges: addresses and CIDR blocks as written in a condition; what is neither matches nobody.
        version: 4 or 6, the IP version that the stranger calls from.
    """
    space = _SPACES[version]
    networks = _disjoint(ranges, version)
    inside = _shared(networks, (space.whole,)) - _shared(networks, space.holes)
    everything = space.whole.num_addresses - sum(hole.num_addresses for hole in space.holes)
    return inside > space.few, everything - inside > space.few


def _disjoint(ranges: Iterable[str], version: int) -> Sequence[Network]:
    networks: list[Any] = []  # all of one version, which their type does not tell
    for text in ranges:
        try:
            network = ipaddress.ip_network(text.strip(), strict=False)
        except ValueError:
            continue
        if network.version == version:
            networks.append(network)
    return list(ipaddress.collapse_addresses(networks))


def _shared(networks: Sequence[Network], others: Sequence[Network]) -> int:
    """Addresses in both lists; of two blocks that meet, one contains the other."""
    return sum(
        min(network.num_addresses, other.num_addresses)
        for network in networks
        for other in others
        if network.overlaps(other)
    )
