"""Whose a query is, by what the log says of the client and by what the inventory knows.

The owner is the instance that the log names, else the one that the inventory knows the client's address of: in the VPC
that the log names, else in its account, else anywhere. Without an instance the address stands for it, in a VPC as
``vpc-…/address``: networks may use the same private addresses.
"""

from __future__ import annotations

from typing import NamedTuple

from models.enrichment.instances import Interface
from models.enrichment.inventory import Inventory
from models.owner import Owner


class Named(NamedTuple):
    """What a log says of a client, as `models.dns.query.Query` has it."""

    address: str
    instance: str
    account: str
    region: str
    vpc: str


class Client(NamedTuple):
    """Who asked.

    Attributes:
        owner: its name is empty if nothing tells.
        vpc: ``vpc-…``; empty if not known.
        address: empty if the log does not tell.
    """

    owner: Owner
    vpc: str
    address: str


def client_of(inventory: Inventory | None, named: Named) -> Client:
    """Find a client and its owner."""
    instance, vpc, address = named.instance, named.vpc, named.address
    if inventory is not None and address and not (instance and vpc):
        interface = _interface(inventory, named)
        if interface is not None and instance in {"", interface.instance_id}:
            instance, vpc = interface.instance_id, vpc or interface.vpc_id
    name = instance or (f"{vpc}/{address}" if vpc and address else address)
    return Client(Owner(named.account, named.region, name), vpc, address)


def _interface(inventory: Inventory, named: Named) -> Interface | None:
    """The interface that has the client's address."""
    if named.vpc:
        return inventory.in_vpc(named.vpc, named.address)
    if named.account:
        return inventory.in_account(named.account, named.address)
    return inventory.public(named.address)
