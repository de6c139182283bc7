"""Who asks the Resolver: instances, what AWS runs in their networks, and desktops behind an inbound endpoint.

An instance is named in the log by its id. A container or function has an address alone, or the id of an instance that
is none of the account's. Who asks through an inbound endpoint has an address outside of the network, and the endpoint's
id (AWS, "Values that appear in VPC Resolver query logs").
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address
from typing import NamedTuple

from models.simulate.dice import Dice
from models.simulate.flows.network import POD, Network, Place

#: Jobs of clients that are no instances of the account: functions with another's instance id, and office desktops.
FUNCTION, DESKTOP = "function", "desktop"

#: How many of a network's containers are functions, and how many desktops ask in an account's home Region.
_FUNCTIONS, _DESKTOPS = 2, 3


class Client(NamedTuple):
    """Somebody who asks.

    Attributes:
        vpc: the network whose Resolver is asked.
        address: where it asks from.
        job: what it is there for.
        instance: the instance's id in the log; empty if it has none.
        endpoint: the inbound endpoint's id, likewise; ``endpoint_interface`` the id of its interface.
        number: among the clients of its job in its network.
    """

    account: str
    region: str
    vpc: str
    address: str
    job: str
    instance: str = ""
    endpoint: str = ""
    endpoint_interface: str = ""
    number: int = 0

    @property
    def name(self) -> str:
        """What a finding calls it: the instance, else the network and the address."""
        return self.instance or f"{self.vpc}/{self.address}"


def of(net: Network, place: Place) -> tuple[Client, ...]:
    """All clients of a network."""
    return tuple(_all(net, place))


def _all(net: Network, place: Place) -> Iterator[Client]:
    where = place.account.id, place.site.region, place.site.vpc
    for member in place.instances.tolist():
        known = net.interfaces[member]
        number = place.members[known.job].index(member)
        yield Client(*where, str(IPv4Address(known.address)), known.job, known.instance, number=number)
    pods = place.members[POD]
    for number, member in enumerate(pods):
        there = str(IPv4Address(net.interfaces[member].address))
        if number < len(pods) - _FUNCTIONS:
            yield Client(*where, there, POD, number=number)
        else:
            foreign = f"i-0{Dice.of('function', there, place.site.vpc).hexadecimal(16)}"
            yield Client(*where, there, FUNCTION, foreign, number=number - len(pods) + _FUNCTIONS)
    if place.site is place.account.home:
        dice = Dice.of("desktops", place.site.vpc)
        through = f"rslvr-in-{dice.hexadecimal(17)}", f"rni-{dice.hexadecimal(17)}"
        for number in range(_DESKTOPS):
            there = f"10.99.{place.number % 250}.{20 + 7 * number}"
            yield Client(*where, there, DESKTOP, "", *through, number=number)
