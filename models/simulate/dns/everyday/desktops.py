"""People at desktops, and on bastions: sites, trackers, the company's directory, antivirus, updates, slips."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from models.simulate.dice import Dice
from models.simulate.dns import answers, internet, words
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import DESKTOP, Client
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import BASTION
from models.simulate.flows.rhythm import OFFICE

#: Services that members of a directory look for (Active Directory's names).
_DIRECTORY = ("_ldap._tcp.dc._msdcs", "_kerberos._tcp.dc._msdcs", "_ldap._tcp.head-office._sites.dc._msdcs")

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def habits(around: Surroundings) -> Iterator[Habit]:
    """All of them."""
    people = around.all(DESKTOP, BASTION)
    yield Habit("pages", 55, people, partial(_page, around), OFFICE, 4)
    yield Habit("searches for a proxy", 8, people, partial(_proxy, around), OFFICE)
    yield Habit("directory", 25, people, partial(_directory, around), OFFICE, 2)
    yield Habit("browser starts", 4, people, partial(_browser_starts, around), OFFICE, 2)
    yield Habit("slips", 4, people, partial(_slip, around), OFFICE, 3)
    yield Habit("files checked", 10, people, partial(files_checked, around), OFFICE, 20)
    yield Habit("updates", 5, people, partial(_updates, around), OFFICE, 10)
    yield Habit("discovery", 4, people, partial(_discovery, around), OFFICE)


def _page(around: Surroundings, dice: Dice, _: Client) -> Iterator[Question]:
    """A page is read: its hosts, and whoever is told of it."""
    shown = internet.hosts(internet.popular(dice, around.internet.sites), around.internet)
    for host in (*shown[: dice.randrange(2, len(shown) + 1)], *internet.trackers(dice, around.internet)):
        yield from internet.variants(host, around.internet, browser=dice.chance(0.6))


def _proxy(around: Surroundings, _: Dice, client: Client) -> list[Question]:
    """Windows looks for a proxy that nobody has set up."""
    suffixes = [around.directory] if client.job == DESKTOP else [around.directory, around.search]
    return [answers.missing(f"wpad.{suffix}", ttl=60) for suffix in suffixes]


def _directory(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    service = f"{dice.choice(_DIRECTORY)}.{around.directory}"
    controllers = [f"dc{n}.{around.directory}" for n in (1, 2)]
    found = answers.pointing(service, "SRV", [f"0 100 389 {one}" for one in controllers], 600)
    hosts = [answers.at(one, f"10.99.0.{10 + n}", ttl=600) for n, one in enumerate(controllers)]
    share = f"files{dice.randrange(3)}.{around.directory}"
    return [found, *hosts, answers.at(share, "10.99.0.30", ttl=600)]


def _browser_starts(around: Surroundings, dice: Dice, _: Client) -> list[Question]:
    """A Chromium browser asks for three names that cannot be there, to see whether its resolver invents answers."""
    labels = ["".join(dice.choice(_LETTERS) for _ in range(dice.randrange(7, 16))) for _ in range(3)]
    return [answers.missing(name) for label in labels for name in (f"{label}.{around.directory}", label)]


def _slip(around: Surroundings, dice: Dice, _: Client) -> Iterator[Question]:
    """A site's name is mistyped, and then typed again."""
    site = internet.popular(dice, around.internet.sites)
    wrong = words.mistyped(site, dice)
    for name in (wrong, f"www.{wrong}"):
        yield answers.missing(name)
    yield from internet.variants(internet.hosts(site, around.internet)[1], around.internet)


def files_checked(around: Surroundings, dice: Dice, client: Client) -> Iterator[Question]:
    """An antivirus asks its vendor for files, by names that are their hashes."""
    vendor = Dice.of("antivirus", client.name).choice(around.internet.antivirus)
    for _ in range(dice.randrange(1, 10)):
        if vendor == around.internet.antivirus[0]:
            name = f"{internet.base36(dice, 26)}.avqs.{vendor}"
        else:
            name = f"4-1-{dice.hexadecimal(8)}-{internet.base36(dice, 40)}.{internet.base36(dice, 32)}.sn.{vendor}"
        known = dice.chance(0.7)
        yield answers.at(name, f"127.{dice.randrange(256)}.0.{dice.randrange(256)}") if known else answers.missing(name)


def _updates(around: Surroundings, dice: Dice, client: Client) -> Iterator[Question]:
    """The system looks for updates, and for neighbours and caches that have them already."""
    vendor = around.internet.vendors[8]
    region, group = dice.choice(("eu", "us", "weu")), Dice.of("group", client.vpc).uuid()
    labels = (f"{region}-v{dice.randrange(1, 9)}f-prod.do", f"kv{dice.randrange(100, 999)}.prod.do", f"{group}.geo.do")
    for label in (*labels, "settings-win.data", "watson.telemetry", f"{dice.digits(2)}.tlu.dl.delivery"):
        yield from internet.variants(answers.address(f"{label}.{vendor}"), around.internet)


def _discovery(around: Surroundings, dice: Dice, client: Client) -> list[Question]:
    """Printers and shares are looked for, by single labels and by what networks have for it."""
    printer = dice.choice(("printer2", "scanner", "nas", "fileserver-old"))
    backwards = ".".join(reversed(client.address.split(".")[:3]))
    browse = [answers.missing(f"{kind}._dns-sd._udp.0.{backwards}.in-addr.arpa", "PTR") for kind in ("b", "lb", "db")]
    return [answers.missing(printer), answers.missing(f"{printer}.{around.directory}"), *browse]
