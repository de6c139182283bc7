"""The organisation's instances, as ``aws ec2 describe-instances`` prints them (member names: Amazon EC2 API)."""

from __future__ import annotations

from collections.abc import Mapping

from models.simulate.clock import DAY, iso
from models.simulate.cloudtrail.identity import Json
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1, Account, Instance, Organisation, Site

_TYPES = ("t3.medium", "m6i.large", "m7g.large", "c6i.xlarge", "r6i.large")

#: How long before the logs an instance was started, in days.
_AGE = (2, 300)


def instances(where: Organisation, until: int, tags: Mapping[str, list[Json]] | None = None) -> Json:
    """What the command prints, all accounts and Regions in one document.

    Args:
        where: whose instances.
        until: all of them were started before this instant.
        tags: by instance, those that it has besides.
    """
    more = tags or {}
    return {
        "Reservations": [
            _reservation(
                account,
                site,
                instance,
                until,
                _fleet(account, site, instance) + more.get(instance.id, []),
                Dice.of(where.seed, "inventory", instance.id),
            )
            for account in where.accounts
            for site in account.sites
            for instance in site.instances
        ]
    }


def _reservation(account: Account, site: Site, instance: Instance, until: int, tags: list[Json], dice: Dice) -> Json:
    started = until - dice.randrange(_AGE[0] * DAY, _AGE[1] * DAY)
    profile = f"arn:aws:iam::{account.id}:instance-profile/{instance.role}"
    group = _shared("sg", site.vpc)
    described = {
        "InstanceId": instance.id,
        "ImageId": f"ami-0{dice.hexadecimal(16)}",
        "InstanceType": dice.choice(_TYPES),
        "LaunchTime": iso(started).replace("Z", "+00:00"),
        "State": {"Code": 16, "Name": "running"},
        "Placement": {"AvailabilityZone": f"{site.region}{dice.choice('abc')}", "GroupName": "", "Tenancy": "default"},
        "IamInstanceProfile": {"Arn": profile, "Id": f"AIPA{dice.base32(17)}"},
        "VpcId": site.vpc,
        "SubnetId": _shared("subnet", site.vpc),
        "PrivateIpAddress": instance.private_address,
        "PublicIpAddress": instance.public_address,
        "SecurityGroups": [_group(group)],
        "NetworkInterfaces": [_interface(account, site, instance, started, group, dice)],
        "Tags": [
            {"Key": "Name", "Value": f"{instance.role.removesuffix('-instance')}-{account.name}"},
            {"Key": "stage", "Value": account.name},
            *tags,
        ],
    }
    return {
        "ReservationId": f"r-0{dice.hexadecimal(16)}",
        "OwnerId": account.id,
        "Groups": [],
        "Instances": [described],
    }


def _fleet(account: Account, site: Site, instance: Instance) -> list[Json]:
    """The tag that Amazon EC2 Auto Scaling gives: instances of a Region that share a role are of one group."""
    if sum(other.role == instance.role for other in site.instances) < 2:
        return []
    return [{"Key": "aws:autoscaling:groupName", "Value": f"{instance.role}-{account.name}"}]


def _group(group: str) -> Json:
    """A security group as instances and interfaces name it."""
    return {"GroupId": group, "GroupName": "applications"}


def _interface(account: Account, site: Site, instance: Instance, started: int, group: str, dice: Dice) -> Json:
    public = {
        "IpOwnerId": "amazon",
        "PublicDnsName": _public_name(instance.public_address, site.region),
        "PublicIp": instance.public_address,
    }
    name = _private_name(instance.private_address, site.region)
    return {
        "NetworkInterfaceId": f"eni-0{dice.hexadecimal(16)}",
        "OwnerId": account.id,
        "InterfaceType": "interface",
        "Description": "",
        "Status": "in-use",
        "SourceDestCheck": True,
        "VpcId": site.vpc,
        "SubnetId": _shared("subnet", site.vpc),
        "Groups": [_group(group)],
        "Attachment": {
            "AttachmentId": f"eni-attach-0{dice.hexadecimal(16)}",
            "AttachTime": iso(started).replace("Z", "+00:00"),
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "Status": "attached",
        },
        "Association": public,
        "PrivateDnsName": name,
        "PrivateIpAddress": instance.private_address,
        "PrivateIpAddresses": [
            {
                "Association": public,
                "Primary": True,
                "PrivateDnsName": name,
                "PrivateIpAddress": instance.private_address,
            }
        ],
        "Ipv6Addresses": [],
    }


def _shared(kind: str, vpc: str) -> str:
    """The id of what a network has one of."""
    return f"{kind}-0{Dice.of(kind, vpc).hexadecimal(16)}"


def _private_name(address: str, region: str) -> str:
    zone = "ec2.internal" if region == US_EAST_1 else f"{region}.compute.internal"
    return f"ip-{address.replace('.', '-')}.{zone}"


def _public_name(address: str, region: str) -> str:
    zone = "compute-1.amazonaws.com" if region == US_EAST_1 else f"{region}.compute.amazonaws.com"
    return f"ec2-{address.replace('.', '-')}.{zone}"
