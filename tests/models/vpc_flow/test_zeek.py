from __future__ import annotations

import gzip
import hashlib
import json
from typing import Any

import pytest

from tests.models.vpc_flow.samples import START, read, reasons, rows, shown

CONN: dict[str, Any] = {
    "ts": START + 0.25,
    "uid": "CAbc1",
    "id.orig_h": "10.0.0.5",
    "id.orig_p": 40_000,
    "id.resp_h": "198.51.100.7",
    "id.resp_p": 443,
    "proto": "tcp",
    "service": "ssl",
    "duration": 1.5,
    "orig_bytes": 100,
    "resp_bytes": 2_000,
    "conn_state": "SF",
    "local_orig": True,
    "local_resp": False,
    "missed_bytes": 0,
    "history": "ShADadfF",
    "orig_pkts": 7,
    "orig_ip_bytes": 480,
    "resp_pkts": 9,
    "resp_ip_bytes": 2_480,
    "tunnel_parents": [],
}

FORTH = {
    "srcaddr": "10.0.0.5",
    "dstaddr": "198.51.100.7",
    "srcport": 40_000,
    "dstport": 443,
    "protocol": 6,
    "packets": 7,
    "bytes": 480,
    "start": START,
    "end": START + 1,
    "action": "ACCEPT",
    "tcp_flags": 3,
    "flow_direction": "egress",
}
BACK = FORTH | {
    "srcaddr": "198.51.100.7",
    "dstaddr": "10.0.0.5",
    "srcport": 443,
    "dstport": 40_000,
    "packets": 9,
    "bytes": 2_480,
    "tcp_flags": 19,
    "flow_direction": "ingress",
}


def as_text(*records: dict[str, Any], separator: str = "\t") -> bytes:
    def written(value: Any) -> str:
        if isinstance(value, bool):
            return "TF"[not value]
        return "-" if value is None else "(empty)" if value == [] else str(value)

    names = list(CONN)
    head = [
        f"#separator \\x{ord(separator):02x}",
        f"#set_separator{separator},",
        f"#path{separator}conn",
        separator.join(["#fields", *names]),
        separator.join(["#types", *["string"] * len(names)]),
    ]
    body = [separator.join(written(one.get(name)) for name in names) for one in records]
    return "\n".join([*head, *body, f"#close{separator}2026-01-01-00-00-00", ""]).encode()


def as_json(*records: dict[str, Any]) -> bytes:
    found = [{name: value for name, value in one.items() if value is not None} for one in records]
    return "".join(json.dumps(one) + "\n" for one in found).encode()


BOTH = pytest.mark.parametrize("write", [as_text, as_json])


@BOTH
def test_a_connection_is_both_directions(write: Any) -> None:
    assert rows(write(CONN)) == [FORTH, BACK]


@BOTH
@pytest.mark.parametrize(
    ("values", "forth", "back"),
    [
        ({"conn_state": "S0", "history": "S", "resp_pkts": 0, "duration": None}, 2, None),
        ({"conn_state": "REJ", "history": "Sr", "resp_pkts": 1}, 2, 4),
        ({"conn_state": "RSTOS0", "history": "SR", "resp_pkts": 0}, 6, None),
        ({"conn_state": "RSTRH", "history": "hr", "orig_pkts": 0}, None, 22),
        ({"conn_state": "SHR", "history": "hf", "orig_pkts": None, "resp_pkts": None}, None, 19),
        ({"conn_state": "S0", "history": "S", "orig_pkts": None, "resp_pkts": None}, 2, None),
        ({"conn_state": "S1", "history": "Sh", "orig_pkts": None, "resp_pkts": None}, 2, 18),
        ({"conn_state": "OTH", "history": "Cc", "orig_pkts": 0, "resp_pkts": 0}, 0, None),
        ({"conn_state": None, "history": None, "resp_pkts": None}, "null", "null"),
        ({"history": "^hADadR"}, 4, 18),
    ],
)
def test_who_sent_what(write: Any, values: dict[str, Any], forth: Any, back: Any) -> None:
    found = {row["srcaddr"]: row.get("tcp_flags", "null") for row in rows(write(CONN | values))}
    assert found == {
        address: flags for address, flags in (("10.0.0.5", forth), ("198.51.100.7", back)) if flags is not None
    }


