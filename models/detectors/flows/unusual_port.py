"""Unusual network port: an instance talks to a stranger on a service port that it never used.

Source: VPC Flow Logs; one finding per instance. What counts is a conversation that the instance opened with a public
address, by TCP or UDP, and that was answered with more than headers, on a port that it has not used in the 63 days
before, in the VPC or outside of it. Severity Medium. On ports 389 and 1389, LDAP's and the one that stands in for it,
every try counts and the severity is High, with the context "Possible log4j callback": a server whose log lines are
executed asks there for the code (guardduty.md, 1.1).

Silent: ports from 32768 on, which cannot be told from a client's own; 80, 443 and 123, which everybody uses; 25, 53 and
853, whose first use has types of its own; private addresses, where a new port is a deployment; what was tried and not
answered; scans, which have types: ten ports or more of an address within ten minutes, or ten addresses that do not
answer; data connections of passive FTP (to a host that it also talks to on port 21); answers that look like
connections: from a port below 1024 to a higher one, or from one that the instance serves in the same window. An
instance on which ports were new on several days of the past month (``habit_days``) has the habit of new ports, such as
one that forwards others' traffic, crawls or shares files; one that used 200 ports or more knows no unusual one. Where
some ports of strangers were no known service's (``own_ports``), programs run whose peers take ports as they come, as
those for calls and games do, and another such port is silent. Nothing is raised while the instance is learnt.

The finding names the port (``unusual``) and the usual ones (``profiledPorts``), those of most days first. ATT&CK: T1571
(Non-Standard Port), T1190 (Exploit Public-Facing Application).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Annotated, Any

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, by_peer_and_port, flow_type
from models.detectors.flows.known import knows, learn, usual
from models.findings.types import HIGH, MEDIUM
from models.flows.ports import ANY, FIRST_EPHEMERAL, RANKS
from models.flows.traffic import Traffic
from models.profiles.items import MONTH, Items

TYPE = flow_type(
    name="Behavior:EC2/NetworkPortUnusual",
    severity=MEDIUM,
    title="{instance} talks to {remote} on {port}, which it never used.",
    description=(
        "{instance} in account {account} opened a connection to {remote} on {port}. It has not used this port in the "
        "past nine weeks. Back doors and tools that take data away listen on ports of their own. If nobody changed "
        "what the instance does, look at what runs on it."
    ),
)

#: Where code that a log line asked for is fetched from.
_DIRECTORY = (389, 1389)


#: Ports that everybody uses, and those whose first use has a type of its own.
_APART = (0, 80, 443, 123, 25, 53, 853)

_JUDGED = np.ones(FIRST_EPHEMERAL, np.bool_)
_JUDGED[list(_APART)] = False

#: Where FTP is spoken; data goes over a port of the server's choice.
_FTP = 21

#: Ports below it are no client's: a system gives them to services only.
_PRIVILEGED = 1024

#: So many ports of one address within a window are a scan, or a protocol that takes ports as they come; so many
#: addresses that do not answer are one, too.
_SCANNED = 10

#: Ports, and FTP servers, that are remembered; some 16 bytes each. Whoever uses more has no usual ones.
MOST_PORTS, MOST_SERVERS = 200, 64

#: Ports of strangers that are no known service's, that are remembered.
MOST_OWN = 32

#: Days at the beginning on which everything is new.
_FIRST_DAYS = 2


class PortSettings(DetectorSettings, frozen=True):
    """Settings of the type.

    Attributes:
        habit_days: days of the past four weeks on which the instance used a port for the first time, from which on a
            new port is its habit and no finding. Software that is installed or changed brings one or two in a month.
        own_ports: ports of strangers, of no known service, that the instance first used in the past 63 days, from which
            on another one is no finding. A server asks one or two that have such a port; a call meets some every day.
    """

    habit_days: Annotated[int, msgspec.Meta(ge=1, le=28)] = 3
    own_ports: Annotated[int, msgspec.Meta(ge=1, le=MOST_OWN)] = 5


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of an instance.

    Attributes:
        first_day: since when it is watched; -1 until its first window.
        ports: service ports, as text, that it used.
        servers: addresses of FTP servers that it used.
        new_days: the days of the past four weeks on which a stranger's port was new, but for the very first.
        own: ports of strangers, as text, that it used first in the past 63 days, and that are no known service's.
    """

    first_day: int = -1
    ports: Items = msgspec.field(default_factory=dict)
    servers: Items = msgspec.field(default_factory=dict)
    new_days: list[int] = msgspec.field(default_factory=list)
    own: Items = msgspec.field(default_factory=dict)


