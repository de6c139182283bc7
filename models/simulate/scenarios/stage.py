"""What a scenario acts on: an account, a Region, a clock that goes forward, and dice of its own.

A stage depends on the organisation, the days and the scenario's name, never on the other scenarios that are
played, so a scenario's records are the same in any company. Scenarios are spread evenly over the days in an
order that the seed decides; one should be over within `LONGEST`, so that two never overlap.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.simulate import addresses
from models.simulate.clock import HOUR, MINUTE, Calendar
from models.simulate.cloudtrail import agents, event, identity, s3
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Json, Role
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Organisation
from models.simulate.truth import Planted

#: How long a scenario may take, in seconds.
LONGEST = 15 * MINUTE

#: Hours at the beginning and end of the days without scenarios.
_MARGIN = 1 * HOUR


class Stage:
    """One scenario's time and place.

    Args:
        name: the scenario's name.
        names: all scenarios' names.
        organisation: where it happens.
        calendar: the days to choose a time from.
        lasts: how long it may take, if longer than `LONGEST`; such may overlap.

    Attributes:
        account: where the scenario happens.
        regions: the account's Regions; they are in the same order for every scenario.
        region: the one where its regional calls go, unless they say otherwise.
        now: the time of the next call.
        pace: least and greatest number of seconds between two calls.
        dice: the scenario's own.
        planted: the records so far.
    """

    def __init__(
        self, name: str, names: Sequence[str], organisation: Organisation, calendar: Calendar, *, lasts: int = 0
    ) -> None:
        order = sorted(names)
        Dice.of(organisation.seed, "scenarios").shuffle(order)
        number = order.index(name)
        span = calendar.end - calendar.start - 2 * _MARGIN - lasts
        self.organisation = organisation
        self.dice = Dice.of(organisation.seed, "scenario", name)
        self.account: Account = organisation.accounts[number % len(organisation.accounts)]
        self.regions = [site.region for site in self.account.sites]
        self.region = self.dice.choice(self.regions)
        self.now = calendar.start + _MARGIN + number * span // len(order)
        self.pace = (2, 25)
        self.planted: list[Planted] = []

    def name(self, stem: str) -> str:
        """A name that no other scenario uses, such as ``audit-7k2m``."""
        return f"{stem}-{self.dice.base32(5).lower()}"

    def bucket(self, use: str) -> str:
        """The name of a bucket that no other scenario uses."""
        return self.name(f"{self.organisation.company}-{self.account.name}-{use}")

    def user(self, name: str, agent: str = "") -> Caller:
        """An IAM user with an access key, at home somewhere; without ``agent`` with an ordinary CLI."""
        country = self.dice.choice(addresses.COUNTRIES)
        address = addresses.home(country, self.dice)
        return identity.user(self.account.id, name, address, agent or agents.somebodys_cli(self.dice))

    def session(self, role: str, session: str, agent: str = "") -> Caller:
        """A session of a role, with a CLI on somebody's workstation unless ``agent`` says otherwise."""
        address = addresses.home(self.dice.choice(addresses.COUNTRIES), self.dice)
        tool = agent or agents.somebodys_cli(self.dice)
        return identity.session(Role(self.account.id, role), session, self.now, address, tool, self.dice)

    def pause(self, seconds: int) -> None:
        """Let time pass."""
        self.now += seconds

    def plant(self, happened: Event, raises: Iterable[str] = (), about: str = "") -> Event:
        """Take in a record (`Planted`); the clock moves on by some seconds."""
        self.planted.append(Planted(happened, tuple(raises), about))
        self.now += self.dice.randrange(*self.pace)
        return happened

    def call(
        self,
        caller: Caller,
        service: str,
        api: str,
        request: Json | None = None,
        *,
        region: str = "",
        denied: bool = False,
        raises: Iterable[str] = (),
        about: str = "",
        **more: Any,
    ) -> Event:
        """A call to an API in ``region`` or the stage's own.

        Args:
            caller: who calls.
            service: the endpoint's first label.
            api: ``eventName``.
            request: ``requestParameters``.
            region: where, if not in the stage's Region.
            denied: whether it is refused.
            raises: the finding types that the call must raise.
            about: what these findings are about, if not the caller.
            more: as in `event.call`.
        """
        if denied:
            more["failure"] = event.denied(caller, service, api)
        where = region or self.region
        happened = event.call(caller, self.now, service, api, where, self.dice, request=request, **more)
        return self.plant(happened, raises, about)

    def bucket_call(
        self,
        caller: Caller,
        api: str,
        bucket: str,
        subresource: str = "",
        *,
        denied: bool = False,
        raises: Iterable[str] = (),
        **more: Any,
    ) -> Event:
        """A management call on a bucket; ``denied`` and ``raises`` as in `call`, else as in `s3.bucket_call`."""
        if denied:
            more["failure"] = s3.ACCESS_DENIED
        happened = s3.bucket_call(
            caller, self.now, api, bucket, self.region, self.dice, subresource=subresource, **more
        )
        return self.plant(happened, raises)

    def object_call(
        self, caller: Caller, api: str, bucket: str, key: str | None, *, raises: Iterable[str] = (), **more: Any
    ) -> Event:
        """A call on an object: a data event. ``raises`` as in `call`, else as in `s3.object_call`."""
        happened = s3.object_call(caller, self.now, api, bucket, key, self.region, self.dice, **more)
        return self.plant(happened, raises)
