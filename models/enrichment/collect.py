"""From what the AWS CLI prints to compact instances and interfaces: what many have in common is kept once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from models.enrichment import printed
from models.enrichment.instances import Instance, Interface, OpenPorts, Pair

_MOST_PORTS = 65_535
_EVERYWHERE = ("0.0.0.0/0", "::/0")
_WITH_PORTS = ("tcp", "udp")
_ALL_PROTOCOLS = "-1"


class Collected:
    """What was read so far, later prints over earlier ones.

    Attributes:
        instances: by id, without interfaces.
        images: id -> description.
        rules: security group -> the ports that it opens to the whole internet.
        skipped: elements without an id.
    """

    def __init__(self) -> None:
        self.instances: dict[str, Instance] = {}
        self.images: dict[str, str] = {}
        self.rules: dict[str, tuple[OpenPorts, ...]] = {}
        self.skipped = 0
        self._of_instances: dict[str, Interface] = {}
        self._interfaces: dict[str, Interface] = {}
        self._shared: dict[Any, Any] = {}

    def add(self, element: printed.Element) -> None:
        """Take in what a command printed."""
        if isinstance(element, printed.Owned):
            if self._has_id(element.instance.instance_id):
                self._add_instance(element.instance, self._share(element.account))
        elif isinstance(element, printed.NetworkInterface):
            if self._has_id(element.network_interface_id):
                self._interfaces[element.network_interface_id] = self._interface(element, element.owner_id, "")
        elif isinstance(element, printed.SecurityGroup):
            if self._has_id(element.group_id):
                self.rules[element.group_id] = tuple(_open_ports(element.ip_permissions))
        elif self._has_id(element.image_id):
            self.images[element.image_id] = element.description

    def all_interfaces(self) -> dict[str, Interface]:
        """The interfaces, each with all that was printed of it."""
        found = dict(self._of_instances)
        for interface_id, interface in self._interfaces.items():
            known = found.get(interface_id)
            found[interface_id] = _filled(interface, known) if known else interface
        return found

    def _has_id(self, name: str) -> bool:
        self.skipped += not name
        return bool(name)

    def _add_instance(self, instance: printed.Instance, account: str) -> None:
        share = self._share
        profile = instance.iam_instance_profile or printed.IamInstanceProfile()
        made = Instance(
            id=share(instance.instance_id),
            account=account,
            type=share(instance.instance_type),
            state=share(instance.state.name) if instance.state else "",
            image_id=share(instance.image_id),
            launch_time=instance.launch_time,
            availability_zone=share(instance.placement.availability_zone) if instance.placement else "",
            platform=share(instance.platform),
            outpost_arn=share(instance.outpost_arn),
            profile=share((profile.arn, profile.id)),
            product_codes=share(
                tuple((code.product_code_id, code.product_code_type) for code in instance.product_codes)
            ),
            tags=tuple((share(tag.key), share(tag.value)) for tag in instance.tags),
        )
        self.instances[made.id] = made
        for interface in instance.network_interfaces:
            if self._has_id(interface.network_interface_id):
                self._of_instances[interface.network_interface_id] = self._interface(interface, account, made.id)

    def _interface(self, interface: printed.NetworkInterface, account: str, instance_id: str) -> Interface:
        share = self._share
        attachment = interface.attachment or printed.Attachment()
        addresses = sorted(interface.private_ip_addresses, key=lambda each: not each.primary)
        private = tuple((each.private_ip_address, each.private_dns_name) for each in addresses)
        associated = [each.association for each in addresses if each.association]
        if not associated and interface.association:
            associated = [interface.association]
        return Interface(
            id=interface.network_interface_id,
            account=share(interface.owner_id or account),
            instance_id=share(attachment.instance_id or instance_id),
            type=share(interface.interface_type),
            description=share(interface.description),
            requester=share(interface.requester_id if interface.requester_managed else ""),
            operator=share(interface.operator.principal) if interface.operator and interface.operator.managed else "",
            device_index=attachment.device_index,
            source_dest_check=interface.source_dest_check,
            vpc_id=share(interface.vpc_id),
            subnet_id=share(interface.subnet_id),
            private_dns_name=interface.private_dns_name,
            private=private or _alone(interface.private_ip_address, interface.private_dns_name),
            public=tuple((each.public_ip, each.public_dns_name) for each in associated if each.public_ip),
            ipv6=tuple(each.ipv6_address for each in interface.ipv6_addresses),
            groups=share(tuple(share((group.group_id, group.group_name)) for group in interface.groups)),
        )

    def _share(self, value: Any) -> Any:
        return self._shared.setdefault(value, value)


def collect(files: Iterable[tuple[str, bytes]]) -> Collected:
    """What files hold, by their names and contents, the later the newer.

    Raises:
        ValueError: one cannot be read; the message names it and the place in it.
    """
    collected = Collected()
    for name, content in files:
        try:
            for element in printed.elements(content):
                collected.add(element)
        except (ValueError, RecursionError) as error:
            msg = f"{name}: {error}"
            raise ValueError(msg) from None
    return collected


def _alone(address: str, dns_name: str) -> tuple[Pair, ...]:
    return ((address, dns_name),) if address else ()


def _filled(interface: Interface, other: Interface) -> Interface:
    """An interface, with the other print's text and lists where its own are empty."""
    gaps = {name: getattr(other, name) for name in interface.__struct_fields__ if getattr(interface, name) in ("", ())}
    return msgspec.structs.replace(interface, **gaps)


def _open_ports(permissions: Iterable[printed.Permission]) -> Iterator[OpenPorts]:
    for permission in permissions:
        ranges = [each.cidr_ip for each in permission.ip_ranges] + [each.cidr_ipv6 for each in permission.ipv6_ranges]
        if not any(each in _EVERYWHERE for each in ranges):
            continue
        if permission.ip_protocol in _WITH_PORTS and permission.from_port >= 0:
            yield OpenPorts(permission.ip_protocol, permission.from_port, permission.to_port)
        elif permission.ip_protocol in (*_WITH_PORTS, _ALL_PROTOCOLS):
            yield OpenPorts(permission.ip_protocol, 0, _MOST_PORTS)
        else:
            yield OpenPorts(permission.ip_protocol, 0, 0)
