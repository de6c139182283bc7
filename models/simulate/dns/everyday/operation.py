"""What every machine asks for: AWS's endpoints, packages, clocks, telemetry, certificates' state, its neighbours."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.dns import answers
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import DESKTOP, FUNCTION, Client
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import POD

#: AWS's endpoints that an instance's agents call.
_AGENTS = ("ssm", "ssmmessages", "ec2messages", "logs", "monitoring", "sts", "kms", "ec2")


def habits(around: Surroundings) -> Iterator[Habit]:
    """All of them."""
    machines = tuple(c for c in around.clients if c.job not in {POD, FUNCTION, DESKTOP})
    yield Habit("agents", 110, machines, partial(_agents, around))
    yield Habit("packages", 4, machines, partial(_packages, around), lasts=20)
    yield Habit("clocks", 8, machines, _clocks, lasts=3)
    yield Habit("telemetry", 12, machines, partial(_telemetry, around))
    yield Habit("certificates", 5, machines, partial(_certificates, around))
    yield Habit("own name", 3, machines, partial(_own_name, around))
    yield Habit("neighbours", 10, machines, partial(_neighbours, around))


def _agents(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    """An endpoint of AWS's, by both families, of which there is one."""
    return endpoint(f"{dice.choice(_AGENTS)}.{around.region}.amazonaws.com", around.region, dice)


def endpoint(name: str, region: str, dice: Dice) -> tuple[Question, ...]:
    """A name of AWS's with an address in a Region."""
    there = answers.at(name, addresses.ec2(region, dice), ttl=60)
    return there, answers.empty(name, "AAAA", 60)


def _packages(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    mirror = dice.choice(around.internet.mirrors)
    return [q for label in ("cdn", "security", "mirrors") for q in answers.both(f"{label}.{mirror}")]


def _clocks(dice: Dice, _: Client) -> tuple[Question, ...]:
    name = f"{dice.randrange(4)}.amazon.pool.ntp.org"
    return answers.at(name, *(addresses.hosting(dice) for _ in range(4)), ttl=130), answers.empty(name, "AAAA", 130)


def _telemetry(around: Surroundings, dice: Dice, client: Client) -> tuple[Question, ...]:
    """Software reports to its vendor, by a name with the installation's id in it, or without."""
    vendor = around.internet.vendors[dice.randrange(4)]
    installed = Dice.of("installation", client.name, vendor).uuid()
    name = dice.choice((f"{installed}.ingest.{vendor}", f"intake.logs.{vendor}", f"api.{vendor}"))
    return answers.both(name)


def _certificates(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    authority, network = dice.choice(around.internet.authorities), around.internet.networks[0]
    name = f"{dice.choice(('ocsp', 'crl', 'r3.o', 'cacerts'))}.{authority}"
    return answers.alias(name, (f"{name}.edge.{network}",)), answers.alias(
        name, (f"{name}.edge.{network}",), 60, "AAAA"
    )


def _own_name(around: Surroundings, _: Dice, client: Client) -> tuple[Question, ...]:
    name = private_name(client.address, around)
    return answers.at(name, client.address, ttl=60), answers.empty(name, "AAAA", 60)


def _neighbours(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    other = dice.choice(around.clients)
    name = answers.backwards(other.address)
    if other.job == DESKTOP:
        return (answers.missing(name, "PTR"),)
    return (answers.pointing(name, "PTR", [private_name(other.address, around)], 60),)


def private_name(address: str, around: Surroundings) -> str:
    """AWS's own name for an address inside of a VPC."""
    return f"ip-{address.replace('.', '-')}.{around.search}"
