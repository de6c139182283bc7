from __future__ import annotations

import gzip
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.batches import MAX_BATCH, read_batches
from models.rejected import Rejected

RECORD = {"eventVersion": "1.08", "eventName": "GetObject", "requestParameters": {"key": "a\nb"}}
LINE = json.dumps(RECORD).encode()
PRETTY = json.dumps({"Records": [RECORD] * 40}, indent=2).encode()


def batches(data: bytes, **limits: int) -> list[bytes | Rejected]:
    return list(read_batches(io.BytesIO(data), "a", **limits))


def text(data: bytes, **limits: int) -> bytes:
    found = batches(data, **limits)
    assert all(isinstance(batch, bytes) for batch in found)
    return b"".join(batch for batch in found if isinstance(batch, bytes))


@pytest.mark.parametrize("blank", [b"", b"\n", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\n" * 300_000])
def test_nothing(blank: bytes) -> None:
    assert batches(blank) == []
    assert batches(gzip.compress(blank)) == []


@pytest.mark.parametrize("wrap", [bytes, gzip.compress, lambda data: gzip.compress(gzip.compress(data))])
@pytest.mark.parametrize("prefix", [b"", b"\n\n  ", b"\xef\xbb\xbf"])
@pytest.mark.parametrize(
    "document",
    [
        PRETTY,
        PRETTY.replace(b"\n", b"\r\n"),
        json.dumps({"Records": [RECORD] * 40}).encode(),
        b"[" + b",\n".join([LINE] * 40) + b"]",
        b"[\n" + b",\n".join([LINE] * 40) + b"\n]\n",
        b"{\n" + LINE[1:],
    ],
)
def test_a_document_is_one_batch(document: bytes, prefix: bytes, wrap) -> None:
    (batch,) = batches(wrap(prefix + document), max_bytes=100)
    assert json.loads(batch) == json.loads(document)


@pytest.mark.parametrize(
    "lines",
    [
        [LINE] * 50,
        [LINE + b"\r"] * 50,
        [b"[" + LINE + b"]"] * 50,
        [b"2 123456789010 eni-1 10.0.0.1 10.0.0.2 443 49152 6 1 52 1 2 ACCEPT OK"] * 50,
        [LINE[:50], *[LINE] * 50],
        [b"{" + b" " * 500 + b"}", *[LINE] * 50],
    ],
)
def test_lines_are_cut_at_their_ends(lines: list[bytes]) -> None:
    data = b"\n".join(lines) + b"\n"
    found = batches(data, max_bytes=400)
    assert len(found) > 5
    assert b"".join(found) == data
    assert all(batch.endswith(b"\n") and len(batch) < 1_000 for batch in found)
    assert text(data[:-1], max_bytes=400) == data[:-1]


def test_a_line_longer_than_a_batch_comes_whole() -> None:
    long = b'{"key": "' + b"x" * 10_000 + b'"}'
    assert batches(b"\n".join([LINE, long, LINE]), max_bytes=1_000) == [LINE + b"\n", long + b"\n", LINE]
    assert batches(b"\n".join([long, LINE]), max_bytes=1_000) == [long + b"\n", LINE]


def test_a_long_line_is_refused_alone() -> None:
    lines = [LINE, b"x" * 30_000, LINE, b"y" * 30_000]
    found = batches(b"\n".join(lines), max_bytes=1_000, max_uncut=20_000)
    assert [batch.strip() if isinstance(batch, bytes) else batch.reason for batch in found] == [
        LINE,
        "too-large",
        LINE,
        "too-large",
    ]
    assert found[1].detail == "a line of more than 20000 bytes"


def test_a_long_document_is_refused_as_a_whole() -> None:
    (found,) = batches(PRETTY * 10, max_bytes=1_000, max_uncut=20_000)
    assert isinstance(found, Rejected) and found.detail == "a document of more than 20000 bytes"


class Endless(io.RawIOBase):
    """Lines without an end, which count how many bytes of them were read."""

    given = 0

    def read(self, size: int = -1, /) -> bytes:
        self.given += size
        return (LINE + b"\n") * (size // (len(LINE) + 1))


def test_lines_are_read_as_they_are_needed() -> None:
    stream = Endless()
    reader = read_batches(stream, "a")
    for number in range(1, 4):
        assert MAX_BATCH <= len(next(reader)) < MAX_BATCH * 1.2
        assert stream.given < (number + 0.5) * MAX_BATCH


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf16(encoding: str) -> None:
    wide = "\n".join(['{"name": "Zoë 😀"}'] * 100)
    encoded = wide.encode(encoding)
    assert text(encoded, max_bytes=101) == wide.encode()
    assert text(b"\xfe\xff" + wide.encode("utf-16-be")) == wide.encode()
    assert text(encoded[:-1])[:500] == wide.encode()[:500]


@pytest.mark.parametrize("wrap", [bytes, gzip.compress])
def test_a_gap_ends_a_batch(wrap) -> None:
    numbers = b"".join(b"%d\n" % number for number in range(3_000))
    damaged = gzip.compress(numbers, mtime=0)[:-20] + b"\xff" * 10
    before, gap, after = batches(wrap(damaged + gzip.compress(numbers)))
    assert numbers.startswith(before) and len(before) > 10_000
    assert gap.reason == "corrupt-gzip" and gap.source == "a"
    assert after == numbers


@given(
    st.lists(st.binary(max_size=30) | st.sampled_from([b"{", b"[", b"{}", b'{"a":1}', b"\xff\xfe", b"\0"])),
    st.integers(1, 40),
)
def test_what_is_not_utf16_stays_as_it_is_but_for_blanks(lines: list[bytes], max_bytes: int) -> None:
    data = b"x" + b"\n".join(lines)
    if data[1:4:2] != b"\0\0":
        assert text(data, max_bytes=max_bytes).split() == data.split()


@given(st.binary(max_size=300), st.integers(1, 40), st.integers(1, 100))
def test_any_bytes_can_be_read(data: bytes, max_bytes: int, max_uncut: int) -> None:
    for start in (b"", b"\x1f\x8b\x08", b"\xff\xfe", b"{\n"):
        batches(start + data, max_bytes=max_bytes, max_uncut=max_uncut)
    batches(gzip.compress(data), max_bytes=max_bytes, max_uncut=max_uncut)
