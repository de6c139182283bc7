"""Where issued credentials were used from, and whose place that is.

What an address is is looked up once, when a record is read: in AWS's published ranges, in the inventory and in the
database of autonomous systems. The answer, a `Way`, holds all that is needed to judge it later.
"""

from __future__ import annotations

import re
from ipaddress import ip_network

import msgspec

from models.aws.addresses import Address, Network, address_of
from models.cloudtrail.principal import account, account_text, by_service, identity
from models.cloudtrail.record import CloudTrailRecord
from models.config.places import Places
from models.credentials.issued import FUNCTION, INSTANCE, Issued
from models.enrichment.enricher import Enricher
from models.enrichment.instances import Interface

#: Kinds of places. `OUTSIDE`: a public address that is not AWS's. `ENDPOINT`: a VPC endpoint of another account.
#: `ABROAD`: an address of EC2 in another Region than what the credentials were issued to. `EC2`: any other one of EC2.
#: `UNKNOWN`: a public address, and AWS's ranges are not known. `PRIVATE`: inside of a VPC of nobody else.
OUTSIDE, ENDPOINT, ABROAD, EC2, UNKNOWN, PRIVATE = "outside", "endpoint", "abroad", "ec2", "unknown", "private"

#: Places that by themselves are not where credentials were issued to.
STRANGE = frozenset({OUTSIDE, ENDPOINT, ABROAD})

#: Of the internet; the others are of VPCs.
PUBLIC = frozenset({OUTSIDE, ABROAD, EC2, UNKNOWN})

#: Whose a place is, where it is that of what the credentials were issued to, or a gateway of the organisation.
OWN = "own"

#: Addresses of VPCs that need no endpoint to be known as such. Those of 198.18.0.0/15 are used in VPCs, too.
_WITHIN: tuple[Network, ...] = tuple(
    ip_network(block)
    for block in (
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "fc00::/7",
        "fe80::/10",
    )
)

#: The least networks that an organisation has of a provider, in bits: its way out has one of the addresses.
_NETWORK_BITS = {4: 24, 6: 48}

#: Of EC2, an IPv4 address is one's own; of IPv6 addresses a VPC has a network, and containers have one each.
_EC2_BITS = {4: 32, 6: 56}

#: Autonomous systems that EC2's addresses are in, by their numbers, and by their names, which some ISPs' look like. In
#: China others run them for AWS.
_AMAZON = frozenset({"7224", "8987", "14618", "16509", "55960", "135629"})
_AMAZON_NAME = re.compile(r"(?i)amazon(?:\.com|-02|-aes|-| data services| technologies)")

_REGION = re.compile(r"[a-z]{2,}(?:-[a-z]+)+-\d+")
_LEADING_ZEROS = re.compile(r"(?<![\d:a-fA-F])0+(?=\d)")


