from __future__ import annotations

import gzip
import hashlib
from typing import Any

import pytest

from models.vpc_flow.fields import FIELDS, V2, Formats
from tests.models.vpc_flow.samples import SOUND, START, expected, file, line, read, reasons, record, rows, shown

ALL = tuple(sorted(FIELDS))
SHORT = ("dstaddr", "srcaddr", "end", "start", "action")


def test_the_default_format_without_a_header() -> None:
    data = b"2 111122223333 eni-0a1b2c3d 10.0.0.5 198.51.100.7 40000 443 6 10 4000 1767225600 1767225660 ACCEPT OK\n"
    assert rows(data) == [
        {
            "account_id": "111122223333",
            "interface_id": "eni-0a1b2c3d",
            "srcaddr": "10.0.0.5",
            "dstaddr": "198.51.100.7",
            "srcport": 40000,
            "dstport": 443,
            "protocol": 6,
            "packets": 10,
            "bytes": 4000,
            "start": 1767225600,
            "end": 1767225660,
            "action": "ACCEPT",
        }
    ]


@pytest.mark.parametrize("names", [V2, V2[::-1], ALL, ALL[::-1], SHORT])
def test_any_format_with_a_header(names: tuple[str, ...]) -> None:
    assert rows(file(SOUND, record(dstport=22), names=names)) == [expected(names), expected(names, dstport=22)]


def test_a_header_may_be_written_with_underscores() -> None:
    text = file(SOUND, names=ALL)
    head, _, rest = text.partition(b"\n")
    assert rows(head.replace(b"-", b"_") + b"\n" + rest) == [expected(ALL)]


@pytest.mark.parametrize("second", [SHORT, V2[::-1], V2])
def test_a_header_in_the_midst_counts_from_there_on(second: tuple[str, ...]) -> None:
    text = file(SOUND) + file(record(action="REJECT"), names=second)
    assert rows(text) == [expected(), expected(second, action="REJECT")]


def test_fields_that_nobody_knows_are_passed_over_and_counted_once() -> None:
    names = ("brand-new", *V2, "newer-still")
    decoded = read(file(SOUND, SOUND, names=names) + file(SOUND, names=names))
    assert shown(decoded) == [expected()] * 3
    assert decoded.skipped == {"unknown-field": 2}


def test_a_field_that_is_named_twice_is_the_first() -> None:
    assert rows(b"srcaddr dstaddr start end srcaddr\n192.0.2.1 192.0.2.2 1767225600 1767225601 192.0.2.3\n") == [
        {"srcaddr": "192.0.2.1", "dstaddr": "192.0.2.2", "start": START, "end": START + 1}
    ]


def test_a_header_without_addresses_loses_its_own_lines_only() -> None:
    decoded = read(file(SOUND, SOUND, names=("version", "start", "end")) + file(SOUND))
    assert shown(decoded) == [expected()]
    assert reasons(decoded) == ["missing-field"]
    assert decoded.rejected[0].detail == "the format lacks srcaddr or pkt-srcaddr, dstaddr or pkt-dstaddr"


def test_a_header_alone_is_nothing() -> None:
    assert rows(file()) == rows(file()[:-1]) == rows(b"") == rows(b"\n \n") == []


def test_the_configured_format_is_for_lines_that_have_its_width() -> None:
    formats = Formats(SHORT)
    text = "\n".join([line(SHORT), line(), line(SHORT, action="REJECT")]).encode()
    for data in (text, b"\n".join(text.splitlines()[::-1])):
        decoded = read(data, formats=formats)
        assert not decoded.rejected
        assert sorted(shown(decoded), key=str) == sorted(
            [expected(SHORT), expected(), expected(SHORT, action="REJECT")], key=str
        )
    assert rows(file(SOUND, names=ALL), formats=formats) == [expected(ALL)]


def test_a_configured_format_of_fourteen_fields_is_not_the_default() -> None:
    formats = Formats(V2[::-1])
    assert rows(line(V2[::-1]).encode(), formats=formats) == [expected()]


