"""What is remembered of a client of DNS between windows."""

from __future__ import annotations

import msgspec

from models.detectors.dns import data_exfiltration, generated_domain
from models.detectors.owners import OwnerMemory
from models.queries.assemble import Seen
from models.queries.habits import Habits

_of = msgspec.field


class Memory(OwnerMemory):
    """A client's state. Each detector's part has the detector's name.

    Attributes:
        seen: what assembling windows needs.
        habits: what its vectors are compared with.
    """

    seen: Seen = _of(default_factory=Seen)
    habits: Habits = _of(default_factory=Habits)
    generated_domain: generated_domain.Memory = _of(default_factory=generated_domain.Memory)
    data_exfiltration: data_exfiltration.Memory = _of(default_factory=data_exfiltration.Memory)
