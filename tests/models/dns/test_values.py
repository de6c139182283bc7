"""Types, response codes, addresses, transports and times, however a log spells them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.dns.fault import Fault
from models.dns.values import (
    by_tcp,
    clean_address,
    clean_data,
    clean_rcode,
    clean_type,
    epoch_ms,
    fault_of,
    iso_ms,
    time_ms,
)

NOON = 1_772_452_800_000  # 2026-03-02T12:00:00Z


@pytest.mark.parametrize(
    ("value", "name"),
    [
        *((value, "A") for value in ("A", "a", 1, "1", "TYPE1", "type1", " A ")),
        *((value, "HTTPS") for value in ("HTTPS", 65, "TYPE65", "Type65")),
        *((value, "ANY") for value in ("ANY", "*", 255, "ALL")),
        *((value, "TYPE65280") for value in ("TYPE65280", 65280, "65280")),
        ("nsec3param", "NSEC3PARAM"),
        (10, "NULL"),
        (25, "KEY"),
        (16, "TXT"),
        (33, "SRV"),
        (52, "TLSA"),
        (257, "CAA"),
        (0, "TYPE0"),
        (65_536, ""),
        (-1, ""),
        ("", ""),
        ("-", ""),
        ("A" * 40, ""),
    ],
)
def test_types(value: str | int, name: str) -> None:
    assert clean_type(value) == name


@pytest.mark.parametrize(
    ("value", "name"),
    [
        *((value, "NXDOMAIN") for value in ("NXDOMAIN", "NXDomain", "nx_domain", "NX-Domain", 3, "3", "RCODE3")),
        *((value, "NOERROR") for value in ("NOERROR", "NoError", "No Error", 0, "0")),
        *((value, "SERVFAIL") for value in ("ServFail", "SERV_FAIL", "Server Failure", 2)),
        *((value, "NOTIMP") for value in ("NOTIMP", "NotImp", "NOTIMPL", "Not Implemented", 4)),
        (23, "BADCOOKIE"),
        (99, "RCODE99"),
        ("", ""),
        ("-", ""),
        (-1, ""),
    ],
)
def test_response_codes(value: str | int, name: str) -> None:
    assert clean_rcode(value) == name


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.0.5", "10.0.0.5"),
        (" 10.0.0.5", "10.0.0.5"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("::ffff:10.0.0.5", "10.0.0.5"),
        ("::FFFF:0a00:0005", "10.0.0.5"),
        ("fe80::1%eth0", "fe80::1"),
        *((text, "") for text in ("", "-", "10.0.0", "10.0.0.5:53", "host", "1" * 40)),
    ],
)
def test_addresses(text: str, address: str) -> None:
    assert clean_address(text) == address


@pytest.mark.parametrize(
    ("type_", "text", "data"),
    [
        ("CNAME", "www.example.com.", "www.example.com"),
        ("MX", "10 mail.example.com.", "10 mail.example.com"),
        ("SRV", "0 5 443 a.example.com.", "0 5 443 a.example.com"),
        ("SOA", "ns.example.com. admin.example.com. 1 2 3 4 5", "ns.example.com admin.example.com 1 2 3 4 5"),
        ("HTTPS", "1 . alpn=h2", "1 . alpn=h2"),
        ("MX", "0 .", "0 ."),
        ("CNAME", "a\\.", "a\\."),
        ("TXT", '"It ends."', '"It ends."'),
        ("TXT", "ends.", "ends."),
        ("A", "192.0.2.1", "192.0.2.1"),
    ],
)
def test_data_of_answers(type_: str, text: str, data: str) -> None:
    assert clean_data(type_, text) == data


@pytest.mark.parametrize(
    ("text", "is_tcp"),
    [
        *((text, False) for text in ("UDP", "udp", "DNSCryptUDP", "DOQ", "")),
        *((text, True) for text in ("TCP", "tcp", "DOH", "DoH-FIPS", "DOT", "DNSCryptTCP")),
    ],
)
def test_transports(text: str, is_tcp: bool) -> None:
    assert by_tcp(text) is is_tcp


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("2026-03-02T12:00:00Z", NOON),
        ("2026-03-02T12:00:00", NOON),
        ("2026-03-02 12:00:00", NOON),
        ("2026-03-02t12:00:00z", NOON),
        ("2026-03-02 12:00:00 UTC", NOON),
        ("2026-03-02T12:00:00.5Z", NOON + 500),
        ("2026-03-02T12:00:00,123Z", NOON + 123),
        ("2026-03-02T12:00:00.123999999Z", NOON + 123),
        ("2026-03-02T14:00:00+02:00", NOON),
        ("2026-03-02T14:00:00.001+0200", NOON + 1),
        ("2026-03-02T09:30:00.9-02:30", NOON + 900),
        ("2026-03-02T14:00:00 +02", NOON),
        ("1772452800", NOON),
        ("1772452800.123", NOON + 123),
        ("1772452800.1239999", NOON + 123),
        ("1772452800123", NOON + 123),
        ("1772452800123999", NOON + 123),
        ("1772452800123999999", NOON + 123),
        (1_772_452_800, NOON),
        (1_772_452_800.123, NOON + 123),
        (NOON, NOON),
        *((text, None) for text in ("", "-", "2026-03-02", "2026-13-02T12:00:00Z", "noon", "-5", "1e9", "9" * 40)),
        *((text, None) for text in ("2026-03-02T12:00:00.Z", "2026-03-02T12:00:61Z", "\u0662026-03-02T12:00:00Z")),
        *((number, None) for number in (-1, float("nan"), float("inf"), 10**30, True)),
    ],
)
def test_times(text: str | float, ms: int | None) -> None:
    assert time_ms(text) == ms


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), st.integers(-720, 840))
def test_iso_times_in_any_zone(moment: datetime, minutes: int) -> None:
    moment = moment.replace(tzinfo=UTC)
    there = moment.astimezone(timezone(timedelta(minutes=minutes)))
    expected = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    assert iso_ms(there.isoformat()) == iso_ms(there.isoformat(" ")) == expected


@given(st.integers(0, 4_000_000_000), st.integers(0, 999_999))
def test_seconds_are_read_without_loss(seconds: int, micros: int) -> None:
    assert epoch_ms(f"{seconds}.{micros:06}") == seconds * 1_000 + micros // 1_000


@given(st.text() | st.integers() | st.floats())
def test_values_of_any_kind_are_read_or_are_none(value: str | float) -> None:
    assert time_ms(value) is None or isinstance(time_ms(value), int)
    if isinstance(value, str | int):
        assert clean_type(value) == clean_type(clean_type(value))
        assert clean_rcode(value) == clean_rcode(clean_rcode(value))
    if isinstance(value, str):
        assert clean_address(value) == clean_address(clean_address(value))


def test_what_is_wrong_with_a_record() -> None:
    assert fault_of(NOON, "example.com", "ts", "query") is None
    assert fault_of(NOON, "", "ts", "query") is None
    assert fault_of(None, "a", "ts", "query") == Fault("missing-field", "no usable ts")
    assert fault_of(NOON, None, "ts", "query") == Fault("malformed-name", "query is no name")
    assert fault_of(0, "a", "ts", "query") == Fault("implausible-time", "ts is not in the years 2006 to 2199")
