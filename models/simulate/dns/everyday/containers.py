"""Container hosts, containers and functions: service discovery, and names that a search list completes in vain.

A resolver configuration as Kubernetes writes it (``ndots:5``) tries every suffix of its search list before a name
itself, for both families: a storm of names that are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.dns import answers, internet
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import FUNCTION, Client
from models.simulate.dns.everyday.operation import endpoint
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import CONTAINERS, POD
from models.simulate.flows.rhythm import VISITS

_NAMESPACES = ("default", "shop", "platform", "jobs")


def habits(around: Surroundings) -> Iterator[Habit]:
    """All of them."""
    hosts = around.all(CONTAINERS)
    yield Habit("searched names", 60, hosts, partial(searched, around), VISITS, 2)
    yield Habit("catalogue of services", 150, hosts, partial(_consul, around), VISITS)
    yield Habit("images", 14, hosts, partial(_image, around), lasts=4)
    yield Habit("tasks", 18, around.all(POD, FUNCTION), partial(_task, around), VISITS)
    yield Habit("peers of containers", 12, around.all(POD), partial(_peer, around), VISITS)


def searched(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """A name outside, with every suffix before it is found as it is."""
    outside = f"api.{internet.popular(dice, (*around.partners, *around.internet.vendors))}"
    namespace = dice.choice(_NAMESPACES)
    suffixes = (f"{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local", around.search)
    vain = [answers.missing(f"{outside}.{suffix}", kind, 30) for suffix in suffixes for kind in ("A", "AAAA")]
    return [*vain, *answers.both(outside, 30)]


def _consul(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    """Service discovery by Consul's names: hosts by SRV, then each host."""
    service = dice.choice(around.place.site.services)
    nodes = [Dice.of("node", around.place.site.vpc, service, n).hexadecimal(8) for n in range(2)]
    members = [f"1 1 {20000 + int(node[:3], 16)} {node}.addr.dc1.consul" for node in nodes]
    found = answers.pointing(f"{service}.service.consul", "SRV", members, 5)
    return (
        found,
        *(answers.at(f"{n}.addr.dc1.consul", addresses.private(Dice.of("node", n)), ttl=5) for n in nodes[:1]),
    )


def _image(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """An image is pulled: the account's registry, its layers' bucket, and a public registry."""
    registry = f"{around.place.account.id}.dkr.ecr.{around.region}.amazonaws.com"
    layers = f"prod-{around.region}-starport-layer-bucket.s3.{around.region}.amazonaws.com"
    public = around.internet.vendors[5]
    blobs = f"{dice.hexadecimal(32)}.r2.{public}"
    own = [*endpoint(registry, around.region, dice), *endpoint(layers, around.region, dice)]
    return [*own, *answers.both(f"registry.{public}"), *answers.both(f"auth.{public}"), answers.address(blobs)]


def _task(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    """What a container or function needs: a service of its own, a service of AWS's, a partner."""
    service = f"{dice.choice(around.place.site.services)}.{around.zone}"
    if dice.chance(0.4):
        return answers.at(service, addresses.private(Dice.of("service", service)), ttl=60), answers.empty(
            service, "AAAA"
        )
    if dice.chance(0.5):
        name = dice.choice(("ecs", "sqs", "dynamodb", "secretsmanager", "xray"))
        return endpoint(f"{name}.{around.region}.amazonaws.com", around.region, dice)
    return answers.both(f"api.{internet.popular(dice, around.partners)}", 60)


def _peer(around: Surroundings, dice: Dice, client: Client) -> tuple[Question, ...]:
    """AWS's service discovery: instances of a service, whose names are ids."""
    service = dice.choice(around.place.site.services)
    task = Dice.of("task", client.name, service).hexadecimal(32)
    name = f"{task}.{service}.{around.zone}"
    return answers.at(name, addresses.private(Dice.of(name)), ttl=15), answers.empty(name, "AAAA", 15)
