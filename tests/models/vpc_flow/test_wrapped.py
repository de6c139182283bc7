from __future__ import annotations

import base64
import gzip
import json
from typing import Any

import pytest

from models.vpc_flow.fields import V2, Formats
from tests.models.vpc_flow.samples import SOUND, expected, file, line, read, reasons, rows, shown
from tests.models.vpc_flow.test_zeek import BACK, CONN, FORTH, as_json

SHORT = ("srcaddr", "dstaddr", "start", "end", "action")


def delivery(
    *messages: str, kind: str = "DATA_MESSAGE", stream: str = "eni-0a1b-all", owner: str = "111122223333"
) -> bytes:
    events = [{"id": f"3{index}", "timestamp": 1767225600000, "message": one} for index, one in enumerate(messages)]
    return json.dumps(
        {
            "messageType": kind,
            "owner": owner,
            "logGroup": "flows",
            "logStream": stream,
            "subscriptionFilters": ["f"],
            "logEvents": events,
        }
    ).encode()


def lambda_event(data: bytes) -> bytes:
    return json.dumps({"awslogs": {"data": base64.b64encode(gzip.compress(data)).decode()}}).encode()


WRAPPINGS = pytest.mark.parametrize(
    "wrap",
    [
        bytes,
        gzip.compress,
        lambda data: gzip.compress(gzip.compress(data)),
        lambda data: base64.b64encode(gzip.compress(data)),
        lambda data: base64.encodebytes(gzip.compress(data)),
        lambda data: base64.b64encode(gzip.compress(data)) + b"\n",
    ],
)


@WRAPPINGS
def test_a_subscription(wrap: Any) -> None:
    data = delivery(line(), line(dstport=22)) + delivery("CWL CONTROL MESSAGE", kind="CONTROL_MESSAGE")
    for text in (data, data.replace(b"}{", b"}\n{")):
        decoded = read(wrap(text))
        assert shown(decoded) == [expected(), expected(dstport=22)]
        assert (decoded.rejected, decoded.skipped) == ([], {"control-message": 1})


@WRAPPINGS
def test_the_stream_and_the_owner_tell_what_the_format_lacks(wrap: Any) -> None:
    data = delivery(line(SHORT)) + b"\n" + delivery(line(SHORT), stream="eni-0c-reject", owner="444455556666")
    assert rows(wrap(data), formats=Formats(SHORT)) == [
        expected(SHORT) | {"account_id": "111122223333", "interface_id": "eni-0a1b"},
        expected(SHORT) | {"account_id": "444455556666", "interface_id": "eni-0c"},
    ]
    assert rows(wrap(delivery(line()))) == [expected()]


def test_a_stream_of_another_name_tells_nothing() -> None:
    data = delivery(line(SHORT), stream="my-stream", owner="me")
    assert rows(data, formats=Formats(SHORT)) == [expected(SHORT)]


def test_messages_may_begin_with_a_hyphen() -> None:
    names = ("tcp-flags", *SHORT)
    assert rows(delivery("- " + line(SHORT)), formats=Formats(names)) == [
        expected(SHORT) | {"account_id": "111122223333", "interface_id": "eni-0a1b"}
    ]


@pytest.mark.parametrize(
    "wrap",
    [
        lambda_event,
        lambda data: json.dumps({"Records": [{"body": data.decode()}]}).encode(),
        lambda data: json.dumps({"Type": "Notification", "Message": data.decode()}).encode(),
        lambda data: json.dumps([data.decode()]).encode(),
        lambda data: base64.b64encode(gzip.compress(data)) + b"\n" + base64.b64encode(gzip.compress(b"")),
    ],
)
def test_other_envelopes(wrap: Any) -> None:
    assert rows(wrap(delivery(line(), line(dstport=22)))) == [expected(), expected(dstport=22)]
    assert rows(wrap(f"{line()}\n{line(dstport=22)}".encode())) == [expected(), expected(dstport=22)]


@WRAPPINGS
def test_a_message_of_one_or_many_lines(wrap: Any) -> None:
    assert rows(wrap(line().encode())) == [expected()]
    assert rows(wrap("\n".join([line(), line(dstport=22)]).encode())) == [expected(), expected(dstport=22)]
    assert rows(wrap(file(SOUND, SOUND, names=V2[::-1]))) == [expected()] * 2


def test_connections_in_envelopes() -> None:
    data = json.dumps({"Type": "Notification", "Message": as_json(CONN, CONN).decode()}, indent=1).encode()
    assert rows(data) == [FORTH, FORTH, BACK, BACK]
    assert rows(delivery(as_json(CONN).decode().strip())) == [FORTH, BACK]


def test_what_is_no_flow_record() -> None:
    assert reasons(read(b'{"eventVersion": "1.08", "eventName": "GetObject"}')) == ["missing-field"]
    assert reasons(read(b'{"Records": [{"eventSource": "aws:s3"}]}')) == ["s3-notification"]
    assert reasons(read(gzip.compress(line().encode())[:-4])) == ["truncated-gzip"]


def test_wrappings_without_end() -> None:
    data = line().encode()
    for _ in range(20):
        data = base64.b64encode(gzip.compress(data))
    assert reasons(read(data)) == ["too-deep"]
