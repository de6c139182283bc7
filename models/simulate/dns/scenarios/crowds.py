"""Many names for honest reasons: hashes, block lists, reverse names, search lists, keys, telemetry."""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate import addresses
from models.simulate.clock import HOUR, MINUTE
from models.simulate.dns import answers, internet
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import DESKTOP
from models.simulate.dns.everyday.containers import searched
from models.simulate.dns.everyday.desktops import files_checked
from models.simulate.dns.everyday.mail import letter_in
from models.simulate.dns.everyday.servers import reverse
from models.simulate.dns.scenarios.registry import near_miss
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import EXFILTRATION, GENERATED, SUSPICIOUS
from models.simulate.flows.network import BASTION, CONTAINERS, MAIL


@near_miss(of=[EXFILTRATION])
def disk_checked(stage: Stage) -> None:
    """An antivirus on a bastion checks a disk: hundreds of long names with hashes, at its vendor."""
    local = stage.client(BASTION)
    around = stage.around(local)
    asked = [q for _ in range(60) for q in files_checked(around, stage.dice, local)]
    stage.ask(local, asked, over=30 * MINUTE)


@near_miss(of=[EXFILTRATION, GENERATED])
def wave_of_letters(stage: Stage) -> None:
    """A mail relay gets 150 letters within half an hour, most of them unwanted."""
    relay = stage.client(MAIL)
    around = stage.around(relay)
    stage.ask(relay, (q for _ in range(150) for q in letter_in(around, stage.dice, relay)), over=30 * MINUTE)


@near_miss(of=[EXFILTRATION])
def log_read_backwards(stage: Stage) -> None:
    """A mail relay looks up the names of 700 addresses of a log."""
    relay = stage.client(MAIL)
    around = stage.around(relay)
    asked = (q for _ in range(700) for q in reverse(addresses.hosting(stage.dice), around, stage.dice))
    stage.ask(relay, asked, over=10 * MINUTE)


@near_miss(of=[EXFILTRATION, GENERATED])
def names_searched_in_vain(stage: Stage) -> None:
    """A container host starts 40 containers, each of which has its names completed in vain."""
    host = stage.client(CONTAINERS)
    around = stage.around(host)
    stage.ask(host, (q for _ in range(120) for q in searched(around, stage.dice, host)), over=15 * MINUTE)


@near_miss(of=[EXFILTRATION, GENERATED])
def pictures_behind_hashes(stage: Stage) -> None:
    """A desktop reads a gallery whose pictures have hosts of their own, which are called after hashes."""
    client = stage.client(DESKTOP)
    dice, everybody = stage.dice, stage.around(client).internet

    def shown() -> Iterator[Question]:
        for _ in range(90):
            label = internet.base36(dice, 12)
            yield answers.address(f"{label}.{dice.choice(('cloudfront.net', 'pages.dev', 'netlify.app'))}", 60)
            network = everybody.networks[1]
            yield answers.alias(f"i{dice.randrange(40)}.{everybody.sites[3]}", (f"{label[:8]}.x.{network}",))

    stage.ask(client, shown(), over=20 * MINUTE)


@near_miss(of=[EXFILTRATION])
def software_installed(stage: Stage) -> None:
    """A container host pulls images and reports to its vendor by ids, for an hour."""
    host = stage.client(CONTAINERS)
    everybody, dice = stage.around(host).internet, stage.dice
    ids = (f"{dice.uuid()}.ingest.{everybody.vendors[1]}" for _ in range(40))
    layers = (f"{dice.hexadecimal(32)}.r2.{everybody.vendors[5]}" for _ in range(30))
    stage.ask(host, map(answers.address, (*ids, *layers)), over=HOUR)


@near_miss(of=[SUSPICIOUS, GENERATED])
def trackers_filtered(stage: Stage) -> None:
    """A desktop's filter answers that trackers, also oddly called ones, are not there."""
    client = stage.client(DESKTOP)
    everybody, dice = stage.around(client).internet, stage.dice
    names = [f"{label}.{tracker}" for tracker in everybody.trackers for label in ("collect", internet.base36(dice, 10))]
    stage.ask(client, map(answers.missing, names), over=40 * MINUTE)
