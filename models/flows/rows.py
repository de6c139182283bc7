"""Conversations that differ in nothing that matters become one row of `models.flows.traffic.Traffic`."""

from __future__ import annotations

from typing import Any

import numpy as np

from models.flows.conversations import SYN, Conversations
from models.flows.groups import Groups, pairs
from models.flows.protocols import TCP
from models.flows.slice import Flags, Ints
from models.times import SECOND

#: Whoever acknowledges more segments than these took what was sent, though it said nothing.
_ACKNOWLEDGEMENTS = 10

#: Seconds of a conversation that began in the window, where no flags tell: those that were cut by windows last longer.
_SHORT = 120

#: Bytes of a header with all options that a header without any does not have; of those, timestamps take twelve.
_OPTIONS, _TIMESTAMPS = 20, 12

#: A failed sign-in: bytes of each direction (an exchange of keys, certificates, some refused passwords; by RDP also a
#: sign-in screen, of 10,000) and seconds (OpenSSH's LoginGraceTime is 120, and records are up to 60 late).
_GUESS_BYTES, _GUESS_SECONDS = 12_000, 180


def rows(of: Conversations, outbound: Flags) -> dict[str, Any]:
    """The columns of a `Traffic`, by name.

    Args:
        of: conversations, at least one, whose places and peers are those of the traffic.
        outbound: the local side opened.
    """
    port = np.where(outbound, of.peer_port, of.local_port)
    opener_port = np.where(outbound, of.local_port, of.peer_port)
    key = pairs(of.place, of.peer) << 27 | port << 11 | (of.protocol + 1) << 2 | outbound << 1 | of.accepted
    groups = Groups(key)
    one = groups.one
    begun, empty = _begun(of, outbound), _empty(of, outbound)
    guesses = _guesses(of, begun & ~empty)
    asked_packets, asked_bytes = (
        np.where(guesses, np.where(outbound, sent, got), 0)
        for sent, got in ((of.sent_packets, of.got_packets), (of.sent_bytes, of.got_bytes))
    )
    latest = groups.most(of.end << 16 | opener_port)
    return {
        "place": of.place[one],
        "peer": of.peer[one],
        "port": port[one],
        "protocol": of.protocol[one],
        "outbound": outbound[one],
        "accepted": of.accepted[one],
        "opener_port": latest & 0xFFFF,
        "conversations": groups.count(),
        "begun": groups.count(begun),
        "empty": groups.count(empty),
        "guesses": groups.count(guesses),
        "guess_packets": groups.sum(asked_packets),
        "guess_bytes": groups.sum(asked_bytes),
        "sent_packets": groups.sum(of.sent_packets),
        "sent_bytes": groups.sum(of.sent_bytes),
        "got_packets": groups.sum(of.got_packets),
        "got_bytes": groups.sum(of.got_bytes),
        "first_ms": groups.least(of.start) * SECOND,
        "last_ms": (latest >> 16) * SECOND,
    }


def _begun(of: Conversations, outbound: Flags) -> Flags:
    """Those that began in the window."""
    asked = np.where(outbound, of.said, of.heard) & SYN != 0
    return np.where((of.said | of.heard) != 0, asked, (of.end - of.start <= _SHORT) & ~_kept(of))


def _kept(of: Conversations) -> Flags:
    """Those in which both sides only keep a connection alive or end it: segments no longer than an ACK, and a byte.

    An opening has options that an ACK lacks, but for tools that make their own packets.
    """
    ack = of.header - _OPTIONS
    sent = of.sent_bytes - ack * of.sent_packets, of.sent_packets
    got = of.got_bytes - ack * of.got_packets, of.got_packets
    return (of.protocol == TCP) & _acknowledging(*sent) & _acknowledging(*got)


def _acknowledging(over: Ints, packets: Ints) -> Flags:
    """Whether packets are ACKs, without or with timestamps, and keep-alives with a byte."""
    stamped = over - _TIMESTAMPS * packets
    return (packets > 0) & (((over >= 0) & (over <= packets)) | ((stamped >= 0) & (stamped <= packets)))


def _empty(of: Conversations, outbound: Flags) -> Flags:
    """Those in which whoever was asked did not answer, or with nothing but headers."""
    packets = np.where(outbound, of.got_packets, of.sent_packets)
    bare = np.where(outbound, of.got_bare, of.sent_bare) & (packets <= _ACKNOWLEDGEMENTS)
    return np.where(of.protocol == TCP, bare, packets == 0)


def _guesses(of: Conversations, answered: Flags) -> Flags:
    """Those of ``answered`` that could be failed sign-ins."""
    small = (np.maximum(of.sent_bytes, of.got_bytes) <= _GUESS_BYTES) & (of.end - of.start <= _GUESS_SECONDS)
    return answered & of.accepted & small & (of.protocol == TCP)