@pytest.mark.parametrize("names", [V2, V2[::-1]])
def test_no_traffic_and_gaps_are_counted(names: tuple[str, ...]) -> None:
    silent = dict.fromkeys(("srcaddr", "dstaddr", "srcport", "dstport", "protocol", "packets", "bytes", "action"))
    nodata, gap = record(**silent, log_status="NODATA"), record(**silent, log_status="SKIPDATA")
    decoded = read(file(nodata, SOUND, gap, nodata, names=names))
    assert shown(decoded) == [expected()]
    assert not decoded.rejected
    assert decoded.skipped == {"NODATA": 2, "SKIPDATA": 1}


def test_a_record_of_nothing_is_no_traffic_without_a_status_too() -> None:
    names = ("srcaddr", "dstaddr", "bytes", "start", "end")
    decoded = read(file(record(srcaddr=None, dstaddr=None, bytes=None), SOUND, names=names))
    assert shown(decoded) == [expected(names)]
    assert decoded.skipped == {"NODATA": 1}


@pytest.mark.parametrize(
    "name", ["account-id", "interface-id", "srcport", "protocol", "packets", "bytes", "action", "tcp-flags", "region"]
)
def test_a_hyphen_is_no_value(name: str) -> None:
    (row,) = rows(file(SOUND | {name: None}, names=ALL))
    assert row == {k: v for k, v in expected(ALL).items() if k != name.replace("-", "_")}


def test_an_unknown_account_is_none() -> None:
    assert rows(line(account_id="unknown").encode()) == [expected(account_id=None)]


def test_one_address_of_two_is_enough() -> None:
    (row,) = rows(file(record(srcaddr=None, pkt_dstaddr=None), names=ALL))
    assert row == expected(ALL, srcaddr=None, pkt_dstaddr=None)


@pytest.mark.parametrize(("missing", "other"), [("start", "end"), ("end", "start")])
def test_one_time_of_two_is_enough(missing: str, other: str) -> None:
    (row,) = rows(file(SOUND | {missing: None}))
    assert row == expected() | {missing: SOUND[other]}
    without = tuple(name for name in V2 if name != missing)
    assert rows(file(SOUND, names=without)) == [row]


def test_ipv6() -> None:
    assert rows(line(srcaddr="2001:db8::1", dstaddr="2001:DB8::ffff:192.0.2.1").encode()) == [
        expected(srcaddr="2001:db8::1", dstaddr="2001:DB8::ffff:192.0.2.1")
    ]


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text.replace(b"\n", b"\r\n"),
        lambda text: text.replace(b"\n", b"\r"),
        lambda text: text.replace(b"\n", b"\n\n \n"),
        lambda text: text.replace(b"\n", b"  \n"),
        lambda text: text.replace(b"\n", b"\n "),
        lambda text: b"\xef\xbb\xbf" + text,
        lambda text: b"\n\n" + text.rstrip(),
        lambda text: text.replace(b" ", b"\t"),
        lambda text: text.replace(b" ", b"\t").replace(b"\n", b"\t\r\n"),
        gzip.compress,
        lambda text: gzip.compress(gzip.compress(text)),
        lambda text: gzip.compress(text[:200]) + gzip.compress(text[200:]),
    ],
)
@pytest.mark.parametrize("with_header", [True, False])
def test_how_lines_are_written_does_not_matter(damage: Any, with_header: bool) -> None:
    text = file(SOUND, record(srcport=1), record(action="REJECT"))
    text = text if with_header else text.partition(b"\n")[2]
    assert rows(damage(text)) == [expected(), expected(srcport=1), expected(action="REJECT")]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("2 1 eni-0", "wrong-field-count"),
        (line() + " more", "wrong-field-count"),
        (line().removesuffix(" OK"), "wrong-field-count"),
        ("so this is what a sentence of fourteen words may look like in here", "malformed-field"),
        (line(srcport=65_536), "malformed-field"),
        (line(dstport=-1), "malformed-field"),
        (line(dstport="ssh"), "malformed-field"),
        (line(dstport="0x16"), "malformed-field"),
        (line(protocol=256), "malformed-field"),
        (line(packets=-10), "malformed-field"),
        (line(bytes=-1), "malformed-field"),
        (line(bytes=10**15), "malformed-field"),
        (line(packets=10**15), "malformed-field"),
        (line(bytes=10**18), "malformed-field"),
        (line(bytes=10**30), "malformed-field"),
        (line(bytes="1.5"), "malformed-field"),
        (line(action="MAYBE"), "malformed-field"),
        (line(log_status="FINE"), "malformed-field"),
        (line(srcaddr="here"), "malformed-field"),
        (line(srcaddr=None), "missing-field"),
        (line(dstaddr=None), "missing-field"),
        (line(start=None, end=None), "missing-field"),
        (line(start=START + 61), "implausible-time"),
        (line(start=1_000_000_000), "implausible-time"),
        (line(start=0, end=0), "implausible-time"),
        (line(end=START * 1000), "implausible-time"),
        (line(start=7_258_118_400, end=7_258_118_400), "implausible-time"),
    ],
)
@pytest.mark.parametrize("with_header", [True, False])
def test_a_bad_line_is_rejected_and_loses_nothing_else(bad: str, reason: str, with_header: bool) -> None:
    sound = line().encode()
    text = b"\n".join([sound, bad.encode(), line(dstport=22).encode()])
    decoded = read((" ".join(V2) + "\n").encode() + text if with_header else text)
    assert shown(decoded) == [expected(), expected(dstport=22)]
    assert decoded.rejected[0].sha256 == hashlib.sha256(bad.encode()).hexdigest()
    assert [(one.reason, one.source) for one in decoded.rejected] == [(reason, "a")]
    assert all(word not in decoded.rejected[0].detail for word in ("MAYBE", "ssh", "FINE", "here "))


