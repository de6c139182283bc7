"""C&CActivity.B, BitcoinTool.B, BlackholeTraffic, DropPoint, MaliciousIPCaller.Custom, TorClient: a listed peer.

Source: VPC Flow Logs, and threat lists (``[[lists]]`` of the configuration). A type looks at lists of one kind:

| type | kind | severity | direction |
|---|---|---|---|
| ``Backdoor:EC2/C&CActivity.B`` | ``c2`` | High | outbound |
| ``CryptoCurrency:EC2/BitcoinTool.B`` | ``crypto`` | High | outbound |
| ``Trojan:EC2/BlackholeTraffic`` | ``black-hole`` | Medium | outbound |
| ``Trojan:EC2/DropPoint`` | ``drop-point`` | Medium | outbound |
| ``UnauthorizedAccess:EC2/MaliciousIPCaller.Custom`` | ``custom`` | Medium | outbound and inbound |
| ``UnauthorizedAccess:EC2/TorClient`` | ``tor`` | High | outbound, TCP only |

One finding per instance and type; each peer and port is an occurrence, and the finding names every list that names the
peer, with the entry and its threat. The instance is the actor when it opened the conversation, else the target.

Outbound, one packet by TCP or UDP is enough, also when nobody answers or a security group stops it (``blocked``): an
instance that calls a controller is infected though the controller is gone. Inbound, only the list of one's own counts,
and only what was let in and answered with more than headers: the internet knocks at every door, and on lists of other
kinds are hosts that scan it. Visitors who come through Tor are no Tor clients; as Tor speaks TCP alone, time and names
that a relay's host serves by UDP are none of its traffic. ICMP is nothing. Only public addresses are matched, and a
trusted list beats every threat list. ATT&CK: T1071 (Application Layer Protocol), T1496.001 (Compute Hijacking), T1041
(Exfiltration Over C2 Channel), T1090.003 (Multi-hop Proxy).
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Role, Rows, Scene, by_peer_and_port, flow_type
from models.findings.types import HIGH, MEDIUM, FindingType
from models.flows.protocols import TCP, UDP, UNKNOWN
from models.flows.traffic import Traffic
from models.lists.settings import ListKind


def _type(name: str, severity: float, title: str, meaning: str) -> FindingType:
    return flow_type(
        name=name,
        severity=severity,
        title=f"{{instance}} {title}.",
        description=f"{{instance}} has traffic with {{remote}} on {{port}}. {meaning}",
    )


#: Kind of list -> the type that it gives.
TYPES = {
    ListKind.C2: _type(
        "Backdoor:EC2/C&CActivity.B",
        HIGH,
        "contacts {remote}, a command-and-control server",
        "A threat list says that malware takes its orders from this address. Unless somebody studies it on purpose, "
        "the instance is infected.",
    ),
    ListKind.CRYPTO: _type(
        "CryptoCurrency:EC2/BitcoinTool.B",
        HIGH,
        "contacts {remote}, which serves cryptocurrency mining",
        "A threat list says that this address belongs to cryptocurrency. Unless the instance mines or serves a chain "
        "on purpose, somebody else mines at your cost.",
    ),
    ListKind.BLACK_HOLE: _type(
        "Trojan:EC2/BlackholeTraffic",
        MEDIUM,
        "contacts {remote}, a black hole",
        "A threat list says that traffic to this address leads nowhere, as where a botnet's server was. Something on "
        "the instance still looks for it.",
    ),
    ListKind.DROP_POINT: _type(
        "Trojan:EC2/DropPoint",
        MEDIUM,
        "contacts {remote}, where stolen data is left",
        "A threat list says that malware leaves stolen credentials and data at this address. See what the instance "
        "sent, and change the credentials that it holds.",
    ),
    ListKind.CUSTOM: _type(
        "UnauthorizedAccess:EC2/MaliciousIPCaller.Custom",
        MEDIUM,
        "has traffic with {remote}, which is on a threat list of your own",
        "The address is on a threat list of your own, which the finding names.",
    ),
    ListKind.TOR: _type(
        "UnauthorizedAccess:EC2/TorClient",
        HIGH,
        "contacts {remote}, a relay of the Tor network",
        "Traffic that goes through Tor cannot be followed to where it leads. Unless this is the instance's purpose, "
        "somebody hides behind it, or malware speaks to its makers.",
    ),
}


def judge(scene: Scene, memory: None, settings: Mapping[str, DetectorSettings]) -> list[FlowHit]:
    """A hit for each type and direction."""
    traffic = scene.traffic
    hits = []
    for kind, peers in _listed(traffic).items():
        rows = np.flatnonzero(np.isin(traffic.peer, peers))
        for role, part in _talked(traffic, rows, kind):
            if len(part):
                groups = by_peer_and_port(traffic, part)
                hits.append(FlowHit(TYPES[kind], role, groups, kinds=frozenset({kind.value})))
    return hits


def _listed(traffic: Traffic) -> dict[ListKind, list[int]]:
    """The peers that each kind of list names, in the order of the types."""
    if not traffic.marks:
        return {}
    found: dict[ListKind, list[int]] = {kind: [] for kind in TYPES}
    by_value = {kind.value: kind for kind in TYPES}
    for peer, mark in sorted(traffic.marks.items()):
        for kind in {by_value[said.kind] for said in mark.threats if said.kind in by_value}:
            found[kind].append(peer)
    return {kind: peers for kind, peers in found.items() if peers}


def _talked(traffic: Traffic, rows: Rows, kind: ListKind) -> list[tuple[Role, Rows]]:
    """Those of some rows that count."""
    protocol, outbound = traffic.protocol[rows], traffic.outbound[rows]
    counts = (protocol == TCP) | (protocol == UNKNOWN)
    if kind is not ListKind.TOR:
        counts |= protocol == UDP
    found = [(Role.ACTOR, rows[counts & outbound])]
    if kind is ListKind.CUSTOM:
        answered = traffic.answered[rows]
        found.append((Role.TARGET, rows[counts & ~outbound & answered]))
    return found


DETECTOR = FlowDetector(name="", types=tuple(TYPES.values()), judge=judge)