class Way(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One way that issued credentials are used.

    Attributes:
        holder: what they were issued to (`Issued.name`).
        kind: of the holder.
        sure: `Issued.sure`.
        place: of the kinds above.
        source: the address; before it the VPC's endpoint, or its account if it is another. Empty if it does not matter.
        network: what one way out has in common: a network outside of AWS, a VPC's of IPv6, an account's endpoints; else
            the source.
        region: the Region that AWS has the address in; empty if it is not AWS's, or not known.
        owner: `OWN`, another instance (``i-…``) of the account, an instance's other account; empty if not known.
        remote: the other account whose place it is; empty if it is no other's, or not known.
        affiliated: it is of the organisation.
    """

    holder: str
    kind: str
    sure: bool
    place: str
    source: str = ""
    network: str = ""
    region: str = ""
    owner: str = ""
    remote: str = ""
    affiliated: bool = False

    @property
    def strange(self) -> bool:
        """Whether the place alone says that it is not where the credentials were issued to."""
        return self.place in STRANGE

    @property
    def found_as(self) -> str:
        """What is remembered of it when it was found: a strange network, whoever comes from it, else the way itself."""
        return self.network if self.strange else f"{self.holder} {self.source}"


class Whereabouts:
    """Answers where calls came from.

    Args:
        known: the inventory, AWS's ranges and who runs which networks.
        accounts: those of the organisation (`organisation`).
    """

    def __init__(self, known: Enricher, accounts: frozenset[str] = frozenset()) -> None:
        self._inventory, self._ranges, self._accounts = known.inventory, known.aws_ranges, accounts
        self._place = known.place

    def way(self, record: CloudTrailRecord, issued: Issued) -> Way | None:
        """The way of a call; None if it tells nothing.

        AWS services that call for themselves or on somebody's behalf do so from places of their own. So do those that
        call from addresses that AWS has for other services than EC2.
        """
        address = address_of(_LEADING_ZEROS.sub("", record.source_ip_address or ""))
        if address is None or by_service(record):
            return None
        endpoint = account_text(record.vpc_endpoint_account_id)
        if record.vpc_endpoint_id or endpoint or any(address in block for block in _WITHIN):
            return self._within(record, issued, str(address), endpoint)
        return self._public(record, issued, address)

    def _within(self, record: CloudTrailRecord, issued: Issued, address: str, endpoint: str) -> Way | None:
        """A way from inside of a VPC."""
        own = _accounts(record)
        interface = next(filter(None, (self._inventory.in_account(name, address) for name in sorted(own))), None)
        owner = _owner(interface, issued, own)
        head = (issued.name, issued.kind, issued.sure)
        affiliated = endpoint in self._accounts
        if endpoint and endpoint not in own and not (affiliated and owner == OWN):
            names = f"{endpoint}/{address}", f"endpoints of {endpoint}"
            return Way(*head, ENDPOINT, *names, remote=endpoint, affiliated=affiliated)
        if issued.kind == FUNCTION:
            return None
        source = f"{record.vpc_endpoint_id}/{address}" if record.vpc_endpoint_id else address
        return Way(*head, PRIVATE, source, source, "", owner)

    def _public(self, record: CloudTrailRecord, issued: Issued, address: Address) -> Way | None:
        """A way over the internet."""
        text = str(address)
        aws = self._ranges.find(text) if self._ranges else None
        if aws is not None and "EC2" not in aws.services:
            return None
        interface = self._inventory.public(text)
        own = _accounts(record)
        owner = _owner(interface, issued, own)
        head = (issued.name, issued.kind, issued.sure)
        if aws is None and interface is None and self._outside(text):
            return Way(*head, OUTSIDE, text, _network(address, _NETWORK_BITS))
        region = aws.region if aws else ""
        if issued.kind == FUNCTION:
            return Way(*head, EC2)
        remote = interface.account if interface and owner == interface.account else ""
        home = issued.region or self._region(issued)
        abroad = home and _REGION.fullmatch(region) and region != home and not owner
        place = ABROAD if abroad else EC2 if self._ranges else UNKNOWN
        network = _network(address, _EC2_BITS if self._ranges else _NETWORK_BITS)
        return Way(*head, place, text, network, region, owner, remote, bool(remote))

    def _outside(self, address: str) -> bool:
        """Whether an address that AWS's list does not have is not AWS's: by its autonomous system, else by the list.

        AWS announces addresses that its customers bring, and does not list them.
        """
        place = self._place(address)
        if not place.asn:
            return self._ranges is not None
        return place.asn not in _AMAZON and not _AMAZON_NAME.match(place.asn_org)

    def _region(self, issued: Issued) -> str:
        """The Region of an instance, by the inventory."""
        found = self._inventory.instance(issued.name) if issued.kind == INSTANCE else None
        region = _REGION.match(found.availability_zone) if found else None
        return region[0] if region else ""


def organisation(places: Places, known: Enricher) -> frozenset[str]:
    """The accounts that are known to be the organisation's: those that the configuration or the inventory names."""
    return known.inventory.accounts() | {place[:12] for place in (*places.enabled, *places.disabled)}


def _network(address: Address, bits: dict[int, int]) -> str:
    """The network that an address is in; the address, if it is a network by itself."""
    network = ip_network((address, bits[address.version]), strict=False)
    return str(address) if network.num_addresses == 1 else str(network)


def _accounts(record: CloudTrailRecord) -> set[str]:
    """Whose the credentials are. Exports write it differently in one record."""
    return {account(record), account_text(identity(record).account_id)} - {""}


def _owner(interface: Interface | None, issued: Issued, own: set[str]) -> str:
    """Whose place an interface's address is, as in `Way`."""
    if interface is None:
        return ""
    gateway = not interface.instance_id or bool(interface.service) or not interface.source_dest_check
    if gateway or interface.instance_id == issued.name:
        return OWN
    return interface.instance_id if interface.account in own else interface.account
