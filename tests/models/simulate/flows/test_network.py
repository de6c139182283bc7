from collections import Counter

from models.enrichment.inventory import Inventory
from models.simulate import configuration
from models.simulate.flows import network
from models.simulate.flows.network import BATCH, NAT, PUBLIC
from models.simulate.organisation import found
from tests.models.simulate.flows.conftest import ONE_DAY


def test_one_account_has_every_job() -> None:
    jobs = Counter(network.jobs(found(3, 1)).values())
    assert set(jobs) == {"web", "app", "database", "monitoring", "bastion", "containers", "mail", "batch"}


def test_a_larger_organisation_begins_with_the_same_network() -> None:
    small, large = network.build(found(3, 1)), network.build(found(3, 3))
    assert large.interfaces[: len(small.interfaces)] == small.interfaces


def test_addresses_are_distinct_within_a_vpc_and_ids_everywhere() -> None:
    net = network.build(found(3, 4))
    assert len({i.id for i in net.interfaces}) == len(net.interfaces)
    for vpc in {i.vpc for i in net.interfaces}:
        managed = [i.address for i in net.interfaces if i.vpc == vpc and not i.instance]
        instances = {i.address for i in net.interfaces if i.vpc == vpc and i.instance}
        assert len(set(managed)) == len(managed) and not instances & set(managed)


def test_private_instances_go_out_through_their_own_vpcs_gateway() -> None:
    net = network.build(found(3, 2))
    for number in net.instances:
        interface = net.interfaces[number]
        if interface.job in PUBLIC:
            assert interface.outgoing == -1
        else:
            gateway = net.interfaces[interface.outgoing]
            assert (gateway.job, gateway.vpc) == (NAT, interface.vpc)


def test_the_inventory_knows_the_interfaces_and_the_clusters_nodes(tmp_path) -> None:
    where = found(3, 2)
    configuration.write(tmp_path, where, ONE_DAY, flows=True)
    inventory = Inventory.parse([("i", (tmp_path / "inventory.json").read_bytes())])
    net = network.build(where)
    for number in net.instances:
        interface = net.interfaces[number]
        address = ".".join(str(interface.address >> shift & 255) for shift in (24, 16, 8, 0))
        known = inventory.in_vpc(interface.vpc, address)
        assert known and known.instance_id == interface.instance
        described = inventory.instance(interface.instance)
        assert described and bool(described.emr_cluster) == (interface.job == BATCH)
