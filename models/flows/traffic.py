"""Traffic: what an owner did in one window, as rows of conversations that differ in nothing that matters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from socket import AF_INET, AF_INET6, inet_ntop

import numpy as np

from models.flows.addresses import MAPPED, is_public
from models.flows.slice import Flags, Ints
from models.lists.marks import UNMARKED, Mark


@dataclass(frozen=True)
class Place:
    """An interface at one of its addresses.

    Attributes:
        interface: ``eni-…``; empty if the records name none.
        vpc: likewise ``subnet``; empty if not known.
        address: the local address, 16 bytes.
    """

    interface: str
    vpc: str
    subnet: str
    address: bytes


@dataclass(frozen=True)
class Traffic:
    """One window of an owner.

    Columns have the same length: a row for each (place, peer, port, protocol, who opened, accepted), ascending.

    A conversation is what has the same addresses, ports and protocol in the window, both directions together. Those
    in which whoever opened sent nothing are left out, and other answers to what nobody asked: see
    `models.flows.openers`, which decides who opened.

    Attributes:
        end_ms: the window's end.
        places: the interfaces with their local addresses.
        peers: the other sides' addresses, 16 bytes each, distinct, ascending.
        marks: place in ``peers`` -> what lists say of it.
        trusted: a trusted list names one of the local addresses.
        cluster: the Amazon EMR cluster that the instance belongs to; empty for none.
        place: index into ``places``.
        peer: index into ``peers``.
        port: of the side that was opened to; 0 for protocols without ports.
        protocol: IANA's number; -1 if not known.
        outbound: the local side opened.
        accepted: neither a security group nor a network ACL refused all of its records.
        opener_port: of the side that opened, in the conversation that ended last; the greatest of several.
        conversations: how many.
        begun: those of them that began in the window: the opener's SYN is in it; without TCP flags, and by other
            protocols, those of two minutes at most, but in TCP not those of which both sides only sent ACKs.
        empty: those in which the other side did not answer, or in TCP with ten packets at most and nothing but headers.
        guesses: those in TCP that were accepted, began and were answered, but said no more than a failed sign-in:
            12,000 bytes each way, within three minutes.
        guess_packets: that whoever opened sent in these; likewise ``guess_bytes``.
        sent_packets: by the local side; likewise ``sent_bytes``.
        got_packets: from the peer; likewise ``got_bytes``.
        first_ms: the earliest start.
        last_ms: the latest end.
    """

    end_ms: int
    places: tuple[Place, ...]
    peers: tuple[bytes, ...]
    marks: dict[int, Mark]
    trusted: bool
    cluster: str
    place: Ints
    peer: Ints
    port: Ints
    protocol: Ints
    outbound: Flags
    accepted: Flags
    opener_port: Ints
    conversations: Ints
    begun: Ints
    empty: Ints
    guesses: Ints
    guess_packets: Ints
    guess_bytes: Ints
    sent_packets: Ints
    sent_bytes: Ints
    got_packets: Ints
    got_bytes: Ints
    first_ms: Ints
    last_ms: Ints

    def __len__(self) -> int:
        return len(self.peer)

    @cached_property
    def public_peers(self) -> Flags:
        """Which of the peers are publicly routable."""
        return is_public(self.peers)

    @cached_property
    def public(self) -> Flags:
        """Rows whose peer is publicly routable."""
        return self.public_peers[self.peer]

    @cached_property
    def answered(self) -> Flags:
        """Rows in which somebody answered; of the others all conversations are ``empty``, or they were refused."""
        return self.accepted & (self.empty < self.conversations)

    def listed(self, kind: str) -> list[int]:
        """The peers that a threat list of a kind names."""
        return [peer for peer, mark in self.marks.items() if any(said.kind == kind for said in mark.threats)]

    @cached_property
    def trusted_peer(self) -> Flags:
        """Rows whose peer is on a trusted list."""
        flags = np.zeros(len(self.peers), np.bool_)
        for place, mark in self.marks.items():
            flags[place] = mark.trusted
        return flags[self.peer]

    def mark(self, peer: int) -> Mark:
        """What lists say of a peer."""
        return self.marks.get(peer, UNMARKED)

    def address(self, peer: int) -> str:
        """A peer's address as text."""
        return shown(self.peers[peer])


def shown(packed: bytes) -> str:
    r"""An address of 16 bytes as text.

    >>> shown(bytes(10) + b"\xff\xff\xc6\x33\x64\x07")
    '198.51.100.7'
    """
    if packed.startswith(MAPPED):
        return inet_ntop(AF_INET, packed[12:])
    return inet_ntop(AF_INET6, packed)
