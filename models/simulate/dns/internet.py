"""Who is there to be asked for: an internet of invented domains, the same for everybody in an organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from models.simulate.dice import Dice
from models.simulate.dns import answers, words
from models.simulate.dns.answers import Question

#: Where strangers put their sites below somebody else's domain: suffixes of the public-suffix list's private section.
_HOSTED = ("netlify.app", "web.app", "github.io", "pages.dev", "azurewebsites.net", "herokuapp.com")

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Internet:
    """Domains by what they are there for, the more usual first.

    Attributes:
        sites: that people visit.
        trackers: that sites report to.
        networks: that deliver content for sites.
        correspondents: that mail comes from and goes to.
        exchanges: that take mail for others.
        block_lists: zones that are asked for addresses; ``name_lists`` those that are asked for domains.
        access: providers of private lines, of visitors and mailers.
        vendors: of software that asks for its own domain: telemetry, updates, licences.
        antivirus: whose names are hashes of files.
        mirrors: of the distributions' packages.
        authorities: that say whether a certificate is still good.
    """

    sites: tuple[str, ...]
    trackers: tuple[str, ...]
    networks: tuple[str, ...]
    correspondents: tuple[str, ...]
    exchanges: tuple[str, ...]
    block_lists: tuple[str, ...]
    name_lists: tuple[str, ...]
    access: tuple[str, ...]
    vendors: tuple[str, ...]
    antivirus: tuple[str, ...]
    mirrors: tuple[str, ...]
    authorities: tuple[str, ...]


@cache
def of(seed: int) -> Internet:
    """The internet of a seed."""
    drawn = iter(words.domains(1100, Dice.of(seed, "internet")))

    def some(count: int) -> tuple[str, ...]:
        return tuple(next(drawn) for _ in range(count))

    return Internet(
        sites=some(500),
        trackers=some(30),
        networks=some(4),
        correspondents=some(350),
        exchanges=some(5),
        block_lists=tuple(f"{first}.{name}" for first, name in zip(("zen", "bl", "dnsbl"), some(3), strict=True)),
        name_lists=tuple(f"{first}.{name}" for first, name in zip(("dbl", "uri"), some(2), strict=True)),
        access=some(12),
        vendors=some(12),
        antivirus=some(2),
        mirrors=some(3),
        authorities=some(3),
    )


def popular(dice: Dice, pool: Sequence[str]) -> str:
    """One of a pool, the first far more often than the last."""
    return pool[int(len(pool) * dice.random() ** 3)]


def base36(dice: Dice, length: int) -> str:
    """Small letters and digits."""
    return "".join(dice.choice(_BASE36) for _ in range(length))


@cache
def hosts(site: str, internet: Internet) -> tuple[Question, ...]:
    """The hosts of a site: its front page's, and what it fetches from its own names and those of its providers."""
    dice = Dice.of("site", site)
    made = [_front(f"www.{site}", internet, dice), answers.address(site, dice.choice((60, 300, 3600)))]
    for label in dice.sample(("static", "img", "api", "assets", "cdn", "login", "fonts", "m", "video"), 3):
        made.append(_front(f"{label}.{site}", internet, dice))
    if dice.chance(0.4):
        made.append(answers.address(f"d{base36(dice, 13)}.cloudfront.net", 60))
    if dice.chance(0.2):
        made.append(answers.address(f"{base36(dice, 10)}.{dice.choice(_HOSTED)}", 300))
    if dice.chance(0.15):
        made.append(answers.address(f"{site.partition('.')[0]}-{dice.hexadecimal(6)}.{dice.choice(_HOSTED)}", 300))
    return tuple(made)


def _front(name: str, internet: Internet, dice: Dice) -> Question:
    """A host of a site: with addresses of its own, or an alias into a network that delivers it."""
    if dice.chance(0.55):
        return answers.address(name, dice.choice((60, 300, 300, 3600)))
    network = dice.choice(internet.networks)
    edge = f"e{dice.digits(5)}.{dice.choice(('a', 'b', 'dsca', 'g'))}.{network}"
    return answers.alias(name, (f"{name}.edge.{network}", edge), dice.choice((20, 30, 60)))


def trackers(dice: Dice, internet: Internet) -> list[Question]:
    """Who is told of a visit: names of their own, some with a label that is made for the visit."""
    made = []
    for tracker in {popular(dice, internet.trackers): None for _ in range(dice.randrange(1, 5))}:
        kind = sum(map(ord, tracker)) % 4
        label = ("collect", "px", f"{dice.hexadecimal(32)}.events", f"{base36(dice, 12)}.i")[kind]
        made.append(answers.address(f"{label}.{tracker}", 300))
    return made


def variants(question: Question, internet: Internet, *, browser: bool = False) -> list[Question]:
    """What is asked for a host besides: its IPv6 address and, by a browser, how to reach it by HTTPS."""
    targets = tuple(a.data.rstrip(".") for a in question.answers if a.type == "CNAME")
    name, ttl = question.name, question.ttl
    made = [question, answers.alias(name, targets, ttl, "AAAA") if targets else answers.address_v6(name, ttl)]
    if browser:
        said = () if len(name) % 3 else (answers.Answer("HTTPS", '1 . alpn="h3,h2"'),)
        made.append(Question(name, "HTTPS", answers=said, ttl=ttl))
    return made
