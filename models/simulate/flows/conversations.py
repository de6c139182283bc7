"""Conversations as one interface sees them, many at once: what flow records are made of.

A conversation between two interfaces of the organisation is two of them, each the other's mirror; one that leaves
through a NAT gateway is three: the instance's own, and the two sides of the gateway.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from models.simulate.flows.network import Network
from models.simulate.flows.rolls import Flags, Ints, Rolls

ICMP, IGMP, TCP, UDP, GRE = 1, 2, 6, 17, 47

#: How a conversation goes: to its end; closed port; no answer; not let in; a stray answer (SYN-ACK, RST), not let in.
COMPLETED, REFUSED, SILENT, REJECTED, STRAY_ANSWER, STRAY_RESET = range(6)

#: Bytes of a segment's payload, and of the headers before it (IPv4 with TCP, with UDP or ICMP).
_SEGMENT, _TCP_HEADER, _HEADER = 1400, 40, 28

#: Segments of a TCP conversation without payload, by who opened it and by the other.
_OPENER, _OTHER = 4, 3

#: Ephemeral ports of Linux (``net.ipv4.ip_local_port_range``), and of everybody.
EPHEMERAL, ANY_EPHEMERAL = (32768, 61000), (1024, 65536)


@dataclass(frozen=True)
class Conversations:
    """Columns of the same length.

    Attributes:
        local: the interface, as its place in the network.
        peer: the other side's address, as a number.
        local_port: 0 without ports, as is ``peer_port``.
        outward: whether the interface's side opened it.
        at: its first packet's time, in seconds.
        lasts: seconds to its last packet.
        sent_packets: by the interface's side; ``got_packets`` by the other.
        outcome: `COMPLETED` and the others.
        behind: whom the interface's side stands for (a NAT gateway's inner side); 0 for itself.
    """

    local: Ints
    peer: Ints
    local_port: Ints
    peer_port: Ints
    protocol: Ints
    outward: Flags
    at: Ints
    lasts: Ints
    sent_packets: Ints
    sent_bytes: Ints
    got_packets: Ints
    got_bytes: Ints
    outcome: Ints
    behind: Ints

    def __len__(self) -> int:
        return len(self.at)

    def select(self, which: Flags | Ints) -> Conversations:
        """Some of them."""
        return Conversations(*(getattr(self, field.name)[which] for field in fields(self)))


def joined(parts: Iterable[Conversations]) -> Conversations:
    """All of some, in order."""
    every = list(parts)
    return Conversations(*(np.concatenate([getattr(part, f.name) for part in every]) for f in fields(Conversations)))


def _column(value: int | Ints, count: int) -> Any:
    return value if isinstance(value, np.ndarray) else np.full(count, value, np.int64)


def packets(
    protocol: int,
    opener: tuple[int | Ints, int | Ints],
    other: tuple[int | Ints, int | Ints],
    *,
    local: int | Ints,
    peer: int | Ints,
    ports: tuple[int | Ints, int | Ints],
    at: Ints,
    outward: bool,
    lasts: int | Ints = 0,
    outcome: int | Ints = COMPLETED,
) -> Conversations:
    """Conversations of so many packets and bytes.

    Args:
        protocol: IANA's number.
        opener: packets and bytes of whoever opened.
        other: the same of the other side.
        local: the interface, one for all or one each, as with everything here.
        peer: the other side's address.
        ports: the opener's, and the one that it opened.
        at: when.
        outward: whether the interface's side opened.
        lasts: seconds.
        outcome: how it went.
    """
    near, far = (opener, other) if outward else (other, opener)
    near_port, far_port = ports if outward else ports[::-1]
    count = len(at)
    columns = (local, peer, near_port, far_port, protocol, outward, at, lasts, *near, *far, outcome, 0)
    filled = Conversations(*(_column(value, count) for value in columns))
    return replace(filled, outward=np.full(count, outward))


def exchange(
    asks: int | Ints,
    answers: int | Ints,
    *,
    protocol: int = TCP,
    local: int | Ints,
    peer: int | Ints,
    ports: tuple[int | Ints, int | Ints],
    at: Ints,
    outward: bool,
    lasts: int | Ints = 0,
) -> Conversations:
    """Conversations that go to their end: a request, an answer.

    The arguments are those of `packets`, but that payload is given, in bytes: what whoever opened ``asks``, and what
    the other side ``answers``; with UDP and ICMP, 0 is no answer.
    """
    asked, answered = _column(asks, len(at)), _column(answers, len(at))
    opener, other = -(-asked // _SEGMENT), -(-answered // _SEGMENT)
    header = _HEADER
    if protocol == TCP:
        header = _TCP_HEADER
        opener, other = _OPENER + opener + other // 2, _OTHER + other + opener // 2
    return packets(
        protocol,
        (opener, asked + header * opener),
        (other, answered + header * other),
        local=local,
        peer=peer,
        ports=ports,
        at=at,
        outward=outward,
        lasts=lasts,
    )


def mirrored(seen: Conversations, others: int | Ints, network: Network) -> Conversations:
    """The same conversations as the interfaces on the other side see them.

    Args:
        seen: as one side sees them.
        others: the interfaces of the other side.
        network: which interface has which address.
    """
    return replace(
        seen,
        local=_column(others, len(seen)),
        peer=network.addresses[seen.local],
        local_port=seen.peer_port,
        peer_port=seen.local_port,
        outward=~seen.outward,
        sent_packets=seen.got_packets,
        sent_bytes=seen.got_bytes,
        got_packets=seen.sent_packets,
        got_bytes=seen.sent_bytes,
    )


def translated(seen: Conversations, network: Network, rolls: Rolls) -> Conversations:
    """What NAT gateways see of conversations that instances opened to the outside: their inner and outer sides."""
    leaving = seen.select(network.outgoing[seen.local] >= 0)
    gateway = network.outgoing[leaving.local]
    inner = replace(mirrored(leaving, gateway, network), behind=leaving.peer)
    port = np.where(leaving.local_port > 0, rolls.between(len(leaving), *ANY_EPHEMERAL), 0)
    outer = replace(leaving, local=gateway, local_port=port)
    return joined((inner, outer))
