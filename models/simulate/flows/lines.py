"""Flow records as lines of text: the fields that a flow log was made for, in its order.

Fields and their names: Amazon VPC User Guide, "Flow log records". A line's version is the highest one among the
versions that brought its fields. What does not apply is ``-``, as for an interface without an instance, or without
traffic.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from models.simulate.flows.network import Network
from models.simulate.flows.records import Records
from models.simulate.flows.rolls import Ints

#: The fields of AWS's default format, version 2, and of a custom one, version 5.
_WORDS_OF_V2 = """
    version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status
"""
V2 = tuple(_WORDS_OF_V2.split())
_WORDS_OF_V5 = "vpc-id subnet-id instance-id tcp-flags type pkt-srcaddr pkt-dstaddr region flow-direction"
V5 = (*V2, *_WORDS_OF_V5.split())

_SINCE = {3: {"vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"}}
_SINCE |= {4: {"region"}, 5: {"flow-direction"}}

_OCTETS = pa.array([str(octet) for octet in range(256)])
_ACTIONS = pa.array(["REJECT", "ACCEPT"])
_DIRECTIONS = pa.array(["ingress", "egress"])


class Gap(NamedTuple):
    """An interval of an interface without records: no traffic (NODATA), or none kept (SKIPDATA)."""

    interface: int
    start: int
    end: int
    status: str


class Format:
    """Writes lines with some fields.

    Args:
        network: whose interfaces.
        header: the fields' names, of those in `V5`.

    Raises:
        ValueError: if a field is not known.
    """

    def __init__(self, network: Network, header: Sequence[str] = V5) -> None:
        if unknown := set(header) - set(V5):
            message = f"no such field: {', '.join(sorted(unknown))}"
            raise ValueError(message)
        self.header = tuple(header)
        self.version = str(max((v for v, names in _SINCE.items() if names & set(header)), default=2))
        self._fixed = {
            "account-id": [i.account for i in network.interfaces],
            "interface-id": [i.id for i in network.interfaces],
            "vpc-id": [i.vpc for i in network.interfaces],
            "subnet-id": [i.subnet for i in network.interfaces],
            "instance-id": [i.instance or "-" for i in network.interfaces],
            "region": [i.region for i in network.interfaces],
        }
        #: What does not change with the record, and stands together, is one word: it is joined once, not each time.
        self._runs = list(_runs(self.header, self._fixed))

    @property
    def first_line(self) -> bytes:
        """The header."""
        return " ".join(self.header).encode() + b"\n"

    def lines(self, records: Records) -> tuple[memoryview, npt.NDArray[np.int32]]:
        """The lines one after the other, and where each of them begins (and the last ends); at most 2 GiB."""
        columns = [self._words(run, records) for run in self._runs]
        text = pc.binary_join_element_wise(*columns, " ")
        text = pc.binary_join_element_wise(text, "\n", "")
        _, offsets, content = text.buffers()
        begins = np.frombuffer(offsets, np.int32, len(text) + 1)
        return memoryview(content), begins

    def gaps(self, gaps: Iterable[Gap]) -> list[bytes]:
        """The lines of intervals without records."""
        return [(" ".join(self._of_gap(gap)) + "\n").encode() for gap in gaps]

    def _of_gap(self, gap: Gap) -> list[str]:
        known = {"version": self.version, "start": str(gap.start), "end": str(gap.end), "log-status": gap.status}
        known |= {name: values[gap.interface] for name, values in self._fixed.items()}
        return [known.get(name, "-") for name in self.header]

    def _words(self, run: tuple[str, ...], records: Records) -> pa.Array | pa.Scalar:
        if run[0] == "version":
            return pa.scalar(self.version)
        if run[0] in self._fixed:
            values = [" ".join(words) for words in zip(*(self._fixed[name] for name in run), strict=True)]
            return pa.array(values).take(pa.array(records.interface))
        return _WORDS[run[0]](records)


def _runs(header: Sequence[str], fixed: Iterable[str]) -> Iterable[tuple[str, ...]]:
    """The fields; those that an interface alone decides, where they are neighbours, together."""
    run: tuple[str, ...] = ()
    for name in header:
        if name in fixed:
            run += (name,)
            continue
        if run:
            yield run
        run = ()
        yield (name,)
    if run:
        yield run


def dotted(addresses: Ints) -> pa.Array:
    """IPv4 addresses as text, each distinct one made once."""
    distinct, which = np.unique(addresses, return_inverse=True)
    octets = [_OCTETS.take(pa.array(distinct >> shift & 255)) for shift in (24, 16, 8, 0)]
    return pc.binary_join_element_wise(*octets, ".").take(pa.array(which))


def _numbers(values: Ints) -> pa.Array:
    return pa.array(values).cast(pa.string())


_WORDS = {
    "srcaddr": lambda r: dotted(r.src),
    "dstaddr": lambda r: dotted(r.dst),
    "pkt-srcaddr": lambda r: dotted(r.sender),
    "pkt-dstaddr": lambda r: dotted(r.receiver),
    "srcport": lambda r: _numbers(r.src_port),
    "dstport": lambda r: _numbers(r.dst_port),
    "protocol": lambda r: _numbers(r.protocol),
    "packets": lambda r: _numbers(r.packets),
    "bytes": lambda r: _numbers(r.bytes),
    "start": lambda r: _numbers(r.start),
    "end": lambda r: _numbers(r.end),
    "tcp-flags": lambda r: _numbers(r.flags),
    "action": lambda r: _ACTIONS.take(pa.array(r.accepted.astype(np.int8))),
    "flow-direction": lambda r: _DIRECTIONS.take(pa.array(r.egress.astype(np.int8))),
    "log-status": lambda _: pa.scalar("OK"),
    "type": lambda _: pa.scalar("IPv4"),
}
