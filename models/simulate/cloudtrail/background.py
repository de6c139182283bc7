"""A day in the life of the organisation, which raises no finding.

Every actor has a rate (records on a working day) and dice of its own; the rates are scaled together to
make a simulation larger or smaller, and the share of each actor stays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import NamedTuple

from models.simulate.clock import ALWAYS, Calendar, Hours
from models.simulate.cloudtrail import machines, people, services
from models.simulate.cloudtrail.event import Event
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Organisation


class Actor(NamedTuple):
    """Somebody or something that makes calls.

    Attributes:
        name: what its dice are known by, within the account.
        rate: records on a working day, unscaled.
        hours: when it is active.
        calls: the endless calls of a day.
    """

    name: str
    rate: float
    hours: Hours
    calls: Callable[[int, Dice], Iterator[Event]]


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
        self._actors = [
            (account, actor) for account in organisation.accounts for actor in actors(organisation, account)
        ]
        natural = sum(self._expected(actor, account, day) for day in calendar for account, actor in self._actors)
        self._scale = 1.0 if records is None else records / natural

    def _expected(self, actor: Actor, account: Account, day: int) -> float:
        return actor.rate * account.activity * actor.hours.activity(day)

    def day(self, day: int) -> Iterator[Event]:
        """The records that belong to the day that begins at ``day``, in no order."""
        for account, actor in self._actors:
            dice = Dice.of(self._seed, account.id, actor.name, day)
            count = dice.round(self._expected(actor, account, day) * self._scale)
            for event in islice(actor.calls(day, dice), count):
                if event.at < self._calendar.end:
                    yield event


def actors(organisation: Organisation, account: Account) -> Iterator[Actor]:
    """Everybody and everything that is active in an account."""
    for person in account.people:
        yield Actor(f"person {person.name}", 110, person.hours, partial(people.calls, account, person))
    builds = partial(machines.build_calls, organisation, account)
    yield Actor("build", 320, machines.BUILD_HOURS, builds)
    yield Actor("key build", 140, machines.BUILD_HOURS, partial(machines.key_build_calls, organisation, account))
    yield Actor("trail", 280, ALWAYS, partial(services.trail_deliveries, account))
    for site in account.sites:
        for instance in site.instances:
            yield Actor(instance.id, 130, ALWAYS, partial(machines.instance_calls, site, instance))
            yield Actor(f"{instance.id} objects", 110, ALWAYS, partial(machines.object_calls, site, instance))
        for service in site.services[:2]:
            calls = partial(machines.function_calls, site, service)
            yield Actor(f"function {service} {site.region}", 60, ALWAYS, calls)
        for name, rate, acts in (
            ("assumptions", 110, services.role_assumptions),
            ("service roles", 90, services.service_roles),
            ("key uses", 160, services.key_uses),
            ("service events", 4, services.service_events),
        ):
            yield Actor(f"{name} {site.region}", rate, ALWAYS, partial(acts, site))
