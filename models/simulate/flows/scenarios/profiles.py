"""What an instance never did before, on the last day; and what it always did."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.simulate.clock import HOUR, MINUTE
from models.simulate.flows import listed
from models.simulate.flows.conversations import UDP
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MAIL, MONITORING, WEB
from models.simulate.flows.scenarios.registry import near_miss, scenario
from models.simulate.flows.scenarios.stage import How, Stage

SPAM = "Backdoor:EC2/Spambot"
PORT = "Behavior:EC2/NetworkPortUnusual"
VOLUME = "Behavior:EC2/TrafficVolumeUnusual"
RESOLVER = "DefenseEvasion:EC2/UnusualDNSResolver"
OVER_HTTPS = "DefenseEvasion:EC2/UnusualDoHActivity"
OVER_TLS = "DefenseEvasion:EC2/UnusualDoTActivity"

_GB = 1_000_000_000

_LETTER: How = {"asks": (4000, 40_000), "answers": (500, 900), "lasts": (1, 10)}
_NAMES: How = {"asks": (30, 70), "answers": (60, 400), "lasts": (0, 1), "protocol": UDP}


@scenario(raises=[SPAM], also=[PORT], learned=True)
def spam(stage: Stage) -> None:
    """An application server sends mail to 200 hosts within an hour."""
    stage.talk(stage.instance(APP), stage.strangers(200), 25, 200, over=HOUR, raises=[SPAM], **_LETTER)


@scenario(raises=[PORT], learned=True)
def directory_asked(stage: Stage) -> None:
    """A web server asks a stranger's LDAP server, as one whose log lines are executed."""
    stage.talk(stage.instance(WEB), stage.stranger(), 389, 2, over=MINUTE, raises=[PORT])


@scenario(raises=[PORT], learned=True)
def back_door(stage: Stage) -> None:
    """A database server connects to port 4444 of a stranger and stays."""
    stays: How = {"asks": (50_000, 90_000), "answers": (20_000, 40_000), "lasts": (30 * MINUTE, HOUR)}
    stage.talk(stage.instance(DATABASE), stage.stranger(), 4444, raises=[PORT], **stays)


@scenario(raises=[VOLUME], learned=True)
def everything_sent_away(stage: Stage) -> None:
    """An application server sends 60 GB to a partner that it else asks small things."""
    local = stage.instance(APP)
    partner = int(stage.around(local).partners[0])
    much: How = {"asks": (10 * _GB, 11 * _GB), "lasts": (20 * MINUTE, 30 * MINUTE)}
    stage.talk(local, partner, 443, 6, over=10 * MINUTE, raises=[VOLUME], **much)


@scenario(raises=[RESOLVER], also=[PORT], learned=True)
def foreign_resolver(stage: Stage) -> None:
    """A mail relay asks a public resolver instead of the VPC's."""
    stage.talk(stage.instance(MAIL), stage.stranger(), 53, 40, over=HOUR, raises=[RESOLVER], **_NAMES)


@scenario(raises=[OVER_HTTPS], learned=True)
def names_over_https(stage: Stage) -> None:
    """A container host asks for names over HTTPS."""
    resolver = int(stage.dice.choice(listed.RESOLVERS_OVER_HTTPS.tolist()))
    stage.talk(stage.instance(CONTAINERS), resolver, 443, 30, over=HOUR, raises=[OVER_HTTPS])


@scenario(raises=[OVER_TLS], also=[PORT], learned=True)
def names_over_tls(stage: Stage) -> None:
    """A batch worker asks for names over TLS."""
    stage.talk(stage.instance(BATCH), stage.stranger(), 853, 20, over=HOUR, raises=[OVER_TLS])


@near_miss(of=[SPAM], learned=True)
def newsletter(stage: Stage) -> None:
    """The mail relay, which sends mail every day, sends a newsletter to 200 hosts."""
    stage.talk(stage.instance(MAIL), stage.strangers(200), 25, 200, over=HOUR, **_LETTER)


@near_miss(of=[PORT], learned=True)
def port_of_every_day(stage: Stage) -> None:
    """A container host asks a cluster's control plane on port 6443, as on every day."""
    _as_ever(stage, CONTAINERS, 6443, 5)


@near_miss(of=[PORT], learned=True)
def low_ports_answered(stage: Stage) -> None:
    """A bastion answers clients whose own ports are 389, 1389 and 4444."""
    local = stage.instance(BASTION)
    office = int(stage.around(local).office[0])
    for port in (389, 1389, 4444):
        stage.talk(local, office, 22, at=stage.now + port, lasts=(300, 900), outward=False, opener_port=port)


@near_miss(of=[VOLUME], learned=True)
def archive_of_every_day(stage: Stage) -> None:
    """A batch worker puts 8 GB into S3, as on every day."""
    local = stage.instance(BATCH)
    storage = int(stage.around(local).storage[0])
    dump: How = {"asks": (8 * _GB, 8 * _GB + _GB // 2), "lasts": (15 * MINUTE, 20 * MINUTE)}
    for at in (*stage.days_before(), stage.now):
        stage.talk(local, storage, 443, at=at, **dump)


@near_miss(of=[RESOLVER], learned=True)
def resolver_of_every_day(stage: Stage) -> None:
    """A monitoring host asks a public resolver, as on every day."""
    _as_ever(stage, MONITORING, 53, 40, **_NAMES)


@near_miss(of=[RESOLVER], learned=True)
def resolver_next_door(stage: Stage) -> None:
    """A web server asks a resolver that somebody set up in the VPC this morning."""
    local, there = stage.pair(WEB, DATABASE)
    stage.talk(local, 0, 53, 200, over=HOUR, inside=there, **_NAMES)


@near_miss(of=[OVER_HTTPS], learned=True)
def names_over_https_every_day(stage: Stage) -> None:
    """A bastion asks for names over HTTPS, as on every day."""
    _as_ever(stage, BASTION, 443, 30, int(listed.RESOLVERS_OVER_HTTPS[0]))


@near_miss(of=[OVER_TLS], learned=True)
def names_over_tls_every_day(stage: Stage) -> None:
    """A monitoring host asks for names over TLS, as on every day."""
    _as_ever(stage, MONITORING, 853, 20)


def _as_ever(stage: Stage, job: str, port: int, count: int, peer: int | None = None, **how: Any) -> None:
    """The same peer and port on each day."""
    local, there = stage.instance(job), stage.stranger() if peer is None else peer
    for at in (*stage.days_before(), stage.now):
        stage.talk(local, np.full(count, there), port, count, over=HOUR, at=at, **how)
