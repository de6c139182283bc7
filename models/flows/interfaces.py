"""Whose an interface is, by what a record says and by what the inventory knows.

The owner is the instance that the record names, else the one that the inventory attaches the interface to, else the
interface itself. Where a record names neither, as Zeek's do, each local address is an owner.

Interfaces that belong to a service of AWS and to no instance (NAT gateways, load balancers, endpoints, databases) are
left out: their traffic is that of whoever uses the service, and whom it belongs to is on record there.
"""

from __future__ import annotations

from typing import NamedTuple

from models.enrichment.instances import Interface
from models.enrichment.inventory import Inventory
from models.flows.addresses import packed
from models.flows.columns import Named
from models.owner import Owner

#: Why records are left out: the interface is a service's.
AWS_INTERFACE = "aws-interface"


class Site(NamedTuple):
    """An interface of an owner.

    Attributes:
        owner: its name is empty where each local address is one.
        interface: ``eni-…``; empty if the records name none.
        vpc: likewise ``subnet``; empty if not known.
        cluster: the Amazon EMR cluster of the instance.
        router: it takes what is neither to nor from itself, as its source/destination check is off.
    """

    owner: Owner
    interface: str
    vpc: str
    subnet: str
    cluster: str
    router: bool


class Located(NamedTuple):
    """What is known of an interface.

    Attributes:
        site: it and its owner.
        addresses: those that it has within its network, 16 bytes each, as far as the inventory knows.
        left_out: why its records are; empty if they are not.
    """

    site: Site
    addresses: tuple[bytes, ...]
    left_out: str


def locate(inventory: Inventory | None, named: Named) -> Located:
    """Find an interface and its owner."""
    interface, instance = named.interface_id or "", named.instance_id or ""
    known = inventory.interface(interface) if inventory is not None and interface else None
    service = known.service if known is not None and not (instance or known.instance_id) else ""
    if known is not None:
        instance = instance or known.instance_id
    of = inventory.instance(instance) if inventory is not None and instance else None
    site = Site(
        owner=Owner(named.account_id or "", named.region or "", instance or interface),
        interface=interface,
        vpc=named.vpc_id or (known.vpc_id if known else ""),
        subnet=named.subnet_id or (known.subnet_id if known else ""),
        cluster=of.emr_cluster if of else "",
        router=known is not None and not known.source_dest_check,
    )
    own = (known,) if known else of.interfaces if of else ()
    return Located(site, _addresses(own), AWS_INTERFACE if service else "")


def _addresses(interfaces: tuple[Interface, ...]) -> tuple[bytes, ...]:
    texts = [text for each in interfaces for text in (*(private for private, _ in each.private), *each.ipv6)]
    return tuple(address for text in texts if (address := packed(text)))