@pytest.mark.parametrize(
    ("name", "value"), [("tcp-flags", 256), ("tcp-flags", -1), ("flow-direction", "sideways"), ("pkt-srcaddr", "x")]
)
def test_bad_values_of_later_versions(name: str, value: object) -> None:
    decoded = read(file(SOUND | {name: value}, SOUND, names=ALL))
    assert shown(decoded) == [expected(ALL)]
    assert reasons(decoded) == ["malformed-field"]
    assert name.replace("-", "_") in decoded.rejected[0].detail


def test_two_blanks_hold_an_empty_field() -> None:
    assert rows(line(srcport="").encode() + b"\n" + line().encode()) == [expected(srcport=None), expected()]


def test_broken_utf8() -> None:
    bad = line(interface_id="eni-\udcff").encode(errors="surrogateescape")
    decoded = read(b"\n".join([line().encode(), bad, line(interface_id="eni-ü").encode()]))
    assert shown(decoded) == [expected(), expected(interface_id="eni-ü")]
    assert reasons(decoded) == ["malformed-text"]
    assert decoded.rejected[0].sha256 == hashlib.sha256(bad).hexdigest()


def test_no_text_is_in_what_is_rejected() -> None:
    decoded = read(b"a secret\n" + line(dstport="secret").encode() + b"\n" + line(action="secret").encode())
    assert len(decoded.rejected) == 3
    assert "secret" not in str(decoded.rejected)


LOG = "s3://b/p/AWSLogs/444455556666/vpcflowlogs/us-east-1/2026/01/01/x.log.gz"
HIVE = "gs://b/AWSLogs/aws-account-id=444455556666/aws-service=vpcflowlogs/aws-region=us-east-1/year=2026/x.log.gz"


@pytest.mark.parametrize("path", [LOG, HIVE])
def test_the_path_tells_what_the_format_lacks(path: str) -> None:
    assert rows(file(SOUND, names=SHORT), path) == [
        expected(SHORT) | {"account_id": "444455556666", "region": "us-east-1"}
    ]
    assert rows(file(SOUND), path) == [expected() | {"region": "us-east-1"}]
    assert rows(file(SOUND, names=ALL), path) == [expected(ALL)]
    assert rows(file(record(account_id="unknown")), path) == [expected(account_id=None) | {"region": "us-east-1"}]
