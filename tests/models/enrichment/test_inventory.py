"""The inventory: look-ups, what is merged, what is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.instances import OpenPorts
from models.enrichment.inventory import Inventory
from tests.models.enrichment.samples import (
    ACCOUNT,
    HIDDEN,
    NODE,
    NODE_ENI,
    NODE_GROUP,
    OTHER_ACCOUNT,
    OTHER_VPC,
    VPC,
    WEB,
    WEB_ENI,
    WEB_ENI_2,
    WEB_GROUP,
    group,
    instances,
    interface,
    interfaces,
    permission,
    printed,
)


def inventory(*documents) -> Inventory:
    return Inventory.parse([("inventory.json", printed(*documents))])


def test_an_instance_is_found_by_its_id_its_interfaces_and_their_addresses():
    known = inventory(instances())
    web = known.instance(WEB)
    assert (web.account, web.type, web.state, web.tag("Name")) == (ACCOUNT, "t3.micro", "running", "web-1")
    assert [each.id for each in web.interfaces] == [WEB_ENI, WEB_ENI_2]  # by device index
    found = [
        known.interface(WEB_ENI),
        known.in_vpc(VPC, "10.0.1.20"),
        known.in_vpc(VPC, "10.0.1.21"),  # a secondary address
        known.in_account(ACCOUNT, "10.0.1.21"),
        known.public("203.0.113.10"),
        known.public("2001:db8:1::20"),
        known.in_vpc(VPC, "2001:DB8:1:0::20"),
    ]
    assert [each.instance_id for each in found] == [WEB] * len(found)


def test_what_is_not_there_is_not_found():
    known = inventory(instances())
    assert known.instance("i-0") is None
    assert known.interface("eni-0") is None
    assert known.in_vpc(OTHER_VPC, "10.0.1.20") is None
    assert known.in_account(OTHER_ACCOUNT, "10.0.1.20") is None
    assert known.public("10.0.1.20") is None
    assert known.in_vpc(VPC, "not an address:") is None


def test_members_of_a_cluster_and_interfaces_that_forward():
    known = inventory(instances())
    assert known.instance(NODE).emr_cluster == "j-1K48XXXXXXHCB"
    assert known.instance(WEB).emr_cluster == ""
    assert known.interface(WEB_ENI).source_dest_check is True
    assert known.interface(WEB_ENI_2).source_dest_check is False
    assert known.interface(NODE_ENI).source_dest_check is True  # the default


def test_both_commands_prints_of_an_interface_are_one():
    detailed = interface(
        0,
        "10.0.1.20",
        NetworkInterfaceId=WEB_ENI,
        Attachment={"InstanceId": WEB, "InstanceOwnerId": ACCOUNT, "DeviceIndex": 0, "Status": "attached"},
        Description="of the web",
        SourceDestCheck=False,
    )
    for documents in ([instances(), interfaces(detailed)], [interfaces(detailed), instances()]):
        known = inventory(*documents)
        found = known.interface(WEB_ENI)
        assert (found.description, found.source_dest_check) == ("of the web", False)  # describe-network-interfaces wins
        assert found.public == (("203.0.113.10", "ec2-203-0-113-10.eu-west-1.compute.amazonaws.com"),)  # gaps filled
        assert found.groups == ((WEB_GROUP, "web"),)
        assert known.instance(WEB).interfaces[0] == found
        assert known.counts()["interface"] == 3


def test_of_two_prints_by_one_command_the_later_counts():
    later = instances()
    later["Reservations"][0]["Instances"][0]["State"]["Name"] = "stopped"
    del later["Reservations"][0]["Instances"][0]["NetworkInterfaces"][1]["Association"]
    for each in later["Reservations"][0]["Instances"][0]["NetworkInterfaces"][1]["PrivateIpAddresses"]:
        each.pop("Association", None)
    known = Inventory.parse([("1", printed(instances())), ("2", printed(later))])
    assert known.instance(WEB).state == "stopped"
    assert known.public("203.0.113.10") is None
    assert known.counts() == {"instance": 2, "interface": 3, "security group": 0}


def test_an_instance_that_only_an_interface_names():
    attached = interface(1, HIDDEN, Attachment={"InstanceId": "i-0999", "DeviceIndex": 0})
    known = inventory(interfaces(attached))
    assert known.instance("i-0999").account == ACCOUNT
    assert known.in_vpc(VPC, HIDDEN).instance_id == "i-0999"


def test_an_address_of_several_interfaces_is_nobodys():
    known = inventory(interfaces(interface(1, HIDDEN), interface(2, HIDDEN, VpcId=OTHER_VPC), interface(3, "10.0.7.8")))
    assert known.in_account(ACCOUNT, HIDDEN) is None
    assert known.in_vpc(VPC, HIDDEN).id.endswith("1")
    assert known.in_vpc(OTHER_VPC, HIDDEN).id.endswith("2")
    assert known.in_account(ACCOUNT, "10.0.7.8").id.endswith("3")


SERVICES = {
    "nat gateway": ({"InterfaceType": "nat_gateway", "RequesterManaged": True}, "nat-gateway"),
    "as the API's reference writes it": ({"InterfaceType": "natGateway"}, "nat-gateway"),
    "application load balancer": (
        {"RequesterManaged": True, "RequesterId": "amazon-elb", "Description": "ELB app/shop/50dc6c495c0c9188"},
        "load-balancer",
    ),
    "network load balancer": ({"InterfaceType": "network_load_balancer"}, "load-balancer"),
    "database": ({"RequesterManaged": True, "RequesterId": "amazon-rds"}, "rds"),
    "file system": (
        {"RequesterManaged": True, "RequesterId": "012345678901", "Description": "EFS mount target for fs-01"},
        "efs",
    ),
    "function": ({"InterfaceType": "lambda"}, "lambda"),
    "an operator": ({"Operator": {"Managed": True, "Principal": "eks.amazonaws.com"}}, "eks"),
    "a service, but which": ({"RequesterManaged": True, "RequesterId": "012345678901"}, "aws"),
    "anybody may describe": ({"Description": "ELB app/shop/50dc6c495c0c9188", "RequesterId": "AIDAEXAMPLE"}, ""),
    "an instance's": ({}, ""),
}


@pytest.mark.parametrize(("members", "service"), SERVICES.values(), ids=SERVICES)
def test_the_service_that_an_interface_belongs_to(members, service):
    known = inventory(interfaces(interface(1, HIDDEN, **members)))
    assert known.in_vpc(VPC, HIDDEN).service == service


WORLD, WORLD_6 = "0.0.0.0/0", "::/0"
OPEN = {
    "web": ([("tcp", 80, 80, WORLD), ("tcp", 443, 443, WORLD, WORLD_6)], [("tcp", 80, 80), ("tcp", 443, 443)]),
    "not the office": ([("tcp", 22, 22, "192.0.2.0/24"), ("tcp", 80, 80, WORLD)], [("tcp", 80, 80)]),
    "over IPv6 alone": ([("udp", 53, 53, WORLD_6)], [("udp", 53, 53)]),
    "everything": ([("-1", None, None, WORLD)], [("-1", 0, 65535)]),
    "all of TCP": ([("tcp", -1, -1, WORLD)], [("tcp", 0, 65535)]),
    "ranges that meet": (
        [
            ("tcp", 8000, 8080, WORLD),
            ("tcp", 8081, 8090, WORLD),
            ("tcp", 8050, 8060, WORLD),
            ("udp", 8091, 8092, WORLD),
        ],
        [("tcp", 8000, 8090), ("udp", 8091, 8092)],
    ),
    "a protocol without ports": ([("icmp", 8, -1, WORLD)], [("icmp", 0, 0)]),
    "nothing": ([("tcp", 22, 22, "192.0.2.0/24")], []),
}


@pytest.mark.parametrize(("rules", "ports"), OPEN.values(), ids=OPEN)
def test_ports_that_the_internet_may_reach(rules, ports):
    known = inventory(instances(), group(WEB_GROUP, *(permission(*rule) for rule in rules)))
    assert known.open_ports(known.instance(WEB)) == tuple(OpenPorts(*each) for each in ports)


def test_without_a_groups_rules_its_ports_are_unknown():
    known = inventory(instances(), group(NODE_GROUP, permission("tcp", 22, 22, WORLD)))
    assert known.open_ports(known.instance(WEB)) is None
    assert known.open_ports(known.instance(NODE)) == (OpenPorts("tcp", 22, 22),)


MORE = interfaces(interface(1, HIDDEN))
WAYS = {
    "one after another": printed(instances(), MORE),
    "without space": json.dumps(instances()).encode() + json.dumps(MORE).encode(),
    "lines": b"\r\n".join(json.dumps(each).encode() for each in (instances(), MORE)) + b"\n",
    "an array": printed([instances(), MORE]),
    "several arrays": printed([instances()], [MORE]),
    "one document": printed(instances() | MORE),
    "with a byte order mark": b"\xef\xbb\xbf" + printed(instances(), MORE),
}


@pytest.mark.parametrize("content", WAYS.values(), ids=WAYS)
def test_several_documents_in_one_file(content):
    known = Inventory.parse([("inventory.json", content)])
    assert known.counts() == {"instance": 2, "interface": 4, "security group": 0}


BROKEN = {
    "cut off": (printed(instances())[:-40], "truncated"),
    "no JSON": (b"INSTANCES\ti-0123", r"malformed.*byte 0"),
    "nothing": (b" \n", "holds none of Reservations"),
    "another command's": (printed(instances(), {"Vpcs": []}), "document 2 holds none of Reservations"),
    "a wrong type": (
        printed({"Reservations": [{"Instances": [{"InstanceId": 7}]}]}),
        r"Reservations\[0\].Instances\[0\]: .*InstanceId",
    ),
    "nested too deeply": (b'{"Images":' + b"[" * 100_000, "recursion"),
    "not UTF-8": (b'{"Reservations":[{"OwnerId":"\xff"}]}', "."),
}


@pytest.mark.parametrize(("content", "reason"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_with_its_name_and_the_place(content, reason):
    with pytest.raises(ValueError, match=f"broken.json: .*{reason}"):
        Inventory.parse([("good.json", printed(instances())), ("broken.json", content)])


def test_elements_without_an_id_are_counted():
    nameless = instances()
    del nameless["Reservations"][0]["Instances"][0]["InstanceId"]
    known = inventory(nameless, interfaces({"OwnerId": ACCOUNT}), {"Images": [{}], "SecurityGroups": [{}]})
    assert known.skipped == 4
    assert known.counts() == {"instance": 1, "interface": 1, "security group": 0}


def test_no_files_are_an_inventory_of_nothing():
    assert set(Inventory.parse([]).counts().values()) == {0}


@given(st.binary())
def test_any_bytes_are_refused(content):
    with pytest.raises(ValueError, match=r"^any: "):
        Inventory.parse([("any", content)])
