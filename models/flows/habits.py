"""An owner's habits: what the vectors of its windows are compared with.

Networks, ports and hours of the week are kept with the last day on which they were seen, and forgotten after `MEMORY`
days, or earlier when there are too many. It is all integers, at most some 9 kB.
"""

from __future__ import annotations

import msgspec

#: What is remembered of each kind: some 8 bytes a network, 6 a port. Beyond it an owner has no habits.
MOST_NETWORKS, MOST_PORTS = 512, 200


class Habits(msgspec.Struct, array_like=True):
    """What an owner did before.

    Attributes:
        networks: that it opened conversations to (`models.flows.vector.networks`) -> the last day.
        ports: that it used at others -> the last day.
        served: ports at which it answered others -> the last day.
        hours: of the week, in which it opened conversations -> the last day.
        largest: day -> the most bytes that one public address was sent in a window.
    """

    networks: dict[int, int] = msgspec.field(default_factory=dict)
    ports: dict[int, int] = msgspec.field(default_factory=dict)
    served: dict[int, int] = msgspec.field(default_factory=dict)
    hours: dict[int, int] = msgspec.field(default_factory=dict)
    largest: dict[int, int] = msgspec.field(default_factory=dict)
