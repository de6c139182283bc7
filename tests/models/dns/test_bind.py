from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.bind import read_bind
from models.dns.fault import Fault
from models.dns.query import Query
from models.dns.stamps import Stamped

TIME = 1_768_471_200_123
CLIENT = "client @0x7f1c2c000d80 10.0.0.5#53412 (www.example.com): "
WWW = Query(TIME, "www.example.com", "A", address="10.0.0.5")


def read(message: str) -> Query | Fault | Skipped | None:
    return read_bind(Stamped(TIME, "", True, message))


@pytest.mark.parametrize(
    "message",
    [
        "queries: info: " + CLIENT + "query: www.example.com IN A +E(0)K (10.0.0.1)",
        "info: " + CLIENT + "query: www.example.com IN A +E(0)DC (10.0.0.1)",
        "queries: " + CLIENT + "query: www.example.com IN A - (10.0.0.1) [ECS 192.0.2.0/24/0]",
        CLIENT + "view internal: query: WWW.example.com IN A +SE(0)V (10.0.0.1)",
        "client 10.0.0.5#53412: query: www.example.com IN A",
        "client 10.0.0.5#53412: view external: query: www.example.com IN A +",
        "client 10.0.0.5#53412 (www.example.com): query: www.example.com IN A +ED (10.0.0.1)",
        "client 10.0.0.5#53412/key transfer.example (www.example.com): query: www.example.com IN A + (10.0.0.1)",
    ],
)
def test_forms_of_a_query(message: str) -> None:
    assert read(message) == WWW


def test_tcp_is_a_flag() -> None:
    for flags, tcp in (("+T", True), ("+E(0)T", True), ("-SE(0)TDK", True), ("+E(0)K", False), ("+", False)):
        found = read(CLIENT + f"query: www.example.com IN A {flags} (10.0.0.1)")
        assert isinstance(found, Query) and found.tcp is tcp, flags


def test_other_names_types_and_addresses() -> None:
    line = "client @0x7f 2001:DB8::5#53412 ({0}): query: {0} IN {1} +E(0)K (2001:db8::53)"
    assert read(line.format(".", "NS")) == Query(TIME, "", "NS", address="2001:db8::5")
    assert read(line.format(r"a\032b\).example.com", "TYPE65")) == Query(
        TIME, r"a\032b).example.com", "HTTPS", address="2001:db8::5"
    )
    assert read("client @0x7f fe80::5%eth0#53412 (a.example): query: a.example IN A + (fe80::1)") == Query(
        TIME, "a.example", "A", address="fe80::5"
    )


def test_responses() -> None:
    assert read(CLIENT + "response: www.example.com IN A NXDOMAIN +E(0)K (10.0.0.1)") == Query(
        TIME, "www.example.com", "A", "NXDOMAIN", address="10.0.0.5"
    )
    assert read("responses: info: " + CLIENT + "response: www.example.com IN A NOERROR +E(0)TK 1 0 1") == Query(
        TIME, "www.example.com", "A", "NOERROR", address="10.0.0.5", tcp=True
    )


@pytest.mark.parametrize(
    "message",
    [
        CLIENT + "query failed (SERVFAIL) for www.example.com/IN/A at query.c:5871",
        "client 10.0.0.5#53412 (www.example.com): query (cache) 'www.example.com/A/IN' denied",
        "rpz: info: " + CLIENT + "rpz QNAME NXDOMAIN rewrite www.example.com/A/IN via www.example.com.rpz.example",
        "general: info: zone example.com/IN: loaded serial 5",
        "lame-servers: info: network unreachable resolving 'www.example.com/A/IN': 2001:db8::1#53",
        "resolver: debug 1: fetch: www.example.com/A",
    ],
)
def test_other_messages(message: str) -> None:
    assert read(message) == Skipped("not-a-query")


def test_another_class() -> None:
    assert read("client 10.0.0.5#5 (version.bind): query: version.bind CH TXT + (10.0.0.1)") == Skipped("other-class")


@pytest.mark.parametrize("rest", ["query: www.example.com", "query: www.example.com IN", "query: "])
def test_damaged_lines(rest: str) -> None:
    found = read(CLIENT + rest)
    assert isinstance(found, Fault) and found.reason == "malformed-line"


@pytest.mark.parametrize(
    "message",
    [
        "",
        "query: www.example.com IN A + (10.0.0.1)",
        "client connected from 10.0.0.5#53412: query: www.example.com IN A",
        "the client 10.0.0.5#53412: query: www.example.com IN A",
        "select: slow query: www.example.com IN A",
    ],
)
def test_lines_of_others(message: str) -> None:
    assert read(message) is None


@given(st.text())
def test_any_text(text: str) -> None:
    assert not isinstance(read(text), Query)
    assert read("queries: info: " + text) == Skipped("not-a-query")
    read(CLIENT + text)
    read(CLIENT + "query: " + text)
    read(CLIENT + "response: www.example.com IN A " + text)
