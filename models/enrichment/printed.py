"""What the AWS CLI prints of instances and what belongs to them, as far as the inventory needs it.

Four commands' output is read: ``aws ec2 describe-instances``, ``describe-network-interfaces``,
``describe-security-groups`` and ``describe-images``, in any number of documents in one file: an array of them, one on
each line, or one after another. A document may hold several kinds. The member names are those of Amazon EC2's API.

Elements are decoded one at a time, because what is kept of a print is a small part of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias, TypeVar

import msgspec


class _Shape(msgspec.Struct, gc=False, rename="pascal"):
    """A structure of the API; what is not printed is empty."""


class Tag(_Shape):
    """A tag of an instance."""

    key: str = ""
    value: str = ""


class Group(_Shape):
    """A security group that an interface has."""

    group_id: str = ""
    group_name: str = ""


class Association(_Shape):
    """A public address that a private one has."""

    public_ip: str = ""
    public_dns_name: str = ""


class PrivateAddress(_Shape):
    """A private IPv4 address of an interface."""

    private_ip_address: str = ""
    private_dns_name: str = ""
    primary: bool = False
    association: Association | None = None


class Ipv6Address(_Shape):
    """An IPv6 address of an interface."""

    ipv6_address: str = ""


class Attachment(_Shape):
    """What an interface is attached to."""

    instance_id: str = ""
    device_index: int = 0


class Operator(_Shape):
    """The service that manages an interface for its owner."""

    managed: bool = False
    principal: str = ""


class NetworkInterface(_Shape):
    """Of both commands that print interfaces; only describe-network-interfaces has requester and tags."""

    network_interface_id: str = ""
    owner_id: str = ""
    interface_type: str = ""
    description: str = ""
    requester_id: str = ""
    requester_managed: bool = False
    source_dest_check: bool = True
    vpc_id: str = ""
    subnet_id: str = ""
    private_ip_address: str = ""
    private_dns_name: str = ""
    private_ip_addresses: list[PrivateAddress] = []
    ipv6_addresses: list[Ipv6Address] = []
    groups: list[Group] = []
    association: Association | None = None
    attachment: Attachment | None = None
    operator: Operator | None = None


class IamInstanceProfile(_Shape):
    """The role that programs on an instance have."""

    arn: str = ""
    id: str = ""


class ProductCode(_Shape):
    """A product of the marketplace that an image contains."""

    product_code_id: str = ""
    product_code_type: str = ""


class State(_Shape):
    """What an instance does: ``running``, ``stopped``."""

    name: str = ""


class Placement(_Shape):
    """Where an instance is."""

    availability_zone: str = ""


class Instance(_Shape):
    """Of describe-instances."""

    instance_id: str = ""
    instance_type: str = ""
    state: State | None = None
    image_id: str = ""
    launch_time: str = ""
    placement: Placement | None = None
    platform: str = ""
    outpost_arn: str = ""
    iam_instance_profile: IamInstanceProfile | None = None
    product_codes: list[ProductCode] = []
    tags: list[Tag] = []
    network_interfaces: list[NetworkInterface] = []


class IpRange(_Shape):
    """An IPv4 block."""

    cidr_ip: str = ""


class Ipv6Range(_Shape):
    """An IPv6 block."""

    cidr_ipv6: str = ""


class Permission(_Shape):
    """A rule for what comes in; without ports it is for all, or for a protocol that has none."""

    ip_protocol: str = ""
    from_port: int = -1
    to_port: int = -1
    ip_ranges: list[IpRange] = []
    ipv6_ranges: list[Ipv6Range] = []


class SecurityGroup(_Shape):
    """Of describe-security-groups."""

    group_id: str = ""
    ip_permissions: list[Permission] = []


class Image(_Shape):
    """Of describe-images."""

    image_id: str = ""
    description: str = ""


class _Reservation(_Shape):
    """Instances that were launched together; only here is whose they are."""

    owner_id: str = ""
    instances: list[msgspec.Raw] = []


class _Document(_Shape):
    """What one command printed; a member that is not printed is None."""

    reservations: list[_Reservation] | None = None
    network_interfaces: list[msgspec.Raw] | None = None
    security_groups: list[msgspec.Raw] | None = None
    images: list[msgspec.Raw] | None = None


class Owned(NamedTuple):
    """An instance and the account whose it is."""

    instance: Instance
    account: str


Element: TypeAlias = Owned | NetworkInterface | SecurityGroup | Image

_S = TypeVar("_S", bound=_Shape)

_DECODER = msgspec.json.Decoder(_Document | list[_Document])
_INSTANCE = msgspec.json.Decoder(Instance)
_NETWORK_INTERFACE = msgspec.json.Decoder(NetworkInterface)
_SECURITY_GROUP = msgspec.json.Decoder(SecurityGroup)
_IMAGE = msgspec.json.Decoder(Image)
_EMPTY = _Document()


def elements(content: bytes) -> Iterator[Element]:
    """Everything that the documents of a file list, in order.

    Raises:
        ValueError: it is not such output, or is damaged; the message says where.
    """
    documents: list[_Document] = []
    for each in _DECODER.decode_lines(content.removeprefix(b"\xef\xbb\xbf")):
        documents += each if isinstance(each, list) else [each]
    if not documents or _EMPTY in documents:
        what = f"document {documents.index(_EMPTY) + 1}" if documents else "it"
        msg = f"{what} holds none of Reservations, NetworkInterfaces, SecurityGroups and Images"
        raise ValueError(msg)
    for document in documents:
        yield from _listed(document)


def _listed(document: _Document) -> Iterator[Element]:
    for i, reservation in enumerate(document.reservations or ()):
        for instance in _decoded(_INSTANCE, reservation.instances, f"Reservations[{i}].Instances"):
            yield Owned(instance, reservation.owner_id)
    yield from _decoded(_NETWORK_INTERFACE, document.network_interfaces, "NetworkInterfaces")
    yield from _decoded(_SECURITY_GROUP, document.security_groups, "SecurityGroups")
    yield from _decoded(_IMAGE, document.images, "Images")


def _decoded(decoder: msgspec.json.Decoder[_S], raw: list[msgspec.Raw] | None, member: str) -> Iterator[_S]:
    for i, element in enumerate(raw or ()):
        try:
            yield decoder.decode(element)
        except ValueError as error:
            msg = f"{member}[{i}]: {error}"
            raise ValueError(msg) from None
