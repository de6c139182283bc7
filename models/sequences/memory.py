"""What an account's sequences are made of: the signals of the last 24 hours, and the sequences that are going on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

import msgspec

from models.findings.sequence import Signal, united
from models.findings.sighting import FindingKey
from models.times import DAY, HOUR

#: Signals take part for so long after they were last seen, in ms of event time: GuardDuty's rolling window.
WINDOW = DAY

#: So long after a profile spoke of a principal the next word is waited for, in ms: a weekend passes in silence.
JUDGED_FOR = 7 * DAY

#: Principals that are remembered as judged, the last ones: some 100 bytes each.
MOST_JUDGED = 2_048

#: Signals of an account. Strong signs, findings and what was seen last stay; a weak one of some 700 bytes is forgotten
#: first. A noisy administrator gives 40 an hour.
MOST_KEPT = 512

#: Occurrences of findings that are remembered, so that a late repeat counts no second time: those of the newest
#: windows. It costs a count at worst, no sequence.
MOST_RECENT = 8_192


class Ongoing(msgspec.Struct, array_like=True):
    """A sequence that was raised and still has a signal of the last 24 hours.

    Attributes:
        type: its type.
        region: of the signal that came first.
        resource: what its finding is known by.
        subject: who or what it is of, in words.
        since_ms: when its first signal began.
        members: the ids of its signals.
        additional: other types that its signals make as well.
        editions: how often it was told.
    """

    type: str
    region: str
    resource: str
    subject: str
    since_ms: int
    members: list[str]
    additional: list[str] = []
    editions: int = 0

    def key(self, account: str) -> FindingKey:
        """That of its finding."""
        return FindingKey(self.type, account, self.region, self.resource)


class Memory(msgspec.Struct, array_like=True):
    """What is known of an account.

    Attributes:
        last_ms: the end of the last window.
        signals: by id, an hour's part after the other: those of the last 24 hours, and those of the sequences that go
            on, whose older parts are one.
        ongoing: in the order in which they were raised.
        recent: findings' occurrences that could come again, by digest, with the ends of their windows.
        judged: principals that a profile knows, with the ends of the last hours that it judged, if only as usual.
    """

    last_ms: int = 0
    signals: dict[str, list[Signal]] = {}
    ongoing: list[Ongoing] = []
    recent: dict[str, int] = {}
    judged: dict[str, int] = {}

    @property
    def over_ms(self) -> int:
        """When nothing of it is worth knowing any more."""
        return max(self.last_ms + WINDOW, *(last_ms + JUDGED_FOR for last_ms in self.judged.values()), 0)

    def learn(self, signals: Iterable[Signal]) -> set[str]:
        """Take in signals; the ids of those that happened."""
        happened = set()
        for one in signals:
            hours = {part.last_ms // HOUR: part for part in self.signals.get(one.id, ())}
            hour = one.last_ms // HOUR
            hours[hour] = united(hours[hour], one) if hour in hours else one
            self.signals[one.id] = [hours[each] for each in sorted(hours)]
            happened.add(one.id)
        return happened

    def live(self) -> list[Signal]:
        """The signals of the last 24 hours, as far as they are of these: what was before says nothing any more."""
        return [reduce(united, recent) for parts in self.signals.values() if (recent := self._recent(parts))]

    def whole(self, name: str) -> Signal | None:
        """A signal from its beginning on; None if it is forgotten."""
        parts = self.signals.get(name)
        return reduce(united, parts) if parts else None

    def forget(self) -> None:
        """Let go what is over, and what is too much."""
        live = {name: recent for name, parts in self.signals.items() if (recent := self._recent(parts))}
        self.ongoing = [each for each in self.ongoing if not live.keys().isdisjoint(each.members)]
        taking_part = {name for each in self.ongoing for name in each.members}
        kept = live | {name: self._shortened(parts) for name, parts in self.signals.items() if name in taking_part}
        ranked = sorted(
            kept, key=lambda name: (name in taking_part, kept[name][-1].strength, kept[name][-1].last_ms, name)
        )
        self.signals = {name: kept[name] for name in sorted(ranked[-MOST_KEPT:])}
        known = [(ms, name) for name, ms in self.judged.items() if ms + JUDGED_FOR > self.last_ms]
        self.judged = {name: ms for ms, name in sorted(known)[-MOST_JUDGED:]}
        if len(self.recent) > MOST_RECENT:
            newest = sorted(self.recent.items(), key=lambda each: (each[1], each[0]))[-MOST_RECENT:]
            self.recent = dict(sorted(newest))

    def _recent(self, parts: Sequence[Signal]) -> list[Signal]:
        return [part for part in parts if part.last_ms > self.last_ms - WINDOW]

    def _shortened(self, parts: Sequence[Signal]) -> list[Signal]:
        """All parts of a signal, those that are older than a day as one."""
        recent = self._recent(parts)
        old = parts[: len(parts) - len(recent)]
        return [reduce(united, old), *recent] if old else recent
