"""Port sweep: the instance tries one port at many hosts.

Source: VPC Flow Logs: what the instance opened to publicly routable addresses by TCP or UDP. Severity High. One finding
per instance; each host is an occurrence, and the connection shown is the latest.

A host is tried on a port if nothing but headers comes back from there, or the attempt was refused on the way out, and
if it says nothing else in the window either. Windows count in which those are at least half of all hosts whose port the
instance opened, by UDP four fifths: programs that work peer to peer, and lists of game servers, know many who are gone.
Within two hours, 100 distinct hosts (``hosts``) are a sweep; on ports where everybody has to do with strangers, as
crawlers, mail relays and programs that work peer to peer do, 500 (``common_hosts``).
The finding shows ``scannedPort`` and how many hosts (``scannedHosts``).

Silent: crawlers, mail relays and resolvers, whom most answer; who asks the same hosts for ever; peers that each have a
port of their own, and those of them that happen to have the same one: windows in which at least as many hosts are met
on ports that hardly anybody else has; connections that only stay open; ICMP, which has no ports; private addresses.
ATT&CK: T1595.001 (Active Scanning: Scanning IP Blocks), T1046 (Network Service Discovery).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any
from zlib import crc32

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, flow_type, split_by
from models.findings.types import HIGH
from models.flows.protocols import TCP, UDP
from models.flows.slice import Flags, Ints
from models.flows.traffic import Traffic
from models.times import HOUR

SWEEP = flow_type(
    name="Impact:EC2/PortSweep",
    severity=HIGH,
    title="{instance} looks for hosts with an open {port}.",
    description=(
        "{instance} tries {port} of many hosts on the internet, {remote} the latest, and most do not answer. "
        "So somebody looks for services to attack; programs that spread do the same."
    ),
)


class SweepSettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        hosts: distinct hosts tried on one port within two hours. Servers that are gone are some dozens even for a busy
            client; scanners try hundreds a minute, careful ones as many in two hours.
        common_hosts: the same on ports that are common among strangers: an instance that is not let out tries some
            hundred hosts on 443, and a relay that may not send (AWS closes port 25 at first) all its receivers.
    """

    hosts: Annotated[int, msgspec.Meta(ge=10, le=500)] = 100
    common_hosts: Annotated[int, msgspec.Meta(ge=10, le=500)] = 500


#: Ports on which programs meet many strangers, of whom some are gone: mail, names, the web, clocks; IPFS, BitTorrent,
#: Bitcoin, Litecoin, Lightning, Monero, Syncthing, Cosmos, Ethereum, Tailscale.
COMMON_PORTS = frozenset(
    (25, 53, 80, 123, 443, 4001, *range(6881, 6890), 8333, 9333, 9735, 18080, 22000, 26656, 30303, 41641, 51413)
)

#: Over how much time hosts count.
_LOOK_BACK = 2 * HOUR

#: A window counts if at least this part of ``hosts`` is tried in it: half of what a sweep of two hours tries.
_NOTEWORTHY = 25

#: Per cent of the hosts whose port the instance opened that are tried, at least, by TCP and by UDP.
_TRIED, _TRIED_BY_UDP = 50, 80

#: Hosts with the same port, up to which it is one of their own.
_OWN = 2

#: Ports that a memory holds, those with the most hosts; hosts of each.
MOST_PORTS, MOST_HOSTS = 16, 600


class Tries(msgspec.Struct, array_like=True):
    """What was tried on one port within two hours.

    Attributes:
        hosts: an address's CRC-32, which tells IPv4 addresses apart -> end of the latest window.
        windows: end, earliest start.
    """

    hosts: dict[int, int] = msgspec.field(default_factory=dict)
    windows: list[tuple[int, int]] = msgspec.field(default_factory=list)


class Memory(msgspec.Struct, array_like=True):
    """What was tried.

    Attributes:
        ports: port and protocol, as one number.
    """

    ports: dict[int, Tries] = msgspec.field(default_factory=dict)


