"""Flow records as bytes: columns of the narrowest types, their bytes by significance, compressed.

====================  ==============================================================================================
byte 0                `VERSION`
bytes 1 to 4          the number of records, little-endian, as all that follows
bytes 5 to 12         the earliest start, in Unix seconds
bytes 13 to 24        the type of each column of `Records`, in its order: a place in `_TYPES`
the rest              the columns one after the other, as one block of LZ4: of each the lowest bytes of all
                      values, then the next ones
====================  ==============================================================================================

``start`` is counted from the earliest start, and ``end`` from the record's own start, so both are small. LZ4 takes a
third of the time of Zstandard's first level, and leaves some ten bytes of a record where that leaves nine.
"""

from __future__ import annotations

from dataclasses import fields
from struct import Struct

import numpy as np
import pyarrow as pa

from models.flows.slice import Records

#: The layout above.
VERSION = 1

_NAMES = tuple(field.name for field in fields(Records))
_START, _END, _ACCEPTED = _NAMES.index("start"), _NAMES.index("end"), _NAMES.index("accepted")
_HEADER = Struct(f"<BIq{len(_NAMES)}s")

#: The types of columns, the narrowest first: those of what is never negative, then the others.
_TYPES = tuple(np.dtype(name) for name in ("<u1", "<u2", "<u4", "<i1", "<i2", "<i4", "<i8"))
_SIGNED = 3
_BOUNDS = tuple((int(np.iinfo(type_).min), int(np.iinfo(type_).max)) for type_ in _TYPES)

_codec = pa.Codec("lz4_raw")


def pack(records: Records) -> bytes:
    """Records as bytes; equal records give equal bytes."""
    count = len(records)
    if not count:
        return _HEADER.pack(VERSION, 0, 0, bytes(len(_NAMES)))
    columns = np.empty((len(_NAMES), count), np.int64)
    for place, name in enumerate(_NAMES):
        columns[place] = getattr(records, name)
    base = int(columns[_START].min())
    columns[_END] -= columns[_START]
    columns[_START] -= base
    bounds = zip(columns.min(axis=1).tolist(), columns.max(axis=1).tolist(), strict=True)
    types = bytes(_narrowest(least, greatest) for least, greatest in bounds)
    content = b"".join([_planes(columns[place].astype(_TYPES[type_])) for place, type_ in enumerate(types)])
    return _HEADER.pack(VERSION, count, base, types) + _codec.compress(content, asbytes=True)


def unpack(data: bytes) -> Records:
    """What `pack` was given.

    Raises:
        ValueError: it is of another version.
    """
    version, count, base, types = _HEADER.unpack_from(data)
    if version != VERSION:
        msg = f"flow records of version {version} cannot be read, only those of {VERSION}"
        raise ValueError(msg)
    columns = np.zeros((len(_NAMES), count), np.int64)
    if count:
        size = count * sum(_TYPES[type_].itemsize for type_ in types)
        content = _codec.decompress(memoryview(data)[_HEADER.size :], size, asbytes=True)
        planes = np.frombuffer(content, np.uint8).reshape(-1, count)
        first = 0
        for place, type_ in enumerate(types):
            last = first + _TYPES[type_].itemsize
            columns[place] = np.ascontiguousarray(planes[first:last].T).view(_TYPES[type_])[:, 0]
            first = last
        columns[_START] += base
        columns[_END] += columns[_START]
    made: list[np.ndarray] = list(columns)
    made[_ACCEPTED] = columns[_ACCEPTED].astype(np.bool_)
    return Records(*made)


def _planes(column: np.ndarray) -> bytes:
    """The lowest bytes of all values, then the next ones: the upper ones are much the same and compress well.

    >>> list(_planes(np.array((0x0102, 0x0304), "<u2")))
    [2, 4, 1, 3]
    """
    if column.itemsize == 1:
        return column.tobytes()
    return column.view(np.uint8).reshape(len(column), -1).T.tobytes()


def _narrowest(least: int, greatest: int) -> int:
    """The place in `_TYPES` of the first type that holds both.

    >>> [_TYPES[_narrowest(*bounds)].str for bounds in ((0, 255), (0, 256), (-1, 127), (0, 2**32))]
    ['|u1', '<u2', '|i1', '<i8']
    """
    place = _SIGNED if least < 0 else 0
    while not _BOUNDS[place][0] <= least <= greatest <= _BOUNDS[place][1]:
        place += 1
    return place
