"""Zeek's connections (conn.log) as flow records.

A connection becomes a row for each side that sent packets, from that side to the other:

- A side sent packets if its count of them is not zero. Where there is no count, ``conn_state`` says that the responder
  was silent (S0, SH, RSTOS0) or that the originator was (SHR, RSTRH); else both sent. So an attempt without an answer
  (S0) is one row, and a refused one (REJ) is two, of which the second has RST.
- ``action`` is ACCEPT: Zeek sees what is on the wire, and no security group has refused that.
- ``tcp_flags`` are those that ``history`` has for the side: s 2, h 18 (SYN-ACK), f 1, r 4, in capitals for the
  originator. They are null without a history and 0 for other protocols, as AWS has them.
- ``bytes`` include the IP headers, as AWS's do, where Zeek has counted those (``orig_ip_bytes``).
- ICMP's type and code, which Zeek writes as ports, become the ports 0.
- ``start`` and ``end`` are ``ts`` and ``ts`` plus ``duration``, in whole seconds.
- ``flow_direction`` is given where one side alone is local: as its own interface would see it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

#: What is read of a connection.
TYPES = {
    "ts": pa.float64(),
    "duration": pa.float64(),
    "id.orig_h": pa.string(),
    "id.orig_p": pa.int64(),
    "id.resp_h": pa.string(),
    "id.resp_p": pa.int64(),
    "proto": pa.string(),
    "orig_bytes": pa.int64(),
    "resp_bytes": pa.int64(),
    "orig_pkts": pa.int64(),
    "resp_pkts": pa.int64(),
    "orig_ip_bytes": pa.int64(),
    "resp_ip_bytes": pa.int64(),
    "conn_state": pa.string(),
    "history": pa.string(),
    "local_orig": pa.bool_(),
    "local_resp": pa.bool_(),
}

#: A record without one of these is no connection.
NEEDED = ("ts", "id.orig_h", "id.resp_h")

#: Zeek's seconds are not greater than these.
MAX_SECONDS = 1e12

_ICMP, _TCP, _ICMPV6 = 1, 6, 58
_PROTOCOLS = {"icmp": _ICMP, "tcp": _TCP, "udp": 17, "icmp6": _ICMPV6, "sctp": 132}
_SILENT = {"orig": ("SHR", "RSTRH"), "resp": ("S0", "SH", "RSTOS0")}
_FLAGS = {"s": 2, "h": 18, "f": 1, "r": 4}


class Flows(NamedTuple):
    """Flow records.

    Attributes:
        columns: by the names of `models.vpc_flow.columns`.
        records: for each row, the index of the connection that it is a side of.
    """

    columns: dict[str, pa.Array]
    records: np.ndarray


def flows(found: Mapping[str, pa.Array], count: int) -> Flows:
    """Both sides of connections.

    Args:
        found: columns by Zeek's names, with `TYPES`; those may be missing that are not `NEEDED`.
        count: the number of connections.
    """
    conn = {name: found.get(name, pa.nulls(count, type_)) for name, type_ in TYPES.items()}
    protocol = _protocol(conn)
    sent = {side: _sent(side, conn) for side in ("orig", "resp")}
    sent["orig"] |= ~sent["resp"]
    sides = []
    for side, other in (("orig", "resp"), ("resp", "orig")):
        rows = _side(side, other, conn, protocol)
        mask = pa.array(sent[side])
        sides.append({name: column.filter(mask) for name, column in rows.items()})
    columns = {name: pa.concat_arrays([column, sides[1][name]]) for name, column in sides[0].items()}
    return Flows(columns, np.concatenate([np.flatnonzero(sent["orig"]), np.flatnonzero(sent["resp"])]))


def _side(side: str, other: str, conn: Mapping[str, pa.Array], protocol: pa.Array) -> dict[str, pa.Array]:
    """A row for each connection: what one side sent to the other."""
    is_icmp = pc.is_in(protocol, pa.array([_ICMP, _ICMPV6]))
    return {
        "srcaddr": conn[f"id.{side}_h"],
        "dstaddr": conn[f"id.{other}_h"],
        "srcport": pc.if_else(is_icmp, 0, conn[f"id.{side}_p"]),
        "dstport": pc.if_else(is_icmp, 0, conn[f"id.{other}_p"]),
        "protocol": protocol,
        "packets": conn[f"{side}_pkts"],
        "bytes": pc.coalesce(conn[f"{side}_ip_bytes"], conn[f"{side}_bytes"]),
        "start": _whole(conn["ts"]),
        "end": _whole(pc.add(conn["ts"], pc.fill_null(conn["duration"], 0.0))),
        "action": pa.repeat(pa.scalar("ACCEPT"), len(protocol)),
        "tcp_flags": _flags(side, conn["history"], protocol),
        "flow_direction": _direction(side, conn),
    }


def _protocol(conn: Mapping[str, pa.Array]) -> pa.Array:
    numbers = pa.array(list(_PROTOCOLS.values()), pa.int64())
    protocol = numbers.take(pc.index_in(conn["proto"], pa.array(list(_PROTOCOLS))))
    is_v6 = pc.match_substring(conn["id.orig_h"], ":")
    return pc.if_else(pc.and_(pc.equal(protocol, _ICMP), is_v6), _ICMPV6, protocol)


def _sent(side: str, conn: Mapping[str, pa.Array]) -> np.ndarray:
    by_state = pc.invert(pc.is_in(conn["conn_state"], pa.array(_SILENT[side])))
    sent = pc.coalesce(pc.not_equal(conn[f"{side}_pkts"], 0), by_state)
    return np.array(sent.to_numpy(zero_copy_only=False))


def _flags(side: str, history: pa.Array, protocol: pa.Array) -> pa.Array:
    flags = pa.scalar(0, pa.int64())
    for letter, value in _FLAGS.items():
        has = pc.match_substring(history, letter.upper() if side == "orig" else letter)
        flags = pc.bit_wise_or(flags, pc.if_else(has, pa.scalar(value, pa.int64()), pa.scalar(0, pa.int64())))
    return pc.if_else(pc.fill_null(pc.equal(protocol, _TCP), False), flags, pa.scalar(0, pa.int64()))


def _direction(side: str, conn: Mapping[str, pa.Array]) -> pa.Array:
    """Sent by the one side that is local: egress; to it: ingress."""
    from_local, to_local = ("local_orig", "local_resp") if side == "orig" else ("local_resp", "local_orig")
    is_sender, is_receiver = conn[from_local], conn[to_local]
    word = pc.if_else(is_sender, pa.scalar("egress"), pa.scalar("ingress"))
    return pc.if_else(pc.xor(is_sender, is_receiver), word, pa.scalar(None, pa.string()))


def _whole(seconds: pa.Array) -> pa.Array:
    return pc.floor(seconds).cast(pa.int64(), safe=False)
