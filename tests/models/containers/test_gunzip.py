from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.gunzip import BLOCK, CHUNK, gunzip
from models.rejected import Rejected

TEXT = b"".join(b"%d %x\n" % (number, random.Random(number).getrandbits(64)) for number in range(4_000))
PARTS = [TEXT[start : start + 9_000] for start in range(0, len(TEXT), 9_000)]
MEMBERS = [gzip.compress(part, mtime=0) for part in PARTS]


class Trickle(io.RawIOBase):
    """A file that gives a few bytes at a time."""

    def __init__(self, data: bytes, size: int) -> None:
        self._data = io.BytesIO(data)
        self._size = size

    def read(self, size: int = -1, /) -> bytes:
        return self._data.read(min(size, self._size))


def read(blocks: Iterable[bytes | Rejected]) -> tuple[bytes, list[Rejected]]:
    content, rejected = bytearray(), []
    for block in blocks:
        if isinstance(block, Rejected):
            rejected.append(block)
        else:
            assert 0 < len(block) <= BLOCK + 1_000
            content += block
    return bytes(content), rejected


def unzip(data: bytes) -> tuple[bytes, list[Rejected]]:
    return read(gunzip(io.BytesIO(data), "a.gz"))


def flipped(data: bytes, position: int, mask: int = 0x10) -> bytes:
    return data[:position] + bytes([data[position] ^ mask]) + data[position + 1 :]


@pytest.mark.parametrize("padding", [b"", b"\0", b"\0" * (CHUNK + 100)])
def test_members_and_padding(padding: bytes) -> None:
    assert unzip(padding.join(MEMBERS) + padding) == (TEXT, [])


def test_nothing() -> None:
    assert unzip(b"") == (b"", [])
    assert unzip(gzip.compress(b"") * 3) == (b"", [])


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_file_that_trickles(size: int) -> None:
    data = b"".join(MEMBERS[:3])
    assert read(gunzip(Trickle(data, size), "a.gz")) == (b"".join(PARTS[:3]), [])
    damaged = flipped(data, len(MEMBERS[0]) + 2_000)
    assert read(gunzip(Trickle(damaged, size), "a.gz")) == unzip(damaged)


def test_content_is_never_held_as_a_whole() -> None:
    bomb = gzip.compress(b"x" * (30 * BLOCK))
    assert max(len(block) for block in gunzip(io.BytesIO(bomb), "a.gz")) <= BLOCK


def test_truncated() -> None:
    data = b"".join(MEMBERS[:2])
    for end in range(len(MEMBERS[0]) + 3, len(data), 97):
        content, (rejected,) = unzip(data[:end])
        assert b"".join(PARTS[:2]).startswith(content) and content.startswith(PARTS[0])
        assert rejected.reason == "truncated-gzip"
        assert rejected.detail == (
            f"{len(content) - len(PARTS[0])} bytes of the member at compressed offset {len(MEMBERS[0])} "
            f"could be read; it ends at {end}"
        )


def test_a_corrupt_member_is_read_up_to_the_damage() -> None:
    # A block of type 3, which does not exist, behind some that do.
    deflater = zlib.compressobj(wbits=-15)
    good = deflater.compress(TEXT) + deflater.flush(zlib.Z_FULL_FLUSH)
    member = b"\x1f\x8b\x08\0\0\0\0\0\0\3" + good + b"\xff" * 40
    content, (rejected,) = unzip(MEMBERS[0] + member + MEMBERS[1])
    assert content == PARTS[0] + TEXT + PARTS[1]
    assert rejected.reason == "corrupt-gzip" and rejected.source == "a.gz"
    assert rejected.detail == (
        f"{len(TEXT)} bytes of the member at compressed offset {len(MEMBERS[0])} could be read; "
        f"it is damaged at {len(MEMBERS[0]) + len(member) - 40}"
    )


@pytest.mark.parametrize("trailer", [-5, -1])
def test_what_does_not_match_its_checksum_or_length_is_kept(trailer: int) -> None:
    bad = flipped(MEMBERS[1], len(MEMBERS[1]) + trailer)
    content, (rejected,) = unzip(MEMBERS[0] + bad + MEMBERS[2])
    assert content == b"".join(PARTS[:3])
    assert rejected.reason == "corrupt-gzip" and "checksum does not match" in rejected.detail


def test_garbage_between_members() -> None:
    content, (first, last) = unzip(MEMBERS[0] + b"garbage" + MEMBERS[1] + b"\0\0more")
    assert content == PARTS[0] + PARTS[1]
    assert first.detail == f"no gzip member begins at compressed offset {len(MEMBERS[0])}"
    assert last.reason == "corrupt-gzip"


def test_a_magic_number_alone_begins_no_member() -> None:
    content, rejected = unzip(MEMBERS[0] + b"x\x1f\x8b\x08\xff\xff\x1f\x8b\x08" + b"\xff" * 20 + MEMBERS[1])
    assert content == PARTS[0] + PARTS[1] and len(rejected) == 1


@given(st.integers(0, len(MEMBERS[1]) - 1), st.integers(0, 7))
def test_a_flipped_bit_costs_no_other_member(position: int, bit: int) -> None:
    content, rejected = unzip(MEMBERS[0] + flipped(MEMBERS[1], position, 1 << bit) + MEMBERS[2] + MEMBERS[3])
    assert content.startswith(PARTS[0]) and content.endswith(PARTS[2] + PARTS[3])
    assert rejected or content == b"".join(PARTS[:4])


@given(st.data())
def test_lost_bytes_cost_no_earlier_member(data: st.DataObject) -> None:
    file = b"".join(MEMBERS[:3])
    start = data.draw(st.integers(len(MEMBERS[0]), len(file)))
    end = data.draw(st.integers(start, len(file)))
    content, _ = unzip(file[:start] + file[end:])
    assert content.startswith(PARTS[0])


@given(st.binary(max_size=200), st.binary(max_size=2_000))
def test_any_bytes_can_be_read(head: bytes, tail: bytes) -> None:
    unzip(head + b"\x1f\x8b\x08" + tail)
    unzip(MEMBERS[0] + tail + MEMBERS[1])


def test_members_inside_of_members_are_not_read_over_and_over() -> None:
    # Each is one stored block that spans thousands of others, and ends in an error.
    hostile = (b"\x1f\x8b\x08\0\0\0\0\0\0\3" + b"\0\xff\xff\0\0") * 60_000
    content, rejected = unzip(hostile)
    assert rejected and len(content) <= 2 * len(hostile)