def judge(scene: Scene, memory: Memory, settings: Mapping[str, Any]) -> Iterable[FlowHit]:
    """The sweeps that a window shows."""
    limits, traffic = settings[SWEEP.name], scene.traffic
    if memory.ports:
        _forget(memory, traffic.end_ms - _LOOK_BACK)
    groups = []
    for key, rows in _swept(traffic, max(1, limits.hosts // _NOTEWORTHY)):
        peers, tries = np.unique(traffic.peer[rows]), memory.ports.setdefault(key, Tries())
        _learn(tries, traffic, peers, int(traffic.first_ms[rows].min()))
        count, port = max(len(tries.hosts), len(peers)), key >> 8
        if count >= (limits.common_hosts if port in COMMON_PORTS else limits.hosts):
            info = {"scannedPort": port, "scannedHosts": count}
            groups.append(Group(rows, min(start for _, start in tries.windows), info))
    if len(memory.ports) > MOST_PORTS:
        most = sorted(memory.ports, key=lambda key: (-len(memory.ports[key].hosts), key))
        memory.ports = {key: memory.ports[key] for key in most[:MOST_PORTS]}
    return (FlowHit(SWEEP, Role.ACTOR, tuple(groups)),) if groups else ()


def _swept(traffic: Traffic, least: int) -> Iterator[tuple[int, Rows]]:
    """Ports (with the protocol) tried at several hosts, and the rows in which they are."""
    rows = np.flatnonzero(traffic.outbound & ~traffic.answered)
    rows = rows[traffic.begun[rows] > 0]
    rows = _candidates(traffic, rows[_has_ports(traffic.protocol[rows])], least)
    if not len(rows):
        return
    answers = np.zeros(len(traffic.peers), np.bool_)
    answers[traffic.peer[traffic.answered]] = True
    rows = _candidates(traffic, rows[~answers[traffic.peer[rows]]], least)
    alone, opened = -1, _opened(traffic)
    for key, vain in _by_key(traffic, rows):
        least_tried = opened[key] * (_TRIED_BY_UDP if key & 0xFF == UDP else _TRIED)
        if 100 * len(vain) < least_tried:
            continue
        those = vain[traffic.public[vain]]
        tried = len(np.unique(traffic.peer[those]))
        alone = _alone(traffic) if alone < 0 else alone
        if tried >= least and 100 * tried >= least_tried and tried > alone:
            yield key, those


def _opened(traffic: Traffic) -> dict[int, int]:
    """At how many hosts the instance opened each port, with the protocol."""
    rows = np.flatnonzero(traffic.outbound & _has_ports(traffic.protocol))
    keys, counts = np.unique(np.unique(_keys(traffic, rows) << 32 | traffic.peer[rows]) >> 32, return_counts=True)
    return dict(zip(keys.tolist(), counts.tolist(), strict=True))


def _by_key(traffic: Traffic, rows: Rows) -> Iterator[tuple[int, Rows]]:
    """Some rows by port and protocol, ascending."""
    for those in split_by(_keys(traffic, rows), rows):
        yield int(traffic.port[those[0]]) << 8 | int(traffic.protocol[those[0]]), those


def _candidates(traffic: Traffic, rows: Rows, least: int) -> Rows:
    """Those of some rows whose port they have in common with several."""
    if len(rows) < least:
        return rows[:0]
    _, of, counts = np.unique(_keys(traffic, rows), return_inverse=True, return_counts=True)
    return rows[counts[of] >= least]


def _has_ports(protocol: Ints) -> Flags:
    return (protocol == TCP) | (protocol == UDP)


def _keys(traffic: Traffic, rows: Rows) -> Ints:
    return traffic.port[rows] << 8 | traffic.protocol[rows]


def _alone(traffic: Traffic) -> int:
    """How many hosts are met on ports that hardly anybody else has."""
    rows = np.flatnonzero(traffic.outbound & traffic.public & _has_ports(traffic.protocol))
    pairs = np.unique(_keys(traffic, rows) << 32 | traffic.peer[rows])
    _, of, counts = np.unique(pairs >> 32, return_inverse=True, return_counts=True)
    return len(np.unique(pairs[counts[of] <= _OWN] & 0xFFFFFFFF))


def _learn(tries: Tries, traffic: Traffic, peers: Ints, first_ms: int) -> None:
    tries.windows.append((traffic.end_ms, first_ms))
    tries.hosts |= {crc32(traffic.peers[peer]): traffic.end_ms for peer in peers[:MOST_HOSTS].tolist()}
    if len(tries.hosts) > MOST_HOSTS:
        newest = sorted(tries.hosts.items(), key=lambda known: (-known[1], known[0]))
        tries.hosts = dict(newest[:MOST_HOSTS])


def _forget(memory: Memory, until_ms: int) -> None:
    """What is over."""
    for tries in memory.ports.values():
        if tries.windows[0][0] <= until_ms:
            tries.windows = [window for window in tries.windows if window[0] > until_ms]
            tries.hosts = {host: end for host, end in tries.hosts.items() if end > until_ms}
    memory.ports = {key: tries for key, tries in memory.ports.items() if tries.windows}


DETECTOR = FlowDetector(name="port_sweep", types=(SWEEP,), judge=judge, settings={SWEEP.name: SweepSettings})
