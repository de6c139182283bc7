"""Denial of service: the instance floods a host with packets, or with connections.

Source: VPC Flow Logs: what the instance opened to publicly routable addresses. Severity High. One finding per instance
and type; each flooded host is an occurrence.

Packets to one host count over half an hour: the window and the two before. Of what lasted longer, as Zeek's connections
may, as much counts as falls to half an hour. Windows with less than a twentieth of the threshold are left out. The most
specific type is raised, and for the same packets no other:

- ``Backdoor:EC2/DenialOfService.Dns``: port 53, UDP or TCP.
- ``Backdoor:EC2/DenialOfService.UdpOnTcpPorts``: UDP to ports that are served over TCP.
- ``Backdoor:EC2/DenialOfService.Udp``: UDP, all ports of the host together.
- ``Backdoor:EC2/DenialOfService.Tcp``: TCP, all ports together, on which nearly nothing comes back, or, for at least
  1,000 new conversations, small packets to which the host says nothing but headers (SYN-ACK, RST). Also 30,000
  conversations that begin in ten minutes with one host and port, answered or not, as in a flood of web requests.
- ``Backdoor:EC2/DenialOfService.UnusualProtocol``: anything else, such as ICMP and IGMP. ICMP counts answered too, if
  the instance sends more than it gets: hosts that live answer, and no monitoring sends a hundred echoes a second.

Silent: what is answered, as tunnels, QUIC, uploads and media with a receiver's reports are; streams of full datagrams
(video), and datagrams to ports of telemetry (syslog, StatsD, NetFlow …), up to the rate of such streams; what the
instance sent to the host on several earlier days, at least a quarter as much; as many connections on the port, to
whichever host, on an earlier day, at least a quarter; hosts with private addresses.
ATT&CK: T1498.001 (Network Denial of Service: Direct Network Flood), T1499.002 (Service Exhaustion Flood).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, flow_type
from models.findings.types import HIGH, FindingType
from models.flows import protocols
from models.flows.slice import Flags, Ints
from models.flows.traffic import Traffic
from models.owner import WINDOW
from models.times import SECOND


def _type(kind: str, what: str) -> FindingType:
    return flow_type(
        name=f"Backdoor:EC2/DenialOfService.{kind}",
        severity=HIGH,
        title=f"{{instance}} floods {{remote}} with {what}.",
        description=(
            f"{{instance}} sends {{remote}} far more {what} than anybody reads. It may take part in an attack that is "
            "to make a service unavailable; somebody else may be in control of it."
        ),
    )


DNS = _type("Dns", "DNS queries")
TCP = _type("Tcp", "TCP packets")
UDP = _type("Udp", "UDP datagrams")
UDP_ON_TCP_PORTS = _type("UdpOnTcpPorts", "UDP datagrams on a port that TCP serves")
UNUSUAL_PROTOCOL = _type("UnusualProtocol", "packets of an unusual protocol")

TYPES = (DNS, TCP, UDP, UDP_ON_TCP_PORTS, UNUSUAL_PROTOCOL)


class FloodSettings(DetectorSettings, frozen=True):
    """Settings of each type.

    Attributes:
        packets: to one host within half an hour, from which they are a flood. AWS's tester sends 400,000; half of
            them leaves room for what is not logged.
        answered_percent: packets that come back for 100 sent, from which they are answered. A receiver acknowledges
            one packet in 64 at the least, and reports on media oftener; a flood's victim says nothing.
        habit_days: earlier days, of the last 14, with at least a quarter of the packets to the host, from which they
            are a habit. A flood may last beyond one midnight, and seldom beyond two.
    """

    packets: Annotated[int, msgspec.Meta(ge=1_000)] = 200_000
    answered_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 1
    habit_days: Annotated[int, msgspec.Meta(ge=1, le=14)] = 2


class DnsSettings(FloodSettings, frozen=True):
    """Settings of the type for DNS.

    Attributes:
        answered_percent: packets that come back for 100 sent, from which they are answered. Name servers limit their
            answers to one client rather than stop, while resolvers get an answer to nearly every query.
    """

    answered_percent: Annotated[int, msgspec.Meta(ge=0, le=100)] = 10


class DatagramSettings(FloodSettings, frozen=True):
    """Settings of the types for UDP.

    Attributes:
        stream_rate: datagrams per second up to which telemetry and full datagrams are a stream. 4K video is 2,000; a
            single host's logs and metrics are some hundreds.
    """

    stream_rate: Annotated[int, msgspec.Meta(ge=0)] = 2_000


class ConnectionSettings(FloodSettings, frozen=True):
    """Settings of the type for TCP.

    Attributes:
        connections: that begin with one host and port in ten minutes, from which they are a flood: 50 a second, while
            clients that ask one host much keep their connections. Tools for HTTP floods open 100 to 1,000 a second.
    """

    connections: Annotated[int, msgspec.Meta(ge=100)] = 30_000


#: Ports that are served over TCP; over UDP by nobody, or (HTTP/3 on 443 and 8443, RDP) by those who answer.
TCP_PORTS = (
    *(20, 21, 22, 23, 25, 80, 81, 110, 119, 139, 143, 179, 443, 445, 465, 587, 873, 993, 995, 1433, 1521, 1723),
    *(2375, 2376, 3128, 3306, 3389, 5222, 5432, 5672, 5900, 5985, 5986, 6379, 6443, 6667, 8000, 8080, 8443, 8888),
    *(9092, 9200, 9300, 27017),
)

#: Ports to which datagrams go one way: SNMP traps, syslog, X-Ray, Graphite, NetFlow and IPFIX, sFlow, VXLAN and GENEVE
#: (mirrors), RTP, Jaeger, InfluxDB, StatsD, GELF, Fluentd, collectd.
TELEMETRY_PORTS = (
    *(162, 514, 2000, 2003, 2055, 4739, 4789, 5004, 5140, 6081, 6343, 6514, 6831, 6832, 8089, 8125, 8472, 8649),
    *(9995, 9996, 12201, 24224, 25826),
)

#: Bytes of a datagram, headers included, from which it is full: video fills 1,200 to 1,400, floods like round 1,024.
_FULL = 1_150

#: Bytes of a TCP packet, headers included, up to which it is small: openings, of which some carry a little payload.
_SMALL = 200

#: New conversations with one host in ten minutes from which headers alone are no answer.
_MANY_NEW = 1_000

#: What a window counts from: this part of a threshold. A habit needs this part of an amount.
_NOTEWORTHY, _LIKE = 20, 4

#: Over how much time packets count.
_LOOK_BACK = 3 * WINDOW

#: Days that a memory holds, and hosts (of a kind), and ports for connections: those with most.
_DAYS, MOST = 14, 64

_NAMES = {1: "ICMP", 2: "IGMP", 4: "IPv4", 41: "IPv6", 47: "GRE", 50: "ESP", 51: "AH", 58: "IPv6-ICMP", 132: "SCTP"}

#: Kinds of packets, the more specific first; also the first byte of a memory's keys, after which comes the address.
_DNS, _ON_TCP_PORTS, _UDP, _TCP, _ICMP, _OTHER = _LANES = range(6)
_TYPES = (DNS, UDP_ON_TCP_PORTS, UDP, TCP, UNUSUAL_PROTOCOL, UNUSUAL_PROTOCOL)

K = TypeVar("K", int, bytes)
V = TypeVar("V")


class Memory(msgspec.Struct, array_like=True):
    """What was sent before.

    Attributes:
        day: of the latest window.
        recent: kind and host -> windows of the last half hour: end, packets, earliest start.
        days: kind and host -> day -> most packets within half an hour.
        connected: port -> day -> most conversations that began with one host in ten minutes.
    """

    day: int = 0
    recent: dict[bytes, list[tuple[int, int, int]]] = msgspec.field(default_factory=dict)
    days: dict[bytes, dict[int, int]] = msgspec.field(default_factory=dict)
    connected: dict[int, dict[int, int]] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class _Flow:
    """What goes to one host in the window, of one kind and like a flood."""

    peer: int
    lane: int
    rows: Rows
    packets: int


def judge(scene: Scene, memory: Memory, settings: Mapping[str, Any]) -> Iterable[FlowHit]:
    """The floods that a window shows."""
    if memory.day != scene.day or memory.recent:
        _forget(memory, scene)
    found = list(_packets(scene, memory, settings))
    flooded = {int(scene.traffic.peer[group.rows[0]]) for kind, group in found if kind is TCP}
    found += _connections(scene, memory, settings[TCP.name], flooded)
    groups = {kind.name: tuple(group for of, group in found if of is kind) for kind in TYPES}
    return [FlowHit(kind, Role.ACTOR, groups[kind.name]) for kind in TYPES if groups[kind.name]]


def _packets(scene: Scene, memory: Memory, settings: Mapping[str, Any]) -> Iterator[tuple[FindingType, Group]]:
    """The floods of packets."""
    hosts: dict[int, dict[int, _Flow]] = {}
    for flow in _flows(scene.traffic, settings):
        hosts.setdefault(flow.peer, {})[flow.lane] = flow
        starts = int(scene.traffic.first_ms[flow.rows].min())
        windows = memory.recent.setdefault(_key(scene.traffic, flow.peer, flow.lane), [])
        windows.append((scene.traffic.end_ms, flow.packets, starts))
    for peer, flows in hosts.items():
        yield from _host(scene, memory, settings, peer, flows)
    memory.recent = _largest(memory.recent, lambda windows: sum(packets for _, packets, _ in windows))
    memory.days = _largest(memory.days, lambda days: max(days.values()))


def _flows(traffic: Traffic, settings: Mapping[str, Any]) -> Iterator[_Flow]:
    """What is much, and like a flood, by host and kind."""
    least = min(settings[kind.name].packets for kind in TYPES) // _NOTEWORTHY
    if traffic.sent_packets.sum() < least:
        return
    tcp = traffic.protocol == protocols.TCP
    like = traffic.outbound & (~tcp | _no_answer(traffic, settings[TCP.name]))
    sent = np.where(like, _recent(traffic), 0)
    much = np.bincount(traffic.peer, sent, len(traffic.peers)) >= least
    peers = np.flatnonzero(much)
    if not len(peers):
        return
    much &= traffic.public_peers
    rows = np.flatnonzero(much[traffic.peer] & (like | ~(tcp | traffic.outbound)))
    lanes = _lanes(traffic, rows)
    keys, of = np.unique(traffic.peer[rows] * len(_LANES) + lanes, return_inverse=True)
    amounts = np.bincount(of, sent[rows], len(keys)).astype(np.int64)
    for at in np.flatnonzero(amounts >= least).tolist():
        peer, lane = divmod(int(keys[at]), len(_LANES))
        limits = settings[_TYPES[lane].name]
        those = rows[of == at]
        if amounts[at] >= limits.packets // _NOTEWORTHY and _floods(traffic, those, lane, limits):
            yield _Flow(peer, lane, those[traffic.outbound[those]], int(amounts[at]))


def _recent(traffic: Traffic) -> Ints:
    """The packets that each row sent in half an hour."""
    lasted = np.maximum(traffic.last_ms - traffic.first_ms, _LOOK_BACK)
    return (traffic.sent_packets * (_LOOK_BACK / lasted)).astype(np.int64)


def _lanes(traffic: Traffic, rows: Rows) -> Ints:
    """The kind of each row."""
    protocol, port = traffic.protocol[rows], traffic.port[rows]
    udp, tcp = protocol == protocols.UDP, protocol == protocols.TCP
    icmp = (protocol == protocols.ICMP) | (protocol == protocols.ICMP6)
    conditions = [(udp | tcp) & (port == 53), udp & np.isin(port, TCP_PORTS), udp, tcp, icmp]
    return np.select(conditions, list(_LANES[:-1]), _OTHER)


def _no_answer(traffic: Traffic, limits: ConnectionSettings) -> Flags:
    """Rows in which nothing comes back, or, as TCP has them, small packets get headers for an answer."""
    sent, got = traffic.sent_packets, traffic.got_packets
    small = traffic.sent_bytes <= _SMALL * sent
    headers = 10 * traffic.empty >= 9 * traffic.conversations
    return (100 * got < limits.answered_percent * sent) | (small & headers)


def _floods(traffic: Traffic, rows: Rows, lane: int, limits: FloodSettings) -> bool:
    """Whether nobody answers what goes to a host, and it is no stream. Rows that the host opened are answers too."""
    out = rows[traffic.outbound[rows]]
    sent, got = int(traffic.sent_packets[out].sum()), int(traffic.got_packets[rows].sum())
    answered = 100 * got >= limits.answered_percent * sent
    if lane == _TCP:
        return not answered or int(traffic.begun[out].sum()) >= _MANY_NEW
    if lane == _ICMP:
        return sent > got
    if isinstance(limits, DatagramSettings) and _is_stream(traffic, out):
        lasts = int(traffic.last_ms[out].max() - traffic.first_ms[out].min())
        return not answered and sent * SECOND > limits.stream_rate * max(lasts, SECOND)
    return not answered and bool((traffic.protocol[out] >= 0).all())


def _is_stream(traffic: Traffic, rows: Rows) -> bool:
    """Whether most datagrams are full, or go to ports of telemetry."""
    sent = traffic.sent_packets[rows]
    like = (traffic.sent_bytes[rows] >= _FULL * sent) | np.isin(traffic.port[rows], TELEMETRY_PORTS)
    return bool(2 * sent[like].sum() > sent.sum())


def _host(
    scene: Scene, memory: Memory, settings: Mapping[str, Any], peer: int, flows: Mapping[int, _Flow]
) -> Iterator[tuple[FindingType, Group]]:
    """The floods of one host. What is too little for UdpOnTcpPorts counts for Udp."""
    rest: tuple[int, ...] = ()
    for lane in sorted(flows):
        kind, lanes = _TYPES[lane], (lane, *rest) if lane == _UDP else (lane,)
        windows = [w for each in lanes for w in memory.recent.get(_key(scene.traffic, peer, each), ())]
        amount, least = sum(packets for _, packets, _ in windows), settings[kind.name].packets
        if amount < least and lane == _ON_TCP_PORTS:
            rest = (lane,)
        if amount * _LIKE < least:
            continue
        days = memory.days.setdefault(_key(scene.traffic, peer, lane), {})
        like = sum(_LIKE * most >= amount for day, most in days.items() if day < scene.day)
        days[scene.day] = max(days.get(scene.day, 0), amount)
        if amount >= least and like < settings[kind.name].habit_days:
            rows = np.sort(np.concatenate([flows[each].rows for each in lanes if each in flows]))
            yield kind, _group(scene.traffic, rows, amount, min(starts for _, _, starts in windows))


def _key(traffic: Traffic, peer: int, lane: int) -> bytes:
    return bytes([lane]) + traffic.peers[peer]


def _group(traffic: Traffic, rows: Rows, amount: int, since_ms: int) -> Group:
    info: dict[str, Any] = {"packetsInHalfAnHour": amount}
    protocol = int(traffic.protocol[rows[0]])
    if protocol not in (protocols.TCP, protocols.UDP):
        info["unusualProtocol"] = _NAMES.get(protocol, str(protocol))
    return Group(rows, since_ms if since_ms < traffic.first_ms[rows].min() else None, info)


def _connections(
    scene: Scene, memory: Memory, limits: ConnectionSettings, flooded: Container[int]
) -> Iterator[tuple[FindingType, Group]]:
    """The floods of connections, but for hosts flooded with packets. The most of one host is learnt by port."""
    traffic = scene.traffic
    rows = np.flatnonzero(traffic.begun * _LIKE >= limits.connections)
    rows = rows[traffic.outbound[rows] & (traffic.protocol[rows] == protocols.TCP)]
    if not len(rows):
        return
    rows = rows[traffic.public[rows]]
    for row in rows.tolist():
        count = int(traffic.begun[row])
        days = memory.connected.setdefault(int(traffic.port[row]), {})
        usual = any(_LIKE * most >= count for day, most in days.items() if day < scene.day)
        days[scene.day] = max(days.get(scene.day, 0), count)
        if count >= limits.connections and not usual and int(traffic.peer[row]) not in flooded:
            yield TCP, Group(np.array([row]), info={"connectionsInTenMinutes": count})
    memory.connected = _largest(memory.connected, lambda days: max(days.values()))


def _forget(memory: Memory, scene: Scene) -> None:
    """What is over."""
    since_ms, since_day = scene.traffic.end_ms - _LOOK_BACK, scene.day - _DAYS
    recent = {key: [w for w in windows if w[0] > since_ms] for key, windows in memory.recent.items()}
    memory.recent = {key: windows for key, windows in recent.items() if windows}
    if memory.day != scene.day:
        memory.day = scene.day
        memory.days = _since(memory.days, since_day)
        memory.connected = _since(memory.connected, since_day)


def _since(known: dict[K, dict[int, int]], first: int) -> dict[K, dict[int, int]]:
    kept = {key: {day: most for day, most in days.items() if day >= first} for key, days in known.items()}
    return {key: days for key, days in kept.items() if days}


def _largest(known: dict[K, V], size: Callable[[V], int]) -> dict[K, V]:
    """As many as a memory holds."""
    if len(known) <= MOST:
        return known
    kept = sorted(known, key=lambda key: (-size(known[key]), key))[:MOST]
    return {key: known[key] for key in kept}


DETECTOR = FlowDetector(
    name="denial_of_service",
    types=TYPES,
    judge=judge,
    settings={
        DNS.name: DnsSettings,
        TCP.name: ConnectionSettings,
        UDP.name: DatagramSettings,
        UDP_ON_TCP_PORTS.name: DatagramSettings,
        UNUSUAL_PROTOCOL.name: FloodSettings,
    },
)
