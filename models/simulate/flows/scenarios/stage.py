"""What a scenario acts on: instances with a job, a time, and chance of its own.

A stage depends on the organisation, the days and the scenario's name, never on the other scenarios that are played.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR, MINUTE, Calendar
from models.simulate.dice import Dice
from models.simulate.flows import conversations
from models.simulate.flows.conversations import (
    ANY_EPHEMERAL,
    COMPLETED,
    TCP,
    UDP,
    Conversations,
    joined,
    mirrored,
    translated,
)
from models.simulate.flows.network import Network, Place
from models.simulate.flows.rolls import Ints, Rolls
from models.simulate.flows.surroundings import Surroundings, around, number
from models.simulate.organisation import Organisation

#: How long a scenario may take, in seconds.
LONGEST = 4 * HOUR

#: Seconds at the beginning of the days without scenarios.
_MARGIN = HOUR

#: What several calls have in common.
How = dict[str, Any]

#: Finding type and interface, with the first and the last time.
Sightings = dict[tuple[str, int], tuple[int, int]]


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
        rolls: the same for arrays.
        sightings: what it must raise.
        actors: the instances' interfaces whose traffic it made.
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
        Dice.of(organisation.seed, "flow scenarios").shuffle(order)
        self.dice = Dice.of(organisation.seed, "flow scenario", name)
        self.rolls = Rolls(organisation.seed, "flow scenario", name)
        self.now = begin + _MARGIN + order.index(name) * span // len(order) // MINUTE * MINUTE
        self.sightings: Sightings = {}
        self.actors: set[int] = set()
        self._calendar = calendar
        self._network = network
        self._parts: list[Conversations] = []

    @property
    def traffic(self) -> Conversations:
        """All conversations, as all interfaces see them."""
        return joined(self._parts)

    def instance(self, job: str) -> int:
        """The interface of an instance with a job; of several, the dice choose."""
        return self.dice.choice([n for n in self._network.instances if self._network.interfaces[n].job == job])

    def pair(self, job: str, other: str) -> tuple[int, int]:
        """Two interfaces in one VPC with these jobs, of instances or managed."""
        places = [place for place in self._network.places if {job, other} <= set(place.members)]
        members = self.dice.choice(places).members
        return members[job][0], members[other][-1]

    def interface_of(self, instance: str) -> int:
        """The interface of an instance, by its id."""
        return next(n for n in self._network.instances if self._network.interfaces[n].instance == instance)

    def neighbour(self, local: int, job: str) -> int:
        """An interface with a job in the VPC of another one."""
        return self._place(local).members[job][0]

    def around(self, local: int) -> Surroundings:
        """Who is around the VPC of an interface."""
        return around(self._place(local))

    def stranger(self) -> int:
        """A rented server that nobody knows."""
        return number(addresses.hosting(self.dice))

    def strangers(self, count: int) -> Ints:
        """Some of them, all different."""
        drawn: dict[int, None] = {}
        while len(drawn) < count:
            drawn[self.stranger()] = None
        return np.array(list(drawn), np.int64)

    def days_before(self) -> Iterator[int]:
        """The same time of day on each day before the scenario's, for what has always been so."""
        return iter(range(self.now - (self.now - self._calendar.start) // DAY * DAY, self.now, DAY))

    def talk(
        self,
        local: int,
        peer: int | Ints,
        port: int | Ints,
        count: int = 1,
        *,
        over: int = 0,
        at: int | None = None,
        asks: tuple[int, int] = (300, 2500),
        answers: tuple[int, int] = (300, 9000),
        lasts: tuple[int, int] = (0, 5),
        protocol: int = TCP,
        outward: bool = True,
        opener_port: int | None = None,
        inside: int | None = None,
        raises: Iterable[str] = (),
        raises_there: Iterable[str] = (),
    ) -> None:
        """Conversations that go to their end.

        Args:
            local: an instance's interface.
            peer: the other side's address, or as many as there are conversations.
            port: the one that is opened, likewise.
            count: how many.
            over: seconds over which they are spread, evenly.
            at: when they begin; without it, when the scenario does.
            asks: least and greatest payload of whoever opens, in bytes.
            answers: the same of the other side.
            lasts: seconds, from and below.
            protocol: IANA's number.
            outward: whether the instance opens.
            opener_port: the opener's port; without it, an ephemeral one each.
            inside: the other side's interface, if it is in the VPC too; ``peer`` is then not used.
            raises: the finding types that this must raise.
            raises_there: the same for the other side's instance.
        """
        made = conversations.exchange(
            self.rolls.between(count, *asks),
            self.rolls.between(count, *answers),
            protocol=protocol,
            local=local,
            peer=peer if inside is None else self._network.interfaces[inside].address,
            ports=self._ports(count, port, protocol, opener_port),
            at=self._times(count, over, at),
            outward=outward,
            lasts=self.rolls.between(count, *lasts),
        )
        self._take(made, inside, raises, raises_there)

    def send(
        self,
        local: int,
        peer: int | Ints,
        port: int | Ints,
        count: int = 1,
        *,
        packets: tuple[int, int],
        size: int,
        outcome: int | Ints = COMPLETED,
        answered: int | Ints = 0,
        over: int = 0,
        lasts: int = 0,
        protocol: int = TCP,
        outward: bool = True,
        inside: int | None = None,
        raises: Iterable[str] = (),
    ) -> None:
        """Packets that nobody need answer: tries, floods.

        The arguments are those of `talk`, but that in each conversation there are so many ``packets`` of whoever opens
        (from and below), each of ``size`` bytes with its headers, and so many ``answered``, of 40 bytes; ``outcome``
        is how it goes (`models.simulate.flows.conversations`), and ``lasts`` are seconds.
        """
        sent = self.rolls.between(count, *packets)
        made = conversations.packets(
            protocol,
            (sent, sent * size),
            (answered, answered * 40),
            local=local,
            peer=peer if inside is None else self._network.interfaces[inside].address,
            ports=self._ports(count, port, protocol, None),
            at=self._times(count, over, None),
            outward=outward,
            lasts=lasts,
            outcome=outcome,
        )
        self._take(made, inside, raises, ())

    def _place(self, local: int) -> Place:
        return next(p for p in self._network.places for those in p.members.values() if local in those)

    def _times(self, count: int, over: int, at: int | None) -> Ints:
        """Evenly spread, each somewhere in its part."""
        begin = self.now if at is None else at
        each = over / count
        return begin + ((np.arange(count) + self.rolls.uniform(count)) * each).astype(np.int64)

    def _ports(self, count: int, port: int | Ints, protocol: int, opener: int | None) -> tuple[int | Ints, int | Ints]:
        if protocol not in {TCP, UDP}:
            return 0, 0
        return self.rolls.between(count, *ANY_EPHEMERAL) if opener is None else opener, port

    def _take(
        self, made: Conversations, inside: int | None, raises: Iterable[str], raises_there: Iterable[str]
    ) -> None:
        local = int(made.local[0])
        self._parts.append(made)
        if inside is not None:
            self._parts.append(mirrored(made, inside, self._network))
            self._sighted(inside, made, raises_there)
        elif made.outward[0]:
            self._parts.append(translated(made, self._network, self.rolls))
        self._sighted(local, made, raises)

    def _sighted(self, interface: int, made: Conversations, raises: Iterable[str]) -> None:
        if self._network.interfaces[interface].instance:
            self.actors.add(interface)
        first, last = int(made.at.min()), int((made.at + made.lasts).max())
        for finding_type in raises:
            before = self.sightings.get((finding_type, interface), (first, last))
            self.sightings[finding_type, interface] = min(before[0], first), max(before[1], last)
