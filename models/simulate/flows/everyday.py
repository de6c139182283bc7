"""What goes on in a VPC every day, by what its instances are there for; it raises no finding.

Left out is what AWS never logs: instance metadata, Amazon's own resolver and clock, DHCP.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from models.simulate.clock import HOUR, MINUTE
from models.simulate.flows import network
from models.simulate.flows.conversations import (
    ANY_EPHEMERAL,
    ICMP,
    REJECTED,
    STRAY_ANSWER,
    STRAY_RESET,
    UDP,
)
from models.simulate.flows.network import Place
from models.simulate.flows.pattern import How, Pattern
from models.simulate.flows.rhythm import BACKUP, NIGHT, OFFICE, VISITS
from models.simulate.flows.surroundings import Surroundings

_KB, _MB, _GB = 1000, 1_000_000, 1_000_000_000

#: What the internet tries on every public address.
_PROBED = (22, 23, 445, 3389, 8080, 5900, 6379, 1433, 2375, 8443, 81, 5555, 2323, 8888, 9200, 27017, 110, 21)
_PROBED_UDP = (53, 123, 161, 1900, 5060, 11211)

#: Node ports of Kubernetes, and what its agents listen on.
_CONTAINER_PORTS = (10250, 4240, 9153, *range(30000, 30060))

#: The database of an account: PostgreSQL or MySQL.
_DATABASES = (5432, 3306)


def patterns(place: Place, around: Surroundings) -> Iterator[Pattern]:
    """All patterns of a VPC."""
    yield from _visits(place, around)
    yield from _applications(place, around)
    yield from _containers(place)
    yield from _mail(place, around)
    yield from _operation(place, around)
    yield from _administration(place, around)
    yield from _noise(place, around)


def _visits(place: Place, around: Surroundings) -> Iterator[Pattern]:
    web, count = place.all(network.WEB), len(place.all(network.WEB))
    visits: How = {"outward": False, "rhythm": VISITS, "opener_ports": ANY_EPHEMERAL, "lasts": (0, 90)}
    page: How = {"asks": (500, 12 * _KB), "answers": (2 * _KB, 900 * _KB)}
    yield Pattern("visits", 2200 * count, web, around.visitors, (443,), **visits, **page)
    yield Pattern("plain visits", 150 * count, web, around.visitors, (80,), **visits)
    health: How = {"asks": (120, 121), "answers": (180, 220), "lasts": (0, 1), "inside": True}
    yield Pattern("health checks", 1440 * count, place.all(network.BALANCER), web, (8081,), scaled=False, **health)


def _applications(place: Place, around: Surroundings) -> Iterator[Pattern]:
    app = place.all(network.APP)
    database = place.all(network.DATABASE)
    port = (_DATABASES[place.number % len(_DATABASES)],)
    count = len(app)
    busy = place.all(network.WEB)
    yield Pattern("requests", 900 * len(busy), busy, app, (8080,), inside=True, rhythm=VISITS, lasts=(0, 180))
    queries: How = {"inside": True, "rhythm": VISITS, "asks": (2 * _KB, 4 * _MB), "answers": (9 * _KB, 60 * _MB)}
    yield Pattern("queries", 50 * count, app, database[:1], port, lasts=(MINUTE, 30 * MINUTE), **queries)
    yield Pattern("partners", 120 * count, app, around.partners, (443,), rhythm=VISITS)
    work = place.all(network.BATCH)
    large: How = {"asks": (2 * _KB, 80 * _MB), "answers": (2 * _KB, 400 * _MB), "lasts": (5, 240)}
    yield Pattern("batches", 260 * len(work), work, around.aws, (443,), rhythm=NIGHT, **large)
    if len(database):
        dump: How = {"asks": (6 * _GB, 9 * _GB), "answers": (2 * _MB, 3 * _MB), "lasts": (15 * MINUTE, 25 * MINUTE)}
        yield Pattern("backup", 1, database[:1], around.storage, (443,), rhythm=BACKUP, scaled=False, **dump)
    stream: How = {"asks": (_MB, 3 * _MB), "answers": (40 * _MB, 90 * _MB), "lasts": (HOUR - 1, HOUR), "inside": True}
    yield Pattern("replication", 24.0, database[1:], database[:1], port, scaled=False, **stream)


def _containers(place: Place) -> Iterator[Pattern]:
    hosts, pods = place.all(network.CONTAINERS), place.all(network.POD)
    east_west: How = {"inside": True, "rhythm": VISITS, "lasts": (0, 60)}
    count = len(hosts)
    yield Pattern("to containers", 1200 * count, hosts, pods, _CONTAINER_PORTS, **east_west)
    yield Pattern("from containers", 700 * count, pods if count else hosts, hosts, _CONTAINER_PORTS, **east_west)


def _mail(place: Place, around: Surroundings) -> Iterator[Pattern]:
    relay = place.all(network.MAIL)
    letter: How = {"asks": (2 * _KB, 300 * _KB), "answers": (500, 900), "lasts": (1, 30)}
    yield Pattern("mail out", 320 * len(relay), relay, around.exchangers, (25,), rhythm=VISITS, **letter)
    senders = place.all(network.CONTAINERS, network.APP)
    yield Pattern("mail in", 200, senders, relay, (587,), inside=True, rhythm=VISITS, **letter)


def _operation(place: Place, around: Surroundings) -> Iterator[Pattern]:
    every = place.instances
    count = len(every)
    names: How = {"protocol": UDP, "asks": (30, 70), "answers": (60, 400), "lasts": (0, 1), "inside": True}
    yield Pattern("names", 300 * count, every, place.all(network.RESOLVER), (53,), **names)
    yield Pattern("services", 180 * count, every, around.aws, (443,), lasts=(0, 70))
    fetched: How = {"answers": (20 * _KB, 60 * _MB), "lasts": (0, 40)}
    yield Pattern("packages", 10 * count, every, around.mirrors, (443, 80), scaled=False, **fetched)
    clock: How = {"protocol": UDP, "asks": (48, 49), "answers": (48, 49), "lasts": (0, 1)}
    ticking = place.all(network.CONTAINERS, network.MAIL)
    yield Pattern("clocks", 48 * len(ticking), ticking, around.clocks, (123,), scaled=False, **clock)
    watch = place.all(network.MONITORING)
    if len(watch):
        scraped: How = {"answers": (20 * _KB, 80 * _KB), "lasts": (0, 3), "inside": True, "scaled": False}
        yield Pattern("scrapes", 288 * count, watch, every, (9100,), **scraped)
        echo: How = {"protocol": ICMP, "asks": (56, 57), "answers": (56, 57), "lasts": (0, 3), "inside": True}
        yield Pattern("echoes", 96 * count, watch, every, (0,), scaled=False, **echo)


def _administration(place: Place, around: Surroundings) -> Iterator[Pattern]:
    bastion = place.all(network.BASTION)
    if not len(bastion):
        return
    session: How = {"asks": (8 * _KB, 900 * _KB), "answers": (30 * _KB, 9 * _MB), "lasts": (4 * MINUTE, 4 * HOUR)}
    session |= {"rhythm": OFFICE, "scaled": False}
    from_office: How = {"outward": False, "opener_ports": ANY_EPHEMERAL}
    yield Pattern("sign-ins", 6, bastion, around.office, (22,), **session, **from_office)
    yield Pattern("hops", 7, bastion, place.instances, (22,), inside=True, **session)


def _noise(place: Place, around: Surroundings) -> Iterator[Pattern]:
    """What the security groups refuse, and stray ICMP, which they let in."""
    public = place.all(*sorted(network.PUBLIC))
    count = len(public)
    outside: How = {"outward": False, "opener_ports": ANY_EPHEMERAL, "lasts": (0, 20)}
    refused: How = outside | {"outcome": REJECTED}
    yield Pattern("probes", 420 * count, public, around.scanners, _PROBED, **refused)
    yield Pattern("probes by UDP", 60 * count, public, around.scanners, _PROBED_UDP, protocol=UDP, **refused)
    high = tuple(np.arange(20000, 60000, 7).tolist())
    for name, outcome in (("stray answers", STRAY_ANSWER), ("stray resets", STRAY_RESET)):
        stray: How = {"outward": False, "outcome": outcome, "opener_ports": (80, 81)}
        yield Pattern(name, 18 * count, public, around.scanners, high, **stray)
    unreachable: How = {"protocol": ICMP, "asks": (36, 64), "answers": (0, 1), "lasts": (0, 1)}
    yield Pattern("unreachables", 25 * count, public, around.scanners, (0,), outward=False, **unreachable)
