"""Where an attacker or a drift acts: late in the month, among the people and machines of the background."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR, Calendar, is_weekend
from models.simulate.cloudtrail import agents, event, identity, machines, objects, people
from models.simulate.cloudtrail.event import Event, Failure
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.organisation import Instance, Organisation, Person, Site
from models.simulate.scenarios.stage import Stage
from models.simulate.truth import Planted

#: The least number of days that attackers and drift need, how many of them are for learning, and within how
#: many days of the end everything happens.
LEAST_DAYS, LEARNING, LATE = 14, 7, 12

_READS = ("Get", "List", "Describe", "BatchGet", "Head", "Lookup", "Search", "Simulate")

Change = Callable[[Event], Event]


def late(calendar: Calendar, days: int) -> Calendar:
    """The days on which something may begin that takes some days."""
    skipped = max(LEARNING, calendar.days - LATE)
    return Calendar(calendar.start + skipped * DAY, max(1, calendar.days - skipped - days))


class Ground(Stage):
    """One attacker's or drift's time and place.

    Args:
        name: whose.
        names: of all attackers, or all drifts.
        organisation: where it happens.
        calendar: the days that are simulated.
        days: how many of them it may take.

    Attributes:
        calendar: the days that are simulated.
        site: the account's home Region.
        changes: how records of the background change; each gives back a record of the same time.
    """

    def __init__(
        self, name: str, names: Sequence[str], organisation: Organisation, calendar: Calendar, days: int
    ) -> None:
        super().__init__(name, names, organisation, late(calendar, days))
        self.calendar = calendar
        self.site: Site = self.account.home
        self.region = self.site.region
        self.changes: list[Change] = []

    def take(self, events: Iterable[Event]) -> None:
        """Take in records with times of their own; what falls behind the end is left out."""
        self.planted += [Planted(happened) for happened in events if happened.at < self.calendar.end]

    def working_days(self, person: Person, since: int) -> list[int]:
        """The days from an instant's on, to the end, on which a person works."""
        first = since // DAY * DAY
        return [d for d in range(first, self.calendar.end, DAY) if person.hours.activity(d) == 1]

    def person(self, way: str, job: str = "") -> Person:
        """Somebody of the account who reaches AWS in a way, or by a kind of ways (``sso``), and has a job."""
        return next(p for p in self.account.people if p.way.startswith(way) and job in ("", p.job))

    def stolen_key(self, way: str, address: str, agent: str) -> Caller:
        """The access key of one of the account's users in somebody else's hands."""
        return identity.user(self.account.id, self.person(way).name, address, agent)

    def stolen_session(self, job: str, address: str, agent: str) -> Caller:
        """The Identity Center session of somebody with a job, used from elsewhere."""
        return people.arrive(self.account, self.person("sso", job), self.now, address, agent, self.dice)[1]

    def at_their_desk(self, person: Person) -> Caller:
        """A person's own credentials, network and tools."""
        address = people.place(self.account, person, self.now, self.dice)
        tool = people.tool(self.account, person, self.now)
        return people.arrive(self.account, person, self.now, address, tool, self.dice)[1]

    def build(self, address: str, agent: str = "") -> Caller:
        """A session of the hosted builds' role; without ``agent`` with the builds' own."""
        tool = agent or machines.build_tool(self.account, self.now // DAY * DAY)
        run = f"build-{self.dice.randrange(10**9, 10**10)}"
        return identity.session(machines.deploy_role(self.account), run, self.now, address, tool, self.dice)

    def instance(self, number: int = 0) -> Instance:
        """One of the instances of the home Region."""
        return self.site.instances[number % len(self.site.instances)]

    def on_instance(self, number: int = 0) -> Caller:
        """The credentials of an instance where they belong."""
        step = machines.INSTANCE_SESSION
        return machines.instance_session(self.site, self.instance(number), self.now // step * step)

    def in_function(self, number: int = 0) -> Caller:
        """The credentials of one of the home Region's two functions where they belong."""
        day = self.now // DAY * DAY
        return machines.function_session(self.site, self.site.services[number], self.now, day, self.dice)

    def weekly(self, role: str, session: str, first: int) -> Iterator[tuple[int, Caller]]:
        """When a role made for it works on a server, with its session: weekly, ``first`` seconds after the start."""
        made, address = Role(self.account.id, role), addresses.ec2(self.region, self.dice)
        tool = agents.boto3("6.8.0-52-generic")
        for at in range(self.calendar.start + first, self.calendar.end, 7 * DAY):
            yield at, identity.session(made, session, at, address, tool, self.dice)

    def at_work(self, person: Person) -> None:
        """Wait until the person works: a moment of the hours on a working day."""
        moments = (person.hours.moment(day, self.dice) for day in self.working_days(person, self.now))
        self.now = next((moment for moment in moments if moment > self.now), self.now)

    def until(self, hour: float, *, working: bool = False) -> None:
        """Wait for an hour of the day, UTC; with ``working`` on a working day."""
        day = self.now // DAY * DAY + int(hour * HOUR)
        while day <= self.now or (working and is_weekend(day)):
            day += DAY
        self.now = day

    def calls(
        self, caller: Caller, service: str, apis: Iterable[str], request: Json | None = None, **more: Any
    ) -> None:
        """One call of each API; ``more`` as in `Stage.call`."""
        for api in apis:
            self.call(caller, service, api, request, **({"read_only": api.startswith(_READS)} | more))

    def fails(self, caller: Caller, service: str, api: str, code: str, text: str, region: str = "") -> None:
        """A call that fails for another reason than missing permission."""
        failure = Failure(code, text)
        happened = event.call(caller, self.now, service, api, region or self.region, self.dice, failure=failure)
        self.plant(happened)

    def objects(
        self, caller: Caller, api: str, bucket: str, count: int = 1, site: Site | None = None, **more: Any
    ) -> None:
        """Calls on objects of a bucket of the home Region or another ``site``; ``more`` as in `objects.call`."""
        where = site or self.site
        for _ in range(count):
            key = objects.key_of(where, self.dice)
            self.plant(objects.call(caller, self.now, api, bucket, key, where.region, self.dice, **more))
