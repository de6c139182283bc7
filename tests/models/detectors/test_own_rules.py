"""Rules of one's own beside the detectors: what they raise, and what trust takes from them."""

import pytest

from models.config.config import parse
from tests.detection import findings, types
from tests.lists import book, listed
from tests.records import at, event, s3_data

RULE = """
[[rules]]
name = "Refused"
type = "CredentialAccess:STS/Refused"
severity = "Medium"
title = "{user} was refused."
events = ["sts:AssumeRole"]
where = 'event.errorCode == "AccessDenied"'
"""
ONE, FIVE = (parse(text, "f.toml") for text in (RULE, RULE + 'count = 5\nwithin = "10m"\n'))
OFFICE = book(listed("office", ["203.0.113.0/28"], trusted=True))


def refused(minute, **members):
    members = {"eventTime": at(f"10:{minute:02}:00"), "error": "AccessDenied"} | members
    return event("sts", "AssumeRole", {"roleArn": f"r{minute}"}, **members)


def test_a_rule_raises_beside_the_detectors():
    assert types(refused(0), config=ONE) == ["rule/Refused"]
    assert types(refused(0, error=None), config=ONE) == []


@pytest.mark.parametrize(("count", "expected"), [(5, 1), (4, 0)])
def test_a_rule_counts(count, expected):
    found = findings([[refused(minute) for minute in range(count)]], FIVE)
    assert [(one["type"], one["service"]["count"]) for one in found] == [("CredentialAccess:STS/Refused", 5)] * expected


def test_what_is_trusted_counts_for_nothing():
    """Four of the office's and one of another's are not five."""
    calls = [refused(minute) for minute in range(4)] + [refused(4, sourceIPAddress="198.51.100.7")]
    assert findings([calls], FIVE, OFFICE) == []
    calls += [refused(minute, sourceIPAddress="198.51.100.7") for minute in (5, 6, 7, 8)]
    [found] = findings([calls], FIVE, OFFICE)
    assert found["service"]["count"] == 5


def test_a_bucket_is_named():
    rule = parse(RULE.replace('"sts:AssumeRole"', '"s3:*"') + "data_events = true\n", "f.toml")
    [found] = findings([[s3_data(error="AccessDenied")]], rule)
    assert found["service"]["action"]["awsApiCallAction"]["affectedResources"] == {"AWS::S3::Bucket": "reports"}
