"""A day of the organisation's queries, which raises no finding."""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate.dice import Dice
from models.simulate.dns import surroundings
from models.simulate.dns.cache import Asked, Cache
from models.simulate.dns.everyday import habits
from models.simulate.dns.habit import Habit
from models.simulate.flows.network import Network
from models.simulate.organisation import Organisation


class Background:
    """The organisation's everyday queries. Hours are asked for in their order, as the Resolver's cache goes on.

    Args:
        where: whose, and the seed that decides it.
        net: its network.
    """

    def __init__(self, where: Organisation, net: Network) -> None:
        self._seed = where.seed
        self._networks: list[tuple[str, tuple[Habit, ...], Cache]] = []
        for place in net.places:
            around = surroundings.around(where.seed, where, net, place)
            self._networks.append((place.site.vpc, tuple(habits(around)), Cache()))

    def hour(self, at: int) -> Iterator[Asked]:
        """What is asked in the hour that begins at ``at`` and is in no cache, of each network in order of time."""
        for vpc, those, cache in self._networks:
            asked = [one for habit in those for one in habit.hour(at, Dice.of(self._seed, "dns", vpc, habit.name, at))]
            asked.sort(key=lambda one: (one.at, one.client.address, one.question.name, one.question.type))
            yield from cache.missed(asked)
