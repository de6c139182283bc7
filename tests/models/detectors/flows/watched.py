"""An instance that a profile detector watches for days."""

from __future__ import annotations

from typing import Any

import msgspec

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Scene
from models.owner import WINDOW
from models.profiles.items import day_of
from models.times import HOUR
from tests.flows import END, row, traffic

#: Who is there every day.
FRIEND = "203.0.113.9"


class Watched:
    """Plays windows to a detector; its memory is stored and read after each, as in a job."""

    def __init__(self, detector: FlowDetector, memory: type, **settings: Any) -> None:
        self.detector, self.memory = detector, memory()
        self._settings = {
            kind.name: detector.settings.get(kind.name, DetectorSettings)(**settings)
            if kind.name in detector.settings
            else DetectorSettings()
            for kind in detector.types
        }

    def see(
        self, day: float, *rows: dict[str, Any], learned: bool = True, window: int = 0, **how: Any
    ) -> list[FlowHit]:
        """The hits of a window so many days and windows after the first."""
        end_ms = END + round(day * 24) * HOUR + window * WINDOW
        scene = Scene(traffic(*rows, end_ms=end_ms, **how), learned, day_of(end_ms - 1))
        hits = list(self.detector.judge(scene, self.memory, self._settings))
        self.memory = msgspec.msgpack.decode(msgspec.msgpack.encode(self.memory), type=type(self.memory))
        return hits

    def learn(self, *rows: dict[str, Any], days: int = 7, **how: Any) -> Watched:
        """The first days, on each of which the same happens; without rows, the web is asked."""
        for day in range(days):
            assert self.see(day, *(rows or [row(FRIEND)]), learned=False, **how) == []
        return self


def size(watched: Watched) -> int:
    """Bytes of a memory."""
    return len(msgspec.msgpack.encode(watched.memory))
