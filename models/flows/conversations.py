"""Conversations: all records of a window with the same place, peer, ports and protocol, both directions together."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np

from models.flows.groups import Groups, pairs
from models.flows.protocols import TCP
from models.flows.slice import Flags, Ints, Records

#: What the TCP flags of one side tell: it asked for a connection, agreed to one, reset one, did anything else.
SYN, SYN_ACK, RST, OTHER = 1, 2, 4, 8

_TCP_SYN, _TCP_RST, _TCP_ACK = 2, 4, 16

#: Bytes of a TCP segment without payload, at most: IPv4's header of 20, IPv6's of 40, and TCP's of 40 with the options
#: that systems send with a SYN.
_HEADER, _WIDE_HEADER = 60, 80

#: When a side that sent nothing began: later than anything.
NEVER = 1 << 62


def _told(flags: int) -> int:
    told = RST if flags & _TCP_RST else 0
    if flags & _TCP_SYN:
        told |= SYN_ACK if flags & _TCP_ACK else SYN
    beside = flags & ~(_TCP_SYN | _TCP_RST | _TCP_ACK)
    return told | OTHER if beside or not told else told


#: TCP flags -> what they tell. The last is that of flags that are not known (-1): nothing.
_TOLD: Ints = np.array([*map(_told, range(256)), 0], np.int64)

#: The other side's are above one's own.
_OTHERS = 4


@dataclass(frozen=True)
class Conversations:
    """Columns of the same length.

    Attributes:
        place: of the interface and its address.
        peer: the other side's address, by its place.
        local_port: 0 without ports, as is ``peer_port``.
        protocol: IANA's number; -1 if not known.
        accepted: one of the records was.
        sent_packets: by the local side; likewise ``sent_bytes``.
        got_packets: from the peer; likewise ``got_bytes``.
        sent_from: the start of what was sent, in Unix seconds; `NEVER` if nothing was. Likewise ``got_from``.
        end: in Unix seconds.
        said: what TCP flags of the local side tell, of `SYN` and the others; 0 if they are not known.
        heard: the same of the peer's.
        header: bytes of a TCP segment without payload, at most.
    """

    place: Ints
    peer: Ints
    local_port: Ints
    peer_port: Ints
    protocol: Ints
    accepted: Flags
    sent_packets: Ints
    sent_bytes: Ints
    got_packets: Ints
    got_bytes: Ints
    sent_from: Ints
    got_from: Ints
    end: Ints
    said: Ints
    heard: Ints
    header: Ints

    def __len__(self) -> int:
        return len(self.place)

    @cached_property
    def start(self) -> Ints:
        """In Unix seconds."""
        return np.minimum(self.sent_from, self.got_from)

    @cached_property
    def sent_bare(self) -> Flags:
        """Those in which the local side sent no payload in TCP, or nothing."""
        return self.sent_bytes <= self.header * self.sent_packets

    @cached_property
    def got_bare(self) -> Flags:
        """Those in which the peer sent no payload in TCP, or nothing."""
        return self.got_bytes <= self.header * self.got_packets

    @cached_property
    def has_ports(self) -> Flags:
        """Those of protocols with ports."""
        return (self.local_port | self.peer_port) != 0

    @cached_property
    def others(self) -> tuple[Ints, Ints]:
        """With how many others the local endpoint (address and port), and the peer's, has answered conversations.

        It is 0 if most of the endpoint's conversations are not answered, and without ports.
        """
        refused = self.sent_bare & self.got_bare & (self.protocol == TCP)
        answered = (self.sent_packets > 0) & (self.got_packets > 0) & ~refused & self.has_ports

        def count(address: Ints, port: Ints) -> Ints:
            endpoint = np.unique(address << 25 | port << 9 | (self.protocol + 1), return_inverse=True)[1]
            every = np.bincount(endpoint)
            good = np.bincount(endpoint[answered], minlength=len(every))
            return np.where(good * 2 >= every, good, 0)[endpoint]

        return count(self.place, self.local_port), count(self.peer, self.peer_port)

    def select(self, which: Flags) -> Conversations:
        """Some of them."""
        return Conversations(*(getattr(self, field.name)[which] for field in fields(self)))


def conversations(records: Records, sent: Flags, place: Ints, narrow: Flags) -> Conversations:
    """Puts records together.

    Args:
        records: distinct, at least one.
        sent: the sender is local.
        place: of each record's interface and local address.
        narrow: of each place of an address, whether it is an IPv4 address.
    """
    peer = np.where(sent, records.dst, records.src)
    local_port = np.where(sent, records.src_port, records.dst_port)
    peer_port = np.where(sent, records.dst_port, records.src_port)
    ports = local_port << 25 | peer_port << 9 | (records.protocol + 1)
    groups = Groups(pairs(place, peer) << 41 | ports)
    one = groups.one
    sent_packets, sent_bytes = groups.sum(records.packets * sent), groups.sum(records.bytes * sent)
    told: Ints = np.where(records.protocol == TCP, _TOLD[records.flags], 0)
    shift: Ints = np.where(sent, 0, _OTHERS)
    all_told = groups.bits(told << shift)
    return Conversations(
        place=place[one],
        peer=peer[one],
        local_port=local_port[one],
        peer_port=peer_port[one],
        protocol=records.protocol[one],
        accepted=groups.count(records.accepted) > 0,
        sent_packets=sent_packets,
        sent_bytes=sent_bytes,
        got_packets=groups.sum(records.packets) - sent_packets,
        got_bytes=groups.sum(records.bytes) - sent_bytes,
        sent_from=groups.least(np.where(sent, records.start, NEVER)),
        got_from=groups.least(np.where(sent, NEVER, records.start)),
        end=groups.most(records.end),
        said=all_told & (1 << _OTHERS) - 1,
        heard=all_told >> _OTHERS,
        header=np.where(narrow[peer[one]], _HEADER, _WIDE_HEADER),
    )
