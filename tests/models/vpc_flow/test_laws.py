from __future__ import annotations

import gzip
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.vpc_flow.fields import FIELDS, V2, Formats
from tests.models.vpc_flow.samples import START, file, line, read, reasons, record
from tests.models.vpc_flow.test_parquet import as_parquet
from tests.models.vpc_flow.test_zeek import CONN, as_json, as_text

ADDRESSES = st.sampled_from(["10.0.0.5", "198.51.100.7", "2001:db8::1", None])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """Flow records, sound or not, of values that text and Parquet can both hold."""
    return record(
        srcaddr=draw(ADDRESSES),
        pkt_srcaddr=draw(ADDRESSES),
        dstaddr=draw(ADDRESSES | st.just("here")),
        srcport=draw(st.sampled_from([None, 0, 22, 65_535, 65_536])),
        tcp_flags=draw(st.sampled_from([None, 0, 2, 18, 255, 256])),
        bytes=draw(st.sampled_from([None, 0, 40, -1, 10**15 - 1, 10**15, 10**18])),
        start=draw(st.sampled_from([None, 0, START, START + 61])),
        action=draw(st.sampled_from([None, "ACCEPT", "REJECT", "ALLOW"])),
        log_status=draw(st.sampled_from([None, "OK", "OK", "NODATA", "SKIPDATA", "FINE"])),
        account_id=draw(st.sampled_from(["111122223333", "unknown", None])),
    )


def told(data: bytes, formats: Formats | None = None) -> tuple[Any, list[tuple[str, str]], dict[str, int]]:
    decoded = read(data, formats=formats)
    return decoded.table.to_pylist(), sorted((one.reason, one.detail) for one in decoded.rejected), decoded.skipped


@given(st.lists(records(), max_size=6), st.permutations(sorted(FIELDS)))
def test_the_order_of_fields_does_not_matter(found: list[dict[str, Any]], names: list[str]) -> None:
    assert told(file(*found, names=tuple(names))) == told(file(*found, names=tuple(sorted(FIELDS))))


@given(st.lists(records(), min_size=1, max_size=6))
def test_text_and_parquet_of_the_same_records_are_equal(found: list[dict[str, Any]]) -> None:
    text, columns = read(file(*found)), read(as_parquet(*found))
    assert text.table.equals(columns.table)
    assert (reasons(text), text.skipped) == (reasons(columns), columns.skipped)


@settings(max_examples=40)
@given(st.lists(records(), max_size=6))
def test_lines_do_not_depend_on_their_neighbours(found: list[dict[str, Any]]) -> None:
    head, *lines = file(*found).splitlines()
    alone = [told(head + b"\n" + one) for one in lines]
    table, rejected, skipped = told(file(*found))
    assert table == [row for rows, _, _ in alone for row in rows]
    assert rejected == sorted(one for _, several, _ in alone for one in several)
    assert sum(skipped.values()) == sum(sum(counts.values()) for _, _, counts in alone)
    assert len(table) + len(rejected) + sum(skipped.values()) == len(lines)


@given(
    st.lists(st.sampled_from([line(), line(srcport="x"), "2 1 eni-0", "é", line(V2[3:]), line(log_status="NODATA")]))
)
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    table, rejected, skipped = told("\n".join(lines).encode(), Formats(V2[3:]))
    assert len(table) + len(rejected) + sum(skipped.values()) == len(lines)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    read(data)


STARTS = [
    file(record()),
    file(record(), names=tuple(sorted(FIELDS))),
    as_text(CONN),
    as_json(CONN, CONN),
    as_parquet(record(), record()),
    gzip.compress(file(record())),
    b'{"messageType":"DATA_MESSAGE","owner":"1","logStream":"a","logEvents":[{"message":"2 1"}]}',
]


@given(st.sampled_from(STARTS), st.data())
def test_any_damage(sound: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(sound)))
    length = data.draw(st.integers(0, 40))
    read(sound[:at] + data.draw(st.binary(max_size=20)) + sound[at + length :])


@given(
    st.lists(
        st.sampled_from(["#fields", "#separator \\x09", "ts", "id.orig_h", "id.resp_h", "1", "1e9", "\t", "\n", "#"])
    )
)
def test_any_words_of_zeek(words: list[str]) -> None:
    read(b"#" + "".join(words).encode())


@given(st.lists(st.sampled_from([*V2, "-", "1", "10.0.0.1", "OK", "\n", "\r", "\t", "\x00", "é", " "]), max_size=60))
def test_any_words(words: list[str]) -> None:
    read(" ".join(words).encode())
