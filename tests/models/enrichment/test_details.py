"""An instance as a finding shows it, by GuardDuty's own model."""

import pytest

from models.enrichment.details import instance_details
from models.enrichment.instances import Instance
from models.enrichment.inventory import Inventory
from tests.models.enrichment.samples import (
    ACCOUNT,
    NODE,
    VPC,
    WEB,
    WEB_ENI,
    WEB_ENI_2,
    WEB_GROUP,
    instances,
    interface,
    interfaces,
    printed,
)
from tests.models.enrichment.shown import check_instance_details

IMAGES = {"Images": [{"ImageId": "ami-0123456789abcdef0", "Name": "web", "Description": "Our web server"}]}


def details(instance_id: str, *documents) -> dict:
    known = Inventory.parse([("inventory.json", printed(*documents))])
    return instance_details(known.instance(instance_id))


def test_everything_that_is_known_is_shown():
    shown = details(WEB, instances(), IMAGES)
    check_instance_details(shown)
    name = "ip-10-0-1-20.eu-west-1.compute.internal"
    assert shown == {
        "instanceId": WEB,
        "instanceType": "t3.micro",
        "instanceState": "running",
        "imageId": "ami-0123456789abcdef0",
        "imageDescription": "Our web server",
        "launchTime": "2026-02-01T08:00:00+00:00",
        "availabilityZone": "eu-west-1a",
        "platform": "windows",
        "outpostArn": f"arn:aws:outposts:eu-west-1:{ACCOUNT}:outpost/op-0123456789abcdef0",
        "iamInstanceProfile": {
            "arn": f"arn:aws:iam::{ACCOUNT}:instance-profile/web",
            "id": "AIPAEXAMPLEEXAMPLE123",
        },
        "productCodes": [{"productCodeId": "abcdefghij0123456789", "productCodeType": "marketplace"}],
        "tags": [{"key": "Name", "value": "web-1"}, {"key": "empty", "value": ""}],
        "networkInterfaces": [
            {
                "networkInterfaceId": WEB_ENI,
                "privateIpAddress": "10.0.1.20",
                "privateIpAddresses": [
                    {"privateIpAddress": "10.0.1.20", "privateDnsName": name},
                    {
                        "privateIpAddress": "10.0.1.21",
                        "privateDnsName": "ip-10-0-1-21.eu-west-1.compute.internal",
                    },
                ],
                "privateDnsName": name,
                "publicIp": "203.0.113.10",
                "publicDnsName": "ec2-203-0-113-10.eu-west-1.compute.amazonaws.com",
                "ipv6Addresses": ["2001:db8:1::20"],
                "securityGroups": [{"groupId": WEB_GROUP, "groupName": "web"}],
                "subnetId": "subnet-01",
                "vpcId": VPC,
            },
            {
                "networkInterfaceId": WEB_ENI_2,
                "privateIpAddress": "10.0.9.5",
                "privateIpAddresses": [{"privateIpAddress": "10.0.9.5"}],
                "subnetId": "subnet-09",
                "vpcId": VPC,
            },
        ],
    }


def test_what_is_not_known_is_left_out():
    assert instance_details(Instance("i-01", ACCOUNT)) == {"instanceId": "i-01"}
    shown = details(NODE, instances())
    check_instance_details(shown)
    assert not {"platform", "outpostArn", "iamInstanceProfile", "productCodes", "imageDescription"} & shown.keys()


def test_an_address_that_is_not_in_the_list_of_addresses():
    attached = interface(1, "10.0.7.7", Attachment={"InstanceId": "i-01"}, PrivateIpAddresses=[])
    attached["Association"] = {"PublicIp": "203.0.113.11"}
    [shown] = details("i-01", interfaces(attached))["networkInterfaces"]
    assert (shown["privateIpAddress"], shown["publicIp"]) == ("10.0.7.7", "203.0.113.11")


def test_the_model_refuses_what_guardduty_does_not_have():
    with pytest.raises(AssertionError, match="cpu"):
        check_instance_details({"instanceId": "i-01", "cpu": 4})
