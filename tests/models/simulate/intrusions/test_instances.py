"""The same instances in each log."""

from ipaddress import IPv4Address

import pytest

from models.simulate.flows import network
from models.simulate.intrusions.scene import Scene
from models.simulate.organisation import Instance, found
from models.simulate.sequences import EC2
from models.simulate.sources import SOURCES
from tests.models.simulate.intrusions.conftest import Play


def _instances(scene: Scene) -> dict[str, Instance]:
    return {instance.id: instance for site in scene.account.sites for instance in site.instances}


def _members(scene: Scene) -> list[Instance]:
    (line,) = [line for line in scene.told(SOURCES) if line.type == EC2]
    return [_instances(scene)[member] for member in line.members]


@pytest.mark.parametrize("seed", [7, 8])
def test_stolen_credentials_are_those_of_the_instance_that_asked(seed: int, play: Play) -> None:
    scene = play(seed)["role-stolen-by-request-forgery"]
    (instance,) = _members(scene)
    assert {(p.asked.client.instance, p.asked.client.address) for p in scene.resolver.planted} == {
        (instance.id, instance.private_address)
    }
    for planted in scene.planted:
        caller = planted.event.record["userIdentity"]
        assert caller["principalId"].endswith(f":{instance.id}")
        assert caller["sessionContext"]["ec2RoleDelivery"] == "1.0"
        assert caller["sessionContext"]["sessionIssuer"]["userName"] == instance.role
        assert planted.event.record["sourceIPAddress"] == scene.host
    asked = max(p.asked.at for p in scene.resolver.planted)
    assert asked < min(planted.event.at for planted in scene.planted)


@pytest.mark.parametrize(("seed", "accounts"), [(7, 1), (8, 3)])
def test_a_group_mines_in_both_logs_after_a_command_to_all_of_it(seed: int, accounts: int, play: Play) -> None:
    scene = play(seed, accounts)["group-made-to-mine"]
    group = _members(scene)
    assert len(group) == 2 and len({instance.role for instance in group}) == 1
    assert {p.asked.client.instance for p in scene.resolver.planted} == {instance.id for instance in group}
    net = network.build(found(seed, accounts))
    interfaces = [net.interfaces[each] for each in scene.network.actors]
    seen = {(each.instance, str(IPv4Address(each.address))) for each in interfaces}
    assert seen == {(instance.id, instance.private_address) for instance in group}
    (command,) = [p.event for p in scene.planted if p.event.record["eventName"] == "SendCommand"]
    assert set(command.record["requestParameters"]["instanceIds"]) == {instance.id for instance in group}
    assert command.at < min(p.asked.at for p in scene.resolver.planted)
    assert command.at < int(scene.network.traffic.at.min())
