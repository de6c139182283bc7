"""What a scenario acts on: clients with a job, a time, and chance of its own.

A stage depends on the organisation, the days and the scenario's name, never on the other scenarios that are played.
What a scenario asks is logged in any case, as if no cache had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from models.simulate.clock import DAY, HOUR, MINUTE, Calendar
from models.simulate.dice import Dice
from models.simulate.dns import surroundings
from models.simulate.dns.answers import Question
from models.simulate.dns.cache import Asked
from models.simulate.dns.clients import Client
from models.simulate.dns.surroundings import Surroundings
from models.simulate.flows.network import Network
from models.simulate.organisation import Organisation

#: How long a scenario may take, in seconds.
LONGEST = 4 * HOUR

#: Seconds at the beginning of the days without scenarios.
_MARGIN = HOUR


class Planted(NamedTuple):
    """A query of a scenario; ``blocked`` if the DNS firewall kept its answer back."""

    asked: Asked
    blocked: bool


class Stage:
    """One scenario's time and place.

    Args:
        name: the scenario's name.
        names: all scenarios' names.
        organisation: where it happens.
        network: its interfaces.
        calendar: the days to choose a time from.
        last_day: whether it happens on the last of them.

    Attributes:
        now: when the scenario begins.
        dice: the scenario's own.
        planted: its queries.
        sightings: finding type and client, with the first and the last time: what it must raise.
        actors: the clients that asked.
    """

    def __init__(
        self,
        name: str,
        names: Sequence[str],
        organisation: Organisation,
        network: Network,
        calendar: Calendar,
        *,
        last_day: bool = False,
    ) -> None:
        begin = calendar.end - DAY if last_day else calendar.start
        span = calendar.end - begin - _MARGIN - LONGEST
        order = sorted(names)
        Dice.of(organisation.seed, "dns scenarios").shuffle(order)
        self.dice = Dice.of(organisation.seed, "dns scenario", name)
        self.now = begin + _MARGIN + order.index(name) * span // len(order) // MINUTE * MINUTE
        self.planted: list[Planted] = []
        self.sightings: dict[tuple[str, Client], tuple[int, int]] = {}
        self.actors: set[Client] = set()
        self._calendar = calendar
        self._places = [surroundings.around(organisation.seed, organisation, network, p) for p in network.places]

    def client(self, job: str) -> Client:
        """A client with a job; of several, the dice choose."""
        return self.dice.choice([client for place in self._places for client in place.all(job)])

    def client_of(self, instance: str) -> Client:
        """An instance of the account, by its id."""
        return next(client for place in self._places for client in place.clients if client.instance == instance)

    def around(self, client: Client) -> Surroundings:
        """The network of a client."""
        return next(place for place in self._places if client in place.clients)

    def days_before(self) -> Iterator[int]:
        """The same time of day on each day before the scenario's, for what has always been so."""
        return iter(range(self.now - (self.now - self._calendar.start) // DAY * DAY, self.now, DAY))

    def ask(
        self,
        client: Client,
        questions: Iterable[Question],
        *,
        over: int = 0,
        at: int | None = None,
        blocked: bool = False,
        raises: Iterable[str] = (),
    ) -> None:
        """Questions, one after the other.

        Args:
            client: who asks.
            questions: what, and what it is answered.
            over: seconds over which they are spread, evenly, each somewhere in its part.
            at: when the first is asked; without it, when the scenario begins.
            blocked: the DNS firewall keeps the answers back.
            raises: the finding types that they must raise.
        """
        every = list(questions)
        begin, each = self.now if at is None else at, over / len(every)
        times = [begin + int((n + self.dice.random()) * each) for n in range(len(every))]
        for when, question in zip(times, every, strict=True):
            self.planted.append(Planted(Asked(when, client, question), blocked))
        self.actors.add(client)
        for finding_type in raises:
            first, last = self.sightings.get((finding_type, client), (times[0], times[-1]))
            self.sightings[finding_type, client] = min(first, times[0]), max(last, times[-1])
