from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.fault import Fault
from models.dns.stamps import NO_TIME, NO_YEAR, Stamped, take_stamps

#: 2026-01-15T10:00:00Z
TEN = 1_768_471_200_000
HOUR = 3_600_000


def taken(line: str, stamped_ms: int | None = None) -> Stamped:
    return take_stamps(line, stamped_ms)


@pytest.mark.parametrize(
    ("front", "time", "program"),
    [
        ("2026-01-15T10:00:00.123456789Z stdout F ", TEN + 123, ""),
        ("2026-01-15T11:00:00.123+01:00 stderr F ", TEN + 123, ""),
        ("2026-01-15T10:00:00Z ", TEN, ""),
        ("2026-01-15 10:00:00,5 ", TEN + 500, ""),
        ("2026-01-15T10:00:00.123+00:00 ns1 unbound[123]: ", TEN + 123, "unbound"),
        ("2026-01-15T10:00:00+0000 ns1.example.com named[9]: ", TEN, "named"),
        ("<30>2026-01-15T10:00:00Z 2001:db8::53 coredns: ", TEN, "coredns"),
        ("<30>1 2026-01-15T10:00:00.1Z ns1 unbound 96 - - ", TEN + 100, "unbound"),
        ('1 2026-01-15T10:00:00Z ns1 unbound 96 - [meta sequenceId="1" x="a\\"]"][b@1 c="d"] ', TEN, "unbound"),
        ("15-Jan-2026 10:00:00.123 ", TEN + 123, ""),
        ("[1768471200] ", TEN, ""),
        ("[1768471200.25] ", TEN + 250, ""),
        ("2026-01-15T10:00:01Z stdout F 15-Jan-2026 12:00:00.000 ", TEN + 1_000, ""),
        ("2026-01-15T10:00:01Z stdout F 2026-01-15T10:00:00.500Z ", TEN + 500, ""),
    ],
)
def test_a_time_is_taken_off_with_what_stands_around_it(front: str, time: int, program: str) -> None:
    assert taken(front + "message: of a program") == Stamped(time, program, True, "message: of a program")


@pytest.mark.parametrize(
    "front",
    [
        "Jan 15 10:00:00 ns1 named[9]: ",
        "<30>Jan  5 10:00:00 ns1 named: ",
        "Jan 15 10:00:00 ",
        "I0115 10:00:00.123456       1 log.go:47] ",
        "2026-02-30T10:00:00Z ",
        "1 - ns1 unbound 96 - - ",
    ],
)
def test_what_has_no_year_has_no_time_but_that_of_the_wrapping(front: str) -> None:
    assert taken(front + "message") == Stamped(NO_YEAR, taken(front).program, True, "message")
    assert taken(front + "message", TEN).time == TEN


def test_a_line_without_a_stamp_has_the_time_of_its_wrapping() -> None:
    assert taken("[INFO] plugin/reload: x") == Stamped(NO_TIME, "", True, "[INFO] plugin/reload: x")
    assert taken("[INFO] plugin/reload: x", TEN).time == TEN


def test_a_time_with_a_zone_is_believed_rather_than_the_wrapping_and_that_rather_than_one_without() -> None:
    assert taken("2026-01-15T10:00:00Z x", TEN + HOUR).time == TEN
    assert taken("15-Jan-2026 10:00:00.000 x", TEN + HOUR).time == TEN + HOUR
    assert taken("2026-01-15T10:00:00 x", TEN + HOUR).time == TEN + HOUR


def test_a_piece_of_a_line_is_known() -> None:
    assert not taken("2026-01-15T10:00:00Z stdout P [INFO] 10.0.0.5").whole
    assert taken("2026-01-15T10:00:00Z stdout F [INFO] 10.0.0.5").whole


def test_words_that_look_like_a_header_are_left_where_they_are_none() -> None:
    for message in (
        "queries: info: client",
        "client 10.0.0.5#53: query: a",
        "unbound[1:0] info: x: y",
        "[INFO] a b: c",
    ):
        assert taken("2026-01-15T10:00:00Z " + message).message == message


@given(st.text(), st.none() | st.integers(0, 10**15))
def test_any_text_is_taken_apart(line: str, stamped_ms: int | None) -> None:
    found = take_stamps(line, stamped_ms)
    assert line.endswith(found.message) and (isinstance(found.time, int | Fault))


@given(st.from_regex(r"[a-z]{1,8}[ -~]{0,40}", fullmatch=True))
def test_what_a_program_writes_stays_whole(message: str) -> None:
    assert take_stamps("[1768471200] " + message, None).message == message
