"""Who is around a VPC: visitors, AWS's own services, mirrors, partners, and what scans the internet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from ipaddress import IPv4Address

import numpy as np

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.flows.network import Place
from models.simulate.flows.rolls import Ints


def number(address: str) -> int:
    """An IPv4 address as a number."""
    return int(IPv4Address(address))


@cache
def _pool(count: int, draw: Callable[[Dice], str], *path: object) -> Ints:
    """So many addresses; the same for the same path."""
    dice = Dice.of(*path)
    return np.array([number(draw(dice)) for _ in range(count)], np.int64)


def _at_home(dice: Dice) -> str:
    """A private line."""
    return addresses.home(dice.choice(addresses.COUNTRIES), dice)


def _anybody(dice: Dice) -> str:
    """A private line or a rented server."""
    return addresses.hosting(dice) if dice.chance(0.6) else _at_home(dice)


@dataclass(frozen=True)
class Surroundings:
    """Addresses outside, as numbers, the more usual first.

    Attributes:
        visitors: of the web servers.
        aws: endpoints of AWS's services.
        storage: the endpoint of S3 that a place's data goes to.
        mirrors: of the distributions' packages.
        partners: whose APIs the applications use.
        exchangers: that take mail.
        clocks: public NTP servers.
        scanners: that try ports all over the internet, and victims whose address is forged.
        office: where administrators come from.
    """

    visitors: Ints
    aws: Ints
    storage: Ints
    mirrors: Ints
    partners: Ints
    exchangers: Ints
    clocks: Ints
    scanners: Ints
    office: Ints


def around(place: Place) -> Surroundings:
    """Who is around a VPC."""
    region = place.site.region

    of_aws = partial(addresses.ec2, region)
    return Surroundings(
        visitors=_pool(1500, _at_home, "visitors", place.site.vpc),
        aws=_pool(24, of_aws, "services", region),
        storage=_pool(1, of_aws, "storage", region),
        mirrors=_pool(6, addresses.hosting, "mirrors"),
        partners=_pool(5, addresses.hosting, "partners", place.account.id),
        exchangers=_pool(40, addresses.hosting, "exchangers"),
        clocks=_pool(4, addresses.hosting, "clocks"),
        scanners=_pool(2500, _anybody, "scanners"),
        office=np.array([number(place.account.office)], np.int64),
    )
