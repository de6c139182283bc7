"""Who opened a conversation, and which conversations nobody opened.

In order of trust:

1. TCP flags: who sent a SYN without ACK, or was answered by a SYN-ACK. Where they are not known, a refusal: for each
   packet of the one side, as long as an opening's, the other sent a reset, which is a header without options.
2. One side alone sent more than 100 packets: nobody answers so long what was not asked.
3. TCP flags are known, one side alone sent, and no SYN: it is the rest of something, or an answer to forged packets;
   the other side opened, which sent nothing. If there are more than 10,000 such packets between two addresses, it is a
   flood (of ACK or FIN), and who sent them opened.
4. Ports: one alone is that of a service of the system (`models.flows.ports`).
5. In TCP, the endpoint (address and port) with answered conversations with many others in the window is a service: a
   client takes a port for each.
6. Ports: one looks more like a service's, as it is a well-known one.
7. As 5, by other protocols.
8. One side alone sent, by another protocol than TCP: it opened. Scanners and floods go on from any port to any.
9. Ports: ephemeral ones are not a service's.
10. One side alone sent.
11. As 5, with few others.
12. Who sent first, by the second; without ports, then who sent more.
13. The lower port is the service's. At last the local side opened.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from models.flows import ports
from models.flows.conversations import RST, SYN, SYN_ACK, Conversations
from models.flows.groups import pairs
from models.flows.protocols import ICMP, ICMP6, TCP
from models.flows.slice import Flags, Ints

#: Packets that one side sends without hearing from the other: as many are no late answer.
_UNPROMPTED = 100

#: The same of all conversations of two addresses together: ends of connections are not as many.
_FLOOD = 10_000

#: Bytes of options in a TCP header: in a SYN at most (macOS); those that `Conversations.header` has room for; in a SYN
#: or SYN-ACK at least, the segment size (a reset has none), and more in those of systems' own; timestamps, which most
#: connections have in all packets but resets.
_MOST_OPTIONS, _HEADER_OPTIONS, _SEGMENT_SIZE, _LEAST_OPTIONS, _TIMESTAMPS = 24, 20, 4, 8, 12

#: Answered conversations of an endpoint with as many others, and with twice as many as its counterpart, make a service.
#: Linux uses an ephemeral port for a few destinations at once.
_MANY, _TIMES = 4, 2

#: A rule's verdict: positive where the local side opened, negative where the peer did, 0 where it does not tell.
Rule = Callable[[Conversations], Ints]


def opened(of: Conversations) -> Flags:
    """Whether the local side opened each conversation."""
    verdict = np.zeros(len(of), np.int64)
    for rule in _RULES:
        verdict = np.where(verdict == 0, rule(of), verdict)
        if verdict.all():
            break
    return verdict >= 0


def stray(of: Conversations, outbound: Flags) -> Flags:
    """Which conversations are none: nobody asked for what is in them.

    - Whoever opened sent nothing: answers to forged packets, or the end of what was in another window.
    - The local side refused by RST what the peer sent in another window, or never sent.
    - The local side tells a peer that opened something else by ICMP what became of it.

    Args:
        of: conversations.
        outbound: the local side opened (`opened`).
    """
    unasked = np.where(outbound, of.sent_packets, of.got_packets) == 0
    refused = outbound & (of.said == RST) & of.sent_bare & of.got_bare
    icmp = (of.protocol == ICMP) | (of.protocol == ICMP6)
    told = icmp & (of.got_packets == 0) & (of.sent_packets <= _UNPROMPTED)
    if told.any():
        pair = pairs(of.place, of.peer)
        told &= np.isin(pair, pair[~outbound & ~icmp & ~unasked])
    return unasked | refused | told


def _bit(told: Ints, bit: int) -> Ints:
    return (told & bit != 0).astype(np.int64)


def _handshake(of: Conversations) -> Ints:
    return np.sign(
        _bit(of.said, SYN) + _bit(of.heard, SYN_ACK) - _bit(of.heard, SYN) - _bit(of.said, SYN_ACK),
    )


def _refused(of: Conversations) -> Ints:
    count, header = of.sent_packets, of.header - _HEADER_OPTIONS
    sent, got = of.sent_bytes - header * count, of.got_bytes - header * count
    told = (of.protocol == TCP) & ((of.said | of.heard) == 0) & (count == of.got_packets)
    most = _MOST_OPTIONS * count
    # What the local side sent may be a SYN-ACK to a SYN without options, or the end of a connection to a service of its
    # own. What it got may be such a SYN-ACK only if it did not reset that: then it would have sent more.
    by_peer = (got == 0) & (sent >= _LEAST_OPTIONS * count) & (sent <= most) & (sent != _TIMESTAMPS * count)
    by_local = (sent == 0) & (got >= _SEGMENT_SIZE * count) & (got <= most)
    return np.where(told, by_peer.astype(np.int64) - by_local, 0)


def _alone(of: Conversations) -> Ints:
    return (of.got_packets == 0).astype(np.int64) - (of.sent_packets == 0)


def _unprompted(of: Conversations) -> Ints:
    return np.where(of.sent_packets + of.got_packets > _UNPROMPTED, _alone(of), 0)


def _rest(of: Conversations) -> Ints:
    told = of.said | of.heard
    alone = np.where(told != 0, _alone(of), 0)
    packets = np.where((alone != 0) & (told & (SYN | SYN_ACK) == 0), of.sent_packets + of.got_packets, 0)
    if packets.sum() <= _FLOOD:
        return -alone
    pair = 2 * pairs(of.place, of.peer) + (alone > 0)
    return np.where(np.bincount(pair, packets)[pair] > _FLOOD, alone, -alone)


def _by_rank(of: Conversations, most: int) -> Ints:
    local, peer = (np.minimum(ports.RANKS[port], most) for port in (of.local_port, of.peer_port))
    return np.sign(local - peer).astype(np.int64)


def _system(of: Conversations) -> Ints:
    return _by_rank(of, ports.WELL_KNOWN)


def _well_known(of: Conversations) -> Ints:
    return _by_rank(of, ports.ANY)


def _ephemeral(of: Conversations) -> Ints:
    return _by_rank(of, ports.EPHEMERAL)


def _many_others(of: Conversations) -> Ints:
    local, peer = of.others
    is_peer = (peer >= _MANY) & (peer >= _TIMES * local)
    return is_peer.astype(np.int64) - ((local >= _MANY) & (local >= _TIMES * peer))


def _many_others_in_tcp(of: Conversations) -> Ints:
    return np.where(of.protocol == TCP, _many_others(of), 0)


def _more_others(of: Conversations) -> Ints:
    local, peer = of.others
    return np.sign(peer - local)


def _alone_but_tcp(of: Conversations) -> Ints:
    return np.where(of.protocol == TCP, 0, _alone(of))


def _first(of: Conversations) -> Ints:
    return np.sign(of.got_from - of.sent_from)


def _more(of: Conversations) -> Ints:
    more = np.sign(of.sent_packets - of.got_packets) * 2 + np.sign(of.sent_bytes - of.got_bytes)
    return np.where(of.has_ports, 0, np.sign(more))


def _lower_port(of: Conversations) -> Ints:
    return np.sign(of.local_port - of.peer_port)


_RULES: tuple[Rule, ...] = (
    _handshake,
    _refused,
    _unprompted,
    _rest,
    _system,
    _many_others_in_tcp,
    _well_known,
    _many_others,
    _alone_but_tcp,
    _ephemeral,
    _alone,
    _more_others,
    _first,
    _more,
    _lower_port,
)
