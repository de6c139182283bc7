"""Where calls come from: homes and offices by country, AWS by Region, build runners, rented servers.

The blocks are allocated to access providers, hosting companies and AWS as their names say (coarsely: the
provider's larger allocations), so that geography and ASN mean something; single addresses are drawn by
seed and stand for nobody. Offices and IPv6 callers use the documentation ranges (RFC 5737, RFC 3849); so does
whoever is on one of the example lists (``models/simulate/setup/lists``): 192.0.2.0/24 is cut into blocks for them, and
``3fff:0:7::/48`` (RFC 9637) is Tor's as well.
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

#: Who the example lists name: blocks of 192.0.2.0/24 and single addresses.
_TOR_EXITS = ("192.0.2.9", "192.0.2.14", "192.0.2.23", "192.0.2.32/28")
_TOR_EXITS_V6 = "3fff:0:7:"
_MALICIOUS = ("192.0.2.64/27", "192.0.2.101")
_OWN_LIST = ("192.0.2.118", "192.0.2.119", "192.0.2.136/30", "192.0.2.144/30")
_ON_TWO_LISTS = "192.0.2.140"

#: What the same lists name besides: two addresses for each intrusion, so that none shares one with anybody.
_INTRUDERS_HOSTS, _INTRUDERS_EXITS = ("192.0.2.104/29", "192.0.2.120/29"), ("192.0.2.176/28",)

#: On a trusted list, and on all threat lists as well.
_TRUSTED = "192.0.2.160/29"

#: First addresses before or behind what lists name, which no list names.
_BESIDE = ("192.0.2.10", "192.0.2.31", "192.0.2.48", "192.0.2.63", "192.0.2.96", "192.0.2.129", "192.0.2.150")

#: Whose findings the example configuration archives: hired testers.
_TESTERS = "192.0.2.192/28"

COUNTRIES = tuple(_HOMES)

_COUNTRY_OF_REGION = {"us-east-1": "US", "eu-west-1": "IE", "eu-central-1": "DE"}

#: Blocks with the country that they are in, as far as anybody says. Documentation ranges, and so offices, are in none.
LOCATED = (
    *((block, country) for country, block in _HOMES.items()),
    *((block, _COUNTRY_OF_REGION[region]) for region, block in _EC2.items()),
    (_BUILD_RUNNERS, "US"),
    *zip(_HOSTING, ("US", "US", "FR"), strict=True),
)

#: AWS's blocks with their Region.
AWS = tuple((block, region) for region, block in _EC2.items())


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


def tor_exit(dice: Dice) -> str:
    """An exit of the Tor network that the example list names."""
    return _one_of(_TOR_EXITS, dice)


def tor_exit_v6(dice: Dice) -> str:
    """The same with an IPv6 address."""
    return f"{_TOR_EXITS_V6}{dice.hexadecimal(4)}::{dice.randrange(1, 0xFFFF):x}"


def malicious(dice: Dice) -> str:
    """A host that the example list of malicious hosts names."""
    return _one_of(_MALICIOUS, dice)


def on_own_list(dice: Dice) -> str:
    """A host that the example threat list of one's own names."""
    return _one_of(_OWN_LIST, dice)


def on_two_lists() -> str:
    """The host that both of these lists name."""
    return _ON_TWO_LISTS


def intruders_host(number: int) -> str:
    """A host that the example list of malicious hosts names, for one of sixteen intrusions."""
    return _place(_INTRUDERS_HOSTS, number)


def intruders_exit(number: int) -> str:
    """The same of an exit of the Tor network."""
    return _place(_INTRUDERS_EXITS, number)


def trusted(dice: Dice) -> str:
    """A host that the example's trusted list names, and every threat list for addresses too."""
    return _draw(_TRUSTED, dice)


def beside_listed() -> tuple[str, ...]:
    """Addresses right before or behind listed ones."""
    return _BESIDE


def tester(dice: Dice) -> str:
    """A host of hired penetration testers."""
    return _draw(_TESTERS, dice)


def _place(blocks: tuple[str, ...], number: int) -> str:
    """The address with a number in some blocks."""
    return str([address for block in blocks for address in IPv4Network(block)][number])


def _one_of(places: tuple[str, ...], dice: Dice) -> str:
    """One of some addresses, or one in one of some blocks."""
    place = dice.choice(places)
    return _draw(place, dice) if "/" in place else place


def ipv6(dice: Dice) -> str:
    """An IPv6 caller."""
    return f"2001:db8:{dice.hexadecimal(4)}:{dice.hexadecimal(4)}::{dice.randrange(1, 0xFFFF):x}"
