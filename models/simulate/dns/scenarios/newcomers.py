"""Domains that nobody asked for before, on the last day."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dns import answers
from models.simulate.dns.clients import DESKTOP
from models.simulate.dns.scenarios.registry import near_miss, scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import SUSPICIOUS
from models.simulate.flows.network import BASTION, CONTAINERS, DATABASE, MAIL, WEB


@scenario(raises=[SUSPICIOUS], learned=True)
def odd_newcomer(stage: Stage) -> None:
    """A database server asks for a domain of random letters that nobody asked for before, and it is there."""
    asked = answers.both("xq7vkz3wjr9tpl.top")
    stage.ask(stage.client(DATABASE), asked, over=MINUTE, raises=[SUSPICIOUS])


@scenario(raises=[SUSPICIOUS], learned=True)
def odd_newcomer_asked_often(stage: Stage) -> None:
    """A web server asks for a new domain of hexadecimal digits every ten minutes."""
    asked = [answers.address("gate.c41f9e07bd26a8f3.xyz") for _ in range(12)]
    stage.ask(stage.client(WEB), asked, over=2 * HOUR, raises=[SUSPICIOUS])


@near_miss(of=[SUSPICIOUS], learned=True)
def natural_newcomers(stage: Stage) -> None:
    """A desktop asks for new domains whose names are words."""
    names = ("meadow-and-mill-concerts.org", "harbourbakery.shop", "sommerfestwiese.de", "winterturnier-halle.de")
    stage.ask(stage.client(DESKTOP), (q for name in names for q in answers.both(f"www.{name}")), over=HOUR)


@near_miss(of=[SUSPICIOUS], learned=True)
def odd_but_of_every_day(stage: Stage) -> None:
    """A container host asks for an odd domain, as on every day."""
    host = stage.client(CONTAINERS)
    for at in (*stage.days_before(), stage.now):
        stage.ask(host, answers.both("api.zk8wq1vxt7rj.net"), at=at)


@near_miss(of=[SUSPICIOUS], learned=True)
def odd_but_known_to_others(stage: Stage) -> None:
    """A bastion asks for an odd domain for the first time, which a mail relay has asked for on every day."""
    asked = answers.both("mx.jw5hqx9ztkv2.com")
    for at in stage.days_before():
        stage.ask(stage.client(MAIL), asked, at=at)
    stage.ask(stage.client(BASTION), asked)


@near_miss(of=[SUSPICIOUS], learned=True)
def odd_but_missing(stage: Stage) -> None:
    """A bastion asks for an odd domain, once, which is not there."""
    stage.ask(stage.client(BASTION), [answers.missing("rq4zk1xwvb7t.biz")])
