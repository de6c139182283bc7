"""Uses of issued credentials for tests: records, what is known beside them, and what is found."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from models.config.places import Places
from models.credentials.collector import UseCollector
from models.credentials.fold import CredentialFolder
from models.credentials.memory import Memory
from models.credentials.use import Uses
from models.credentials.whereabouts import Whereabouts, organisation
from models.detectors import credential_exfiltration
from models.detectors.account import KeyedSighting
from models.detectors.base import DetectorSettings
from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.enricher import Enricher
from models.enrichment.inventory import Inventory
from models.findings.sighting import ApiCall, Occurrence, occurrences
from models.fold import run
from models.times import END_OF_TIME
from tests.records import ACCOUNT, OTHER_ACCOUNT, REGION, event, role

#: Instances of the account and of another one, with their private and public addresses in the inventory.
WEB, BATCH, SISTER = "i-0a1b2c3d4e5f60001", "i-0a1b2c3d4e5f60002", "i-0a1b2c3d4e5f60009"
WEB_PRIVATE, WEB_PUBLIC = "10.20.0.11", "34.240.0.11"
BATCH_PRIVATE, BATCH_PUBLIC = "10.20.0.12", "34.240.0.12"
SISTER_PUBLIC, GATEWAY, BROUGHT = "34.240.9.9", "34.240.7.7", "192.0.2.77"

#: Addresses of EC2 in the Region and in another one that the inventory does not have; one of another service.
STRANGE, ABROAD, OTHER_SERVICE = "34.240.5.5", "3.208.5.5", "54.240.1.1"
OUTSIDE = "198.51.100.7"
ENDPOINT = "vpce-0123456789abcdef0"


def _reservation(account: str, name: str, private: str, *public: str) -> dict[str, Any]:
    addresses = [
        {"PrivateIpAddress": private, "Primary": not i, "Association": {"PublicIp": address}}
        for i, address in enumerate(public)
    ]
    interface = {
        "NetworkInterfaceId": f"eni-{name[2:]}",
        "OwnerId": account,
        "VpcId": "vpc-1",
        "SourceDestCheck": True,
        "Attachment": {"DeviceIndex": 0},
        "PrivateIpAddress": private,
        "PrivateIpAddresses": addresses,
    }
    placement = {"AvailabilityZone": f"{REGION}a"}
    described = {"InstanceId": name, "Placement": placement, "NetworkInterfaces": [interface]}
    return {"OwnerId": account, "Instances": [described]}


_PRINTED = {
    "Reservations": [
        _reservation(ACCOUNT, WEB, WEB_PRIVATE, WEB_PUBLIC, BROUGHT),
        _reservation(ACCOUNT, BATCH, BATCH_PRIVATE, BATCH_PUBLIC),
        _reservation(OTHER_ACCOUNT, SISTER, "10.30.0.9", SISTER_PUBLIC),
    ],
    "NetworkInterfaces": [
        {
            "NetworkInterfaceId": "eni-nat",
            "OwnerId": ACCOUNT,
            "InterfaceType": "nat_gateway",
            "VpcId": "vpc-1",
            "PrivateIpAddresses": [
                {"PrivateIpAddress": "10.20.0.99", "Primary": True, "Association": {"PublicIp": GATEWAY}}
            ],
        }
    ],
}
_RANGES = [
    ("34.240.0.0/13", "eu-west-1", "EC2"),
    ("3.208.0.0/12", "us-east-1", "EC2"),
    ("54.240.0.0/16", "us-east-1", "S3"),
]


def _ranges() -> AwsRanges:
    prefixes = [
        {"ip_prefix": block, "region": region, "service": name, "network_border_group": region}
        for block, region, service in _RANGES
        for name in (service, "AMAZON")
    ]
    ipv6 = {"ipv6_prefix": "2a05:d000::/24", "region": REGION, "service": "EC2", "network_border_group": REGION}
    return AwsRanges.parse(json.dumps({"prefixes": prefixes, "ipv6_prefixes": [ipv6]}).encode())


INVENTORY, RANGES = Inventory.parse([("printed", json.dumps(_PRINTED).encode())]), _ranges()
ALL_KNOWN, NO_INVENTORY, NO_RANGES = Enricher(INVENTORY, RANGES), Enricher(None, RANGES), Enricher(INVENTORY)


def instance(name: str = WEB, *, version: str | None = "2.0", **members: Any) -> dict[str, Any]:
    """The identity of an instance's session; ``version`` None for one that does not say so."""
    identity = role("web", name)
    if version:
        identity["sessionContext"]["ec2RoleDelivery"] = version
    return identity | members


