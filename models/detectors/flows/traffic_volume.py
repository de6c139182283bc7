"""Unusual traffic volume: an instance sends far more to one remote host than it ever did to any.

Source: VPC Flow Logs; one finding per instance, with each remote host an occurrence; severity Medium. Compared are the
bytes that the instance sent to one public address in the past 24 hours, to the full hour, as opener or as answerer (a
database that is emptied by a client answers), with the most that it sent to any one on a day of the five weeks before.
Yesterday and today are not among these: a day is not compared with itself.

By rule (``rule``), it is a finding from ten times (``least_multiple``) and 1 GB (``least_bytes``) on. With a model of
the family ``instance``, also from four times and 500 MB on, if the window's score exceeds the threshold. So a web
server, a backup or a batch worker is measured by its own largest day. Windows in which a host gets less than 1 MB do
not count on either side: in a day they make 144 MB at most. An instance is only learnt for the first days (``[learning]
days``). The finding shows ``outBytes`` and ``inBytes`` of the past 24 hours, ``profiledDailyMaxOutBytes`` and the
``multiple`` of it. ATT&CK: T1048 (Exfiltration Over Alternative Protocol), T1567 (Exfiltration Over Web Service), T1030
(Data Transfer Size Limits).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any

import msgspec
import numpy as np

from models.detectors.base import AnomalySettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Scene, flow_type
from models.findings.types import MEDIUM
from models.flows.traffic import Traffic
from models.times import HOUR

TYPE = flow_type(
    name="Behavior:EC2/TrafficVolumeUnusual",
    severity=MEDIUM,
    title="{instance} sends {remote} far more than it ever sent to anybody.",
    description=(
        "In the past 24 hours, {instance} in account {account} sent {remote} a multiple of what it sent to any remote "
        "host on any day of the past five weeks. Ask who moves data there; if nobody does, somebody may be taking it."
    ),
)

#: Days before yesterday that count: what happens monthly is among them.
HISTORY = 35

#: Bytes to one host in a window that count. Half of what makes 500 MB in a day, were it spread evenly.
LEAST_IN_WINDOW = 1_000_000

#: With a model: multiples and bytes from which on a score is asked. Month-ends move two or three times a busy day.
ASKED_MULTIPLE, ASKED_BYTES = 4, 500_000_000

#: Hosts whose hours are remembered, those that got most; some 15 bytes an hour.
MOST_HOSTS = 64


class VolumeSettings(AnomalySettings, frozen=True):
    """Settings of the type.

    Attributes:
        least_multiple: for the rule, the multiple of the largest day before from which a volume counts. Month-ends and
            back-fills move two or three times a busy day.
        least_bytes: for the rule, the bytes of 24 hours that count whatever was usual. A release, an image or a log of
            a day has some hundred megabytes.
    """

    least_multiple: Annotated[int, msgspec.Meta(ge=2, le=1_000)] = 10
    least_bytes: Annotated[int, msgspec.Meta(ge=1)] = 1_000_000_000


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of an instance.

    Attributes:
        hours: host -> hour since 1970 -> (bytes sent, bytes got), of the past 24.
        days: day since 1970 -> the most that one host was sent.
    """

    hours: dict[bytes, dict[int, tuple[int, int]]] = msgspec.field(default_factory=dict)
    days: dict[int, int] = msgspec.field(default_factory=dict)


def judge(scene: Scene, memory: Memory, settings: Any) -> Iterable[FlowHit]:
    """The hits of a window."""
    traffic = scene.traffic
    sent = _by_peer(traffic, traffic.sent_bytes)
    peers = np.flatnonzero(sent >= LEAST_IN_WINDOW)
    if len(peers):
        peers = peers[traffic.public_peers[peers]]
    if not len(peers):
        return ()
    got = _by_peer(traffic, traffic.got_bytes)
    amounts = {peer: (int(sent[peer]), int(got[peer])) for peer in peers.tolist()}
    hour = (traffic.end_ms - 1) // HOUR
    _learn(memory, {traffic.peers[peer]: amount for peer, amount in amounts.items()}, hour, scene.day)
    if not scene.learned:
        return ()
    return tuple(_hits(scene, memory, list(amounts), settings[TYPE.name]))


def _by_peer(traffic: Traffic, amounts: np.ndarray) -> np.ndarray:
    """Bytes by peer; sums stay far below 2**53, so that they are exact."""
    return np.bincount(traffic.peer, np.where(traffic.accepted, amounts, 0), len(traffic.peers))


def _learn(memory: Memory, amounts: dict[bytes, tuple[int, int]], hour: int, day: int) -> None:
    """Add a window's bytes and forget what is over."""
    for host, (sent, got) in amounts.items():
        hours = memory.hours.setdefault(host, {})
        before = hours.get(hour, (0, 0))
        hours[hour] = before[0] + sent, before[1] + got
    kept = {
        host: current
        for host, hours in memory.hours.items()
        if (current := {h: moved for h, moved in hours.items() if h > hour - 24})
    }
    if len(kept) > MOST_HOSTS:
        most = sorted(kept, key=lambda host: (-sum(sent for sent, _ in kept[host].values()), host))
        kept = {host: kept[host] for host in most[:MOST_HOSTS]}
    memory.hours = kept
    today = (sum(sent for h, (sent, _) in kept[host].items() if h // 24 == day) for host in amounts if host in kept)
    memory.days[day] = max(memory.days.get(day, 0), *today, 0)
    memory.days = {d: most for d, most in memory.days.items() if d >= day - HISTORY - 1}


def _hits(scene: Scene, memory: Memory, peers: Sequence[int], settings: VolumeSettings) -> Iterator[FlowHit]:
    usual = max((most for day, most in memory.days.items() if day < scene.day - 1), default=0)
    plain, asked = [], []
    for peer in peers:
        moved = list(memory.hours.get(scene.traffic.peers[peer], {}).values())
        sent, got = sum(out for out, _ in moved), sum(into for _, into in moved)
        group = _group(scene.traffic, peer, sent, got, usual)
        if settings.rule and sent >= max(settings.least_bytes, settings.least_multiple * usual):
            plain.append(group)
        elif sent >= max(ASKED_BYTES, ASKED_MULTIPLE * usual):
            asked.append(group)
    for groups, is_plain in ((plain, True), (asked, False)):
        if groups:
            yield FlowHit(TYPE, Role.ACTOR, tuple(groups), plain=is_plain)


def _group(traffic: Traffic, peer: int, sent: int, got: int, usual: int) -> Group:
    rows = np.flatnonzero((traffic.peer == peer) & (traffic.sent_bytes > 0) & traffic.accepted)
    info = {"outBytes": sent, "inBytes": got, "profiledDailyMaxOutBytes": usual}
    return Group(rows, info=info | ({"multiple": sent // usual} if usual else {}))


DETECTOR = FlowDetector(name="traffic_volume", types=(TYPE,), judge=judge, settings={TYPE.name: VolumeSettings})
