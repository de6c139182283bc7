from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.query import Answer, Query
from models.dns.zeek_json import read_zeek_json

RECORD: dict[str, Any] = {
    "ts": 1700000000.123456,
    "uid": "CMdzit1AMNsmfAIiQc",
    "id.orig_h": "10.0.0.5",
    "id.orig_p": 53412,
    "id.resp_h": "10.0.0.2",
    "id.resp_p": 53,
    "proto": "udp",
    "trans_id": 4711,
    "rtt": 0.0123,
    "query": "www.example.com",
    "qclass": 1,
    "qclass_name": "C_INTERNET",
    "qtype": 1,
    "qtype_name": "A",
    "rcode": 0,
    "rcode_name": "NOERROR",
    "AA": False,
    "TC": False,
    "RD": True,
    "RA": True,
    "Z": 0,
    "answers": ["cdn.example.net", "192.0.2.1"],
    "TTLs": [300.0, 60.0],
    "rejected": False,
}


def read(**changes: Any) -> Query | Fault | Skipped:
    """What is read of the record with changes; None leaves a member out."""
    members = {**RECORD, **{name.replace("__", "."): value for name, value in changes.items()}}
    return read_zeek_json(json.dumps({name: value for name, value in members.items() if value is not None}).encode())


def query(**changes: Any) -> Query:
    found = read(**changes)
    assert isinstance(found, Query)
    return found


def answers(asked: str, *found: str) -> list[tuple[str, str]]:
    return [(one.type, one.data) for one in query(qtype=None, qtype_name=asked, answers=found).answers]


def test_a_record() -> None:
    assert query() == Query(
        1_700_000_000_123,
        "www.example.com",
        "A",
        "NOERROR",
        (Answer("A", "192.0.2.1"), Answer("CNAME", "cdn.example.net")),
        "10.0.0.5",
    )


@pytest.mark.parametrize("ts", ["2023-11-14T22:13:20.123456Z", 1700000000123, "1700000000.123456"])
def test_times_in_other_forms(ts: Any) -> None:
    assert query(ts=ts).time_ms == 1_700_000_000_123


def test_numbers_are_preferred_and_names_will_do() -> None:
    assert query(qtype=255, qtype_name="*").type == "ANY"
    assert query(qtype=None, qtype_name="*").type == "ANY"
    assert query(qtype=65280, qtype_name="query-65280").type == "TYPE65280"
    assert query(rcode=8, rcode_name="NXRRSet").rcode == "NXRRSET"
    assert query(rcode=None, rcode_name="NXRRSet").rcode == "NXRRSET"
    assert query(rcode=None, rcode_name=None).rcode == ""


def test_what_a_record_may_lack() -> None:
    bare = query(answers=None, rcode=None, rcode_name=None, proto=None, qclass=None, qclass_name=None, id__resp_h=None)
    assert bare == Query(1_700_000_000_123, "www.example.com", "A", address="10.0.0.5")
    assert query(proto="tcp").tcp
    assert query(query="", qtype=2).name == ""


def test_records_of_no_question() -> None:
    assert read(query=None) == Skipped("no-question")
    assert read(qtype=None, qtype_name=None) == Skipped("no-question")


def test_names_that_no_resolver_was_asked_for() -> None:
    for changes in (
        {"id__resp_h": "224.0.0.251", "id__resp_p": 5353},
        {"id__resp_h": "FF02::1:3", "id__resp_p": 5355},
        {"id__resp_h": "10.0.0.255", "id__resp_p": 137},
    ):
        assert read(**changes) == Skipped("local-name-service")
    assert query(id__resp_h="10.0.0.2", id__resp_p=5353).name == "www.example.com"


def test_another_class() -> None:
    assert read(qclass=3, qclass_name="C_CHAOS") == Skipped("other-class")
    assert read(qclass=None, qclass_name="C_CHAOS") == Skipped("other-class")


def test_types_of_answers() -> None:
    assert answers("A", "a.example", "b.example", "192.0.2.1", "192.0.2.2") == [
        ("A", "192.0.2.1"),
        ("A", "192.0.2.2"),
        ("CNAME", "a.example"),
        ("CNAME", "b.example"),
    ]
    assert answers("AAAA", "2001:db8::1") == [("AAAA", "2001:db8::1")]
    assert answers("MX", "mail.example.com") == [("MX", "mail.example.com")]
    assert answers("PTR", "host.example.com") == [("PTR", "host.example.com")]
    assert answers("HTTPS", "<unknown type=65>") == [("HTTPS", "")]
    assert answers("NULL", "<unknown type=10>") == [("NULL", "")]
    assert answers("DS", "DS 13 2", "RRSIG DS example.com", "NSEC3") == [
        ("DS", "13 2"),
        ("NSEC3", ""),
        ("RRSIG", "DS example.com"),
    ]
    assert answers("SSHFP", "SSHFP: 0aff") == [("SSHFP", "0aff")]


def test_addresses_are_canonical() -> None:
    assert answers("AAAA", "::ffff:169.254.169.254", "FE80::1%eth0") == [("A", "169.254.169.254"), ("AAAA", "fe80::1")]


def test_strings_of_txt() -> None:
    assert answers("TXT", "TXT 11 v=spf1 -all") == [("TXT", '"v=spf1 -all"')]
    assert answers("TXT", "TXT 5 a TXT TXT 3 b c") == [("TXT", '"a TXT" "b c"')]
    assert answers("TXT", "TXT 0 ") == [("TXT", '""')]
    assert answers("TXT", "TXT 99 cut off") == [("TXT", '"cut off"')]
    assert answers("TXT", 'TXT 4 \\x00a"\\\\') == [("TXT", r'"\000a\034\092"')]
    assert answers("SPF", "SPF 1 é") == [("SPF", r'"\195\169"')]


def test_octets_of_names() -> None:
    assert answers("CNAME", r"a\xffb.example") == [("CNAME", r"a\255b.example")]
    assert query(query=r"a\x2eb.example").name == r"a\046b.example"


def test_faults() -> None:
    reasons = {
        "missing-field": [read(ts=None), read(ts="yesterday"), read(ts=[])],
        "implausible-time": [read(ts=12.5)],
        "malformed-name": [read(query="a..example")],
        "malformed-field": [read(id__orig_h="nobody")],
    }
    for reason, found in reasons.items():
        assert all(isinstance(one, Fault) and one.reason == reason for one in found), reason


def test_a_field_of_the_wrong_type_is_as_good_as_missing() -> None:
    assert query(rcode="?", rcode_name=7, answers="192.0.2.1", proto=17).rcode == ""
    assert read(query=5) == Skipped("no-question")


@given(st.text(), st.lists(st.text()))
def test_any_name_and_answers(name: str, texts: list[str]) -> None:
    found = read(query=name, answers=texts)
    if isinstance(found, Query):
        assert len(found.answers) == len(texts)
        assert all(one.data.isascii() for one in found.answers)
