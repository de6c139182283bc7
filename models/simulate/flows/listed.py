"""Addresses that the example lists for flow logs name (``models/simulate/setup/flows.toml``): blocks of 192.0.2.0/24.

Tor's relays and the hosts of the threat list of one's own are those of `models.simulate.addresses`.
"""

from __future__ import annotations

from ipaddress import IPv4Network

import numpy as np

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.flows.rolls import Ints
from models.simulate.flows.surroundings import number


def _block(block: str) -> Ints:
    return np.array([int(address) for address in IPv4Network(block)], np.int64)


CONTROLLERS = _block("192.0.2.208/30")
POOLS = _block("192.0.2.212/30")
DROP_POINTS = _block("192.0.2.216/30")
BLACK_HOLES = _block("192.0.2.220/30")
SCANNERS = _block("192.0.2.224/29")
RESOLVERS_OVER_HTTPS = _block("192.0.2.232/30")

#: One operator's relays, of those that the list of Tor's names.
TOR_RELAYS = _block("192.0.2.32/28")

#: Unlisted addresses beside listed ones.
BESIDE = np.array([number(address) for address in (*addresses.beside_listed(), "192.0.2.207", "192.0.2.236")], np.int64)


def on_own_list(dice: Dice) -> int:
    """A host that the threat list of one's own names."""
    return number(addresses.on_own_list(dice))


def trusted(dice: Dice) -> int:
    """A host that the trusted list names, and threat lists too."""
    return number(addresses.trusted(dice))
