from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.lines import read_line
from models.dns.query import Query

#: 2026-01-15T10:00:00Z
TEN = 1_768_471_200_000
UNBOUND = "10.0.0.5 www.example.com. A IN"
BIND = "client @0x7f 10.0.0.5#53412 (www.example.com): query: www.example.com IN A +E(0)K (10.0.0.1)"
COREDNS = '[INFO] 10.0.0.5:34567 - 1 "A IN www.example.com. udp 40 false 512" NOERROR qr,rd,ra 106 0.05s'
ASKED = Query(TEN, "www.example.com", "A", address="10.0.0.5")
ANSWERED = Query(TEN, "www.example.com", "A", "NOERROR", address="10.0.0.5")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (f"[1768471200] unbound[123:0] info: {UNBOUND}", ASKED),
        (f"2026-01-15T11:00:00.000+01:00 unbound[123:0] query: {UNBOUND}\n", ASKED),
        (f"2026-01-15T10:00:00.000000+00:00 ns1 unbound[123]: [123:0] info: {UNBOUND}", ASKED),
        (f"<30>1 2026-01-15T10:00:00Z ns1 unbound 123 - - [123:0] query: {UNBOUND}\r\n", ASKED),
        (f"15-Jan-2026 10:00:00.000 queries: info: {BIND}", ASKED),
        (f"2026-01-15T10:00:00.000Z {BIND}", ASKED),
        (f"2026-01-15T10:00:00.000 queries: {BIND}", ASKED),
        (f"2026-01-15T10:00:00+0000 ns1 named[9]: {BIND}", ASKED),
        (f"2026-01-15T10:00:00.000000000Z stdout F {COREDNS}", ANSWERED),
        (f"2026-01-15T10:00:00.000Z {COREDNS}", ANSWERED),
        (f"2026-01-15T10:00:00+0000 node1 coredns[77]: {COREDNS}", ANSWERED),
    ],
)
def test_resolvers_behind_loggers(line: str, expected: Query) -> None:
    assert read_line(line, None) == expected


@pytest.mark.parametrize(
    "line",
    [COREDNS, f"Jan 15 10:00:00 ns1 named[9]: {BIND}", f"Jan 15 10:00:00 unbound[123:0] info: {UNBOUND}"],
)
def test_a_line_whose_time_cannot_be_known_needs_that_of_its_wrapping(line: str) -> None:
    found = read_line(line, None)
    assert isinstance(found, Fault) and found.reason == "missing-time"
    assert read_line(line, TEN) in (ASKED, ANSWERED)


def test_a_piece_of_a_line() -> None:
    found = read_line(f"2026-01-15T10:00:00Z stdout P {COREDNS}", None)
    assert isinstance(found, Fault) and found.reason == "partial-line"


@pytest.mark.parametrize("program", ["unbound", "named", "coredns"])
def test_what_else_a_resolver_tells_syslog(program: str) -> None:
    assert read_line(f"Jan 15 10:00:00 ns1 {program}[9]: all is well", None) == Skipped("not-a-query")


@pytest.mark.parametrize(
    "line",
    [
        "",
        "hello",
        "Jan 15 10:00:00 ns1 sshd[9]: Accepted publickey for root from 10.0.0.5 port 40000",
        f"Jan 15 10:00:00 ns1 sshd[9]: garbled {BIND}",
        '10.0.0.5 - - [15/Jan/2026:10:00:00 +0000] "GET / HTTP/1.1" 200 5',
        "2 123456789010 eni-0abc 10.0.0.5 198.51.100.7 40000 443 6 7 480 1700000000 1700000060 ACCEPT OK",
    ],
)
def test_lines_of_no_known_format(line: str) -> None:
    assert read_line(line, TEN) is None


def test_an_implausible_time_is_a_fault() -> None:
    found = read_line(f"1996-01-15T10:00:00Z {BIND}", None)
    assert isinstance(found, Fault) and found.reason == "implausible-time"


def test_octets_that_are_no_text_are_in_the_name() -> None:
    line = b"[1768471200] unbound[1:0] query: 10.0.0.5 a\xff.example. A IN".decode(errors="surrogateescape")
    found = read_line(line, None)
    assert isinstance(found, Query) and found.name == r"a\255.example"


@given(st.text() | st.binary().map(lambda octets: octets.decode(errors="surrogateescape")))
def test_arbitrary_text_is_no_query(text: str) -> None:
    assert not isinstance(read_line(text, TEN), Query)


@given(
    st.sampled_from(
        [f"[1768471200] unbound[1:0] query: {UNBOUND}", f"15-Jan-2026 10:00:00.000 queries: info: {BIND}", COREDNS]
    ),
    st.data(),
)
def test_damaged_lines_never_raise(line: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(line)))
    read_line(line[:place] + data.draw(st.text(max_size=5)) + line[place + data.draw(st.integers(0, 5)) :], None)
