"""What makes one day unlike another for the same actor, and the same actor alike over months.

Habits belong to an owner (an account and a name) and follow from the day alone: they are the same whatever
days are simulated. Tools are released and installed, laptops replaced, lines get another address of the same
provider, people are away, travel or fall ill, batches grow at the month's end.
"""

from __future__ import annotations

import time
from functools import cache
from ipaddress import IPv4Address, IPv4Network

from models.simulate import addresses
from models.simulate.clock import DAY
from models.simulate.dice import Dice

#: Where periods are counted from: 2026-01-01. Before it no tool had a release.
_EPOCH = 1_767_225_600

#: Shares of weeks on holiday, of days ill, of three-day spells on a journey.
_HOLIDAY, _ILL, _JOURNEY = 0.05, 0.012, 0.02

#: Spread of daily volumes: the standard deviation of their logarithm.
_SPREAD = 0.22

#: How much larger a batch is on the last two days of a month.
_MONTH_END = 2.5

_LINE = 20


def _passed(day: int, period: int, dice: Dice) -> int:
    """How many periods of some days ended before the day; when the first ends is drawn."""
    return max(0, (day - _EPOCH) // DAY + dice.randrange(period)) // period


@cache
def releases(owner: str, day: int) -> int:
    """How many releases of its tool the owner has installed by a day: one every three to ten weeks."""
    dice = Dice.of("releases", owner)
    return _passed(day, dice.randrange(21, 70), dice)


@cache
def laptop(owner: str, day: int) -> int:
    """Which laptop the owner works with by a day: a new one every two to four years."""
    dice = Dice.of("laptop", owner)
    return _passed(day, dice.randrange(700, 1400), dice)


@cache
def presence(owner: str, day: int) -> float:
    """1 when the owner is at work, 0 on holiday or ill."""
    week = (day - _EPOCH) // (7 * DAY)
    away = Dice.of("holiday", owner, week).chance(_HOLIDAY) or Dice.of("ill", owner, day).chance(_ILL)
    return 0.0 if away else 1.0


@cache
def journey(owner: str, day: int) -> str | None:
    """The address that the owner calls from while travelling; None when at home."""
    spell = (day - _EPOCH) // (3 * DAY)
    dice = Dice.of("journey", owner, spell)
    return addresses.home(dice.choice(addresses.COUNTRIES), dice) if dice.chance(_JOURNEY) else None


@cache
def line(address: str, day: int) -> str:
    """The address that a private line has by a day; the provider changes it within a /20 every few weeks."""
    if addresses.is_office(address) or ":" in address:
        return address
    dice = Dice.of("line", address)
    turn = _passed(day, dice.randrange(14, 90), dice)
    block = IPv4Network(f"{address}/{_LINE}", strict=False)
    return str(IPv4Address(int(block.network_address) + Dice.of("line", address, turn).randrange(1, 4095)))


def swing(owner: str, day: int) -> float:
    """How much busier than usual the owner's day is, for no particular reason."""
    return Dice.of("swing", owner, day).lognormvariate(0, _SPREAD)


def month_end(day: int) -> float:
    """How much larger a batch is that closes the month's books."""
    return _MONTH_END if time.gmtime(day + 2 * DAY).tm_mon != time.gmtime(day).tm_mon else 1.0
