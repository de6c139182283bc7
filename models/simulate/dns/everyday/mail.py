"""Mail relays: who takes mail for a domain, what a sender may do, and whether it is on block lists.

Most mail that comes is unwanted, and its senders' domains are made up, or were yesterday's: many are not there.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from models.simulate import addresses
from models.simulate.dice import Dice
from models.simulate.dns import answers, internet, words
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import Client
from models.simulate.dns.everyday.servers import reverse
from models.simulate.dns.habit import Habit
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import MAIL
from models.simulate.flows.rhythm import VISITS

#: Suffixes under which senders of unwanted mail have their domains.
_CHEAP = ("top", "xyz", "click", "icu", "shop", "online", "site", "info")

#: What a block list answers for what it names (RFC 5782).
_LISTED = ("127.0.0.2", "127.0.0.4", "127.0.0.10")

_SELECTORS = ("default", "s1", "mail", "selector1", "k1", "20230601", "dkim")


def habits(around: Surroundings) -> Iterator[Habit]:
    """All of them."""
    relays = around.all(MAIL)
    yield Habit("letters in", 260, relays, partial(letter_in, around), VISITS, 4)
    yield Habit("letters out", 120, relays, partial(_letter_out, around), VISITS, 4)


def letter_in(around: Surroundings, dice: Dice, _: Client) -> Iterator[Question]:
    """A letter comes: its carrier, its sender's domain and the domains in its text are looked up."""
    carrier = addresses.hosting(dice) if dice.chance(0.7) else addresses.home(dice.choice(addresses.COUNTRIES), dice)
    yield from reverse(carrier, around, dice)
    wanted = dice.chance(0.55)
    for zone in around.internet.block_lists:
        yield from _on_block_list(f"{answers.octets_backwards(carrier)}.{zone}", 0.03 if wanted else 0.6, dice)
    domain, odds = (internet.popular(dice, around.internet.correspondents), 1.0) if wanted else _made_up(dice)
    there = Dice.of("sender", domain).chance(odds)
    yield from _policies(domain, around, dice) if there else (answers.missing(domain, t) for t in ("TXT", "MX", "A"))
    for zone in around.internet.name_lists:
        for named in (domain, *(dice.choice(around.internet.sites) for _ in range(dice.randrange(2)))):
            yield from _on_block_list(f"{named}.{zone}", 0.02 if wanted else 0.5, dice)
    if dice.chance(0.3):
        yield from _on_block_list(f"{dice.hexadecimal(40)}.ebl.{around.internet.name_lists[0]}", 0.05, dice)


def _made_up(dice: Dice) -> tuple[str, float]:
    """An unwanted letter's sender, and the odds that it is there: words, words and digits, seldom mere letters."""
    style = dice.random()
    if style < 0.5:
        return words.domain(dice), 0.8
    if style < 0.92:
        ending = dice.choice(("-mail", "-offers", "news", str(dice.randrange(100))))
        return f"{words.coined(dice)}{ending}.{dice.choice(_CHEAP)}", 0.7
    return f"{internet.base36(dice, dice.randrange(6, 12))}.{dice.choice(_CHEAP)}", 0.7


def _policies(domain: str, around: Surroundings, dice: Dice) -> Iterator[Question]:
    """What a domain says of its mail: SPF, DKIM, DMARC, and who takes mail for it."""
    own = Dice.of("policies", domain)
    provider = own.choice(around.internet.exchanges)
    yield answers.text(domain, f"v=spf1 include:spf.{provider} ip4:{addresses.hosting(own)}/30 ~all")
    included = " ".join(f"ip4:{addresses.hosting(Dice.of(provider, n))}/24" for n in range(8))
    yield answers.text(f"spf.{provider}", f"v=spf1 {included} ~all")
    key = Dice.of("key", domain).base64(294)
    yield answers.text(f"{own.choice(_SELECTORS)}._domainkey.{domain}", "v=DKIM1; k=rsa; p=" + key[:200], key[200:])
    policy = f"v=DMARC1; p={own.choice(('none', 'reject', 'quarantine'))}; rua=mailto:dmarc@{domain}"
    yield answers.text(f"_dmarc.{domain}", policy) if own.chance(0.7) else answers.missing(f"_dmarc.{domain}", "TXT")
    if dice.chance(0.5):
        yield from _exchangers(domain, around)


def _exchangers(domain: str, around: Surroundings) -> Iterator[Question]:
    """Who takes mail for a domain: hosts of its own, or a provider's, which are called after the domain."""
    own = Dice.of("policies", domain)
    provider = own.choice(around.internet.exchanges)
    hosts = [f"mx{n}.{domain}" for n in (1, 2)]
    if own.chance(0.6):
        hosts = [f"{domain.replace('.', '-')}.mail.protection.{provider}"]
    yield answers.pointing(domain, "MX", [f"{10 * (n + 1)} {host}" for n, host in enumerate(hosts)])
    for host in hosts:
        yield from answers.both(host)


def _on_block_list(name: str, chance: float, dice: Dice) -> Iterator[Question]:
    """A block list is asked; of what it names it is asked why, too."""
    if dice.chance(chance):
        yield answers.at(name, dice.choice(_LISTED), ttl=2100)
        yield answers.text(name, "Listed, see the entry of this address")
    else:
        yield answers.missing(name, ttl=150)


def _letter_out(around: Surroundings, dice: Dice, _: Client) -> Iterator[Question]:
    """A letter goes out: to whom, and how it is to be sent there."""
    domain = internet.popular(dice, around.internet.correspondents)
    yield from _exchangers(domain, around)
    known = Dice.of("transport", domain)
    policy = f"_mta-sts.{domain}"
    yield answers.text(policy, "v=STSv1; id=20250611") if known.chance(0.2) else answers.missing(policy, "TXT")
    pinned = f"_25._tcp.mx1.{domain}"
    if known.chance(0.2):
        data = f"3 1 1 {known.hexadecimal(64).upper()}"
        yield Question(pinned, "TLSA", answers=(answers.Answer("TLSA", data),), ttl=3600)
    else:
        yield answers.missing(pinned, "TLSA")
    if dice.chance(0.1):
        yield answers.missing(words.mistyped(domain, dice), "MX")
