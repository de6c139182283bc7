"""Where calls come from: homes and offices by country, AWS by Region, build runners, rented servers.

The blocks are allocated to access providers, hosting companies and AWS as their names say (coarsely: the
provider's larger allocations), so that geography and ASN mean something; single addresses are drawn by
seed and stand for nobody. Offices and IPv6 callers use the documentation ranges (RFC 5737, RFC 3849).
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network

from models.simulate.dice import Dice

#: Access providers' allocations by country.
_HOMES = {
    "US": "73.32.0.0/12",
    "GB": "86.128.0.0/11",
    "DE": "84.128.0.0/10",
    "FR": "90.0.0.0/9",
    "PL": "83.0.0.0/11",
    "IN": "117.192.0.0/10",
}

#: Parts of the ranges that AWS publishes for EC2, by Region.
_EC2 = {
    "us-east-1": "3.208.0.0/12",
    "eu-west-1": "34.240.0.0/13",
    "eu-central-1": "18.192.0.0/15",
}

_OFFICES = "203.0.113.0/24"
_NEW_OFFICES = "198.51.100.0/24"
_BUILD_RUNNERS = "20.36.0.0/14"
_HOSTING = ("45.76.0.0/16", "159.89.0.0/16", "51.15.0.0/16")

COUNTRIES = tuple(_HOMES)


def _draw(block: str, dice: Dice) -> str:
    network = IPv4Network(block)
    return str(IPv4Address(int(network.network_address) + dice.randrange(1, network.num_addresses - 1)))


def home(country: str, dice: Dice) -> str:
    """A private line in a country."""
    return _draw(_HOMES[country], dice)


def office(dice: Dice) -> str:
    """The outgoing address of a company's office."""
    return _draw(_OFFICES, dice)


def new_office(dice: Dice) -> str:
    """The outgoing address of an office that a company moves to: another provider's."""
    return _draw(_NEW_OFFICES, dice)


def is_office(address: str) -> bool:
    """Whether an address is an office's."""
    return ":" not in address and IPv4Address(address) in IPv4Network(_OFFICES)


def ec2(region: str, dice: Dice) -> str:
    """A public address of an instance or NAT gateway in a Region."""
    return _draw(_EC2[region], dice)


def private(dice: Dice) -> str:
    """An address inside a VPC."""
    return _draw("10.20.0.0/16", dice)


def build_runner(dice: Dice) -> str:
    """A hosted build service's machine."""
    return _draw(_BUILD_RUNNERS, dice)


def hosting(dice: Dice) -> str:
    """A rented server that is not at AWS."""
    return _draw(dice.choice(_HOSTING), dice)


def ipv6(dice: Dice) -> str:
    """An IPv6 caller."""
    return f"2001:db8:{dice.hexadecimal(4)}:{dice.hexadecimal(4)}::{dice.randrange(1, 0xFFFF):x}"
