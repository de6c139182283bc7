"""The organisation's network: which interface belongs to what, and what each instance is there for.

Instances and their interfaces are those of the organisation and its inventory. Beside them, each VPC has interfaces
that AWS manages and that belong to no instance: a NAT gateway, a load balancer (it keeps its clients' addresses, so
only its health checks show), a resolver of the VPC's own, containers that run without instances, and an idle endpoint.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Address
from typing import NamedTuple

import numpy as np

from models.simulate import addresses, inventory
from models.simulate.cloudtrail.identity import Json
from models.simulate.dice import Dice
from models.simulate.flows.rolls import Ints
from models.simulate.organisation import Account, Organisation, Site

WEB, APP, DATABASE, MONITORING, BASTION = "web", "app", "database", "monitoring", "bastion"
CONTAINERS, MAIL, BATCH = "containers", "mail", "batch"

#: The jobs of an account's instances, Region by Region; accounts of even and odd number differ.
_JOBS = (
    ((WEB, APP, DATABASE, MONITORING, BASTION), (CONTAINERS, MAIL), (BATCH,)),
    ((WEB, APP, DATABASE, DATABASE, WEB), (CONTAINERS, BATCH), (BASTION,)),
)

#: What the internet reaches; everybody else goes out through the NAT gateway and is reached by nobody.
PUBLIC = frozenset((WEB, MONITORING, BASTION, MAIL, BATCH))

#: Interfaces that belong to no instance, and how many a VPC has of them.
NAT, BALANCER, RESOLVER, POD, IDLE = "nat", "balancer", "resolver", "pod", "idle"
_MANAGED = ((NAT, 1), (BALANCER, 1), (RESOLVER, 1), (POD, 6), (IDLE, 1))

#: Batch workers are nodes of an Amazon EMR cluster (tag: Amazon EMR Management Guide, "Tag clusters").
_CLUSTER_TAG = "aws:elasticmapreduce:job-flow-id"


class Interface(NamedTuple):
    """A network interface.

    Attributes:
        id: ``eni-…``.
        instance: whose; empty for an interface that AWS manages.
        address: its private address, as a number.
        job: what it is there for.
        outgoing: the place in the network of the NAT gateway that it goes out through; -1 for a public one.
    """

    id: str
    account: str
    region: str
    vpc: str
    subnet: str
    instance: str
    address: int
    job: str
    outgoing: int


@dataclass(frozen=True)
class Place:
    """One VPC.

    Attributes:
        number: among all VPCs.
        account: whose.
        site: where.
        members: the interfaces of each job, as places in the network.
    """

    number: int
    account: Account
    site: Site
    members: Mapping[str, tuple[int, ...]]

    def all(self, *jobs: str) -> Ints:
        """The interfaces with one of some jobs."""
        return np.array([member for job in jobs for member in self.members.get(job, ())], np.int64)

    @property
    def instances(self) -> Ints:
        """The interfaces that belong to instances."""
        managed = [job for job, _ in _MANAGED]
        return self.all(*(job for job in self.members if job not in managed))


@dataclass(frozen=True)
class Network:
    """All interfaces, and the VPCs that they are in."""

    interfaces: tuple[Interface, ...]
    places: tuple[Place, ...]

    @cached_property
    def addresses(self) -> Ints:
        """The interfaces' private addresses."""
        return np.array([interface.address for interface in self.interfaces], np.int64)

    @cached_property
    def outgoing(self) -> Ints:
        """The interfaces' NAT gateways, -1 for none."""
        return np.array([interface.outgoing for interface in self.interfaces], np.int64)

    @property
    def instances(self) -> Iterator[int]:
        """The interfaces that belong to instances, in the organisation's order."""
        return (number for number, interface in enumerate(self.interfaces) if interface.instance)


def jobs(where: Organisation) -> dict[str, str]:
    """What each instance is there for, by its id."""
    return {
        instance.id: job
        for number, account in enumerate(where.accounts)
        for site, those in zip(account.sites, _JOBS[number % len(_JOBS)], strict=True)
        for instance, job in zip(site.instances, those, strict=True)
    }


def tags(where: Organisation) -> dict[str, list[Json]]:
    """The tags that instances have for their jobs, by instance, as the inventory prints them."""
    return {
        instance: [
            {"Key": _CLUSTER_TAG, "Value": f"j-{Dice.of('cluster', instance).base32(13)}"},
            {"Key": "aws:elasticmapreduce:instance-group-role", "Value": "MASTER"},
        ]
        for instance, job in jobs(where).items()
        if job == BATCH
    }


def build(where: Organisation) -> Network:
    """The network of an organisation."""
    printed = inventory.instances(where, 0)["Reservations"]
    described = {each["InstanceId"]: each for reservation in printed for each in reservation["Instances"]}
    assigned = jobs(where)
    interfaces: list[Interface] = []
    places: list[Place] = []
    for account in where.accounts:
        for site in account.sites:
            members: dict[str, tuple[int, ...]] = {}
            gateway = len(interfaces) + len(site.instances)
            subnet = described[site.instances[0].id]["SubnetId"]
            known = [_of_instance(account, site, described[i.id], assigned[i.id], gateway) for i in site.instances]
            for interface in (*known, *_managed(account, site, subnet, {i.address for i in known})):
                members[interface.job] = (*members.get(interface.job, ()), len(interfaces))
                interfaces.append(interface)
            places.append(Place(len(places), account, site, members))
    return Network(tuple(interfaces), tuple(places))


def _of_instance(account: Account, site: Site, described: Json, job: str, gateway: int) -> Interface:
    return Interface(
        described["NetworkInterfaces"][0]["NetworkInterfaceId"],
        account.id,
        site.region,
        site.vpc,
        described["SubnetId"],
        described["InstanceId"],
        int(IPv4Address(described["PrivateIpAddress"])),
        job,
        -1 if job in PUBLIC else gateway,
    )


def _managed(account: Account, site: Site, subnet: str, taken: set[int]) -> Iterator[Interface]:
    """The interfaces that belong to no instance, the NAT gateway's first."""
    dice = Dice.of("managed", site.vpc)
    for job, count in _MANAGED:
        for _ in range(count):
            address = _free(taken, dice)
            interface = f"eni-0{dice.hexadecimal(16)}"
            yield Interface(interface, account.id, site.region, site.vpc, subnet, "", address, job, -1)


def _free(taken: set[int], dice: Dice) -> int:
    """An address that nobody in the VPC has yet; from now on it is taken."""
    while (address := int(IPv4Address(addresses.private(dice)))) in taken:
        pass
    taken.add(address)
    return address