def judge(scene: Scene, memory: Memory, settings: Any) -> Iterable[FlowHit]:
    """The hits of a window."""
    traffic, day = scene.traffic, scene.day
    if memory.first_day < 0:
        memory.first_day = day
    rows = _used(traffic)
    if not len(rows):
        return ()
    used = _distinct(traffic.port[rows])
    if _FTP in used:
        there = np.unique(traffic.peer[rows[traffic.port[rows] == _FTP]]).tolist()
        learn(memory.servers, [traffic.address(peer) for peer in there[:MOST_SERVERS]], day, MOST_SERVERS)
    known = [port for port in used if knows(memory.ports, str(port), day)]
    hits: tuple[FlowHit, ...] = ()
    if len(known) < len(used):
        new = _services(traffic, rows[~np.isin(traffic.port[rows], known)], memory, day)
        strange = new[traffic.public[new]]
        if scene.learned and len(strange):
            hits = tuple(_hits(traffic, strange, memory, day, settings[TYPE.name]))
        if len(strange) and day >= memory.first_day + _FIRST_DAYS and day not in memory.new_days:
            memory.new_days = [*(before for before in memory.new_days if before >= day - MONTH), day]
        learn(memory.own, map(str, _distinct(traffic.port[strange[_is_own(traffic, strange)]])), day, MOST_OWN)
        known += _distinct(traffic.port[new])[:MOST_PORTS]
    learn(memory.ports, map(str, known), day, MOST_PORTS)
    return hits


def _hits(traffic: Traffic, rows: Rows, memory: Memory, day: int, settings: PortSettings) -> Iterable[FlowHit]:
    if sum(knows(memory.ports, port, day) for port in memory.ports) >= MOST_PORTS:
        return
    detail = {"profiledPorts": [int(port) for port in usual(memory.ports, day)]}
    directory = np.isin(traffic.port[rows], _DIRECTORY)
    if directory.any():
        context = {"context": "Possible log4j callback"}
        groups = _groups(traffic, rows[directory], context)
        yield FlowHit(TYPE, Role.ACTOR, groups, severity=HIGH, detail=detail)
    habit = sum(day - MONTH <= before < day for before in memory.new_days) >= settings.habit_days
    rest = rows[~directory]
    if sum(knows(memory.own, port, day) for port in memory.own) >= settings.own_ports:
        rest = rest[~_is_own(traffic, rest)]
    if not habit and len(rest):
        yield FlowHit(TYPE, Role.ACTOR, _groups(traffic, rest, {}), detail=detail)


def _is_own(traffic: Traffic, rows: Rows) -> np.ndarray:
    """Which rows have a port that is no known service's."""
    return RANKS[traffic.port[rows]] == ANY


def _groups(traffic: Traffic, rows: Rows, info: dict[str, Any]) -> tuple[Group, ...]:
    groups = by_peer_and_port(traffic, rows)
    return tuple(replace(group, info={"unusual": int(traffic.port[group.rows[0]]), **info}) for group in groups)


def _used(traffic: Traffic) -> Rows:
    """Rows in which the instance uses a service: answered ones, and tries to ask a stranger's directory."""
    rows = np.flatnonzero(traffic.outbound & (traffic.port < FIRST_EPHEMERAL))
    rows = rows[_JUDGED[traffic.port[rows]]]
    used = traffic.answered[rows]
    tried = (traffic.port[rows] == _DIRECTORY[0]) | (traffic.port[rows] == _DIRECTORY[1])
    if tried.any():
        used |= tried & traffic.public[rows]
    return rows[used]


def _services(traffic: Traffic, rows: Rows, memory: Memory, day: int) -> Rows:
    """Those of some rows whose port stands for a service: no data of FTP, no answers, and outside no scans."""
    port, source = traffic.port[rows], traffic.opener_port[rows]
    served = traffic.port[~traffic.outbound & (traffic.port > 0) & (traffic.port < FIRST_EPHEMERAL)]
    answers = ((source < _PRIVILEGED) & (source < port)) | np.isin(source, served)
    data = (port >= _PRIVILEGED) & np.isin(traffic.peer[rows], _servers(traffic, memory, day))
    return rows[~(answers | data | (traffic.public[rows] & _scans(traffic, rows)))]


def _servers(traffic: Traffic, memory: Memory, day: int) -> list[int]:
    """The peers at which the instance used FTP."""
    if not memory.servers:
        return []
    return [peer for peer in range(len(traffic.peers)) if knows(memory.servers, traffic.address(peer), day)]


def _scans(traffic: Traffic, rows: Rows) -> np.ndarray:
    """Which rows are one of many ports tried at an address, or one of many addresses tried in vain at a port."""
    ports = np.bincount(traffic.peer[traffic.outbound], minlength=len(traffic.peers))
    vain = ~traffic.answered[rows]
    return (ports[traffic.peer[rows]] >= _SCANNED) | (vain & (np.count_nonzero(vain) >= _SCANNED))


def _distinct(ports: np.ndarray) -> list[int]:
    """The distinct ports below `FIRST_EPHEMERAL`, ascending."""
    seen = np.zeros(FIRST_EPHEMERAL, np.bool_)
    seen[ports] = True
    return np.flatnonzero(seen).tolist()


DETECTOR = FlowDetector(name="unusual_port", types=(TYPE,), judge=judge, settings={TYPE.name: PortSettings})
