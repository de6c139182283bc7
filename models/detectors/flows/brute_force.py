"""SSHBruteForce, RDPBruteForce, WinRMBruteForce: passwords are guessed, by or against an instance.

Source: VPC Flow Logs, accepted TCP conversations on port 22, on 3389, or on 5985 and 5986 (``ports``), of public and
private peers. Severity Low when passwords of the instance are guessed (it is the target), High when it guesses those of
others (the actor). One finding per instance, role and type; each peer is an occurrence.

A guess is a conversation that looks like a failed sign-in: it began, was answered, said something, and was small and
short (`models.flows.traffic`). Tries that are refused or not answered are none. A small conversation may also be a
command that a tool runs, a fetch of nothing new by git, or a look at a banner, so a peer's guesses in a window count
only if

- nearly all that it talked about on these ports were guesses (``least_share``): work has sessions among them;
- whoever opens sends as much as a failed sign-in needs (``least_bytes``), which a look at a banner does not;
- and no more than that on average (``most_bytes``): a sign-in that succeeds goes on with a signature of a key, a
  channel and a command. Keys that are safe from quantum computers, and long ones that are tried, take more bytes
  (``large_bytes``), but not more packets (``few_packets``), as commands do.

It is a finding when

- a peer guesses ``burst`` times in two windows of ten minutes in a row, if the instance is the target;
- a peer, or a host that the instance tries, has ``hour`` guesses in an hour;
- many public peers have a few guesses each in an hour (``crowd_peers``, ``crowd_each``, for a target also
  ``crowd_guesses`` of all), and most of what anybody talked about there were such guesses: a botnet that takes turns,
  or, with the instance as the actor, a worm.

Silent is the habit of a peer that had small conversations on three days or more, never enough for a finding: twice the
largest hour of those days is what it takes then. Days with a finding do not make a habit, so that who guesses on for
days stays one finding. A tool that does nothing but sign in with small commands a hundred times an hour from its first
day on is told by nothing in flow records: a trusted list names it. ATT&CK: T1110 (Brute Force), T1021.004 (SSH),
T1021.001 (Remote Desktop Protocol), T1021.006 (Windows Remote Management).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Annotated, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Group, Role, Rows, Scene, by_peer, flow_type
from models.detectors.flows.guessing import HABITUAL, Habit, Memory, Trail, guesses
from models.findings.types import HIGH, LOW, FindingType, Identity
from models.flows.protocols import TCP
from models.flows.traffic import Traffic
from models.owner import WINDOW

Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Count = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]


class GuessingSettings(DetectorSettings, frozen=True):
    """Settings of SSHBruteForce; the other types' differ in their defaults.

    Attributes:
        ports: TCP ports that are looked at. GuardDuty looks at 22 only.
        burst: guesses of a peer in two windows in a row (20 minutes) that are a finding of the target. Zeek's default
            is 30 failed sign-ins in half an hour; a check each minute makes 20.
        hour: guesses between the instance and a peer in an hour that are a finding. A check each minute makes 60, a
            fetch of 60 submodules as many; one guess in half a minute makes 120.
        crowd_peers: public peers that guess a little, from which they are a crowd. Administrators who mistype are few.
        crowd_each: guesses in an hour that each of them has at least. Two are a person's mistakes.
        crowd_guesses: guesses of the crowd in an hour that are a finding of the target: more than 20 peers by accident.
        least_share: of what a peer talked about on the ports in a window, the share that are guesses, 0 to 1. Of 60
            guesses three may succeed.
        least_bytes: that whoever opens sends in a guess on average, with headers. A look at a banner sends 300; a key
            exchange with a password 1,000 at least.
        most_bytes: the same at most. Guessing tools send 1,500 to 3,500; git and remote commands of OpenSSH 3,900 and
            more.
        large_bytes: the same at most, if there are no more packets than ``few_packets``. Exchanging ML-KEM's or
            sntrup's keys takes 1,200 bytes more: reckoned by its messages, OpenSSH then sends 4,100 to 4,300 with a
            password or two, and 4,700 and more with a key and a command.
        few_packets: packets that whoever opens sends in such a guess on average, at most. Reckoned likewise, OpenSSH
            sends 14 to 18, and 19 and more when a command runs.
    """

    ports: tuple[Port, ...] = (22,)
    burst: Count = 30
    hour: Count = 100
    crowd_peers: Count = 20
    crowd_each: Count = 3
    crowd_guesses: Count = 200
    least_share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.95
    least_bytes: Count = 500
    most_bytes: Count = 3_600
    large_bytes: Count = 4_600
    few_packets: Count = 18


class RDPSettings(GuessingSettings, frozen=True):
    """Settings of RDPBruteForce: without network-level authentication a guess draws a sign-in screen first."""

    ports: tuple[Port, ...] = (3389,)
    most_bytes: Count = 8_000


class WinRMSettings(GuessingSettings, frozen=True):
    """Settings of WinRMBruteForce: a guess is one or two HTTP requests, or three with NTLM, with a SOAP body each."""

    ports: tuple[Port, ...] = (5985, 5986)
    most_bytes: Count = 6_000


#: Share of a crowd's guesses in what all peers talk about on the ports; on a git server most is work.
CROWD_SHARE = 0.8


def _type(name: str, what: str) -> FindingType:
    return flow_type(
        name=name,
        severity=LOW,
        title=f"{{instance}} and {{remote}} are the two sides of {what} password guessing.",
        description=(
            f"Between {{instance}} and {{remote}} there were many short conversations on {{port}}, like {what} "
            "sign-ins that fail. An instance that is the target should not let everybody try; see whether a sign-in "
            "succeeded. One that is the actor guesses the passwords of others: somebody may have taken it over."
        ),
        identity=Identity.INSTANCE_ROLE,
    )


SSH = _type("UnauthorizedAccess:EC2/SSHBruteForce", "SSH")
RDP = _type("UnauthorizedAccess:EC2/RDPBruteForce", "RDP")
WINRM = _type("Impact:EC2/WinRMBruteForce", "WinRM")

#: In the order of their codes in memory, which must not change.
TYPES = (SSH, RDP, WINRM)


@dataclass(frozen=True)
class _Side:
    """One type in one role."""

    number: int
    outbound: bool
    settings: GuessingSettings

    @property
    def code(self) -> int:
        """What begins keys of private peers; that of public ones is 1 more."""
        return 4 * self.number + 2 * self.outbound


@dataclass(frozen=True)
class _Tries:
    """What peers tried in a window, in columns with a place for each peer.

    Attributes:
        peer: place in the traffic's peers.
        row: one of its rows.
        guesses: 0 if they do not count.
        talks: conversations that began and were answered.
        first_ms: the earliest start.
    """

    peer: NDArray[np.int64]
    row: Rows
    guesses: NDArray[np.int64]
    talks: NDArray[np.int64]
    first_ms: NDArray[np.int64]


@lru_cache(maxsize=16)
def _numbers(ports: tuple[tuple[int, ...], ...]) -> NDArray[np.int8]:
    """Port -> the type that looks at it, as its place in `TYPES` counted from 1; 0 for none."""
    table = np.zeros(1 << 16, np.int8)
    for number in range(len(ports), 0, -1):
        table[list(ports[number - 1])] = number
    return table


def judge(scene: Scene, memory: Memory, settings: Mapping[str, Any]) -> list[FlowHit]:
    """A hit for each type and role."""
    traffic = scene.traffic
    by_type: list[GuessingSettings] = [settings[of_type.name] for of_type in TYPES]
    numbers = _numbers(tuple(each.ports for each in by_type))[traffic.port]
    rows = np.flatnonzero(numbers)
    if len(rows):
        rows = rows[traffic.accepted[rows] & (traffic.protocol[rows] == TCP)]
    if len(rows) or memory.trails or memory.habits:
        memory.forget(traffic.end_ms, scene.day)
    if not len(rows):
        return []
    hits: list[FlowHit] = []
    for code in np.unique(2 * (numbers[rows] - 1) + traffic.outbound[rows]).tolist():
        side = _Side(code // 2, code % 2 == 1, by_type[code // 2])
        of_side = (numbers[rows] == side.number + 1) & (traffic.outbound[rows] == side.outbound)
        hits += _hits(scene, rows[of_side], memory, side)
    memory.bound()
    return hits


def _hits(scene: Scene, rows: Rows, memory: Memory, side: _Side) -> list[FlowHit]:
    traffic = scene.traffic
    tries = _tried(traffic, rows, side)
    talks = memory.talks.setdefault(side.code, [])
    talks.append((traffic.end_ms, int(tries.talks.sum())))
    keys = {}
    for place in np.flatnonzero(tries.guesses).tolist():
        peer = int(tries.peer[place])
        public = bool(traffic.public[tries.row[place]])
        key = keys[peer] = bytes([side.code + public]) + traffic.peers[peer]
        trail = memory.trails.setdefault(key, [])
        trail.append((traffic.end_ms, int(tries.guesses[place]), int(tries.first_ms[place])))
    if not keys:
        return []
    crowd = _crowd(memory, side)
    found = [peer for peer, key in keys.items() if _alone(scene, key, memory, side) or key in crowd]
    if not found:
        return []
    groups = by_peer(traffic, rows[np.isin(traffic.peer[rows], found)])
    return [
        FlowHit(
            TYPES[side.number],
            Role.ACTOR if side.outbound else Role.TARGET,
            tuple(_told(group, memory.trails[keys[int(traffic.peer[group.rows[0]])]]) for group in groups),
            severity=HIGH if side.outbound else None,
            detail={"crowd": {"hosts": len(crowd), "guesses": sum(crowd.values())}} if crowd else {},
        )
    ]


def _tried(traffic: Traffic, rows: Rows, side: _Side) -> _Tries:
    rows = rows[np.argsort(traffic.peer[rows], kind="stable")]
    starts = np.flatnonzero(np.diff(traffic.peer[rows], prepend=-1))
    answered = np.minimum(traffic.begun, traffic.conversations - traffic.empty)
    columns = traffic.guesses, answered, traffic.guess_packets, traffic.guess_bytes
    counts, talks, packets, asked = (np.add.reduceat(column[rows], starts) for column in columns)
    its = side.settings
    small = asked <= its.most_bytes * counts
    small |= (asked <= its.large_bytes * counts) & (packets <= its.few_packets * counts)
    shaped = (counts >= its.least_share * talks) & (asked >= its.least_bytes * counts) & small
    return _Tries(
        peer=traffic.peer[rows][starts],
        row=rows[starts],
        guesses=np.where(shaped, counts, 0),
        talks=talks,
        first_ms=np.minimum.reduceat(traffic.first_ms[rows], starts),
    )


def _alone(scene: Scene, key: bytes, memory: Memory, side: _Side) -> bool:
    """Whether a peer guesses enough by itself; learns its habit."""
    its, trail = side.settings, memory.trails[key]
    hour, burst = guesses(trail), guesses(trail, scene.traffic.end_ms - 2 * WINDOW)
    if hour >= HABITUAL:
        habit = memory.habits.setdefault(key, Habit(day=scene.day))
        habit.turn(scene.day)
    else:
        habit = Habit()
    usual = habit.usual()
    found = hour >= max(its.hour, usual) or (not side.outbound and burst >= max(its.burst, usual))
    habit.learn(hour, found)
    return found


def _crowd(memory: Memory, side: _Side) -> dict[bytes, int]:
    """Public peers that guess together, with their guesses of the last hour; empty if they are too few."""
    its, code = side.settings, side.code + 1
    every = {key: guesses(trail) for key, trail in memory.trails.items() if key[0] == code}
    crowd = {key: count for key, count in every.items() if count >= its.crowd_each}
    total, talks = sum(crowd.values()), sum(count for _, count in memory.talks[side.code])
    enough = len(crowd) >= its.crowd_peers and (side.outbound or total >= its.crowd_guesses)
    return crowd if enough and total >= CROWD_SHARE * talks else {}


def _told(group: Group, trail: Trail) -> Group:
    since = min(first for _, _, first in trail) if len(trail) > 1 else None
    return replace(group, since_ms=since, info={"guessesPastHour": guesses(trail)})


DETECTOR = FlowDetector(
    name="brute_force",
    types=TYPES,
    judge=judge,
    settings={SSH.name: GuessingSettings, RDP.name: RDPSettings, WINRM.name: WinRMSettings},
)
