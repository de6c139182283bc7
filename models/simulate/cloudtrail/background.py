"""A day in the life of the organisation, which raises no finding.

Every actor has a rate (records on a working day) and dice of its own; the rates are scaled together to
make a simulation larger or smaller, and the share of each actor stays the same. Days differ: people are away,
volumes swing, batches close the month. What happens seldom (`occasions`) is not scaled.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from models.simulate.clock import ALWAYS, Calendar, Hours
from models.simulate.cloudtrail import habits, machines, objects, occasions, people, services
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Organisation


def _as_ever(day: int) -> float:
    return 1.0


class Actor(NamedTuple):
    """Somebody or something that makes calls.

    Attributes:
        name: what its dice are known by, within the account.
        rate: records on a working day, unscaled.
        hours: when it is active.
        calls: the endless calls of a day.
        mood: how much more or less than usual there is to do on a day.
    """

    name: str
    rate: float
    hours: Hours
    calls: Callable[[int, Dice], Iterator[Event]]
    mood: Callable[[int], float] = _as_ever


class Background:
    """The organisation's everyday records.

    Args:
        organisation: whose.
        calendar: over which days; what falls behind its end is left out.
        records: about how many in all; None for as many as the actors make by nature.
    """

    def __init__(self, organisation: Organisation, calendar: Calendar, records: int | None = None) -> None:
        self._seed = organisation.seed
        self._calendar = calendar
        self._actors = {account: tuple(actors(organisation, account)) for account in organisation.accounts}
        natural = sum(
            self._expected(actor, account, day)
            for account, those in self._actors.items()
            for actor in those
            for day in calendar
        )
        self._scale = 1.0 if records is None else max(0, records - self._occasions()) / natural

    def _occasions(self) -> int:
        return sum(1 for account in self._actors for day in self._calendar for _ in occasions.calls(account, day))

    def _expected(self, actor: Actor, account: Account, day: int) -> float:
        usual = actor.rate * account.activity * actor.hours.activity(day)
        return usual * actor.mood(day) * habits.swing(f"{account.id} {actor.name}", day)

    def day(self, day: int) -> Iterator[Event]:
        """The records that belong to the day that begins at ``day``, in no order."""
        for account, those in self._actors.items():
            for actor in those:
                dice = Dice.of(self._seed, account.id, actor.name, day)
                count = dice.round(self._expected(actor, account, day) * self._scale)
                yield from self._within(islice(actor.calls(day, dice), count))
            yield from self._within(occasions.calls(account, day))

    def _within(self, events: Iterator[Event]) -> Iterator[Event]:
        return (event for event in events if event.at < self._calendar.end)


def actors(organisation: Organisation, account: Account) -> Iterator[Actor]:
    """Everybody and everything that is active in an account."""
    for person in account.people:
        here = partial(habits.presence, people.owner(account, person))
        yield Actor(f"person {person.name}", 110, person.hours, partial(people.calls, account, person), here)
        if person.job in objects.JOBS:
            reading = partial(objects.person_calls, account, person)
            yield Actor(f"reader {person.name}", 40, person.hours, reading, here)
    builds = partial(machines.build_calls, organisation, account)
    yield Actor("build", 320, machines.BUILD_HOURS, builds)
    yield Actor("key build", 140, machines.BUILD_HOURS, partial(machines.key_build_calls, organisation, account))
    yield Actor("trail", 280, ALWAYS, partial(services.trail_deliveries, account))
    for site in account.sites:
        for rank, instance in enumerate(site.instances):
            yield Actor(instance.id, 130, ALWAYS, partial(machines.instance_calls, site, instance))
            mood = habits.month_end if rank == 0 else _as_ever
            yield Actor(f"{instance.id} objects", 110, ALWAYS, partial(objects.instance_calls, site, instance), mood)
        for service in site.services[:2]:
            calls = partial(machines.function_calls, site, service)
            yield Actor(f"function {service} {site.region}", 60, ALWAYS, calls)
        batch = partial(objects.function_calls, site, site.services[0])
        yield Actor(f"batch {site.region}", 60, objects.FUNCTION_HOURS, batch, habits.month_end)
        for name, rate, acts in (
            ("assumptions", 110, services.role_assumptions),
            ("service roles", 90, services.service_roles),
            ("key uses", 160, services.key_uses),
            ("service events", 4, services.service_events),
        ):
            yield Actor(f"{name} {site.region}", rate, ALWAYS, partial(acts, site))