@BOTH
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"proto": "udp", "history": "Dd"}, {"protocol": 17, "tcp_flags": 0}),
        (
            {"proto": "icmp", "id.orig_p": 8, "id.resp_p": 0},
            {"protocol": 1, "srcport": 0, "dstport": 0, "tcp_flags": 0},
        ),
        (
            {"proto": "icmp", "id.orig_h": "2001:db8::1", "id.resp_h": "2001:db8::2", "id.orig_p": 128},
            {"protocol": 58, "srcport": 0, "dstport": 0, "srcaddr": "2001:db8::1", "dstaddr": "2001:db8::2"},
        ),
        ({"proto": "unknown_transport"}, {"protocol": None}),
        ({"orig_ip_bytes": None}, {"bytes": 100}),
        ({"orig_ip_bytes": None, "orig_bytes": None}, {"bytes": None}),
        ({"duration": None}, {"end": START}),
        ({"duration": 0.75}, {"end": START + 1}),
        ({"local_resp": True}, {"flow_direction": None}),
        ({"local_orig": None}, {"flow_direction": None}),
        ({"local_orig": False, "local_resp": True}, {"flow_direction": "ingress"}),
    ],
)
def test_columns(write: Any, values: dict[str, Any], expected: dict[str, Any]) -> None:
    decoded = read(write(CONN | values))
    row = decoded.table.to_pylist()[0]
    assert not decoded.rejected
    assert {name: row[name] for name in expected} == expected


@BOTH
@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"id.orig_p": 65_536}, "malformed-field"),
        ({"id.resp_p": "ssh"}, "malformed-field"),
        ({"orig_pkts": -1}, "malformed-field"),
        ({"orig_ip_bytes": 10**25}, "malformed-field"),
        ({"ts": "then"}, "malformed-field"),
        ({"ts": 1e300}, None),
        ({"duration": -5.0}, "malformed-field"),
        ({"id.orig_h": "here"}, "malformed-field"),
        ({"id.orig_h": None}, "missing-field"),
        ({"ts": None}, "missing-field"),
        ({"ts": 0.0}, "implausible-time"),
        ({"ts": START * 1000.0}, None),
    ],
)
def test_a_bad_record_is_rejected_and_loses_nothing_else(
    write: Any, values: dict[str, Any], reason: str | None
) -> None:
    bad = CONN | values
    decoded = read(write(CONN, bad, CONN))
    assert shown(decoded) == [FORTH, FORTH, BACK, BACK]
    (rejected,) = decoded.rejected
    line = next(line for line in write(bad).splitlines() if not line.startswith(b"#"))
    assert rejected.sha256 == hashlib.sha256(line).hexdigest()
    assert reason in (None, rejected.reason)


def test_text_with_another_separator_and_line_breaks() -> None:
    assert rows(as_text(CONN, separator="|")) == [FORTH, BACK]
    assert rows(as_text(CONN).replace(b"\n", b"\r\n")) == [FORTH, BACK]
    assert rows(b"\xef\xbb\xbf" + as_text(CONN)) == [FORTH, BACK]
    assert rows(gzip.compress(as_text(CONN))) == [FORTH, BACK]


def test_fields_may_change_in_the_midst_of_a_text() -> None:
    short = b"#fields\tid.resp_h\tid.orig_h\tts\n198.51.100.7\t10.0.0.5\t1767225600.5\n"
    found = rows(as_text(CONN) + short)
    assert found[:2] == [FORTH, BACK]
    assert [(row["srcaddr"], row["start"], row["end"]) for row in found[2:]] == [
        ("10.0.0.5", START, START),
        ("198.51.100.7", START, START),
    ]


def test_text_of_another_log_is_rejected_once() -> None:
    decoded = read(b"#separator \\x09\n#path\tdns\n#fields\tts\tquery\n1\texample.org\n2\texample.net\n")
    assert [(one.reason, one.detail) for one in decoded.rejected] == [
        ("missing-field", "no id.orig_h, id.resp_h in #fields")
    ]


def test_a_text_line_of_another_width() -> None:
    text = as_text(CONN).replace(b"#close", b"1\t2\n#close")
    assert shown(read(text)) == [FORTH, BACK]
    assert reasons(read(text)) == ["wrong-field-count"]
    assert reasons(read(as_text(CONN).replace(b"CAbc1", b"\xff"))) == ["malformed-text"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [(b"{", "malformed-json"), (b'{"a": 1}', "missing-field"), (b"[]", "malformed-field"), (b"text", "malformed-json")],
)
def test_a_json_line_that_is_no_connection(line: bytes, reason: str) -> None:
    decoded = read(as_json(CONN) + line + b"\n" + as_json(CONN))
    assert shown(decoded) == [FORTH, FORTH, BACK, BACK]
    assert reasons(decoded) == [reason]


def test_json_numbers_as_text_and_text_that_is_not_ascii() -> None:
    assert rows(as_json(CONN | {"id.orig_p": "40000", "service": "ü"}, CONN)) == [FORTH, FORTH, BACK, BACK]


@pytest.mark.parametrize("beside", [b"", b'{"ts": ', b"{}"])
def test_several_json_objects_on_a_line_are_read_whatever_is_beside_them(beside: bytes) -> None:
    line = as_json(CONN).strip() * 2
    decoded = read(line + b"\n" + beside)
    assert shown(decoded) == rows(as_json(CONN, CONN))
    assert len(decoded.rejected) == bool(beside)
