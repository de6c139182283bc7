"""Web and application servers, databases, batch workers, monitoring: own services, partners, storage, visitors."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.dns import answers, internet
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import FUNCTION, Client
from models.simulate.dns.everyday.operation import endpoint, private_name
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import APP, BATCH, CONTAINERS, DATABASE, MONITORING, POD, WEB
from models.simulate.flows.rhythm import NIGHT, VISITS

#: AWS's services that applications use.
_SERVICES = ("sqs", "dynamodb", "secretsmanager", "sns", "lambda", "kinesis", "states")

#: Hosts that are watched from outside, by each monitoring host.
_WATCHED = 12


def habits(around: Surroundings) -> Iterator[Habit]:
    """All of them."""
    web, app = around.all(WEB), around.all(APP)
    yield Habit("services", 120, (*web, *app), partial(_services, around), VISITS)
    yield Habit("visitors", 160, web, partial(_visitor, around), VISITS)
    yield Habit("payments", 40, web, partial(_partner, around), VISITS)
    yield Habit("partners", 90, app, partial(_partner, around), VISITS)
    yield Habit("storage", 60, (*web, *app, *around.all(DATABASE, BATCH)), partial(_storage, around))
    yield Habit("applications", 80, (*app, *around.all(FUNCTION)), partial(_applications, around), VISITS)
    yield Habit("databases", 60, (*app, *around.all(CONTAINERS, POD)), partial(_database, around), VISITS)
    yield Habit("nodes", 150, around.all(BATCH), partial(_nodes, around), NIGHT, 30)
    yield Habit("fetched pages", 90, around.all(BATCH), partial(_fetched, around), NIGHT)
    yield Habit("rounds", 144, around.all(MONITORING), partial(_round, around), lasts=20)
    yield Habit("connections", 60, around.all(MONITORING), partial(_connections, around), lasts=10)


def _services(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    """A service of one's own, in a private zone, or by SRV as a service mesh has it."""
    service = dice.choice(around.place.site.services)
    if dice.chance(0.3):
        name = f"_http._tcp.{service}.{around.zone}"
        members = [f"0 10 8080 {service}-{n}.{around.zone}" for n in range(2)]
        return (answers.pointing(name, "SRV", members, 10),)
    name = f"{service}.{around.zone}"
    return answers.at(name, addresses.private(Dice.of("service", name)), ttl=60), answers.empty(name, "AAAA", 60)


def _visitor(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """A visitor's address is looked up backwards, for the access log."""
    there = addresses.home(dice.choice(addresses.COUNTRIES), dice)
    return reverse(there, around, dice)


def reverse(there: str, around: Surroundings, dice: Dice) -> list[Question]:
    """What an address is called, and often whether the name leads back to it."""
    name = answers.backwards(there)
    if dice.chance(0.25):
        return [answers.missing(name, "PTR")]
    provider = internet.popular(dice, around.internet.access)
    digits = "".join(f"{int(octet):02x}" for octet in there.split("."))
    style = sum(map(ord, provider)) % 3
    host = (f"{there.replace('.', '-')}.dyn", f"p{digits}.dip0", f"host{dice.digits(3)}.range{dice.digits(2)}")[style]
    found = [answers.pointing(name, "PTR", [f"{host}.{provider}"], 86_400)]
    return [*found, answers.at(f"{host}.{provider}", there, ttl=86_400)] if dice.chance(0.5) else found


def _partner(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    partner = internet.popular(dice, around.partners)
    return answers.both(f"{dice.choice(('api', 'api', 'hooks', 'auth', 'sandbox.api'))}.{partner}", 60)


def _storage(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    return endpoint(f"{dice.choice(around.place.site.buckets)}.s3.{around.region}.amazonaws.com", around.region, dice)


def _applications(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    own = Dice.of("gateway", around.place.site.vpc)
    gateway = f"{internet.base36(own, 10)}.execute-api"
    balancer = f"internal-{around.place.site.services[0]}-{own.digits(10)}.{around.region}.elb.amazonaws.com"
    if dice.chance(0.2):
        return (answers.at(balancer, addresses.private(own), addresses.private(own), ttl=60),)
    return endpoint(f"{dice.choice((*_SERVICES, gateway))}.{around.region}.amazonaws.com", around.region, dice)


def _database(around: Surroundings, dice: Dice, _: Client) -> tuple[Question, ...]:
    """The database's or the cache's name; or that of a hosted one, which is found by SRV and TXT."""
    own = Dice.of("database", around.place.site.vpc)
    cluster, hosted = f"{own.hexadecimal(12)}", f"cluster0.{internet.base36(own, 5)}.{around.internet.vendors[6]}"
    if dice.chance(0.15):
        members = [f"0 0 27017 shard-00-0{n}.{hosted.partition('.')[2]}" for n in range(3)]
        found = answers.pointing(f"_mongodb._tcp.{hosted}", "SRV", members, 60)
        return found, answers.text(hosted, "authSource=admin&replicaSet=shard-0", ttl=60)
    if dice.chance(0.4):
        return (answers.at(f"sessions.{cluster[:6]}.cfg.cache.amazonaws.com", addresses.private(own), ttl=15),)
    name = f"main.cluster-c{cluster}.{around.region}.rds.amazonaws.com"
    target = f"main-1.c{cluster}.{around.region}.rds.amazonaws.com"
    found_by_alias = (answers.Answer("CNAME", f"{target}."), answers.Answer("A", addresses.private(own)))
    return Question(name, "A", answers=found_by_alias, ttl=5), answers.empty(name, "AAAA", 60)


def _nodes(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """A cluster's nodes, by name and by address."""
    there = [addresses.private(Dice.of("node", around.place.site.vpc, dice.randrange(12))) for _ in range(3)]
    named = [answers.at(private_name(node, around), node, ttl=60) for node in there]
    return [*named, *(answers.pointing(answers.backwards(n), "PTR", [private_name(n, around)], 60) for n in there)]


def _fetched(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """A page of somebody's is fetched, as a crawler or a link checker does."""
    site = dice.choice(around.internet.sites)
    return internet.variants(internet.hosts(site, around.internet)[0], around.internet)


def _round(around: Surroundings, _: Dice, client: Client) -> list[Question]:
    """The same hosts every ten minutes, whether they answer."""
    watched = Dice.of("watched", client.name).sample(around.internet.sites, _WATCHED)
    return [q for site in watched[:4] for q in answers.both(f"status.{site}", 60)]


def _connections(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """Names for the addresses in flow records: many have none, some zones are broken."""
    made = [q for _ in range(4) for q in reverse(addresses.hosting(dice), around, dice)[:1]]
    broken = answers.backwards(addresses.home("PL", dice))
    return [*made, Question(broken, "PTR", answers.SERVFAIL, ttl=30)] if dice.chance(0.2) else made
