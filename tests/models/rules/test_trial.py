"""Trying rules on their own tests."""

import pytest

from models.rules.pack import load
from models.rules.trial import trial
from tests.models.rules.tables import table

CREATED = {
    "eventSource": "iam.amazonaws.com",
    "eventName": "CreateAccessKey",
    "requestParameters": {"userName": "bob"},
}


def failures(given, raises=True, **keys):
    made = table(tests=[{"name": "a test", "raises": raises, "events": given}], **keys)
    made.check()
    return trial(made)


@pytest.mark.parametrize(
    ("events", "raises", "keys"),
    [
        ([CREATED], True, {}),
        ([CREATED], True, {"enabled": False, "mode": "dry-run"}),
        ([CREATED], True, {"where": 'event.userIdentity.userName == "tester" && account == "111122223333"'}),
        ([CREATED | {"errorCode": "AccessDenied"}], False, {"where": 'event.errorCode == ""'}),
        ([CREATED | {"eventName": "CreateUser"}], False, {}),
        ([CREATED | {"eventCategory": "Data"}], False, {}),
        ([CREATED | {"eventCategory": "Data"}], True, {"data_events": True}),
        ([CREATED | {"managementEvent": False}], False, {}),
        ([CREATED] * 3, True, {"count": 3, "within": "2s"}),
        ([CREATED] * 3, False, {"count": 3, "within": "1s"}),
        ([CREATED] * 3, False, {"count": 2, "within": "1m", "distinct": "event.requestParameters.userName"}),
        (
            [CREATED, CREATED | {"requestParameters": {"userName": "eve"}}],
            True,
            {"count": 2, "within": "1m", "distinct": "event.requestParameters.userName"},
        ),
        (
            [CREATED, CREATED | {"eventTime": "2026-01-01T10:04:59Z"}, CREATED | {"eventTime": "2026-01-01T10:05:00Z"}],
            True,
            {"count": 3, "within": "5m"},
        ),
        ([CREATED, CREATED | {"recipientAccountId": "444455556666"}], False, {"count": 2, "within": "1m"}),
        ([CREATED, CREATED | {"awsRegion": "eu-west-1"}], False, {"count": 2, "within": "1m", "by": "account"}),
    ],
)
def test_a_test_that_is_right_passes_and_its_opposite_fails(events, raises, keys):
    assert failures(events, raises, **keys) == []
    [failure] = failures(events, not raises, **keys)
    assert (failure.rule, failure.test) == ("AccessKeyCreated", "a test")
    assert failure.expected == ("no finding" if raises else "a finding")


def test_a_failure_says_why():
    [failure] = failures([CREATED], events=["sts:*"])
    assert '"events"' in failure.came
    [failure] = failures([CREATED], where="false")
    assert '"where" holds for none' in failure.came
    [failure] = failures([CREATED], count=2, within="1m")
    assert "1 of the events count" in failure.came
    [failure] = failures([CREATED], raises=False)
    assert failure.came == "a finding of 1 event"
    [failure] = failures([CREATED | {"eventTime": "yesterday"}])
    assert failure.came == "event 1 is not read: no usable eventTime"
    [failure] = failures([CREATED | {"eventCategory": "Insight"}])
    assert failure.came == "event 1 is not read: Insight"


def test_an_error_of_an_expression_is_told_once():
    [failure] = failures([CREATED, CREATED], where='event.requestParameters.groupName == "admins"')
    assert failure.errors == ('Key not found in map : "groupName"',)


def test_a_time_may_be_written_as_toml_has_it():
    [rule] = load(
        """
        [[rules]]
        name = "Night"
        type = "Persistence:IAM/Night"
        severity = 5
        title = "{user} worked at night."
        where = "timestamp(event.eventTime).getHours() < 6"
        [[rules.tests]]
        name = "at three"
        raises = true
        events = [ { eventSource = "iam.amazonaws.com", eventName = "CreateUser", eventTime = 2026-01-01T03:00:00Z } ]
        """
    )
    assert trial(rule) == []


def test_every_test_is_tried():
    right, wrong = {"name": "right", "raises": True, "events": [CREATED]}, {"raises": False, "events": [CREATED]}
    found = trial(table(tests=[wrong | {"name": "a"}, right, wrong | {"name": "b"}]))
    assert [failure.test for failure in found] == ["a", "b"]
