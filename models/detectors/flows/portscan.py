"""Port scan: the instance tries many ports of one host.

Source: VPC Flow Logs: what the instance opened by TCP or UDP, to any address, private ones too. Severity Medium. One
finding per instance; each scanned host is an occurrence.

A port is tried if the instance asks there a few times, with packets that hold little, and is refused (as many packets
come back as were sent, all of them headers), gets no answer, or is not let out. Distinct ports of one host count, TCP
and UDP apart: 30 in a window of ten minutes (``distinct_ports``), 60 in an hour or 100 in a day for those who take
their time. The finding shows the lowest ports (``portsScannedSample``), and how many more there are
(``additionalScannedPorts``).

Not counted:

- ports from 32768 on. Traceroute goes there, as do media, tunnels through NAT and answers that look like questions;
  scanners try the ports of services, or all;
- ports asked more than six times in a window, as by health checks, and clients whose server is gone;
- ports tried for more than a day: a routine;
- answered ports, such as those for FTP's data, and uploads that are only acknowledged;
- all that comes mostly from one port of the instance below 32768: a service that answers its clients;
- all of a host that tries ports of the instance itself, at least half as many: where flags do not tell who opened, the
  answers to a scan of the instance look like that.

Vulnerability scanners and some monitors are to be suppressed. ATT&CK: T1046 (Network Service Discovery).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, flow_type, split_by
from models.findings.types import MEDIUM
from models.flows.ports import FIRST_EPHEMERAL
from models.flows.protocols import TCP, UDP
from models.flows.slice import Flags, Ints
from models.flows.traffic import Traffic
from models.owner import WINDOW
from models.times import DAY, HOUR, SECOND

SCAN = flow_type(
    name="Recon:EC2/Portscan",
    severity=MEDIUM,
    title="{instance} scans the ports of {remote}.",
    description=(
        "{instance} tries many ports of {remote}, {port} among them, and most are closed. Somebody may look for "
        "services to attack from there. Vulnerability scanners do the same; suppress those that you run."
    ),
)


class ScanSettings(DetectorSettings, frozen=True):
    """Settings of the type: distinct ports of one host that are tried by TCP, or by UDP.

    Attributes:
        distinct_ports: in ten minutes. AWS's tester tries 1,000; a client knows which few it wants.
        distinct_ports_hour: in an hour. A scan of one port a minute, with every window in between.
        distinct_ports_day: in 24 hours. Scanners' slowest timing tries one port in five to fifteen minutes.
    """

    distinct_ports: Annotated[int, msgspec.Meta(ge=5, le=200)] = 30
    distinct_ports_hour: Annotated[int, msgspec.Meta(ge=5, le=200)] = 60
    distinct_ports_day: Annotated[int, msgspec.Meta(ge=5, le=200)] = 100


#: For how long ports count, in seconds.
_DAY = DAY // SECOND


#: How often a scanner asks at a port in one window (nmap repeats up to six times at its usual speeds), how many packets
#: each time, and how large they are, headers included. A SYN has 40 to 60 bytes; a question by UDP may have some more.
_ASKED, _PACKETS, _SMALL = 6, 8, {6: 80, 17: 250}

#: Ports of a host in one window from which it is remembered; those who go slower hit two at a time sooner or later.
_NOTEWORTHY = 2

#: Hosts that a memory holds (by protocol), those with the most ports; ports of each, the latest; ports that are shown.
MOST_HOSTS, MOST_PORTS, _MOST_SHOWN = 32, 200, 20

#: Attempts of a host in a window from which it tells something that most come from one port.
_TELLING = 3


class Memory(msgspec.Struct, array_like=True):
    """What was tried within the last day.

    Attributes:
        hour: of the latest window, since 1970.
        hosts: protocol and address -> port -> when it was first tried, and the end of the latest window in which it
            was, in seconds since 1970.
    """

    hour: int = 0
    hosts: dict[bytes, dict[int, tuple[int, int]]] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class _Scan:
    """What is tried of one host by one protocol: rows of the window; ports, and since when, with windows before."""

    rows: Rows
    ports: set[int]
    since_ms: int


def judge(scene: Scene, memory: Memory, settings: Mapping[str, Any]) -> Iterable[FlowHit]:
    """The scans that a window shows."""
    limits, traffic = settings[SCAN.name], scene.traffic
    if memory.hour != traffic.end_ms // HOUR:
        _forget(memory, traffic.end_ms)
    found: dict[int, list[_Scan]] = {}
    for peer, protocol, rows in _asked(traffic, memory):
        scan = _scan(traffic, memory.hosts.setdefault(_key(traffic, peer, protocol), {}), rows, limits)
        if scan:
            found.setdefault(peer, []).append(scan)
    if len(memory.hosts) > MOST_HOSTS:
        most = sorted(memory.hosts, key=lambda host: (-len(memory.hosts[host]), host))
        memory.hosts = {host: memory.hosts[host] for host in most[:MOST_HOSTS]}
    groups = tuple(_group(found[peer]) for peer in sorted(found))
    return (FlowHit(SCAN, Role.ACTOR, groups),) if groups else ()


def _group(scans: Sequence[_Scan]) -> Group:
    """The scans of a host by each protocol."""
    ports = sorted({port for scan in scans for port in scan.ports})
    info = {"portsScannedSample": ports[:_MOST_SHOWN], "additionalScannedPorts": len(ports[_MOST_SHOWN:])}
    return Group(np.sort(np.concatenate([scan.rows for scan in scans])), min(scan.since_ms for scan in scans), info)


def _key(traffic: Traffic, peer: int, protocol: int) -> bytes:
    return bytes([protocol]) + traffic.peers[peer]


def _asked(traffic: Traffic, memory: Memory) -> Iterator[tuple[int, int, Rows]]:
    """Hosts of which several ports are tried, or that are remembered: the host, the protocol, the rows."""
    rows = np.flatnonzero(traffic.outbound & ~traffic.answered)
    if not len(rows):
        return
    rows = rows[_tried(traffic, rows)]
    keys = traffic.peer[rows] << 8 | traffic.protocol[rows]
    if not memory.hosts and len(np.unique(keys)) == len(keys):
        return
    pairs = np.unique(keys << 16 | traffic.port[rows])
    hosts, counts = np.unique(pairs >> 16, return_counts=True)
    several = counts >= _NOTEWORTHY
    if memory.hosts:
        known = (_key(traffic, host >> 8, host & 0xFF) in memory.hosts for host in hosts.tolist())
        several |= np.fromiter(known, np.bool_, len(hosts))
    parts = split_by(keys, rows)
    back = _tried_back(traffic, hosts[several] >> 8)
    for at in np.flatnonzero(several).tolist():
        host, those = int(hosts[at]), parts[at]
        if not (_served(traffic, those) or _scans(traffic, back.get(host, 0), those)):
            yield host >> 8, host & 0xFF, those


def _tried(traffic: Traffic, rows: Rows) -> Flags:
    """Which rows are attempts such as a scanner's."""
    protocol, asked = traffic.protocol[rows], traffic.conversations[rows]
    sent, got, size = traffic.sent_packets[rows], traffic.got_packets[rows], traffic.sent_bytes[rows]
    tcp = protocol == TCP
    few = (asked <= _ASKED) & (traffic.begun[rows] > 0) & (sent <= _PACKETS * asked)
    small = np.where(tcp, size <= _SMALL[TCP] * sent, (protocol == UDP) & (size <= _SMALL[UDP] * sent))
    closed = (got == 0) | (tcp & (got >= sent)) | ~traffic.accepted[rows]
    return few & small & closed & (traffic.port[rows] < FIRST_EPHEMERAL)


