"""What is remembered of a client of DNS between windows."""

from __future__ import annotations

import msgspec

from models.detectors.dns import data_exfiltration, generated_domain
from models.queries.assemble import Seen
from models.queries.habits import Habits

_of = msgspec.field


class Memory(msgspec.Struct, array_like=True):
    """A client's state. Each detector's part has the detector's name.

    Attributes:
        first_day: the day since which it is watched; -1 until its first window.
        last_ms: the end of its last window.
        judged: it has been learnt for long enough.
        seen: what assembling windows needs.
        habits: what its vectors are compared with.
    """

    first_day: int = -1
    last_ms: int = 0
    judged: bool = False
    seen: Seen = _of(default_factory=Seen)
    habits: Habits = _of(default_factory=Habits)
    generated_domain: generated_domain.Memory = _of(default_factory=generated_domain.Memory)
    data_exfiltration: data_exfiltration.Memory = _of(default_factory=data_exfiltration.Memory)
