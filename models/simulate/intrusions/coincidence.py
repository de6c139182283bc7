"""Near misses: findings after which nothing comes, that have nothing in common, or that only look around."""

from __future__ import annotations

import numpy as np

from models.simulate.clock import HOUR, MINUTE
from models.simulate.cloudtrail import agents, s3
from models.simulate.dns import answers
from models.simulate.flows.conversations import REFUSED
from models.simulate.flows.network import RESOLVER
from models.simulate.flows.scenarios.guessing import SSH
from models.simulate.flows.scenarios.stage import How
from models.simulate.flows.scenarios.volumes import SCAN
from models.simulate.intrusions.listed import LISTED, READ, RECON_TOR
from models.simulate.intrusions.registry import near_miss
from models.simulate.intrusions.scene import Scene
from models.simulate.sequences import EC2, IAM, S3
from models.simulate.sources import CLOUDTRAIL, DNS, VPC_FLOW

_KALI = "PenTest:IAMUser/KaliLinux"
_NEW_PORT = "Behavior:EC2/NetworkPortUnusual"


@near_miss(logs=[CLOUDTRAIL], of=[IAM, S3], raises=[RECON_TOR])
def one_look_over_tor(scene: Scene) -> None:
    """A key lists buckets over Tor, and nothing comes after it."""
    curious = scene.user(scene.name("intern")).calling_from(scene.exit)
    for _ in range(3):
        scene.plant(s3.list_buckets(curious, scene.now, scene.region, scene.dice), [RECON_TOR])


@near_miss(logs=[CLOUDTRAIL], of=[IAM, S3], raises=[_KALI, LISTED, READ])
def two_strangers(scene: Scene) -> None:
    """Somebody tries a key from Kali Linux, somebody else takes objects with another key: two attacks, not one."""
    tool = agents.cli("kali.2025", "6.12.38+kali-amd64", "source")
    one = scene.user(scene.name("export"), tool)
    scene.call(one, "iam", "ListUsers", read_only=True, raises=[_KALI])
    scene.call(one, "iam", "CreateUser", {"userName": "support"}, denied=True, raises=[_KALI])
    scene.pause(15 * MINUTE)
    other, bucket = scene.user(scene.name("render")).calling_from(scene.host), scene.bucket("frames")
    scene.object_call(other, "ListObjects", bucket, None, read_only=True, raises=[LISTED])
    scene.object_call(other, "GetObject", bucket, "0001.exr", read_only=True, raises=[READ], received=51_000)


@near_miss(logs=[VPC_FLOW, DNS], of=[EC2], raises=[SCAN, SSH], also=[_NEW_PORT])
def vulnerability_scan(scene: Scene) -> None:
    """A vulnerability scanner resolves names, tries a thousand ports and tries common passwords of a host by SSH."""
    instance = scene.account.sites[2].instances[0]
    client, local = scene.resolver.client_of(instance.id), scene.network.interface_of(instance.id)
    zone = scene.resolver.around(client).zone
    hosts = [answers.address(f"host-{number}.{zone}") for number in range(40)]
    scene.resolver.ask(client, hosts, over=10 * MINUTE)
    target = scene.network.neighbour(local, RESOLVER)
    tries: How = {"packets": (1, 2), "size": 60, "outcome": REFUSED, "answered": 1}
    ports = np.arange(1, 1001)
    scene.network.send(local, 0, ports, len(ports), over=HOUR, inside=target, raises=[SCAN], **tries)
    guess: How = {"asks": (1200, 2400), "answers": (1500, 2900), "lasts": (1, 5)}
    scene.pause(10 * MINUTE)
    scene.network.talk(local, scene.network.stranger(), 22, 256, over=20 * MINUTE, raises=[SSH], **guess)
