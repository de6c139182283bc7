"""TorRelay: an instance passes the Tor network's traffic on.

Source: VPC Flow Logs, and threat lists of the kind ``tor``. Severity High. One finding per instance; each peer and port
is an occurrence, and the finding says how many relays there were.

A relay accepts connections of other relays and opens connections to others, of both many. So it is a finding when in an
hour at least ``relays`` distinct peers that such a list names opened TCP conversations with the instance, and it opened
some with as many; only conversations that were let in and answered with more than headers count. Silent are a site that
people visit through Tor, which opens none, and a Tor client, which accepts none (its own type, TorClient, is found
beside). ATT&CK: T1090.003 (Multi-hop Proxy).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Role, Rows, Scene, by_peer_and_port, flow_type
from models.findings.types import HIGH
from models.flows.protocols import TCP, UNKNOWN
from models.flows.traffic import Traffic
from models.lists.settings import ListKind
from models.times import HOUR


class RelaySettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        relays: distinct listed peers in an hour, inbound and outbound each, that are a finding. A client keeps to two
            or three guards, and a relay of little bandwidth speaks with dozens.
    """

    relays: Annotated[int, msgspec.Meta(ge=2, le=100)] = 5


#: Peers that are remembered for each direction: as many as the greatest setting needs, so those that were seen last.
MOST_PEERS = 100


class Memory(msgspec.Struct, array_like=True):
    """Listed peers of the last hour: address -> when their first conversation began, and the end of the last window.

    Attributes:
        inbound: that opened.
        outbound: that the instance opened to.
    """

    inbound: dict[bytes, tuple[int, int]] = msgspec.field(default_factory=dict)
    outbound: dict[bytes, tuple[int, int]] = msgspec.field(default_factory=dict)


TYPE = flow_type(
    name="UnauthorizedAccess:EC2/TorRelay",
    severity=HIGH,
    title="{instance} works as a relay of the Tor network.",
    description=(
        "{instance} accepts connections of many relays of the Tor network and opens connections to many others, such "
        "as {remote} on {port}. Unless somebody runs a relay on purpose, the instance was taken over, and what "
        "strangers do seems to come from you."
    ),
)


def judge(scene: Scene, memory: Memory, settings: Mapping[str, RelaySettings]) -> list[FlowHit]:
    """A hit if there are enough peers in both directions."""
    traffic = scene.traffic
    rows = _relayed(traffic)
    memory.inbound = _learned(memory.inbound, traffic, rows[~traffic.outbound[rows]])
    memory.outbound = _learned(memory.outbound, traffic, rows[traffic.outbound[rows]])
    if not len(rows) or min(len(memory.inbound), len(memory.outbound)) < settings[TYPE.name].relays:
        return []
    since = min(first for peers in (memory.inbound, memory.outbound) for first, _ in peers.values())
    groups = tuple(replace(group, since_ms=since) for group in by_peer_and_port(traffic, rows))
    detail = {"relaysPastHour": {"inbound": len(memory.inbound), "outbound": len(memory.outbound)}}
    return [FlowHit(TYPE, Role.ACTOR, groups, detail=detail, kinds=frozenset({ListKind.TOR.value}))]


def _relayed(traffic: Traffic) -> Rows:
    """Rows of answered TCP conversations with listed peers."""
    peers = traffic.listed(ListKind.TOR.value)
    if not peers:
        return np.zeros(0, np.intp)
    rows = np.flatnonzero(np.isin(traffic.peer, peers))
    protocol = traffic.protocol[rows]
    return rows[traffic.answered[rows] & ((protocol == TCP) | (protocol == UNKNOWN))]


def _learned(known: dict[bytes, tuple[int, int]], traffic: Traffic, rows: Rows) -> dict[bytes, tuple[int, int]]:
    """Peers with those of a window, without those that are too old or too many."""
    if not known and not len(rows):
        return known
    end = traffic.end_ms
    kept = {peer: times for peer, times in known.items() if times[1] > end - HOUR}
    for row in rows.tolist():
        peer, first = traffic.peers[traffic.peer[row]], int(traffic.first_ms[row])
        kept[peer] = (min(first, kept[peer][0]) if peer in kept else first, end)
    if len(kept) <= MOST_PEERS:
        return kept
    return dict(sorted(kept.items(), key=lambda item: (-item[1][1], item[0]))[:MOST_PEERS])


DETECTOR = FlowDetector(name="tor_relay", types=(TYPE,), judge=judge, settings={TYPE.name: RelaySettings})
