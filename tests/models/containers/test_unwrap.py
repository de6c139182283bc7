from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.containers import unwrap as ladder
from models.containers.unwrap import MAX_DEPTH, Skipped, unwrap
from models.rejected import Rejected
from tests.models.containers.wrappings import (
    FORMS,
    WRAPPINGS,
    base64_of_gzip,
    dump,
    event_bridge,
    gzipped,
    kinesis,
    sns,
    sqs,
    subscription,
)

RECORDS = [{"eventVersion": "1.08", "eventID": str(number), "nothing": None} for number in range(3)]
FLOWS = [b"2 111122223333 eni-%d 10.0.0.1 10.0.0.2 443 49152 6 1 52 1 2 ACCEPT OK" % number for number in range(3)]


def payloads(data: bytes) -> list[bytes]:
    found = list(unwrap(data, "a"))
    assert all(isinstance(item, bytes) for item in found), found
    return found


def only(data: bytes) -> bytes | Rejected | Skipped:
    (found,) = unwrap(data, "a", ("eventVersion",))
    return found


@pytest.mark.parametrize("wrapping", [bytes, *WRAPPINGS])
@pytest.mark.parametrize("form", FORMS)
def test_json_records_in_any_form_and_wrapping(form, wrapping: Callable[[bytes], bytes]) -> None:
    assert [json.loads(record) for record in payloads(wrapping(form(RECORDS)))] == RECORDS


@given(st.lists(st.sampled_from(WRAPPINGS), max_size=4), st.sampled_from(FORMS))
def test_wrappings_compose(wrappings: list[Callable[[bytes], bytes]], form) -> None:
    data = form(RECORDS)
    for wrapping in wrappings:
        data = wrapping(data)
    assert [json.loads(record) for record in payloads(data)] == RECORDS


@pytest.mark.parametrize(
    "data",
    [
        b"\n".join(FLOWS),
        b"\r\n".join(FLOWS) + b"\r\n",
        gzipped(b"\n".join(FLOWS)),
        subscription(*FLOWS),
        b"".join(subscription(flow) for flow in FLOWS),
        kinesis(base64_of_gzip(subscription(*FLOWS))),
        b"\n".join(base64_of_gzip(subscription(flow)) for flow in FLOWS),
    ],
)
def test_lines_of_text(data: bytes) -> None:
    assert payloads(data) == FLOWS


def test_lines_of_numbers_are_text() -> None:
    assert payloads(b"2 443 6\n3 80 17\n") == [b"2 443 6", b"3 80 17"]


def test_a_byte_order_mark() -> None:
    assert payloads(b"\xef\xbb\xbf" + dump(RECORDS[0])) == [dump(RECORDS[0])]


def test_several_members() -> None:
    data = b"".join(gzipped(subscription(dump(record))) for record in RECORDS)
    assert payloads(data) == payloads(kinesis(data)) == [dump(record) for record in RECORDS]


def test_a_corrupt_member_costs_no_other() -> None:
    members = [gzipped(subscription(dump(record))) for record in RECORDS]
    first, *rejected, last = unwrap(members[0] + members[1][:80] + members[2], "a")
    assert first == dump(RECORDS[0]) and last == dump(RECORDS[2])
    reasons = [item.reason for item in rejected]
    assert "corrupt-gzip" in reasons and set(reasons) <= {"corrupt-gzip", "truncated-json", "malformed-json"}


def test_unpadded_and_truncated_base64() -> None:
    text = base64_of_gzip(dump(RECORDS)).rstrip(b"=")
    assert [json.loads(record) for record in payloads(text)] == RECORDS
    assert "truncated-gzip" in {item.reason for item in unwrap(text[:-9], "a") if isinstance(item, Rejected)}


def test_control_messages_are_skipped() -> None:
    control = {"messageType": "CONTROL_MESSAGE", "logEvents": [{"id": "", "timestamp": 1, "message": "CWL"}]}
    assert only(dump(control)) == Skipped("control-message")
    found = list(unwrap(dump(control) + b"\0" + subscription(FLOWS[0]), "a"))
    assert found[0] == Skipped("control-message") and found[-1] == FLOWS[0]


NOTIFICATIONS = [
    {"Records": [{"eventVersion": "2.1", "eventSource": "aws:s3", "s3": {"object": {"key": "canary"}}}]},
    {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "canary"},
    {"s3Bucket": "canary", "s3ObjectKey": ["canary"]},
    {"version": "0", "detail-type": "Object Created", "source": "aws.s3", "detail": {"bucket": {"name": "canary"}}},
]


@pytest.mark.parametrize("wrapping", [bytes, sns, sqs])
@pytest.mark.parametrize("notification", NOTIFICATIONS)
def test_notifications_are_refused_with_advice(notification, wrapping: Callable[[bytes], bytes]) -> None:
    found = only(wrapping(dump(notification)))
    assert isinstance(found, Rejected) and found.reason == "s3-notification"
    assert "read the objects themselves" in found.detail and "canary" not in found.detail


def test_calls_of_s3_by_event_bridge_are_records() -> None:
    assert json.loads(only(dump(event_bridge(RECORDS[0])))) == RECORDS[0]


@pytest.mark.parametrize(
    ("data", "reason", "given_up"),
    [
        (b"\x00\x01", "malformed-json", b"\x00\x01"),
        (b'{"a": tru}', "malformed-json", b'{"a": tru}'),
        (b'{"eventVersion": "1', "truncated-json", b'{"eventVersion": "1'),
        (b'[{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}]", "too-deep", b'{"a": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"),
        (b"[" * 100 + b"]" * 100, "too-deep", b"[" * 35 + b"]" * 35),
        (b'{"kinesis": {"data": "%%%"}}', "malformed-base64", b'{"data": "%%%"}'),
    ],
)
def test_what_cannot_be_opened(data: bytes, reason: str, given_up: bytes) -> None:
    found = only(data)
    assert isinstance(found, Rejected) and (found.reason, found.source) == (reason, "a")
    assert found.sha256 == hashlib.sha256(given_up).hexdigest()


def test_depth_is_bounded() -> None:
    data = dump(RECORDS[0])
    for _ in range(MAX_DEPTH):
        data = gzipped(data)
    assert payloads(data) == [dump(RECORDS[0])]
    assert only(gzipped(data)).reason == "too-deep"


def test_size_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder, "MAX_INFLATED", 10_000)
    fits, bomb = gzipped(b"x" * 9_000), gzipped(b"x" * 11_000)
    assert payloads(fits) == [b"x" * 9_000]
    assert only(bomb).reason == only(gzipped(fits + fits)).reason == "too-large"


def test_slips_in_an_envelope() -> None:
    assert payloads(b'{"Type":"Notification","Message":"{\\"a\\":\x00\\"\\ud800\xff\\"}"}') == ['{"a": "��"}'.encode()]
    assert payloads(b'{"detail-type": "", "x": "\\q", "detail": [5, null, [], {"a":1}]}') == [b"5", b"null", b'{"a":1}']


@given(st.binary())
def test_any_bytes(data: bytes) -> None:
    for start in (b"", b"{", b'{"Records":[', b"\x1f\x8b\x08", b"H4sI", b'{"body":"'):
        list(unwrap(start + data, "a", ("eventVersion",)))
