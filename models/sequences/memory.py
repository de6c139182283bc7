"""What an account's sequences are made of: the signals of the last 24 hours, and the sequences that are going on."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from models.findings.sequence import Signal, united
from models.times import DAY

#: Signals take part for so long after they were last seen, in ms of event time: GuardDuty's rolling window.
WINDOW = DAY

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
    """

    type: str
    region: str
    resource: str
    subject: str
    since_ms: int
    members: list[str]
    additional: list[str] = []


class Memory(msgspec.Struct, array_like=True):
    """What is known of an account.

    Attributes:
        last_ms: the end of the last window.
        signals: by id: those of the last 24 hours, and those of the sequences that go on.
        ongoing: in the order in which they were raised.
        recent: findings' occurrences that could come again, by digest, with the ends of their windows.
    """

    last_ms: int = 0
    signals: dict[str, Signal] = {}
    ongoing: list[Ongoing] = []
    recent: dict[str, int] = {}

    def learn(self, signals: Iterable[Signal]) -> set[str]:
        """Take in signals; the ids of those that happened."""
        happened = set()
        for one in signals:
            known = self.signals.get(one.id)
            self.signals[one.id] = united(known, one) if known else one
            happened.add(one.id)
        return happened

    def live(self) -> list[Signal]:
        """The signals of the last 24 hours."""
        since_ms = self.last_ms - WINDOW
        return [one for one in self.signals.values() if one.last_ms > since_ms]

    def forget(self) -> None:
        """Let go what is over, and what is too much."""
        live = {one.id for one in self.live()}
        self.ongoing = [each for each in self.ongoing if not live.isdisjoint(each.members)]
        taking_part = {name for each in self.ongoing for name in each.members}
        kept = [one for one in self.signals.values() if one.id in live or one.id in taking_part]
        kept.sort(key=lambda one: (one.id in taking_part, one.strength, one.last_ms, one.id))
        self.signals = {one.id: one for one in sorted(kept[-MOST_KEPT:], key=lambda one: one.id)}
        if len(self.recent) > MOST_RECENT:
            newest = sorted(self.recent.items(), key=lambda each: (each[1], each[0]))[-MOST_RECENT:]
            self.recent = dict(sorted(newest))
