"""From a detector's hit on a window of flow records to a sighting of a finding.

Each peer and each use of a port in a group of rows is an occurrence of its own, so that a finding names them all, or
counts those that it does not, and suppression can go by them. An occurrence is known by its window and what it is, so
that a late part of a window counts no second time.
"""

from __future__ import annotations

import hashlib

import msgspec
import numpy as np

from models.detectors.account import KeyedSighting
from models.detectors.flows.base import FlowHit, Group, Role, Rows, split_by
from models.findings.connection import Connection
from models.findings.merge import MOST_NAMED
from models.findings.sighting import FindingKey, Occurrence, sighting
from models.findings.types import FindingType, Identity
from models.flows.slice import Ints
from models.flows.traffic import Traffic, shown
from models.owner import Owner

#: Occurrences of one finding in one window. They have more peers, and more ports, than a finding names.
MOST_OCCURRENCES = 4 * MOST_NAMED

_encode = msgspec.json.Encoder(order="sorted").encode


def keyed_sighting(owner: Owner, traffic: Traffic, hit: FlowHit) -> KeyedSighting:
    """The finding that a hit belongs to, and what it adds to it."""
    every = [part for group in hit.groups for part in _apart(traffic, group)]
    groups = _most(traffic, every)
    detail = dict(hit.detail)
    if len(groups) < len(every):
        detail["occurrencesLeftOut"] = len(every) - len(groups)
    seen = [_occurrence(owner, traffic, hit, group) for group in groups]
    made = sighting(traffic.end_ms, seen, _encode(detail).decode() if detail else "")
    return KeyedSighting(
        FindingKey(hit.type.key, owner.account, owner.region, _resource(owner, hit.type, hit.role)), made
    )


def _resource(owner: Owner, kind: FindingType, role: Role) -> str:
    return f"{owner.name} as {role.value}" if kind.identity is Identity.INSTANCE_ROLE else owner.name


def _apart(traffic: Traffic, group: Group) -> list[Group]:
    """A group as one for each peer and use of a port, in this order."""
    rows = group.rows
    _, which = np.unique(_uses(traffic, rows), axis=1, return_inverse=True)
    parts = split_by(which.reshape(-1), rows)  # numpy 2.0 gives it another shape
    return [Group(part, group.since_ms, group.info) for part in parts]


def _uses(traffic: Traffic, rows: Rows) -> Ints:
    """A column for each row: the peer, and what `models.findings.connection.PortUse` tells."""
    columns = (traffic.peer, traffic.place, traffic.port, traffic.protocol, traffic.outbound, traffic.accepted)
    return np.stack([column[rows] for column in columns])


def _most(traffic: Traffic, groups: list[Group]) -> list[Group]:
    """Those with the most packets, if there are too many; of each peer and of each use of a port one at least.

    So what a finding names of these is all of them, or its list is full, which suppression goes by.
    """
    if len(groups) <= MOST_OCCURRENCES:
        return groups
    packets = traffic.sent_packets + traffic.got_packets
    order = np.argsort(-np.array([packets[group.rows].sum() for group in groups]), kind="stable")
    uses = _uses(traffic, np.array([group.rows[0] for group in groups])[order])
    first = [np.sort(np.unique(column, return_index=True, axis=-1)[1])[:MOST_NAMED] for column in (uses[0], uses[1:])]
    kept = np.concatenate([*first, np.arange(len(groups))])
    chosen = order[list(dict.fromkeys(kept.tolist()))[:MOST_OCCURRENCES]]
    return [groups[place] for place in np.sort(chosen).tolist()]


def _shown(traffic: Traffic, rows: Rows) -> int:
    """The row of a group that ended last."""
    last = traffic.last_ms[rows]
    return int(rows[last == last.max()].max())


def _occurrence(owner: Owner, traffic: Traffic, hit: FlowHit, group: Group) -> Occurrence:
    rows = group.rows
    row = _shown(traffic, rows)
    last_ms = int(traffic.last_ms[row])
    first_ms = int(traffic.first_ms[rows].min()) if group.since_ms is None else group.since_ms
    place, peer = traffic.places[int(traffic.place[row])], int(traffic.peer[row])
    outbound, mark = bool(traffic.outbound[row]), traffic.mark(peer)
    ports = int(traffic.opener_port[row]), int(traffic.port[row])
    said = [one.said for one in mark.threats if one.kind in hit.kinds]
    action = Connection(
        severity=hit.type.severity if hit.severity is None else hit.severity,
        role=hit.role.value,
        probe=hit.probe,
        outbound=outbound,
        protocol=int(traffic.protocol[row]),
        accepted=bool(traffic.accepted[row]),
        local_address=shown(place.address),
        local_port=ports[0] if outbound else ports[1],
        remote_address=traffic.address(peer),
        remote_port=ports[1] if outbound else ports[0],
        instance=owner.name if owner.name.startswith("i-") else "",
        interface=place.interface,
        vpc=place.vpc,
        subnet=place.subnet,
        lasted_ms=last_ms - first_ms,
        info=_encode({**_amounts(traffic, rows), **group.info}).decode(),
        evidence=f"[{','.join(said)}]" if said else "",
        trusted=traffic.trusted or mark.trusted,
    )
    known_by = (
        traffic.end_ms,
        place.interface,
        place.address,
        traffic.peers[peer],
        ports[1],
        action.protocol,
        outbound,
    )
    digest = hashlib.blake2b(msgspec.msgpack.encode(known_by), digest_size=12).hexdigest()
    return Occurrence(first_ms, digest, action)


def _amounts(traffic: Traffic, rows: Rows) -> dict[str, int]:
    """What went in and out; the names of bytes are GuardDuty's."""
    columns = {
        "inBytes": traffic.got_bytes,
        "outBytes": traffic.sent_bytes,
        "inPackets": traffic.got_packets,
        "outPackets": traffic.sent_packets,
        "conversations": traffic.conversations,
    }
    return {name: int(column[rows].sum()) for name, column in columns.items()}
