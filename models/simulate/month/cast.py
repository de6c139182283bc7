"""The attackers and drifts of a simulation, played: their records, their marks on the background, their labels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.simulate import sequences, truth
from models.simulate.clock import Calendar
from models.simulate.cloudtrail.event import Event
from models.simulate.month import labels
from models.simulate.month.catalogue import ATTACKERS, DRIFTS
from models.simulate.month.ground import Ground
from models.simulate.month.labels import Attack, Change, Changing
from models.simulate.month.registry import Attacker, Drift
from models.simulate.organisation import Organisation
from models.simulate.sequences import Sequence
from models.simulate.truth import Finding


class Cast:
    """What attackers and drifts do to an organisation.

    Args:
        attackers: who attacks.
        drifts: what changes.
        organisation: where.
        calendar: when.
    """

    def __init__(
        self, attackers: Iterable[Attacker], drifts: Iterable[Drift], organisation: Organisation, calendar: Calendar
    ) -> None:
        self._attacks = [(a, _played(a, list(ATTACKERS), organisation, calendar)) for a in attackers]
        self._drifts = [(_played(d, list(DRIFTS), organisation, calendar), Changing(d)) for d in drifts]
        for ground, changing in self._drifts:
            for planted in ground.planted:
                changing.add(planted.event)

    def events(self) -> Iterator[Event]:
        """The records that would not be there without them."""
        for _, ground in self._attacks:
            yield from (planted.event for planted in ground.planted)
        for ground, _ in self._drifts:
            yield from (planted.event for planted in ground.planted)

    def changed(self, events: Iterable[Event]) -> Iterator[Event]:
        """Records of the background, as the drifts leave them."""
        changing = [(ground, label) for ground, label in self._drifts if ground.changes]
        for event in events:
            now = event
            for ground, label in changing:
                if now.account != ground.account.id:
                    continue
                for change in ground.changes:
                    before, now = now, change(now)
                    if now is not before:
                        label.add(now)
            yield now

    def findings(self) -> list[Finding]:
        """What detectors of single calls must find in the attacks."""
        return [
            finding for attacker, ground in self._attacks for finding in truth.findings(attacker.name, ground.planted)
        ]

    def sequences(self) -> Iterator[Sequence]:
        """What an attack may be to whoever knows what is usual: with the anomalies that it raises, a sequence."""
        for attacker, ground in self._attacks:
            yield from sequences.of_callers(attacker.name, (each.event for each in ground.planted))

    def attacks(self) -> list[Attack]:
        """The labels of the attacks."""
        return [labels.attack(attacker, (p.event for p in ground.planted)) for attacker, ground in self._attacks]

    def drifts(self) -> list[Change]:
        """The labels of the drifts, once the background has passed."""
        return [changing.label() for _, changing in self._drifts]


def _played(part: Attacker | Drift, names: list[str], organisation: Organisation, calendar: Calendar) -> Ground:
    ground = Ground(part.name, names, organisation, calendar, part.days)
    part.play(ground)
    return ground
