"""Flow records from few words, and the slices and the traffic that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from models.flows.addresses import packed, ranked
from models.flows.assemble import Seen, assemble
from models.flows.packing import pack
from models.flows.slice import NO_FLAGS, UNKNOWN, Records, Slice
from models.flows.traffic import Traffic, shown
from models.lists.marks import Mark
from models.owner import Owner
from models.times import HOUR
from tests.flows import END, LOCAL, PEER

OWNER = Owner("111122223333", "eu-west-1", "i-0a")
LATENESS = HOUR

#: When the window ends, in Unix seconds.
UNTIL = END // 1000


class Flow(NamedTuple):
    """A flow record; what is not said is of TCP in the default format. Times: seconds before the window's end."""

    src: str = LOCAL
    dst: str = PEER
    src_port: int = 40_000
    dst_port: int = 443
    protocol: int = 6
    flags: int = NO_FLAGS
    accepted: bool = True
    direction: int = UNKNOWN
    packets: int = 10
    bytes: int = 2_000
    start: int = 90
    end: int = 60
    interface: str = "eni-0a"


def answer(flow: Flow, **values: Any) -> Flow:
    """The record of the other direction."""
    back = {"src": flow.dst, "dst": flow.src, "src_port": flow.dst_port, "dst_port": flow.src_port}
    return flow._replace(**{**back, "direction": -flow.direction, **values})


def one_slice(flows: Sequence[Flow], end_ms: int = END, marks: dict[str, Mark] | None = None, **values: Any) -> Slice:
    """The slice of records of one interface."""
    texts = [text for flow in flows for text in (flow.src, flow.dst)]
    table, places = ranked(b"".join(packed(text) or b"" for text in texts))
    columns = {name: np.array([getattr(flow, name) for flow in flows], np.int64) for name in Flow._fields[2:-1]}
    columns |= {name: end_ms // 1000 - columns[name] for name in ("start", "end")}
    columns["accepted"] = columns["accepted"].astype(bool)
    records = Records(src=places[::2], dst=places[1::2], **columns)
    marked = {int(places[texts.index(text)]): mark for text, mark in (marks or {}).items()}
    known = {"vpc": "vpc-0a", "subnet": "subnet-0a", "cluster": "", "transit": False, **values}
    known |= {"addresses": table, "marks": marked, "records": pack(records), "count": len(flows)}
    return Slice(end_ms=end_ms, interface=flows[0].interface, **known)


def slices(flows: Iterable[Flow], end_ms: int = END, **values: Any) -> list[Slice]:
    """A slice for each interface."""
    by_interface: dict[str, list[Flow]] = {}
    for flow in flows:
        by_interface.setdefault(flow.interface, []).append(flow)
    return [one_slice(some, end_ms, **values) for some in by_interface.values()]


def assembled(*flows: Flow, seen: Seen | None = None, end_ms: int = END, **values: Any) -> Traffic | None:
    """What becomes of records."""
    return assemble(end_ms, slices(flows, end_ms, **values), Seen() if seen is None else seen, LATENESS)


def told(traffic: Traffic | None) -> list[tuple[str, str, int]]:
    """The rows in short: ``("out", peer, port)`` or ``("in", peer, port)``."""
    if traffic is None:
        return []
    columns = (traffic.outbound.tolist(), traffic.peer.tolist(), traffic.port.tolist())
    return [("out" if out else "in", traffic.address(peer), port) for out, peer, port in zip(*columns, strict=True)]


def locals_of(traffic: Traffic | None) -> list[str]:
    """The local addresses."""
    return [shown(place.address) for place in traffic.places] if traffic else []
