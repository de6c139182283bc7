"""Domains that a program makes up, as bots do that look for their controller; and others that are not there."""

from __future__ import annotations

from collections.abc import Callable

from models.simulate.clock import HOUR, MINUTE
from models.simulate.dice import Dice
from models.simulate.dns import answers, internet, words
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import DESKTOP
from models.simulate.dns.scenarios.registry import near_miss, scenario
from models.simulate.dns.scenarios.stage import Stage
from models.simulate.dns.scenarios.types import GENERATED, SUSPICIOUS
from models.simulate.flows.network import APP, BASTION, BATCH, CONTAINERS, DATABASE, MONITORING, POD, WEB

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_CONSONANTS, _VOWELS = "bcdfghjklmnpqrstvwxyz", "aeiou"

#: Suffixes that made-up domains are put under.
_SUFFIXES = ("com", "net", "org", "info", "biz", "ru", "top", "xyz")


def _letters(dice: Dice) -> str:
    return "".join(dice.choice(_LETTERS) for _ in range(dice.randrange(12, 25)))


def _hexadecimal(dice: Dice) -> str:
    return dice.hexadecimal(16)


def _letters_and_digits(dice: Dice) -> str:
    return internet.base36(dice, dice.randrange(12, 19))


def _pronounceable(dice: Dice) -> str:
    return "".join(dice.choice(_CONSONANTS) + dice.choice(_VOWELS) for _ in range(dice.randrange(5, 8)))


def _looked_for(
    stage: Stage, job: str, label: Callable[[Dice], str], count: int, over: int, *, met: bool = False
) -> None:
    """So many domains that are not there; ``met``: the last one is."""
    dice = stage.dice
    names = list(dict.fromkeys(f"{label(dice)}.{dice.choice(_SUFFIXES)}" for _ in range(count)))
    asked = [answers.missing(name) for name in names]
    if met:
        asked[-1] = answers.address(names[-1])
    stage.ask(stage.client(job), asked, over=over, raises=[GENERATED])


@scenario(raises=[GENERATED], also=[SUSPICIOUS])
def domains_of_letters(stage: Stage) -> None:
    """A bot on an application server looks for 300 domains of random letters, until it meets its master."""
    _looked_for(stage, APP, _letters, 300, 5 * MINUTE, met=True)


@scenario(raises=[GENERATED], also=[SUSPICIOUS])
def domains_of_hexadecimal_digits(stage: Stage) -> None:
    """A bot on a web server looks for 200 domains of hexadecimal digits, until it meets its master."""
    _looked_for(stage, WEB, _hexadecimal, 200, 8 * MINUTE, met=True)


@scenario(raises=[GENERATED])
def domains_of_letters_and_digits(stage: Stage) -> None:
    """A bot on a database server looks for 120 domains of letters and digits."""
    _looked_for(stage, DATABASE, _letters_and_digits, 120, 10 * MINUTE)


@scenario(raises=[GENERATED])
def domains_that_can_be_spoken(stage: Stage) -> None:
    """A bot on a batch worker looks for 250 domains of which each has a vowel after each consonant."""
    _looked_for(stage, BATCH, _pronounceable, 250, 8 * MINUTE)


@scenario(raises=[GENERATED])
def domains_looked_for_slowly(stage: Stage) -> None:
    """A bot on a monitoring host looks for a domain of random letters each minute, for three hours."""
    _looked_for(stage, MONITORING, _letters, 180, 3 * HOUR)


@scenario(raises=[GENERATED])
def domains_looked_for_by_a_container(stage: Stage) -> None:
    """A bot in a container that has no instance looks for 150 domains of random letters."""
    _looked_for(stage, POD, _letters, 150, 6 * MINUTE)


@near_miss(of=[GENERATED, SUSPICIOUS])
def brands_mistyped(stage: Stage) -> None:
    """At a desktop, somebody in a hurry mistypes 25 names of sites within an hour."""
    client, dice = stage.client(DESKTOP), stage.dice
    sites = dice.sample(stage.around(client).internet.sites, 25)
    stage.ask(client, (answers.missing(words.mistyped(site, dice)) for site in sites), over=HOUR)


@near_miss(of=[GENERATED, SUSPICIOUS])
def browser_started_again(stage: Stage) -> None:
    """A browser on a bastion is started 40 times, and probes its resolver with random labels each time."""
    client = stage.client(BASTION)
    dice, directory = stage.dice, stage.around(client).directory
    labels = ["".join(dice.choice(_LETTERS) for _ in range(dice.randrange(7, 16))) for _ in range(120)]
    asked = [answers.missing(name) for label in labels for name in (label, f"{label}.{directory}")]
    stage.ask(client, asked, over=HOUR)


@near_miss(of=[GENERATED])
def sites_of_the_world(stage: Stage) -> None:
    """A crawler on a container host reads 200 sites in many languages, of which a tenth is gone."""
    host, dice = stage.client(CONTAINERS), stage.dice

    def question(site: str) -> Question:
        return answers.missing(site) if dice.chance(0.1) else answers.address(site)

    stage.ask(host, map(question, words.domains(200, dice)), over=30 * MINUTE)
