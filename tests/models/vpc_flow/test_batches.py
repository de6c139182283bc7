from __future__ import annotations

import gzip
import hashlib
import io
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.containers import batches
from models.rejected import Rejected, reject
from models.vpc_flow.batches import read_batches, with_header
from models.vpc_flow.fields import V2
from tests.models.vpc_flow.samples import SOUND, file, read, reasons, record, rows
from tests.models.vpc_flow.test_parquet import as_parquet
from tests.models.vpc_flow.test_zeek import CONN, as_json, as_text

FLOWS = [record(srcport=index) for index in range(40)]
CONNECTIONS = [CONN | {"id.orig_p": index} for index in range(40)]

FILES = {
    "with a header": file(*FLOWS, names=V2[::-1]),
    "with two": file(*FLOWS[:20], names=V2[::-1]) + file(*FLOWS[20:], names=V2[3:]),
    "without": file(*FLOWS).partition(b"\n")[2],
    "Windows": file(*FLOWS, names=V2[::-1]).replace(b"\n", b"\r\n"),
    "Zeek": as_text(*CONNECTIONS),
    "Zeek twice": as_text(*CONNECTIONS[:20]) + as_text(*CONNECTIONS[20:], separator="|"),
    "Zeek JSON": as_json(*CONNECTIONS),
    "Parquet": as_parquet(*FLOWS),
}


def pieces(data: bytes, **limits: int) -> list[bytes]:
    found = list(read_batches(io.BytesIO(data), "a", **limits))
    assert all(isinstance(piece, bytes) for piece in found)
    return [piece for piece in found if isinstance(piece, bytes)]


def order(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(found, key=lambda row: sorted(row.items()))


@pytest.mark.parametrize("name", FILES)
@settings(max_examples=12)
@given(size=st.integers(200, 9000), compressed=st.booleans())
def test_cutting_a_file_changes_no_row(name: str, size: int, compressed: bool) -> None:
    data = FILES[name]
    if compressed and name != "Parquet":
        found = pieces(gzip.compress(data), max_bytes=size)
    else:
        found = pieces(data, max_bytes=size)
    assert order([row for piece in found for row in rows(piece)]) == order(rows(data))


def test_there_are_several_batches() -> None:
    assert len(pieces(FILES["with a header"], max_bytes=500)) > 5
    assert len(pieces(FILES["Zeek"], max_bytes=800)) > 5
    assert len(pieces(FILES["Parquet"], max_bytes=100)) == 1


def test_what_is_rejected_goes_through_and_the_header_stays() -> None:
    gap = reject("corrupt-gzip", "", "a", b"")
    head, first, rest = file(SOUND, record(srcport=1), names=V2[::-1]).split(b"\n", 2)
    found = list(with_header([head + b"\n" + first + b"\n", gap, rest]))
    assert found == [head + b"\n" + first + b"\n", gap, head + b"\n" + rest]


def test_documents_get_no_header() -> None:
    assert list(with_header([file(SOUND), b'{"a": 1}'])) == [file(SOUND), b'{"a": 1}']


def test_without_a_header_nothing_changes() -> None:
    plain = FILES["without"]
    assert list(with_header([plain, plain])) == [plain, plain]
    assert pieces(plain, max_bytes=500) == list(batches.read_batches(io.BytesIO(plain), "a", 500))


def test_a_parquet_file_that_is_too_large() -> None:
    data = FILES["Parquet"]
    (found,) = read_batches(io.BytesIO(data), "a", max_uncut=len(data) - 1)
    assert isinstance(found, Rejected)
    assert (found.reason, found.sha256) == ("too-large", hashlib.sha256(data).hexdigest())
    assert pieces(data, max_uncut=len(data)) == [data]


def test_nothing() -> None:
    assert pieces(b"") == pieces(b"\n\n") == []


def test_a_header_cut_off_with_its_gzip_member_leaves_the_rest_readable() -> None:
    whole = gzip.compress(file(*FLOWS[:1])) + gzip.compress(file(*FLOWS[1:]))
    found = list(read_batches(io.BytesIO(whole[:20] + b"\0" * 30 + whole[50:]), "a"))
    lines = [piece for piece in found if isinstance(piece, bytes)]
    assert any(isinstance(piece, Rejected) for piece in found)
    assert sum(len(read(piece).table) for piece in lines) >= 39
    assert all(set(reasons(read(piece))) <= {"wrong-field-count", "malformed-field"} for piece in lines)
