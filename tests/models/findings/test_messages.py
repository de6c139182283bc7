"""A finding as a message."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from models.findings.messages import ATTRIBUTE_LENGTH, attributes, envelope
from models.findings.types import CRITICAL, HIGH, LOW, MEDIUM


def finding(**members: Any) -> dict[str, Any]:
    return {
        "accountId": "111122223333",
        "region": "eu-west-1",
        "id": "0123456789abcdef0123456789abcdef",
        "arn": "arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/f",
        "type": "PenTest:S3/KaliLinux",
        "service": {"count": 3},
        "severity": MEDIUM,
        "updatedAt": "2026-03-02T10:05:00.000Z",
    } | members


def test_attributes_are_what_subscribers_filter_on():
    assert attributes(finding()) == {
        "type": "PenTest:S3/KaliLinux",
        "severity": "Medium",
        "account": "111122223333",
        "region": "eu-west-1",
        "id": "0123456789abcdef0123456789abcdef",
    }


def test_severity_is_a_word():
    words = [attributes(finding(severity=number))["severity"] for number in (LOW, MEDIUM, HIGH, CRITICAL)]
    assert words == ["Low", "Medium", "High", "Critical"]


@given(st.text(), st.integers(0, 2 * ATTRIBUTE_LENGTH))
def test_what_a_log_says_makes_no_message_that_is_refused(text, length):
    long = text + "é" * length
    made = attributes(finding(accountId=long, region=long))
    assert all(len(value.encode()) <= ATTRIBUTE_LENGTH for value in made.values())
    assert long.startswith(made["account"])
    if len(long.encode()) <= ATTRIBUTE_LENGTH:
        assert made["account"] == long


def test_the_envelope_is_eventbridge_s():
    detail = finding()
    event = envelope(detail)
    assert list(event) == [
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "resources",
        "detail",
    ]
    assert event["version"] == "0"
    assert event["detail-type"] == "GuardDuty Finding"
    assert event["source"] == "guardbeam"
    assert (event["account"], event["region"]) == ("111122223333", "eu-west-1")
    assert event["time"] == "2026-03-02T10:05:00Z"
    assert event["resources"] == [detail["arn"]]
    assert event["detail"] is detail
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event["id"])


def test_an_event_s_id_is_that_of_the_publication():
    again = envelope(finding())["id"]
    assert envelope(finding())["id"] == again
    others = [
        finding(id="f" * 32),
        finding(updatedAt="2026-03-02T16:05:00.000Z"),
        finding(service={"count": 4}),
    ]
    assert len({again, *(envelope(other)["id"] for other in others)}) == 4
