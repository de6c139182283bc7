"""Queries in whatever they arrive in."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.decode import decode
from models.dns.query import Query
from tests.models.containers.wrappings import (
    FORMS,
    WRAPPINGS,
    base64_of_gzip,
    dump,
    gzipped,
    kinesis,
    subscription,
    subscription_to_lambda,
)
from tests.models.dns.records import NOON, PATH, query, read, reasons, record

UNBOUND = b"[1772452800] unbound[12:0] info: 10.0.0.5 host0.example.com. A IN"
BIND = b"02-Mar-2026 12:00:00.000 client 10.0.0.5#5353 (host0.example.com): query: host0.example.com IN A + (10.0.0.2)"
COREDNS = b'[INFO] 10.0.0.5:40212 - 21 "A IN host0.example.com. udp 41 false 512" NOERROR qr,rd,ra 70 0.001s'
SYSLOG = b"<30>1 2026-03-02T12:00:00Z ns1 unbound 12 - - [12:0] info: 10.0.0.5 host0.example.com. A IN"
ZEEK_JSON = dump(
    {"ts": NOON / 1000, "uid": "C", "id.orig_h": "10.0.0.5", "id.orig_p": 5353, "query": "host0.example.com"}
    | {"proto": "udp", "qtype": 1, "qtype_name": "A", "qclass": 1, "rcode": 0, "rcode_name": "NOERROR"}
)

RECORDS = [record(number) for number in range(3)]
QUERIES = [query(number) for number in range(3)]

TEXT_QUERY = Query(NOON, "host0.example.com", "A", address="10.0.0.5")


def only(data: bytes, source: str = "a") -> list[Query]:
    """The queries of a batch that is sound."""
    decoded = decode(data, source)
    assert (decoded.rejected, decoded.skipped) == ([], {})
    return decoded.queries


@pytest.mark.parametrize("wrapping", [bytes, *WRAPPINGS])
@pytest.mark.parametrize("form", FORMS)
def test_forms_and_wrappings(form, wrapping: Callable[[bytes], bytes]) -> None:
    assert read(wrapping(form(RECORDS))) == (QUERIES, [], {})


@given(st.lists(st.sampled_from(WRAPPINGS), max_size=4), st.sampled_from(FORMS), st.integers(0, 3))
def test_wrappings_compose(wrappings: list[Callable[[bytes], bytes]], form, count: int) -> None:
    data = form(RECORDS[:count])
    for wrapping in wrappings:
        data = wrapping(data)
    assert read(data) == (QUERIES[:count], [], {})


def test_firehose_joins_gzip_files() -> None:
    deliveries = [gzipped(subscription(dump(one))) for one in RECORDS]
    assert read(b"".join(deliveries)) == (QUERIES, [], {})
    assert only(b"".join(deliveries)) == QUERIES


def test_records_without_breaks_between_them() -> None:
    assert only(b"".join(map(dump, RECORDS))) == QUERIES


@pytest.mark.parametrize(
    "data", [b"", b"\n \r\n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0), b"[]", b'{"Records":[]}']
)
def test_nothing(data: bytes) -> None:
    assert decode(data, "a") == ([], [], {})


def test_a_byte_order_mark() -> None:
    assert only(b"\xef\xbb\xbf" + dump(RECORDS[0])) == QUERIES[:1]


def test_utf_16() -> None:
    assert read("\n".join(map(json.dumps, RECORDS)).encode("utf-16")) == (QUERIES, [], {})


@pytest.mark.parametrize("line", [UNBOUND, BIND, SYSLOG])
def test_lines_of_other_resolvers(line: bytes) -> None:
    assert only(line) == [TEXT_QUERY]
    assert only(b"\r\n".join([b"", line, line])) == [TEXT_QUERY] * 2
    assert read(gzipped(b"\n".join([line, line]))) == ([TEXT_QUERY] * 2, [], {})


def test_objects_of_other_resolvers() -> None:
    (found,) = only(ZEEK_JSON)
    assert (found.name, found.address, found.rcode, found.time_ms) == ("host0.example.com", "10.0.0.5", "NOERROR", NOON)
    assert only(dump([json.loads(ZEEK_JSON)] * 2)) == [found] * 2


@pytest.mark.parametrize(
    "wrapping", [bytes, gzipped, base64_of_gzip, lambda data: kinesis(gzipped(data)), kinesis, lambda data: data * 2]
)
def test_delivered_lines_have_the_times_and_the_owner_of_their_delivery(wrapping) -> None:
    found = only(wrapping(subscription(COREDNS, COREDNS)))
    assert {(one.name, one.rcode, one.address) for one in found} == {("host0.example.com", "NOERROR", "10.0.0.5")}
    assert [one.time_ms for one in found[:2]] == [1_722_430_202_000, 1_722_430_202_001]


def test_lines_that_are_delivered_to_lambda() -> None:
    assert [one.time_ms for one in only(subscription_to_lambda(COREDNS))] == [1_722_430_202_000]


def test_a_delivery_tells_whose_records_are_that_do_not_say_so() -> None:
    nobodys = dump(record(account_id=...))
    assert only(subscription(nobodys)) == [query()]
    assert only(subscription(nobodys).replace(b"111122223333", b"somebody")) == [query(account="")]
    assert only(subscription(nobodys), PATH.replace("111122223333", "444455556666")) == [query(account="444455556666")]
    assert only(subscription(dump(record(account_id="999900001111")))) == [query(account="999900001111")]


def test_a_delivery_of_records_and_lines_keeps_their_order() -> None:
    found = only(subscription(dump(RECORDS[0]), UNBOUND, dump(record(1, rcode=0)), dump(RECORDS[2])))
    assert [one.rcode for one in found] == ["NOERROR", "", "NOERROR", "NOERROR"]


def test_control_messages_are_no_records() -> None:
    control = subscription(b"CWL CONTROL MESSAGE: Checking health").replace(b"DATA_MESSAGE", b"CONTROL_MESSAGE")
    assert decode(control + subscription(dump(RECORDS[0])), "a") == (QUERIES[:1], [], {"control-message": 1})


def test_what_resolvers_log_beside_queries_is_counted() -> None:
    started = b"[1772452800] unbound[12:0] info: start of service (unbound 1.19.0)."
    decoded = decode(b"\n".join([started, UNBOUND]), "a")
    assert (decoded.queries, decoded.rejected) == ([TEXT_QUERY], []) and sum(decoded.skipped.values()) == 1


@pytest.mark.parametrize(
    ("damaged", "reason"),
    [
        (dump(RECORDS[1])[:-20], "truncated-json"),
        (dump(RECORDS[1])[20:], "unknown-format"),
        (b"{" + b"\x00" * 40 + b"}", "malformed-json"),
        (dump(RECORDS[1]).replace(b":", b"", 1), "malformed-json"),
        (b"x" * 100, "unknown-format"),
        (b"\xff\xfe\xfd", "unknown-format"),
        (b'{"query_name": "a.example."}', "missing-field"),
        (b'{"hello": 1}', "unknown-format"),
        (dump({"Records": [{"eventSource": "aws:s3", "s3": {}}]}), "s3-notification"),
        (b'{"data": "%%%"}', "malformed-base64"),
    ],
)
@pytest.mark.parametrize("good", [dump, lambda _: UNBOUND])
def test_damage_spares_its_neighbours(damaged: bytes, reason: str, good) -> None:
    alone = [found for one in RECORDS[::2] for found in only(good(one))]
    decoded = read(b"\n".join([good(RECORDS[0]), damaged, good(RECORDS[2])]) + b"\n")
    assert decoded.queries == alone
    assert reasons(decoded) == [reason]


def test_damage_in_the_first_line() -> None:
    decoded = read(b"\n".join([dump(RECORDS[0])[:-9], dump(RECORDS[1]), dump(RECORDS[2])]))
    assert decoded.queries == QUERIES[1:] and reasons(decoded) == ["truncated-json"]


def test_damage_in_a_document() -> None:
    document = json.dumps({"Records": RECORDS}, indent=2).encode()
    decoded = read(document.replace(b"host1", b'host1"', 1))
    assert decoded.queries == QUERIES[::2] and set(reasons(decoded)) == {"malformed-json"}
    decoded = read(document[: document.index(b"host2")])
    assert decoded.queries == QUERIES[:2] and reasons(decoded) == ["truncated-json"]


def test_a_damaged_gzip_file_gives_what_can_be_read() -> None:
    data = b"".join(dump(record(number)) + b"\n" for number in range(2_000))
    whole = gzipped(data)
    decoded = read(whole[: len(whole) // 2])
    assert decoded.queries == [query(number) for number in range(len(decoded.queries))] and len(decoded.queries) > 100
    assert "truncated-gzip" in reasons(decoded)


def test_a_file_may_mix_formats() -> None:
    lines = [dump(RECORDS[0]), UNBOUND, ZEEK_JSON, dump(record(1, rcode=0)), BIND, dump(RECORDS[2])]
    for data in (b"\n".join(lines), b"\n".join(lines[1:] + lines[:1])):
        decoded = read(data)
        assert len(decoded.queries) == 6 and decoded[1:] == ([], {})


def test_arrays_among_lines() -> None:
    assert only(b"\n".join([UNBOUND, dump(RECORDS), UNBOUND])) == [TEXT_QUERY, *QUERIES, TEXT_QUERY]


def test_wrappings_without_end_are_given_up() -> None:
    data = dump(RECORDS[0])
    for _ in range(300):
        data = gzipped(data)
    assert reasons(decode(data, "a")) == ["too-deep"]
    assert reasons(decode(b"[" * 100_000 + b"]" * 100_000, "a"))


def test_what_inflates_without_end_is_given_up(monkeypatch) -> None:
    monkeypatch.setattr("models.dns.decode.MAX_INFLATED", 10_000)
    data = b"\n".join(dump(record(number)) for number in range(100))
    assert reasons(decode(gzipped(data), "a")) == ["too-large"]
    assert len(only(gzipped(data[:5_000].rpartition(b"\n")[0]))) > 5


def test_rejected_records_are_known_by_their_hash_and_source() -> None:
    (one,) = decode(dump(record(query_name=5)), PATH).rejected
    assert one.source == PATH and len(one.sha256) == 64 and "5" not in one.detail


@given(st.binary() | st.text().map(str.encode))
def test_no_bytes_raise(data: bytes) -> None:
    decoded = decode(data, "a")
    assert not decoded.queries or data


PIECES = [dump(RECORDS[0]), UNBOUND, BIND, COREDNS, ZEEK_JSON, subscription(UNBOUND, dump(RECORDS[1]))]


@given(st.sampled_from(PIECES + [gzipped(one) for one in PIECES]), st.data())
def test_no_damage_raises(data: bytes, draw: Any) -> None:
    for _ in range(draw.draw(st.integers(1, 4))):
        place = draw.draw(st.integers(0, len(data)))
        piece = draw.draw(
            st.binary(max_size=3) | st.sampled_from([b"\n", b'"', b"{", b"]", b"\\", b"#", b"\x1f\x8b\x08"])
        )
        data = data[:place] + piece + data[place + draw.draw(st.integers(0, 3)) :]
    decode(data, "a")