def _served(traffic: Traffic, rows: Rows) -> bool:
    """Whether most comes from one port of the instance that is a service's."""
    ports, counts = np.unique(traffic.opener_port[rows], return_counts=True)
    return len(rows) >= _TELLING and bool(((2 * counts > len(rows)) & (ports < FIRST_EPHEMERAL)).any())


def _tried_back(traffic: Traffic, peers: Ints) -> dict[int, int]:
    """How many ports of the instance some peers try, by the peer and the protocol as one number."""
    asked = np.zeros(len(traffic.peers), np.bool_)
    asked[peers] = True
    vain = ~traffic.outbound & ~traffic.answered
    rows = np.flatnonzero(asked[traffic.peer] & vain & (traffic.protocol >= 0))
    tried = np.unique(traffic.peer[rows] << 24 | traffic.protocol[rows] << 16 | traffic.port[rows])
    hosts, counts = np.unique(tried >> 16, return_counts=True)
    return dict(zip(hosts.tolist(), counts.tolist(), strict=True))


def _scans(traffic: Traffic, tried_back: int, rows: Rows) -> bool:
    """Whether a host tries at least half as many ports of the instance as rows try of it."""
    return len(rows) >= _TELLING and 2 * tried_back >= len(np.unique(traffic.port[rows]))


def _scan(traffic: Traffic, known: dict[int, tuple[int, int]], rows: Rows, limits: ScanSettings) -> _Scan | None:
    """Learn what is tried of a host; what is a scan of it."""
    end = traffic.end_ms // SECOND
    order = np.lexsort((traffic.first_ms[rows], traffic.port[rows]))
    ports, at = np.unique(traffic.port[rows[order]], return_index=True)
    starts = traffic.first_ms[rows[order[at]]] // SECOND
    for port, start in zip(ports[:MOST_PORTS].tolist(), starts.tolist(), strict=False):
        first, last = known.get(port, (start, end))
        known[port] = min(first, start) if last > end - _DAY else start, max(last, end)
    fresh = {port: ends for port, ends in known.items() if min(ends) > end - _DAY}
    now = {port for port in ports.tolist() if port in fresh or port not in known}
    _trim(known)
    spans = (limits.distinct_ports, WINDOW), (limits.distinct_ports_hour, HOUR), (limits.distinct_ports_day, DAY)
    for least, span in spans:
        tried = now | {port for port, (_, last) in fresh.items() if last > end - span // SECOND}
        if now and len(tried) >= least:
            since = min([int(starts.min()), *(fresh[port][0] for port in tried if port in fresh)])
            return _Scan(rows, tried, SECOND * since)
    return None


def _trim(known: dict[int, tuple[int, int]]) -> None:
    """The oldest ports of too many go."""
    latest = sorted(known, key=lambda port: (-known[port][1], port))
    for port in latest[MOST_PORTS:]:
        del known[port]


def _forget(memory: Memory, end_ms: int) -> None:
    """What is over; once an hour."""
    memory.hour = end_ms // HOUR
    since = (end_ms - DAY) // SECOND
    hosts = {
        host: {port: ends for port, ends in ports.items() if ends[1] > since} for host, ports in memory.hosts.items()
    }
    memory.hosts = {host: ports for host, ports in hosts.items() if ports}


DETECTOR = FlowDetector(name="portscan", types=(SCAN,), judge=judge, settings={SCAN.name: ScanSettings})
