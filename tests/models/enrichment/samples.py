"""What the AWS CLI prints, by hand: an instance with two interfaces, a cluster's node, and interfaces of services."""

from __future__ import annotations

import copy
import json
from typing import Any

ACCOUNT, OTHER_ACCOUNT = "111122223333", "444455556666"
VPC, OTHER_VPC = "vpc-0a1b2c3d4e5f60718", "vpc-0f1e2d3c4b5a69788"
WEB, NODE = "i-0123456789abcdef0", "i-0fedcba9876543210"
WEB_ENI, WEB_ENI_2, NODE_ENI = "eni-0aaaaaaaaaaaaaaa1", "eni-0aaaaaaaaaaaaaaa2", "eni-0bbbbbbbbbbbbbbb1"
HIDDEN = "10.0.7.7"
WEB_GROUP, NODE_GROUP = "sg-0c11111111111111", "sg-0c22222222222222"

_WEB_ADDRESSES = [
    {
        "Primary": False,
        "PrivateDnsName": "ip-10-0-1-21.eu-west-1.compute.internal",
        "PrivateIpAddress": "10.0.1.21",
    },
    {
        "Association": {
            "IpOwnerId": ACCOUNT,
            "PublicDnsName": "ec2-203-0-113-10.eu-west-1.compute.amazonaws.com",
            "PublicIp": "203.0.113.10",
        },
        "Primary": True,
        "PrivateDnsName": "ip-10-0-1-20.eu-west-1.compute.internal",
        "PrivateIpAddress": "10.0.1.20",
    },
]

_WEB_INTERFACES: list[dict[str, Any]] = [
    {
        "Attachment": {
            "AttachTime": "2026-02-01T08:00:00+00:00",
            "AttachmentId": "eni-attach-02",
            "DeleteOnTermination": False,
            "DeviceIndex": 1,
            "Status": "attached",
            "NetworkCardIndex": 0,
        },
        "Description": "",
        "Groups": [],
        "Ipv6Addresses": [],
        "MacAddress": "0a:00:00:00:00:02",
        "NetworkInterfaceId": WEB_ENI_2,
        "OwnerId": ACCOUNT,
        "PrivateIpAddress": "10.0.9.5",
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "10.0.9.5"}],
        "SourceDestCheck": False,
        "Status": "in-use",
        "SubnetId": "subnet-09",
        "VpcId": VPC,
        "InterfaceType": "interface",
    },
    {
        "Association": _WEB_ADDRESSES[1]["Association"],
        "Attachment": {
            "AttachTime": "2026-02-01T08:00:00+00:00",
            "AttachmentId": "eni-attach-01",
            "DeleteOnTermination": True,
            "DeviceIndex": 0,
            "Status": "attached",
            "NetworkCardIndex": 0,
        },
        "Description": "Primary network interface",
        "Groups": [{"GroupName": "web", "GroupId": WEB_GROUP}],
        "Ipv6Addresses": [{"Ipv6Address": "2001:db8:1::20"}],
        "MacAddress": "0a:00:00:00:00:01",
        "NetworkInterfaceId": WEB_ENI,
        "OwnerId": ACCOUNT,
        "PrivateDnsName": "ip-10-0-1-20.eu-west-1.compute.internal",
        "PrivateIpAddress": "10.0.1.20",
        "PrivateIpAddresses": _WEB_ADDRESSES,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": "subnet-01",
        "VpcId": VPC,
        "InterfaceType": "interface",
    },
]

_WEB_INSTANCE = {
    "AmiLaunchIndex": 0,
    "ImageId": "ami-0123456789abcdef0",
    "InstanceId": WEB,
    "InstanceType": "t3.micro",
    "KeyName": "ops",
    "LaunchTime": "2026-02-01T08:00:00+00:00",
    "Monitoring": {"State": "disabled"},
    "Placement": {"AvailabilityZone": "eu-west-1a", "GroupName": "", "Tenancy": "default"},
    "PrivateDnsName": "ip-10-0-1-20.eu-west-1.compute.internal",
    "PrivateIpAddress": "10.0.1.20",
    "ProductCodes": [{"ProductCodeId": "abcdefghij0123456789", "ProductCodeType": "marketplace"}],
    "PublicIpAddress": "203.0.113.10",
    "State": {"Code": 16, "Name": "running"},
    "SubnetId": "subnet-01",
    "VpcId": VPC,
    "Architecture": "x86_64",
    "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"Status": "attached", "VolumeId": "vol-01"}}],
    "IamInstanceProfile": {"Arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web", "Id": "AIPAEXAMPLEEXAMPLE123"},
    "NetworkInterfaces": _WEB_INTERFACES,
    "OutpostArn": f"arn:aws:outposts:eu-west-1:{ACCOUNT}:outpost/op-0123456789abcdef0",
    "Platform": "windows",
    "SourceDestCheck": True,
    "Tags": [{"Key": "Name", "Value": "web-1"}, {"Key": "empty", "Value": ""}],
    "MetadataOptions": {"State": "applied", "HttpTokens": "required"},
}

