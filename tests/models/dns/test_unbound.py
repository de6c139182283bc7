from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.query import Query
from models.dns.stamps import Stamped
from models.dns.unbound import read_unbound

TIME = 1_700_000_000_000


def read(message: str, time: int | Fault = TIME) -> Query | Fault | Skipped | None:
    return read_unbound(Stamped(time, "", True, message))


def test_a_query() -> None:
    expected = Query(TIME, "www.example.com", "A", address="10.0.0.5")
    assert read("unbound[123:0] info: 10.0.0.5 www.example.com. A IN") == expected
    assert read("unbound[123:0] query: 10.0.0.5 WWW.Example.COM. A IN") == expected
    assert read("[123:1f] info: 10.0.0.5 www.example.com. A IN") == expected
    assert read("resolver-1[123:0] query: 10.0.0.5 www.example.com. A IN") == expected


@pytest.mark.parametrize("tag", ["info", "reply"])
def test_a_reply(tag: str) -> None:
    assert read(f"unbound[123:0] {tag}: 2001:db8::5 example.com. TYPE65280 IN NXDOMAIN 0.000123 1 44") == Query(
        TIME, "example.com", "TYPE65280", "NXDOMAIN", address="2001:db8::5"
    )


@pytest.mark.parametrize(
    ("transport", "tcp"), [("udp", False), ("tcp", True), ("dot", True), ("doh", True), ("dnscrypt_udp", False)]
)
def test_a_reply_with_where_it_was_asked(transport: str, tcp: bool) -> None:
    line = f"unbound[123:0] reply: 10.0.0.5 example.com. A IN NOERROR 0.012482 0 90 on {transport} 10.0.0.2 853"
    assert read(line) == Query(TIME, "example.com", "A", "NOERROR", address="10.0.0.5", tcp=tcp)


def test_the_root_and_odd_names() -> None:
    assert read("unbound[1:0] query: 10.0.0.5 . NS IN") == Query(TIME, "", "NS", address="10.0.0.5")
    assert read("unbound[1:0] query: 10.0.0.5 a?b.example. A IN") == Query(TIME, "a?b.example", "A", address="10.0.0.5")


@pytest.mark.parametrize(
    "message",
    [
        "unbound[123:0] reply: 10.0.0.5 - - - FORMERR - - - ",
        "unbound[123:0] info: 10.0.0.5 - - - FORMERR - - -",
        "unbound[123:0] reply: 10.0.0.5 - - - FORMERR - - - on udp 10.0.0.2 53",
        "unbound[123:0] reply: 10.0.0.5 null A IN SERVFAIL 0.000000 0 0",
    ],
)
def test_requests_that_could_not_be_read(message: str) -> None:
    assert read(message) == Skipped("no-question")


def test_another_class() -> None:
    assert read("unbound[123:0] query: 10.0.0.5 version.bind. TXT CH") == Skipped("other-class")


@pytest.mark.parametrize(
    "message",
    [
        "unbound[123:0] notice: init module 0: validator",
        "unbound[123:0] info: start of service (unbound 1.19.0).",
        "unbound[123:0] info: server stats for thread 0: 12 queries, 3 answers from cache, 9 recursions, 0 prefetch",
        "unbound[123:0] info: resolving www.example.com. A IN",
        "unbound[123:0] info: example.com. inform 10.0.0.5@53124 www.example.com. A IN",
        "unbound[123:0] error: SERVFAIL <www.example.com. A IN>: all servers failed",
        "unbound[123:0] fatal error: could not open ports",
        "[123:0] debug: cache memory msg=66072",
    ],
)
def test_other_messages(message: str) -> None:
    assert read(message) == Skipped("not-a-query")


@pytest.mark.parametrize(
    "message",
    [
        "unbound[123:0] query: 10.0.0.5 www.example.com. A",
        "unbound[123:0] info: 10.0.0.5 www.exam",
        "unbound[123:0] reply: 10.0.0.5 www.example.com. A IN NOERROR 0.0",
        "unbound[123:0] query: ",
    ],
)
def test_damaged_lines(message: str) -> None:
    found = read(message)
    assert isinstance(found, Fault) and found.reason == "malformed-line"


def test_faults_of_fields() -> None:
    reasons = [
        read("unbound[1:0] query: nobody www.example.com. A IN"),
        read("unbound[1:0] query: 10.0.0.5 www..example.com. A IN"),
        read("unbound[1:0] query: 10.0.0.5 www.example.com. ?? IN"),
    ]
    assert [found.reason for found in reasons if isinstance(found, Fault)] == [
        "malformed-field",
        "malformed-name",
        "malformed-field",
    ]
    lack = Fault("missing-time", "why")
    assert read("unbound[1:0] query: 10.0.0.5 www.example.com. A IN", lack) is lack


@pytest.mark.parametrize(
    "message",
    [
        "10.0.0.5 www.example.com. A IN",
        "info: 10.0.0.5 www.example.com. A IN",
        "sshd[123]: info: 10.0.0.5 www.example.com. A IN",
        "kernel: [123:0] x",
        "",
    ],
)
def test_lines_of_others(message: str) -> None:
    assert read(message) is None


@given(st.text())
def test_any_text(text: str) -> None:
    assert read(text) is None
    assert not isinstance(read("unbound[123:0] notice: " + text), Query)
    read("unbound[123:0] query: 10.0.0.5 " + text)
    read("unbound[123:0] reply: 10.0.0.5 example.com. A IN " + text)
