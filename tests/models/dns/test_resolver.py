"""Records of Route 53 Resolver, as it writes them and as others do."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.decode import decode
from models.dns.query import Answer, Query
from tests.models.containers.wrappings import dump
from tests.models.dns.records import NOON, query, reasons, record


def one(value: dict[str, Any] | bytes, source: str = "a") -> Query:
    decoded = decode(value if isinstance(value, bytes) else dump(value), source)
    assert (decoded.rejected, decoded.skipped) == ([], {})
    (found,) = decoded.queries
    return found


def test_a_record() -> None:
    assert one(record()) == query()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"version": "1.1"}, {}),
        ({"srcport": 51234}, {}),
        ({"srcport": None}, {}),
        ({"brand_new": {"a": [1]}}, {}),
        ({"additional_properties": {"is_delayed": "true"}}, {}),
        ({"query_name": "Host0.EXAMPLE.com"}, {}),
        ({"query_name": "."}, {"name": ""}),
        ({"query_name": "bücher.example."}, {"name": "xn--bcher-kva.example"}),
        ({"query_name": "\\001\\255.t.example."}, {"name": "\\001\\255.t.example"}),
        ({"query_type": 28}, {"type": "AAAA"}),
        ({"query_type": "TYPE65280"}, {"type": "TYPE65280"}),
        ({"query_type": None}, {"type": ""}),
        ({"query_type": ["A"]}, {"type": ""}),
        ({"query_class": ...}, {}),
        ({"rcode": "NXDomain"}, {"rcode": "NXDOMAIN"}),
        ({"rcode": 3}, {"rcode": "NXDOMAIN"}),
        ({"rcode": 0}, {}),
        ({"rcode": ...}, {"rcode": ""}),
        ({"srcaddr": "2001:DB8::0:5"}, {"address": "2001:db8::5"}),
        ({"srcaddr": "::ffff:10.0.0.5"}, {}),
        ({"srcaddr": "somewhere"}, {"address": ""}),
        ({"srcaddr": ...}, {"address": ""}),
        ({"transport": "TCP"}, {"tcp": True}),
        ({"transport": "DOH"}, {"tcp": True}),
        ({"transport": None}, {}),
        ({"srcids": ...}, {"instance": ""}),
        ({"srcids": None}, {"instance": ""}),
        ({"srcids": {}}, {"instance": ""}),
        ({"srcids": "i-0abc"}, {"instance": ""}),
        ({"srcids": {"instance": None}}, {"instance": ""}),
        ({"srcids": {"resolver_endpoint": "rslvr-in-0", "resolver_network_interface": "rni-0"}}, {"instance": ""}),
        ({"account_id": 111122223333}, {}),
        ({"account_id": 1122223333}, {"account": "001122223333"}),
        ({"account_id": ...}, {"account": ""}),
        ({"region": None}, {"region": ""}),
        ({"vpc_id": ...}, {"vpc": ""}),
        ({"vpc_id": ..., "resource_id": "vpc-0def"}, {"vpc": "vpc-0def"}),
        ({"vpc_id": None, "resource_id": "rp-0def"}, {"vpc": ""}),
        ({"firewall_rule_action": "BLOCK", "firewall_rule_group_id": "rslvr-frg-0"}, {"blocked": True}),
        ({"firewall_rule_action": "Block", "rcode": 0}, {"blocked": True}),
        ({"firewall_rule_action": "ALERT"}, {}),
        ({"firewall_rule_action": "ALLOW"}, {}),
        ({"firewall_rule_action": None}, {}),
    ],
)
def test_members_in_any_form(changes: dict[str, Any], expected: dict[str, Any]) -> None:
    assert one(record(**changes)) == query(**expected)


@pytest.mark.parametrize(
    ("time", "ms"),
    [
        ("2026-03-02T12:00:00.123Z", NOON + 123),
        ("2026-03-02T12:00:00.123456789Z", NOON + 123),
        ("2026-03-02T12:00:00", NOON),
        ("2026-03-02T13:30:00+01:30", NOON),
        ("2026-03-02 12:00:00 UTC", NOON),
        (NOON, NOON),
        (NOON // 1000, NOON),
        (NOON / 1000 + 0.5, NOON + 500),
        ("1772452800", NOON),
    ],
)
def test_times_in_any_form(time: str | float, ms: int) -> None:
    assert one(record(query_timestamp=time)).time_ms == ms


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (..., []),
        (None, []),
        ([], []),
        ({}, []),
        ("192.0.2.1", []),
        ([{"Rdata": "www.example.net.", "Type": "CNAME", "Class": "IN"}], [("CNAME", "www.example.net")]),
        ([{"rdata": "192.0.2.1", "type": "A", "class": "IN"}], [("A", "192.0.2.1")]),
        ([{"RData": "192.0.2.1", "TYPE": 1}], [("A", "192.0.2.1")]),
        ([{"Rdata": '"v=spf1 -all."', "Type": "TXT"}], [("TXT", '"v=spf1 -all."')]),
        ([{"Rdata": "\x00\x01é\x7f", "Type": "NULL"}], [("NULL", "\x00\x01é\x7f")]),
        ([{"Rdata": "192.0.2.1"}], [("", "192.0.2.1")]),
        ([{"Rdata": 5, "Type": "A"}, None, {"Rdata": "192.0.2.2", "Type": "A"}], [("A", "192.0.2.2")]),
    ],
)
def test_answers_in_any_form(answers: Any, expected: list[tuple[str, str]]) -> None:
    assert one(record(answers=answers)).answers == tuple(Answer(*pair) for pair in expected)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (b"192.0.2.1", b"\xff\xfe\x80"),
        (b"192.0.2.1", b"a\x00\x1fb"),
        (b"192.0.2.1", rb"\ud800"),
        (b"192.0.2.1", rb"\q\000"),
        (b'"51234"', b"NaN"),
    ],
)
def test_text_that_is_no_correct_json_costs_no_record(wrong: bytes, right: bytes) -> None:
    damaged = dump(record(1)).replace(wrong, right)
    data = b"\n".join([dump(record(0)), damaged, dump(record(2))])
    decoded = decode(data, "a")
    assert (decoded.rejected, decoded.skipped) == ([], {})
    assert [found.name for found in decoded.queries] == [f"host{number}.example.com" for number in range(3)]
    assert [found.address for found in decoded.queries] == ["10.0.0.5"] * 3


def test_a_name_in_octets_that_are_no_text() -> None:
    decoded = decode(dump(record()).replace(b"host0", b"host\xff0"), "a")
    assert [found.name for found in decoded.queries] == [r"host\239\191\1890.example.com"]


@pytest.mark.parametrize(
    ("changes", "reason", "detail"),
    [
        ({"query_timestamp": ...}, "missing-field", "no usable query_timestamp"),
        ({"query_timestamp": None}, "missing-field", "no usable query_timestamp"),
        ({"query_timestamp": "noon"}, "missing-field", "no usable query_timestamp"),
        ({"query_timestamp": {}}, "missing-field", "no usable query_timestamp"),
        ({"query_timestamp": "1999-03-02T12:00:00Z"}, "implausible-time", "query_timestamp is not in the years"),
        ({"query_timestamp": 0}, "implausible-time", "query_timestamp is not in the years"),
        ({"query_name": ...}, "missing-field", "no usable query_name"),
        ({"query_name": 5}, "missing-field", "no usable query_name"),
        ({"query_name": "a..b."}, "malformed-name", "query_name is no name"),
        ({"query_name": "a." * 5000}, "malformed-name", "query_name is no name"),
        ({"query_timestamp": ..., "query_name": ...}, "unknown-format", "an object of no format that is known"),
    ],
)
def test_a_record_needs_a_time_and_a_name(changes: dict[str, Any], reason: str, detail: str) -> None:
    decoded = decode(dump([record(0), record(1, **changes), record(2)]), "a")
    assert decoded.queries == [query(0), query(2)]
    assert reasons(decoded) == [reason] and decoded.rejected[0].detail.startswith(detail)


def test_another_class_is_no_question_of_the_internet() -> None:
    decoded = decode(dump(record(query_class="CH", query_name="version.bind.", query_type="TXT")), "a")
    assert decoded == ([], [], {"other-class": 1})


texts = st.text(st.characters(codec="utf-8"), max_size=20)


@given(
    st.builds(
        dict,
        name=st.lists(st.text("abcxyz019-_", min_size=1, max_size=20), max_size=5).map(".".join),
        time_ms=st.integers(1_200_000_000, 4_000_000_000).map(lambda seconds: seconds * 1000),
        answers=st.lists(st.builds(Answer, st.sampled_from(["A", "TXT", "NULL"]), texts), max_size=4)
        .map(sorted)
        .map(tuple),
        address=st.ip_addresses(v=4).map(str),
        tcp=st.booleans(),
        blocked=st.booleans(),
    )
)
def test_decoding_undoes_encoding(members: dict[str, Any]) -> None:
    expected = query(**members)
    written = record(
        query_name=expected.name + ".",
        query_timestamp=expected.time_ms // 1000,
        answers=[{"Rdata": answer.data, "Type": answer.type, "Class": "IN"} for answer in expected.answers],
        srcaddr=expected.address,
        transport="TCP" if expected.tcp else "UDP",
        firewall_rule_action="BLOCK" if expected.blocked else "ALERT",
    )
    assert one(written) == expected
    assert one(json.dumps(written, indent=1, ensure_ascii=False).encode()) == expected


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(sorted(record(resource_id="vpc-0", firewall_rule_action="BLOCK"))), values))
def test_members_of_any_kind_never_raise(changes: dict[str, Any]) -> None:
    decoded = decode(dump(record(**changes)), "a")
    assert len(decoded.queries) + len(decoded.rejected) + sum(decoded.skipped.values()) == 1