_NODE_INSTANCE = {
    "ImageId": "ami-0fedcba9876543210",
    "InstanceId": NODE,
    "InstanceType": "m5.xlarge",
    "LaunchTime": "2026-02-02T08:00:00+00:00",
    "Placement": {"AvailabilityZone": "eu-west-1b"},
    "State": {"Code": 16, "Name": "running"},
    "NetworkInterfaces": [
        {
            "Attachment": {"DeviceIndex": 0},
            "Groups": [{"GroupName": "ElasticMapReduce-slave", "GroupId": NODE_GROUP}],
            "NetworkInterfaceId": NODE_ENI,
            "OwnerId": ACCOUNT,
            "PrivateIpAddress": "10.0.2.30",
            "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "10.0.2.30"}],
            "SubnetId": "subnet-02",
            "VpcId": VPC,
        }
    ],
    "Tags": [{"Key": "aws:elasticmapreduce:job-flow-id", "Value": "j-1K48XXXXXXHCB"}],
}

_INSTANCES: dict[str, Any] = {
    "Reservations": [
        {"ReservationId": "r-01", "OwnerId": ACCOUNT, "Groups": [], "Instances": [_WEB_INSTANCE]},
        {"ReservationId": "r-02", "OwnerId": ACCOUNT, "Instances": [_NODE_INSTANCE]},
    ]
}


def instances() -> dict[str, Any]:
    """``aws ec2 describe-instances``."""
    return copy.deepcopy(_INSTANCES)


def interface(number: int, address: str, **members: Any) -> dict[str, Any]:
    """One of ``aws ec2 describe-network-interfaces``."""
    return {
        "AvailabilityZone": "eu-west-1a",
        "Description": "",
        "Groups": [],
        "InterfaceType": "interface",
        "Ipv6Addresses": [],
        "MacAddress": "0a:00:00:00:01:00",
        "NetworkInterfaceId": f"eni-{number:017x}",
        "OwnerId": ACCOUNT,
        "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}],
        "RequesterManaged": False,
        "SourceDestCheck": True,
        "Status": "in-use",
        "SubnetId": "subnet-01",
        "TagSet": [],
        "VpcId": VPC,
        **members,
    }


def interfaces(*listed: dict[str, Any]) -> dict[str, Any]:
    """``aws ec2 describe-network-interfaces``."""
    return {"NetworkInterfaces": list(listed)}


def group(group_id: str, *permissions: dict[str, Any]) -> dict[str, Any]:
    """``aws ec2 describe-security-groups`` of one group."""
    return {
        "SecurityGroups": [
            {
                "Description": "a group",
                "GroupName": "group",
                "OwnerId": ACCOUNT,
                "GroupId": group_id,
                "IpPermissions": list(permissions),
                "IpPermissionsEgress": [{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
                "VpcId": VPC,
            }
        ]
    }


def permission(protocol: str, first: int | None, last: int | None, *blocks: str) -> dict[str, Any]:
    """A rule of a group."""
    ports = {} if first is None else {"FromPort": first, "ToPort": last}
    return {
        "IpProtocol": protocol,
        **ports,
        "UserIdGroupPairs": [],
        "IpRanges": [{"CidrIp": each, "Description": "why"} for each in blocks if ":" not in each],
        "Ipv6Ranges": [{"CidrIpv6": each} for each in blocks if ":" in each],
        "PrefixListIds": [],
    }


def printed(*documents: Any) -> bytes:
    """Documents one after another, as the CLI prints them."""
    return b"\n".join(json.dumps(document, indent=4).encode() for document in documents)
