"""What log records arrive in, as functions from a payload to the payload around it."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from typing import Any


def dump(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def as_text(payload: bytes) -> str:
    """The payload, or its base64 if it is binary, as relays of text do it."""
    return (base64.b64encode(payload) if payload.startswith(b"\x1f\x8b") else payload).decode()


def gzipped(payload: bytes) -> bytes:
    return gzip.compress(payload, mtime=0)


def base64_of_gzip(payload: bytes) -> bytes:
    return base64.b64encode(gzipped(payload))


def wrapped_base64(payload: bytes) -> bytes:
    return base64.encodebytes(gzipped(payload))


def sns(payload: bytes) -> bytes:
    return dump({"Type": "Notification", "MessageId": "m", "Subject": None, "Message": as_text(payload)})


def sqs(payload: bytes) -> bytes:
    message = {"messageId": "m", "receiptHandle": "r", "body": as_text(payload), "eventSource": "aws:sqs"}
    return dump({"Records": [message]})


def sns_to_lambda(payload: bytes) -> bytes:
    return dump({"Records": [{"EventSource": "aws:sns", "EventVersion": "1.0", "Sns": json.loads(sns(payload))}]})


def kinesis(payload: bytes) -> bytes:
    record = {
        "kinesis": {"partitionKey": "p", "data": base64.b64encode(payload).decode()},
        "eventSource": "aws:kinesis",
        "eventID": "shardId-000000000000:1",
        "eventName": "aws:kinesis:record",
    }
    return dump({"Records": [record]})


def subscription(*messages: bytes) -> bytes:
    events = [
        {"id": str(number), "timestamp": 1_722_430_202_000 + number, "message": as_text(message)}
        for number, message in enumerate(messages)
    ]
    head = {"messageType": "DATA_MESSAGE", "owner": "111122223333", "logGroup": "g", "logStream": "s"}
    return dump(head | {"subscriptionFilters": ["f"], "logEvents": events})


def subscription_to_lambda(payload: bytes) -> bytes:
    return dump({"awslogs": {"data": base64_of_gzip(subscription(payload)).decode()}})


def lookup_events(payload: bytes) -> bytes:
    return dump({"Events": [{"EventId": "i", "EventName": "n", "CloudTrailEvent": as_text(payload)}]})


WRAPPINGS: tuple[Callable[[bytes], bytes], ...] = (
    gzipped,
    base64_of_gzip,
    wrapped_base64,
    sns,
    sqs,
    sns_to_lambda,
    kinesis,
    subscription,
    subscription_to_lambda,
    lookup_events,
)


def event_bridge(record: dict[str, Any]) -> dict[str, Any]:
    return {
        "version": "0",
        "id": "e",
        "detail-type": "AWS API Call via CloudTrail",
        "source": "aws.s3",
        "account": "111122223333",
        "time": "2024-07-31T12:50:02Z",
        "resources": [],
        "detail": record,
    }


#: How several records are written one after the other.
FORMS: tuple[Callable[[list[dict[str, Any]]], bytes], ...] = (
    lambda records: dump({"Records": records}),
    lambda records: json.dumps({"Records": records}, indent=2).encode(),
    dump,
    lambda records: b"\n".join(map(dump, records)) + b"\n",
    lambda records: b"".join(map(dump, records)),
    lambda records: b"\n".join(json.dumps(record, indent=1).encode() for record in records),
    lambda records: b"\r\n".join(dump(event_bridge(record)) for record in records),
    lambda records: dump([event_bridge(record) for record in records]),
    lambda records: subscription(*map(dump, records)),
    lambda records: b"".join(subscription(dump(record)) for record in records),
    lambda records: b"\n".join(base64_of_gzip(subscription(dump(record))) for record in records),
    lambda records: dump({"Events": [{"EventId": "i", "CloudTrailEvent": dump(r).decode()} for r in records]}),
)
