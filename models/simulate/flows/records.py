"""From conversations to flow records: cut by aggregation interval, one record per direction.

Rules: Amazon VPC User Guide, "Flow log records". TCP flags are the union over an interval; ACK and PSH alone count as
none. Packets that a security group refuses leave one record and no answer.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from models.simulate.flows.conversations import COMPLETED, SILENT, TCP, Conversations
from models.simulate.flows.network import Network
from models.simulate.flows.rolls import Flags, Ints

_FIN = 1

#: TCP flags of the first packets by outcome: of whoever opened, and of the other. Tries that get no answer repeat them.
_OPENING = np.array((2, 2, 2, 2, 18, 4))
_ANSWERING = np.array((18, 4, 0, 0, 0, 0))


@dataclass(frozen=True)
class Records:
    """Columns of the same length, addresses as numbers.

    Attributes:
        interface: its place in the network.
        sender: the address behind ``src`` (``pkt-srcaddr``), as ``receiver`` is behind ``dst``.
        accepted: ``action``.
        egress: ``flow-direction``.
    """

    interface: Ints
    src: Ints
    dst: Ints
    sender: Ints
    receiver: Ints
    src_port: Ints
    dst_port: Ints
    protocol: Ints
    packets: Ints
    bytes: Ints
    start: Ints
    end: Ints
    flags: Ints
    accepted: Flags
    egress: Flags

    def __len__(self) -> int:
        return len(self.start)

    def select(self, which: Flags | Ints) -> Records:
        """Some of them."""
        return Records(*(getattr(self, field.name)[which] for field in fields(self)))


def records(seen: Conversations, network: Network, interval: int) -> Records:
    """The records of conversations: those of both directions.

    Args:
        seen: at least one.
        network: which interface has which address.
        interval: seconds of aggregation.
    """
    first = seen.at // interval
    lengths = (seen.at + seen.lasts) // interval - first + 1
    which = np.repeat(np.arange(len(seen)), lengths)
    step = np.arange(len(which)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    pieces = _Pieces(seen.select(which), step, lengths[which], interval)
    out, back = pieces.direction(network, sent=True), pieces.direction(network, sent=False)
    return Records(*(np.concatenate((getattr(out, f.name), getattr(back, f.name))) for f in fields(Records)))


@dataclass(frozen=True)
class _Pieces:
    """Conversations cut by interval.

    Attributes:
        of: the conversation that each piece is of.
        step: which of its pieces.
        steps: how many it has.
        interval: seconds.
    """

    of: Conversations
    step: Ints
    steps: Ints
    interval: int

    def direction(self, network: Network, *, sent: bool) -> Records:
        """The records of one direction: what the interface's side sent, or got."""
        of = self.of
        packets, size = self._share(*((of.sent_packets, of.sent_bytes) if sent else (of.got_packets, of.got_bytes)))
        window = of.at // self.interval + self.step
        own = network.addresses[of.local]
        behind = np.where(of.behind > 0, of.behind, own)
        near, far = (own, behind, of.local_port), (of.peer, of.peer, of.peer_port)
        (src, sender, src_port), (dst, receiver, dst_port) = (near, far) if sent else (far, near)
        made = Records(
            interface=of.local,
            src=src,
            dst=dst,
            sender=sender,
            receiver=receiver,
            src_port=src_port,
            dst_port=dst_port,
            protocol=of.protocol,
            packets=packets,
            bytes=size,
            start=np.maximum(of.at, window * self.interval),
            end=np.minimum(of.at + of.lasts, (window + 1) * self.interval - 1),
            flags=self._flags(of.outward == sent),
            accepted=of.outcome <= SILENT,
            egress=np.full(len(of), sent),
        )
        return made.select(packets > 0)

    def _share(self, packets: Ints, size: Ints) -> tuple[Ints, Ints]:
        """Each piece's packets and bytes; the first has a packet, and so has the last if there are two."""
        ends, middle = np.minimum(packets, 1), np.maximum(packets - 2, 0)
        before, until = (ends + middle * steps // self.steps for steps in (self.step, self.step + 1))
        before = np.where(self.step == 0, 0, before)
        until = np.where(self.step == self.steps - 1, packets, until)
        share = until - before
        each = size // np.maximum(packets, 1)
        rest = np.where((until == packets) & (share > 0), size - each * packets, 0)
        return share, share * each + rest

    def _flags(self, opener: Flags) -> Ints:
        of = self.of
        opening = np.where(opener, _OPENING[of.outcome], _ANSWERING[of.outcome])
        closing = np.where(of.outcome == COMPLETED, _FIN, 0)
        again = (self.step == 0) | (of.outcome >= SILENT)
        flags = np.where(again, opening, 0) | np.where(self.step == self.steps - 1, closing, 0)
        return np.where(of.protocol == TCP, flags, 0)
