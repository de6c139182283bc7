"""Names that threat lists name, and answers that lead into sinkholes."""

from __future__ import annotations

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dns import answers, listed
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import DESKTOP
from models.simulate.dns.scenarios.registry import near_miss, scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import (
    ABUSED,
    BITCOIN,
    BLACK_HOLE,
    BY_LIST,
    CONTROLLER,
    DRIVE_BY,
    DROP_POINT,
    KNOWN_GENERATED,
    MALICIOUS,
    MINING,
    OWN_LIST,
    PHISHING,
    SUSPICIOUS,
)
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MAIL, MONITORING, POD, WEB


def _asked(stage: Stage, job: str, name: str, raises: str) -> None:
    """One question for a host."""
    stage.ask(stage.client(job), [answers.address(name)], raises=[raises])


@scenario(raises=[CONTROLLER])
def controller_asked_for(stage: Stage) -> None:
    """An application server asks for a botnet's controller every five minutes for an hour."""
    names = [answers.address(f"{stage.dice.choice('abc')}.{listed.C2}") for _ in range(12)]
    stage.ask(stage.client(APP), names, over=HOUR, raises=[CONTROLLER])


@scenario(raises=[CONTROLLER])
def controller_kept_back(stage: Stage) -> None:
    """A web server asks for a botnet's controller, and the DNS firewall keeps the answer back."""
    stage.ask(stage.client(WEB), [answers.address(listed.C2)], blocked=True, raises=[CONTROLLER])


@scenario(raises=[MINING])
def mining_pool_asked_for(stage: Stage) -> None:
    """A container that has no instance asks for a mining pool."""
    stage.ask(stage.client(POD), answers.both(f"eu1.{listed.CRYPTO}"), raises=[MINING])


@scenario(raises=[ABUSED])
def free_hosting_asked_for(stage: Stage) -> None:
    """A web server asks for a name below a domain that is often abused."""
    _asked(stage, WEB, f"cheap-shoes.{listed.ABUSED}", ABUSED)


@scenario(raises=[BITCOIN])
def doubled_coins(stage: Stage) -> None:
    """An application server asks for a domain that has to do with doubtful coins."""
    _asked(stage, APP, f"www.{listed.BITCOIN}", BITCOIN)


@scenario(raises=[MALICIOUS])
def malware_asked_for(stage: Stage) -> None:
    """A database server asks for a domain that malware is known to use."""
    _asked(stage, DATABASE, listed.MALICIOUS, MALICIOUS)


@scenario(raises=[SUSPICIOUS])
def doubtful_offer(stage: Stage) -> None:
    """A batch worker asks for a domain of which a list says that it looks doubtful."""
    _asked(stage, BATCH, listed.SUSPICIOUS, SUSPICIOUS)


@scenario(raises=[OWN_LIST])
def own_list_asked_for(stage: Stage) -> None:
    """A web server asks for a name that the threat list of one's own has as it is."""
    _asked(stage, WEB, listed.OWN, OWN_LIST)


@scenario(raises=[OWN_LIST])
def own_list_by_wildcard(stage: Stage) -> None:
    """A database server asks for a name deep below one of which the own list has what is below it."""
    _asked(stage, DATABASE, f"a.b.shop.{listed.OWN_BELOW}", OWN_LIST)


@scenario(raises=[BLACK_HOLE])
def lost_controller(stage: Stage) -> None:
    """A batch worker asks for a name that leads into a black hole, as a list of names says."""
    _asked(stage, BATCH, listed.BLACK_HOLE, BLACK_HOLE)


@scenario(raises=[BLACK_HOLE])
def sinkhole_answered(stage: Stage) -> None:
    """A monitoring host asks for a name that no list knows, and is led to a sinkhole."""
    name = "weather-by-the-hour.example"
    stage.ask(stage.client(MONITORING), [answers.at(name, *listed.SINKHOLES)], raises=[BLACK_HOLE])


@scenario(raises=[KNOWN_GENERATED])
def known_generated_name(stage: Stage) -> None:
    """A batch worker asks for a domain that a program is known to make up; it is not there."""
    stage.ask(stage.client(BATCH), [answers.missing(listed.GENERATED)], raises=[KNOWN_GENERATED])


@scenario(raises=[DRIVE_BY])
def outdated_player(stage: Stage) -> None:
    """A monitoring host asks for a domain from which software is forced on visitors."""
    _asked(stage, MONITORING, f"get.{listed.DRIVE_BY}", DRIVE_BY)


@scenario(raises=[DROP_POINT])
def parcel_dropped(stage: Stage) -> None:
    """A database server asks for a host that holds stolen data."""
    _asked(stage, DATABASE, f"in.{listed.DROP_POINT}", DROP_POINT)


@scenario(raises=[PHISHING])
def review_of_an_account(stage: Stage) -> None:
    """An application server asks for a site that fishes for passwords."""
    _asked(stage, APP, f"sign-in.{listed.PHISHING}", PHISHING)


@near_miss(of=BY_LIST)
def listed_but_trusted(stage: Stage) -> None:
    """A bastion asks for a domain that is on every list, and trusted."""
    stage.ask(stage.client(BASTION), answers.both(listed.TRUSTED))


@near_miss(of=BY_LIST)
def names_like_listed_ones(stage: Stage) -> None:
    """A container host asks for names that end, begin or look like listed ones."""
    stage.ask(stage.client(CONTAINERS), _like_listed(), over=20 * MINUTE)


def _like_listed() -> list[Question]:
    made = [answers.address(listed.OWN_BELOW)]
    for name in listed.NAMES:
        label = name.partition(".")[0]
        made.append(answers.address(f"not-{name}"))
        made.append(answers.address(f"{name}.garden-notes.example"))
        made.append(answers.address(f"{label}.harmless.example"))
        made.append(answers.missing(f"{label}s.example"))
    return made


@near_miss(of=BY_LIST)
def listed_names_looked_up(stage: Stage) -> None:
    """A mail relay asks a block list of names whether it has the listed ones: it has."""
    relay = stage.client(MAIL)
    zones = stage.around(relay).internet.name_lists
    asked = [answers.at(f"{name}.{zone}", "127.0.1.2") for name in listed.NAMES for zone in zones]
    stage.ask(relay, asked, over=20 * MINUTE)


@near_miss(of=[BLACK_HOLE])
def beside_a_sinkhole(stage: Stage) -> None:
    """A desktop asks for a name that leads to an address beside a sinkhole."""
    stage.ask(stage.client(DESKTOP), [answers.at("tide-tables.example", listed.BESIDE_SINKHOLES)])
