"""A decoded batch as numpy's columns.

What names the interface, and the addresses, are texts of which few are distinct: columns hold their places. A value
that is not known becomes what `models.flows.slice.Records` has for it: packets are at least 1, ports and bytes 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from models.flows.addresses import WIDTH, packed
from models.flows.slice import EGRESS, INGRESS, NO_FLAGS, Flags, Ints

Places = NDArray[np.int32]

#: The place of an address that is not given.
NONE = -1


class Named(NamedTuple):
    """What a record says of where it was made; None for what it does not say."""

    interface_id: str | None
    account_id: str | None
    region: str | None
    instance_id: str | None
    vpc_id: str | None
    subnet_id: str | None


@dataclass(frozen=True)
class Columns:
    """Flow records; columns have the same length.

    Attributes:
        named: the distinct interfaces, with all that goes with them.
        which: place in ``named``.
        addresses: the distinct addresses, 16 bytes each; all zeros for what is none.
        sound: which texts in the place of addresses are some.
        src: place in ``addresses`` of ``srcaddr``, without one of ``pkt_srcaddr``; likewise ``dst``.
        behind_src: of ``pkt_srcaddr``, `NONE` where it is the same as ``src`` or not given; likewise ``behind_dst``.
        numbers: the columns of `Records` that are taken as they are, by name.
    """

    named: list[Named]
    which: Places
    addresses: bytes
    sound: Flags
    src: Places
    dst: Places
    behind_src: Places
    behind_dst: Places
    accepted: Flags
    direction: NDArray[np.int8]
    numbers: dict[str, Ints]

    def __len__(self) -> int:
        return len(self.which)


class _Number(NamedTuple):
    """How a number is taken over: its type, the flow log's field, and what stands for null."""

    type: type
    field: str
    null: int


_NUMBERS = {
    "src_port": _Number(np.uint16, "srcport", 0),
    "dst_port": _Number(np.uint16, "dstport", 0),
    "protocol": _Number(np.int16, "protocol", -1),
    "flags": _Number(np.int16, "tcp_flags", NO_FLAGS),
    "packets": _Number(np.int64, "packets", 1),
    "bytes": _Number(np.int64, "bytes", 0),
    "start": _Number(np.int64, "start", 0),
    "end": _Number(np.int64, "end", 0),
}


def columns(table: pa.Table) -> Columns:
    """The columns of a table with `models.vpc_flow.columns.SCHEMA` and at least one row."""
    found = {name: _in_one(table.column(name)) for name in table.column_names}
    named, which = _named(found)
    texts, src, dst, behind_src, behind_dst = _addresses(found)
    parsed = [packed(text) for text in texts]
    numbers = {name: _number(found[how.field], how) for name, how in _NUMBERS.items()}
    numbers["packets"] = np.maximum(numbers["packets"], 1)
    return Columns(
        named=named,
        which=which,
        addresses=b"".join([one or bytes(WIDTH) for one in parsed]),
        sound=np.array([one is not None for one in parsed], np.bool_),
        src=src,
        dst=dst,
        behind_src=behind_src,
        behind_dst=behind_dst,
        accepted=~_says(found["action"], "REJECT"),
        direction=_direction(found["flow_direction"]),
        numbers=numbers,
    )


def _in_one(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _named(found: dict[str, pa.Array]) -> tuple[list[Named], Places]:
    """The distinct interfaces, and which of them each row names."""
    texts = [found[name] for name in Named._fields]
    which: Places = np.zeros(len(texts[0]), np.int32)
    firsts = np.zeros(1, np.intp)
    for text in texts:
        # Mostly all else follows from the interface, and to see that it does takes a third of encoding it.
        if text.null_count == len(text) or text.take(firsts).take(which).equals(text):
            continue
        codes = text.dictionary_encode(null_encoding="encode")
        both = which * np.int64(len(codes.dictionary)) + codes.indices.to_numpy()
        which = pa.array(both).dictionary_encode().indices.to_numpy()
        # Places are given in the order of rows, so the first row of each is where the greatest so far grows.
        firsts = np.flatnonzero(np.diff(np.maximum.accumulate(which), prepend=-1))
    return [Named(*values) for values in zip(*(text.take(firsts).to_pylist() for text in texts), strict=True)], which


def _addresses(found: dict[str, pa.Array]) -> tuple[list[str], Places, Places, Places, Places]:
    """The distinct texts, and the columns ``src``, ``dst``, ``behind_src`` and ``behind_dst`` of `Columns`."""
    src, other_src, rows_src = _sides(found["srcaddr"], found["pkt_srcaddr"])
    dst, other_dst, rows_dst = _sides(found["dstaddr"], found["pkt_dstaddr"])
    count = len(src)
    texts = pa.concat_arrays([src, dst, other_src, other_dst]).dictionary_encode()
    places = texts.indices.to_numpy()
    behind = np.full((2, count), NONE, np.int32)
    behind[0, rows_src] = places[2 * count : 2 * count + len(rows_src)]
    behind[1, rows_dst] = places[2 * count + len(rows_src) :]
    return texts.dictionary.to_pylist(), places[:count], places[count : 2 * count], behind[0], behind[1]


def _sides(address: pa.Array, of_packet: pa.Array) -> tuple[pa.Array, pa.Array, NDArray[np.intp]]:
    """The addresses of a side; those of packets where they are others, and in which rows they are."""
    if of_packet.null_count == len(of_packet):
        return address, of_packet.slice(0, 0), np.empty(0, np.intp)
    if address.null_count:
        address = pc.coalesce(address, of_packet)
    differs = pc.fill_null(pc.not_equal(address, of_packet), False)
    return address, of_packet.filter(differs), np.flatnonzero(_flags(differs))


def _direction(text: pa.Array) -> NDArray[np.int8]:
    """What the column says: decoding lets through two words alone."""
    egress = _says(text, "egress")
    known = _flags(text.is_valid())
    return known.astype(np.int8) * np.where(egress, EGRESS, INGRESS).astype(np.int8)


def _says(text: pa.Array, word: str) -> Flags:
    if text.null_count == len(text):
        return np.zeros(len(text), np.bool_)
    return _flags(pc.fill_null(pc.equal(text, word), False))


def _flags(values: pa.Array) -> Flags:
    flags: Flags = values.to_numpy(zero_copy_only=False)
    return flags


def _number(values: pa.Array, how: _Number) -> Ints:
    if values.null_count == len(values):
        return np.full(len(values), how.null, how.type)
    filled = pc.fill_null(values, how.null) if values.null_count else values
    return np.asarray(filled.to_numpy(), how.type)
