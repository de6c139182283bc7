"""What an intrusion acts on: the stages of all sources, on one clock, with the same instances in each log.

Calls are made on the scene itself (`models.simulate.scenarios.stage.Stage`), traffic and queries on `Scene.network` and
`Scene.resolver`, which begin when the clock of the calls says. Nobody else uses its two listed addresses, so that
intrusions have nothing in common but by chance.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from models.simulate import addresses, sequences
from models.simulate.clock import HOUR, Calendar, iso
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dns.scenarios.stage import Stage as Resolver
from models.simulate.flows.network import Network
from models.simulate.flows.scenarios.stage import Stage as Traffic
from models.simulate.organisation import Instance, Organisation
from models.simulate.scenarios.stage import Stage
from models.simulate.sources import CLOUDTRAIL, DNS, VPC_FLOW

#: How long an intrusion may take, in seconds.
LONGEST = 3 * HOUR


class Wanted(NamedTuple):
    """A sequence that an intrusion raises.

    Attributes:
        members: who or what it is of (`models.simulate.sequences`).
        signals: the finding types that take part.
        needs: the sources without which it is not certain; none if any does that shows a signal.
    """

    type: str
    members: tuple[str, ...]
    signals: frozenset[str]
    needs: tuple[str, ...]


class Scene(Stage):
    """One intrusion's time and place.

    Args:
        name: the intrusion's name.
        names: all intrusions' names.
        organisation: where it happens.
        network: its interfaces.
        calendar: the days to choose a time from.

    Attributes:
        host: an address on the list of malicious hosts that is this intrusion's own.
        exit: the same of an exit of the Tor network.
        wanted: the sequences that it raises.
    """

    def __init__(
        self, name: str, names: Sequence[str], organisation: Organisation, network: Network, calendar: Calendar
    ) -> None:
        super().__init__(name, names, organisation, calendar, lasts=LONGEST)
        number = sorted(names).index(name)
        self.host, self.exit = addresses.intruders_host(number), addresses.intruders_exit(number)
        self.wanted: list[Wanted] = []
        self._name = name
        self._network = Traffic(name, names, organisation, network, calendar)
        self._resolver = Resolver(name, names, organisation, network, calendar)

    @property
    def network(self) -> Traffic:
        """The traffic of instances, from now on."""
        self._network.now = self.now
        return self._network

    @property
    def resolver(self) -> Resolver:
        """What instances ask for, from now on."""
        self._resolver.now = self.now
        return self._resolver

    def sequence(
        self,
        finding_type: str,
        members: Iterable[Caller | Instance],
        signals: Iterable[str],
        needs: Iterable[str] = (CLOUDTRAIL,),
    ) -> None:
        """An attack sequence must be raised; the arguments are those of `Wanted`."""
        named = {each.id if isinstance(each, Instance) else str(each.identity["principalId"]) for each in members}
        self.wanted.append(Wanted(finding_type, tuple(sorted(named)), frozenset(signals), tuple(needs)))

    def told(self, sources: Collection[str]) -> Iterator[sequences.Sequence]:
        """What the truth says of its sequences when some sources are simulated."""
        for each in self.wanted:
            seen = [
                (kind, first, last)
                for source, kind, first, last in self._sightings()
                if source in sources and kind in each.signals
            ]
            if seen:
                certain = set(each.needs) <= set(sources)
                first, last = min(first for _, first, _ in seen), max(last for _, _, last in seen)
                types = tuple(sorted({kind for kind, _, _ in seen})) if certain else ()
                of = self._name, each.type, self.account.id, each.members
                yield sequences.Sequence(*of, iso(first), iso(last), types, certain)

    def raised(self, source: str) -> set[str]:
        """The finding types that it raises in a source."""
        return {kind for where, kind, _, _ in self._sightings() if where == source}

    def logs(self) -> set[str]:
        """The sources that it shows in."""
        parts = {CLOUDTRAIL: self.planted, VPC_FLOW: self._network.actors, DNS: self._resolver.planted}
        return {source for source, part in parts.items() if part}

    def _sightings(self) -> Iterator[tuple[str, str, int, int]]:
        """Source, finding type, first and last time of all that it raises."""
        for planted in self.planted:
            yield from ((CLOUDTRAIL, kind, planted.event.at, planted.event.at) for kind in planted.raises)
        for (kind, _), times in self._network.sightings.items():
            yield VPC_FLOW, kind, *times
        for (kind, _), times in self._resolver.sightings.items():
            yield DNS, kind, *times
