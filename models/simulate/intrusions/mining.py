"""Instances that mine: started with a stolen key, and those of a group that somebody else controls."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dns import answers
from models.simulate.dns import listed as names
from models.simulate.dns.scenarios import types
from models.simulate.flows import listed
from models.simulate.flows.scenarios import lists
from models.simulate.flows.scenarios.stage import How
from models.simulate.intrusions.listed import ACCESS, RECON
from models.simulate.intrusions.registry import intrusion
from models.simulate.intrusions.scene import Scene
from models.simulate.organisation import Instance
from models.simulate.sequences import EC2, IAM
from models.simulate.sources import SOURCES

_NEW_PORT, _MUCH = "Behavior:EC2/NetworkPortUnusual", "Behavior:EC2/TrafficVolumeUnusual"

#: As the miners of the scenario `coins-mined`, for an hour.
_STEADY: How = {"asks": (20_000, 40_000), "answers": (80_000, 120_000), "lasts": (HOUR - 60, HOUR)}


def _group(scene: Scene) -> list[Instance]:
    """The instances of an Auto Scaling group: those of the home Region that share the first one's role."""
    instances = scene.account.home.instances
    return [instance for instance in instances if instance.role == instances[0].role]


@intrusion(
    logs=SOURCES,
    raises=[RECON, ACCESS, types.CONTROLLER, types.MINING, lists.CONTROLLER, lists.MINING],
    sequences=[IAM, EC2],
    also=[_NEW_PORT, _MUCH],
)
def group_made_to_mine(scene: Scene) -> None:
    """A stolen key starts instances and runs a command on an Auto Scaling group, which calls a controller and mines."""
    group = _group(scene)
    thief = scene.user(scene.name("scaler")).calling_from(scene.host)
    for api in ("DescribeInstances", "DescribeInstanceTypes", "DescribeImages"):
        scene.call(thief, "ec2", api, read_only=True, raises=[RECON])
    for _ in range(3):
        large = {"instanceType": "p4d.24xlarge", "minCount": 4, "maxCount": 20}
        scene.call(thief, "ec2", "RunInstances", large, raises=[ACCESS])
    command = {"documentName": "AWS-RunShellScript", "instanceIds": [instance.id for instance in group]}
    scene.call(thief, "ssm", "SendCommand", command, region=scene.account.home.region, raises=[ACCESS])
    scene.sequence(IAM, [thief], [RECON, ACCESS])

    scene.pause(5 * MINUTE)
    controller, pool = (int(scene.dice.choice(block.tolist())) for block in (listed.CONTROLLERS, listed.POOLS))
    for instance in group:
        client, local = scene.resolver.client_of(instance.id), scene.network.interface_of(instance.id)
        asked = [answers.address(names.C2)] * 6
        scene.resolver.ask(client, asked, over=HOUR, raises=[types.CONTROLLER])
        scene.network.talk(local, controller, 443, 12, over=HOUR, raises=[lists.CONTROLLER])
        scene.pause(2 * MINUTE)
        scene.resolver.ask(client, answers.both(f"eu1.{names.CRYPTO}"), raises=[types.MINING])
        scene.network.talk(local, pool, 3333, 3, over=MINUTE, raises=[lists.MINING], **_STEADY)
    seen = [types.CONTROLLER, types.MINING, lists.CONTROLLER, lists.MINING]
    scene.sequence(EC2, group, seen, needs=())
