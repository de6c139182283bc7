"""What is remembered of an owner of flow records between windows."""

from __future__ import annotations

import msgspec

from models.detectors.flows import (
    brute_force,
    denial_of_service,
    port_sweep,
    portscan,
    spambot,
    tor_relay,
    traffic_volume,
    unusual_port,
    unusual_resolver,
)
from models.detectors.owners import OwnerMemory
from models.flows.assemble import Seen
from models.flows.vector import Habits

_of = msgspec.field


class Memory(OwnerMemory):
    """An owner's state. Each detector's part has the detector's name.

    Attributes:
        seen: what assembling windows needs.
        habits: what its vectors are compared with.
    """

    seen: Seen = _of(default_factory=Seen)
    habits: Habits = _of(default_factory=Habits)
    denial_of_service: denial_of_service.Memory = _of(default_factory=denial_of_service.Memory)
    port_sweep: port_sweep.Memory = _of(default_factory=port_sweep.Memory)
    portscan: portscan.Memory = _of(default_factory=portscan.Memory)
    brute_force: brute_force.Memory = _of(default_factory=brute_force.Memory)
    tor_relay: tor_relay.Memory = _of(default_factory=tor_relay.Memory)
    unusual_port: unusual_port.Memory = _of(default_factory=unusual_port.Memory)
    spambot: spambot.Memory = _of(default_factory=spambot.Memory)
    unusual_resolver: unusual_resolver.Memory = _of(default_factory=unusual_resolver.Memory)
    traffic_volume: traffic_volume.Memory = _of(default_factory=traffic_volume.Memory)
