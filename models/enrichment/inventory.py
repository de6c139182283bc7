"""The instance inventory: which instance an interface or an address is, and what is known of it.

It is read from what the AWS CLI prints (`models.enrichment.printed`), of any number of accounts and Regions.
An interface that both describe-instances and describe-network-interfaces print is one; what the latter says counts,
the former fills gaps. Of two prints of one thing by one command the later counts as a whole. An instance that only an
interface names is known by its id. Elements without an id are counted and passed over.

An address that several interfaces have is nobody's: within an account, because networks may use the same private
addresses; else, because the prints are of different times.
"""

from __future__ import annotations

from collections.abc import Iterable
from socket import AF_INET6, inet_ntop

import msgspec

from models.enrichment.addresses import number
from models.enrichment.collect import Collected, collect
from models.enrichment.instances import Instance, Interface, OpenPorts

_ByAddress = dict[str, Interface | None]


class Inventory:
    """Look-ups of instances and interfaces.

    Attributes:
        skipped: elements without an id.
    """

    def __init__(self, collected: Collected) -> None:
        self.skipped = collected.skipped
        self._rules = collected.rules
        self._interfaces = collected.all_interfaces()
        self._instances = _instances(collected, self._interfaces.values())
        self._by_vpc: dict[str, _ByAddress] = {}
        self._by_account: dict[str, _ByAddress] = {}
        self._by_public: _ByAddress = {}
        for interface in self._interfaces.values():
            self._index(interface)

    @classmethod
    def parse(cls, files: Iterable[tuple[str, bytes]]) -> Inventory:
        """Read files, one after another.

        Args:
            files: names and contents, the later the newer.

        Raises:
            ValueError: one cannot be read; the message names it and the place in it.
        """
        return cls(collect(files))

    def counts(self) -> dict[str, int]:
        """How many instances, interfaces and security groups with rules are known."""
        return {
            "instance": len(self._instances),
            "interface": len(self._interfaces),
            "security group": len(self._rules),
        }

    def accounts(self) -> frozenset[str]:
        """The accounts whose interfaces are known."""
        return frozenset(filter(None, self._by_account))

    def instance(self, instance_id: str) -> Instance | None:
        """The instance of an id."""
        return self._instances.get(instance_id)

    def interface(self, interface_id: str) -> Interface | None:
        """The interface of an id."""
        return self._interfaces.get(interface_id)

    def in_vpc(self, vpc_id: str, address: str) -> Interface | None:
        """The interface with a private IPv4 or an IPv6 address in a VPC."""
        return self._by_vpc.get(vpc_id, {}).get(_shortest(address))

    def in_account(self, account: str, address: str) -> Interface | None:
        """The interface of an account with a private IPv4 or an IPv6 address; None if several have it."""
        return self._by_account.get(account, {}).get(_shortest(address))

    def public(self, address: str) -> Interface | None:
        """The interface with a public IPv4 or an IPv6 address."""
        return self._by_public.get(_shortest(address))

    def open_ports(self, instance: Instance) -> tuple[OpenPorts, ...] | None:
        """The ports that security groups of an instance open to the whole internet (0.0.0.0/0 or ::/0), in order.

        Whether the internet has a way to the instance is another matter. None if no rules of its groups are known.
        """
        groups = {group: None for interface in instance.interfaces for group, _ in interface.groups}
        known = [self._rules[group] for group in groups if group in self._rules]
        return _united(ports for rules in known for ports in rules) if known else None

    def _index(self, interface: Interface) -> None:
        ipv6 = [_shortest(address) for address in interface.ipv6]
        within = [address for address, _ in interface.private] + ipv6
        outside = [address for address, _ in interface.public] + ipv6
        for by_address, addresses in (
            (self._by_vpc.setdefault(interface.vpc_id, {}), within),
            (self._by_account.setdefault(interface.account, {}), within),
            (self._by_public, outside),
        ):
            for address in addresses:
                known = by_address.setdefault(address, interface)
                if known is not interface:
                    by_address[address] = None


def _instances(collected: Collected, interfaces: Iterable[Interface]) -> dict[str, Instance]:
    """The instances with their interfaces and the descriptions of their images."""
    attached: dict[str, list[Interface]] = {}
    for interface in interfaces:
        if interface.instance_id:
            attached.setdefault(interface.instance_id, []).append(interface)
    found = dict(collected.instances)
    for instance_id, theirs in attached.items():
        found.setdefault(instance_id, Instance(instance_id, theirs[0].account))
    for instance_id, instance in found.items():
        ordered = sorted(attached.get(instance_id, ()), key=lambda each: (each.device_index, each.id))
        found[instance_id] = msgspec.structs.replace(
            instance, image_description=collected.images.get(instance.image_id, ""), interfaces=tuple(ordered)
        )
    return found


def _united(ports: Iterable[OpenPorts]) -> tuple[OpenPorts, ...]:
    """Ranges that meet or overlap made one."""
    united: list[OpenPorts] = []
    for each in sorted(ports):
        last = united[-1] if united else None
        if last is not None and last.protocol == each.protocol and each.first <= last.last + 1:
            united[-1] = OpenPorts(each.protocol, last.first, max(last.last, each.last))
        else:
            united.append(each)
    return tuple(united)


def _shortest(address: str) -> str:
    """An IPv6 address in its shortest form; anything else as it is."""
    if ":" not in address:
        return address
    known = number(address)
    return inet_ntop(AF_INET6, known[1].to_bytes(16)) if known else address