def scoped(kind: str, arn: str, session: str = "x") -> dict[str, Any]:
    """The identity of a session that was issued to a resource of AWS."""
    return role("work", session) | {"inScopeOf": {"issuerType": kind, "credentialsIssuedTo": arn}}


def function(name: str = "orders") -> dict[str, Any]:
    """The identity of a function's session."""
    return scoped("AWS::Lambda::Function", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}", name)


def task(name: str = "0f" * 16) -> dict[str, Any]:
    """The identity of a task's session."""
    return scoped("AWS::ECS::Task", f"arn:aws:ecs:{REGION}:{ACCOUNT}:task/shop/{name}", name)


def call(by: dict[str, Any], when: str, address: str, **members: Any) -> dict[str, Any]:
    """A call with some credentials at a time from an address."""
    return event("sts", "GetCallerIdentity", by=by, eventTime=when, sourceIPAddress=address, **members)


def report(by: dict[str, Any], when: str, address: str, **members: Any) -> dict[str, Any]:
    """Systems Manager's agent reports from an instance."""
    return event("ssm", "UpdateInstanceInformation", by=by, eventTime=when, sourceIPAddress=address, **members)


def collected(batches: Iterable[Sequence[Any]], known: Enricher = ALL_KNOWN) -> dict[bytes, list[Uses]]:
    """The uses of batches of decoded records, by account; each batch is a bundle of its own."""
    collector = UseCollector(Whereabouts(known, organisation(Places(), known)))
    uses: dict[bytes, list[Uses]] = defaultdict(list)
    for batch in batches:
        for record in batch:
            collector.add(record)
        for key, those in collector.take():
            uses[key].append(those)
    return uses


def folder(learning_days: int = 7, **types: DetectorSettings) -> CredentialFolder:
    """A folder with settings of types by the last part of their names, defaults for the others."""
    settings = {
        name: types.get(name.rpartition(".")[2], kind()) for name, kind in credential_exfiltration.SETTINGS.items()
    }
    return CredentialFolder(settings, learning_days)


def sightings(
    batches: Iterable[Sequence[Any]], known: Enricher = ALL_KNOWN, of: CredentialFolder | None = None
) -> list[KeyedSighting]:
    """What is found in batches of decoded records."""
    return [
        keyed
        for account, uses in sorted(collected(batches, known).items())
        for keyed in run(of or folder(), account, None, uses, END_OF_TIME)[2]
    ]


def memory(batches: Iterable[Sequence[Any]], known: Enricher = ALL_KNOWN) -> Memory | None:
    """What is remembered of the test account after batches of decoded records."""
    uses = collected(batches, known)[ACCOUNT.encode()]
    return run(folder(), ACCOUNT.encode(), None, uses, max(each.end_ms for each in uses))[0]


class Told(NamedTuple):
    """A call that is found."""

    type: str
    holder: str
    caller: str
    severity: float


def told(found: Iterable[KeyedSighting]) -> list[Told]:
    """The calls of sightings, in the order of time, types by the last two parts of their names."""
    calls: list[tuple[Occurrence, Told]] = []
    for keyed in found:
        for one in occurrences([keyed.sighting]):
            assert isinstance(one.action, ApiCall)
            name = keyed.key.type.rpartition("/")[2].replace("CredentialExfiltration", "")
            calls.append((one, Told(name, keyed.key.resource, one.action.caller, one.action.severity)))
    return [each for _, each in sorted(calls)]
