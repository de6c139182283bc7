"""Traffic for tests: a window's rows from few words."""

from __future__ import annotations

from dataclasses import fields
from ipaddress import ip_address
from typing import Any

import numpy as np

from models.flows.traffic import Place, Traffic
from models.lists.marks import Mark
from models.owner import WINDOW

#: A window's end: 2026-03-02, a Monday, 10:00 UTC.
END = 1_772_445_600_000
LOCAL, PEER = "10.0.0.5", "198.51.100.7"

_DEFAULTS: dict[str, Any] = {
    "place": 0,
    "port": 443,
    "protocol": 6,
    "outbound": True,
    "accepted": True,
    "opener_port": 40_000,
    "conversations": 1,
    "begun": None,  # as conversations
    "empty": 0,
    "guesses": 0,
    "guess_packets": None,  # the part of what the opener sent that the guesses are of the conversations
    "guess_bytes": None,
    "sent_packets": 10,
    "sent_bytes": 2_000,
    "got_packets": 10,
    "got_bytes": 8_000,
    "first_ms": None,  # a minute before the last
    "last_ms": None,  # the window's end
}


def packed(address: str) -> bytes:
    """An address as 16 bytes."""
    known = ip_address(address)
    return known.packed if known.version == 6 else bytes(10) + b"\xff\xff" + known.packed


def row(peer: str = PEER, **values: Any) -> dict[str, Any]:
    """A row of `traffic`; what is not said is an answered conversation of the local side with ``peer`` on port 443."""
    made = {**_DEFAULTS, **values, "peer": peer}
    if made["begun"] is None:
        made["begun"] = made["conversations"]
    for name in ("packets", "bytes"):
        if made[f"guess_{name}"] is None:
            asked = made[f"sent_{name}" if made["outbound"] else f"got_{name}"]
            made[f"guess_{name}"] = asked * made["guesses"] // max(1, made["conversations"])
    return made


def unanswered(peer: str = PEER, **values: Any) -> dict[str, Any]:
    """A row of tries that nobody answers."""
    tries = {"sent_packets": 1, "sent_bytes": 60, "got_packets": 0, "got_bytes": 0, "empty": 1}
    return row(peer, **{**tries, **values})


def traffic(
    *rows: dict[str, Any],
    end_ms: int = END,
    marks: dict[str, Mark] | None = None,
    trusted: bool = False,
    cluster: str = "",
    local: str = LOCAL,
) -> Traffic:
    """A window of an instance with one interface."""
    peers = sorted({packed(each["peer"]) for each in rows})
    ordered = sorted(
        (
            {
                **each,
                "peer": peers.index(packed(each["peer"])),
                "last_ms": each["last_ms"] or end_ms,
                "first_ms": each["first_ms"] or (each["last_ms"] or end_ms) - 60_000,
            }
            for each in rows
        ),
        key=lambda each: [each[name] for name in ("place", "peer", "port", "protocol", "outbound", "accepted")],
    )
    columns = {
        field.name: np.array([each[field.name] for each in ordered], bool if field.type == "Flags" else np.int64)
        for field in fields(Traffic)
        if field.name in {*_DEFAULTS, "peer"}
    }
    return Traffic(
        end_ms=end_ms,
        places=(Place("eni-0a", "vpc-0a", "subnet-0a", packed(local)),),
        peers=tuple(peers),
        marks={peers.index(packed(address)): mark for address, mark in (marks or {}).items()},
        trusted=trusted,
        cluster=cluster,
        **columns,
    )


def ends(count: int, first: int = END) -> list[int]:
    """The ends of windows that follow one another."""
    return [first + number * WINDOW for number in range(count)]
