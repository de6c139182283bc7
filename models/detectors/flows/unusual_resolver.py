"""Unusual resolver: an instance asks a public name server that it never asked.

Source: VPC Flow Logs; one finding per instance and type, severity Medium. Each way of asking has a type:

- ``UnusualDNSResolver``: UDP or TCP port 53,
- ``UnusualDoTActivity``: TCP port 853, DNS over TLS,
- ``UnusualDoHActivity``: port 443 of an address that a list of kind ``doh`` names, DNS over HTTPS. Without such a list
  the type is silent: nothing else tells these servers from any others.

What counts is a conversation that the instance opened with a public address, that was answered, and whose resolver it
has not asked in this way in the 63 days before. The addresses of one of the large public operators are one resolver:
the second one is asked when the first does not answer. Private resolvers are the VPC's own affair, and AWS does not
log what goes to its own. An instance that asked twenty public name servers or more, these of the window included,
resolves names itself, and no name server is unusual for it; ``least_many`` says how many. It is only learnt for the
first days (``[learning] days``). The finding names the resolver (``unusual``) and the usual ones
(``profiledResolvers``). ATT&CK: T1071.004 (DNS), T1572 (Protocol Tunneling).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Annotated, Any

import msgspec
import numpy as np

from models.detectors.base import DetectorSettings
from models.detectors.flows.base import FlowDetector, FlowHit, Role, Rows, Scene, by_peer, flow_type
from models.detectors.flows.known import knows, learn, usual
from models.findings.types import MEDIUM, FindingType
from models.flows.protocols import TCP, UDP
from models.flows.traffic import Traffic
from models.lists.settings import ListKind
from models.profiles.items import Items

_DOH = ListKind.DOH.value


def _type(name: str, how: str) -> FindingType:
    return flow_type(
        name=f"DefenseEvasion:EC2/{name}",
        severity=MEDIUM,
        title=f"{{instance}} asks {{remote}} for names{how}, which it never did.",
        description=(
            f"{{instance}} in account {{account}} asks {{remote}} on {{port}} for names{how}. It has not asked this "
            "public resolver in the past nine weeks. Malware asks resolvers of its own choice to get round those that "
            "are watched, and to carry data in names. If nobody changed its settings, look at what runs on it."
        ),
    )


DNS = _type("UnusualDNSResolver", "")
OVER_HTTPS = _type("UnusualDoHActivity", " over HTTPS")
OVER_TLS = _type("UnusualDoTActivity", " over TLS")

#: Operators that publish several addresses to be used together; each table row is one operator's.
_OPERATORS = (
    ("8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"),  # Google
    ("1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001"),  # Cloudflare
    ("9.9.9.9", "149.112.112.112", "2620:fe::fe", "2620:fe::9"),  # Quad9
    ("208.67.222.222", "208.67.220.220", "2620:119:35::35", "2620:119:53::53"),  # OpenDNS
)
_FIRST_OF = {address: those[0] for those in _OPERATORS for address in those}

#: Resolvers of one kind that are remembered, some 25 bytes each: more than `ResolverSettings.least_many` can be.
MOST_RESOLVERS = 64


class ResolverSettings(DetectorSettings, frozen=True):
    """Settings of ``UnusualDNSResolver``.

    Attributes:
        least_many: public name servers that an instance asked, from which on it resolves names itself. Settings name
            two or three; resolving the names of a day asks hundreds.
    """

    least_many: Annotated[int, msgspec.Meta(ge=2, le=MOST_RESOLVERS)] = 20


class Memory(msgspec.Struct, array_like=True):
    """What is remembered of an instance: the resolvers that it asked, of an operator the first.

    Attributes:
        plain: by DNS.
        https: over HTTPS.
        tls: over TLS.
    """

    plain: Items = msgspec.field(default_factory=dict)
    https: Items = msgspec.field(default_factory=dict)
    tls: Items = msgspec.field(default_factory=dict)


def judge(scene: Scene, memory: Memory, settings: Any) -> Iterable[FlowHit]:
    """The hits of a window."""
    port = scene.traffic.port
    rows = np.flatnonzero(scene.traffic.outbound & ((port == 53) | (port == 853)))
    listed = scene.traffic.listed(_DOH)
    if not len(rows) and not listed:
        return ()
    return tuple(_judged(scene, memory, rows, listed, settings[DNS.name].least_many))


def _judged(scene: Scene, memory: Memory, rows: Rows, listed: list[int], least_many: int) -> Iterator[FlowHit]:
    traffic = scene.traffic
    port, tcp = traffic.port[rows], traffic.protocol[rows] == TCP
    plain = rows[(port == 53) & (tcp | (traffic.protocol[rows] == UDP))]
    yield from _unusual(scene, DNS, memory.plain, plain, least_many)
    yield from _unusual(scene, OVER_TLS, memory.tls, rows[(port == 853) & tcp])
    if listed:
        https = np.flatnonzero(traffic.outbound & (traffic.port == 443) & np.isin(traffic.peer, listed))
        yield from _unusual(scene, OVER_HTTPS, memory.https, https)


def _unusual(scene: Scene, kind: FindingType, items: Items, rows: Rows, least_many: int = 0) -> Iterator[FlowHit]:
    """The hit of one way of asking, if a resolver is new; then they are learnt."""
    traffic, day = scene.traffic, scene.day
    rows = _answered(traffic, rows)
    if not len(rows):
        return
    peers = np.unique(traffic.peer[rows])[:MOST_RESOLVERS].tolist()
    names = {peer: _resolver(traffic.address(peer)) for peer in peers}
    new = [peer for peer, name in names.items() if not knows(items, name, day)]
    if scene.learned and new and not (least_many and _count(items, names.values(), day) >= least_many):
        groups = (
            replace(group, info={"unusual": traffic.address(int(traffic.peer[group.rows[0]]))})
            for group in by_peer(traffic, rows[np.isin(traffic.peer[rows], new)])
        )
        kinds = frozenset({_DOH}) if kind is OVER_HTTPS else frozenset()
        detail = {"profiledResolvers": usual(items, day)}
        yield FlowHit(kind, Role.ACTOR, tuple(groups), detail=detail, kinds=kinds)
    learn(items, names.values(), day, MOST_RESOLVERS)


def _answered(traffic: Traffic, rows: Rows) -> Rows:
    """Those of some rows in which somebody outside answers."""
    if not len(rows):
        return rows
    return rows[traffic.public[rows] & traffic.answered[rows]]


def _resolver(address: str) -> str:
    return _FIRST_OF.get(address, address)


def _count(items: Items, names: Iterable[str], day: int) -> int:
    """How many resolvers are known, or are asked now."""
    return len({name for name in items if knows(items, name, day)}.union(names))


DETECTOR = FlowDetector(
    name="unusual_resolver",
    types=(DNS, OVER_HTTPS, OVER_TLS),
    judge=judge,
    settings={DNS.name: ResolverSettings},
)
