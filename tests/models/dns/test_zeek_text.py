from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from models.dns.fault import Parsed
from models.dns.query import Answer, Query
from models.dns.zeek_text import read_zeek_text

VALUES = {
    "ts": "1700000000.123456",
    "uid": "CMdzit1AMNsmfAIiQc",
    "id.orig_h": "10.0.0.5",
    "id.orig_p": "53412",
    "id.resp_h": "10.0.0.2",
    "id.resp_p": "53",
    "proto": "udp",
    "trans_id": "4711",
    "rtt": "0.012300",
    "query": "www.example.com",
    "qclass": "1",
    "qclass_name": "C_INTERNET",
    "qtype": "1",
    "qtype_name": "A",
    "rcode": "0",
    "rcode_name": "NOERROR",
    "AA": "F",
    "TC": "F",
    "RD": "T",
    "RA": "T",
    "Z": "0",
    "answers": "cdn.example.net,192.0.2.1",
    "TTLs": "300.000000,60.000000",
    "rejected": "F",
}
FIELDS = list(VALUES)
TIME = 1_700_000_000_123
ASKED = Query(
    TIME,
    "www.example.com",
    "A",
    "NOERROR",
    (Answer("A", "192.0.2.1"), Answer("CNAME", "cdn.example.net")),
    "10.0.0.5",
)


def head(delimiter: str = "\t", fields: list[str] = FIELDS) -> str:
    return (
        f"#separator \\x{ord(delimiter):02x}\n"
        f"#set_separator{delimiter},\n#empty_field{delimiter}(empty)\n#unset_field{delimiter}-\n#path{delimiter}dns\n"
        f"#open{delimiter}2023-11-14-22-13-20\n"
        f"#fields{delimiter}{delimiter.join(fields)}\n#types{delimiter}{delimiter.join(['string'] * len(fields))}\n"
    )


def line(delimiter: str = "\t", **changes: str) -> str:
    values = VALUES | {name.replace("__", "."): value for name, value in changes.items()}
    return delimiter.join(values[name] for name in FIELDS) + "\n"


def read(text: str) -> Parsed:
    return read_zeek_text(text.encode(errors="surrogateescape"))


def one(**changes: str) -> Query:
    found = read(head() + line(**changes))
    assert not found.faults and not found.skipped
    return found.queries[0]


def test_a_log() -> None:
    assert read(head() + line() + line(query="mail.example.com") + "#close\t2023-11-14-23-00-00\n") == Parsed(
        [ASKED, one(query="mail.example.com")], [], {}
    )


def test_another_separator_order_and_line_break() -> None:
    assert read(head(",") + line(",", answers="-", TTLs="-")).queries == [one(answers="-")]
    fields = ["query", "qtype_name", "ts", "id.orig_h"]
    text = head(fields=fields).replace("\n", "\r\n") + "www.example.com\tA\t1700000000.123456\t10.0.0.5\r\n"
    assert read(text).queries == [Query(TIME, "www.example.com", "A", address="10.0.0.5")]


def test_logs_one_after_the_other() -> None:
    other = ["ts", "id.orig_h", "query", "qtype_name"]
    text = head() + line() + head("|", other) + "1700000000.5|10.0.0.6|b.example|MX\n"
    assert read(text).queries == [ASKED, Query(1_700_000_000_500, "b.example", "MX", address="10.0.0.6")]


def test_no_value_and_the_empty_value() -> None:
    assert one(answers="-", rcode="-", rcode_name="-") == Query(TIME, "www.example.com", "A", address="10.0.0.5")
    assert one(answers="(empty)").answers == ()
    assert one(query="(empty)", qtype="2").name == ""
    assert read(head() + line(query="-")).skipped == {"no-question": 1}
    assert one(ts="2023-11-14T22:13:20.123456Z").time_ms == TIME


def test_octets() -> None:
    assert one(query=r"a\x09b.example").name == r"a\009b.example"
    assert one(query="a\udcff.example").name == r"a\255.example"
    assert one(answers=r"fe80::1%\xff").answers == (Answer("AAAA", "fe80::1"),)
    assert one(answers=r"TXT 3 a\x2cb,TXT 1 \xff").answers == (Answer("TXT", r'"\255"'), Answer("TXT", '"a,b"'))


def test_what_is_skipped_is_counted() -> None:
    text = head() + line(query="-") + line(id__resp_h="224.0.0.251") + line(qclass="3") + line(id__resp_h="ff02::fb")
    assert read(text).skipped == {"no-question": 1, "local-name-service": 2, "other-class": 1}


def test_faults_do_not_touch_their_neighbours() -> None:
    text = head() + line() + "1700000000.1\tcut\n" + line(ts="-") + line(query="a..b") + line(id__orig_h="x") + line()
    found = read(text)
    assert found.queries == [ASKED, ASKED]
    assert [fault.reason for fault, _ in found.faults] == [
        "wrong-field-count",
        "missing-field",
        "malformed-name",
        "malformed-field",
    ]
    assert found.faults[0][1] == b"1700000000.1\tcut"


def test_a_log_of_something_else() -> None:
    found = read(head(fields=["ts", "id.orig_h", "service"]) + "1700000000.1\t10.0.0.5\tdns\n")
    assert [(fault.reason, fault.detail) for fault, _ in found.faults] == [("missing-field", "no query in #fields")]
    assert [fault.reason for fault, _ in read("#\n1700000000.1\t10.0.0.5\n").faults] == ["missing-field"]


@given(st.binary())
def test_any_octets(data: bytes) -> None:
    assert not read_zeek_text(b"#" + data).queries
    read_zeek_text(head().encode() + data)


@given(
    st.lists(st.text(st.characters(exclude_characters="\t\r\n", exclude_categories=["Cs"])), min_size=24, max_size=24)
)
def test_any_fields(values: list[str]) -> None:
    found = read(head() + "x" + "\t".join(values) + "\n")
    assert not found.queries and len(found.faults) + sum(found.skipped.values()) == 1
