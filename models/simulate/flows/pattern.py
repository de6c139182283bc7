"""A pattern of traffic: who talks to whom, how often, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.simulate.clock import HOUR
from models.simulate.flows.conversations import (
    COMPLETED,
    EPHEMERAL,
    ICMP,
    REJECTED,
    TCP,
    Conversations,
    exchange,
    mirrored,
    packets,
    translated,
)
from models.simulate.flows.network import Network
from models.simulate.flows.rhythm import STEADY, Rhythm
from models.simulate.flows.rolls import Ints, Rolls

#: What several patterns have in common.
How = dict[str, Any]

#: Bytes of a packet that only tries.
_TRY = (40, 61)


@dataclass(frozen=True)
class Pattern:
    """One kind of conversation in one VPC.

    Attributes:
        name: what its chance is known by, within the VPC.
        rate: conversations on a working day, of all its interfaces together.
        local: the interfaces that have them, as places in the network.
        peers: the other sides' addresses, the more usual first; interfaces when it is ``inside``.
        ports: that are opened, one of them each time.
        inside: whether the other side is in the VPC too; then ``local`` opens.
        outward: whether ``local`` opens.
        asks: least and greatest payload of whoever opens, in bytes; small ones are more usual.
        answers: the same of the other side.
        lasts: seconds, from and below.
        outcome: how it goes.
        opener_ports: from which the opener's is taken.
        scaled: whether there is more of it when a simulation is made larger.
    """

    name: str
    rate: float
    local: Ints
    peers: Ints
    ports: tuple[int, ...]
    asks: tuple[int, int] = (200, 3000)
    answers: tuple[int, int] = (300, 20_000)
    lasts: tuple[int, int] = (0, 20)
    rhythm: Rhythm = STEADY
    protocol: int = TCP
    inside: bool = False
    outward: bool = True
    outcome: int = COMPLETED
    opener_ports: tuple[int, int] = EPHEMERAL
    scaled: bool = True

    def hour(self, at: int, scale: float, network: Network, rolls: Rolls) -> Iterator[Conversations]:
        """The conversations that begin in the hour that begins at ``at``, as all interfaces see them."""
        if not len(self.local) or not len(self.peers):
            return
        count = rolls.round(self.rate * self.rhythm.share(at) * (scale if self.scaled else 1.0))
        if not count:
            return
        local, chosen = rolls.pick(count, self.local), rolls.popular(count, self.peers)
        made = self._conversations(at, local, network.addresses[chosen] if self.inside else chosen, rolls)
        if self.inside:
            different = local != chosen
            made = made.select(different)
            yield made
            yield mirrored(made, chosen[different], network)
            return
        yield made
        if self.outward:
            yield translated(made, network, rolls)

    def _conversations(self, hour: int, local: Ints, peer: Ints, rolls: Rolls) -> Conversations:
        count = len(local)
        at = hour + rolls.between(count, 0, HOUR)
        ports: tuple[int | Ints, int | Ints] = (0, 0)
        if self.protocol != ICMP:
            ports = rolls.between(count, *self.opener_ports), rolls.pick(count, np.array(self.ports))
        lasts = rolls.skewed(count, *self.lasts)
        if self.outcome >= REJECTED:
            tries = rolls.skewed(count, 1, 4)
            trying = (tries, tries * rolls.between(count, *_TRY))
            return packets(
                self.protocol,
                trying,
                (0, 0),
                local=local,
                peer=peer,
                ports=ports,
                at=at,
                outward=self.outward,
                lasts=np.where(tries > 1, lasts, 0),
                outcome=self.outcome,
            )
        return exchange(
            rolls.skewed(count, *self.asks),
            rolls.skewed(count, *self.answers),
            protocol=self.protocol,
            local=local,
            peer=peer,
            ports=ports,
            at=at,
            outward=self.outward,
            lasts=lasts,
        )
