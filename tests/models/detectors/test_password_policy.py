"""Password policy: what makes it weaker, by how much, and what does not."""

import itertools

import pytest

from models.config.config import Config
from models.detectors.password_policy import Policy
from tests.detection import findings, seen
from tests.records import OTHER_ACCOUNT, at, event, user

TYPE = "Stealth:IAMUser/PasswordPolicyChange"
LOW, MEDIUM, HIGH = 2.0, 5.0, 8.0
KINDS = ("requireLowercaseCharacters", "requireUppercaseCharacters", "requireNumbers", "requireSymbols")
#: The CIS benchmark's policy of old.
STRONG = dict.fromkeys(KINDS, True) | {"minimumPasswordLength": 14, "maxPasswordAge": 90, "passwordReusePrevention": 24}
#: As strong as what holds without a policy.
PLAIN = dict.fromkeys(KINDS[:3], True) | {"minimumPasswordLength": 8}


def put(policy, clock="10:00:00", **members):
    return event("iam", "UpdateAccountPasswordPolicy", policy, eventTime=at(clock), awsRegion="us-east-1", **members)


def delete(clock="10:00:00", **members):
    return event("iam", "DeleteAccountPasswordPolicy", eventTime=at(clock), awsRegion="us-east-1", **members)


def before(policy):
    """The policy's setting, some hours before."""
    return put(policy, "07:00:00")


def degrees(*records, config=None):
    hits = seen(*records, config=config) if config else seen(*records)
    assert {hit.type for hit in hits} <= {TYPE}
    return [hit.call.severity for hit in hits]


WEAKER = {
    "AWS's tester: length 6, nothing else said": ([put({"minimumPasswordLength": 6})], MEDIUM),
    "nothing said: all defaults": ([put(None)], MEDIUM),
    "an empty request": ([put({})], MEDIUM),
    "a strong policy, then AWS's tester": ([before(STRONG), put({"minimumPasswordLength": 6})], HIGH),
    "one character less": ([before(PLAIN), put(PLAIN | {"minimumPasswordLength": 7})], LOW),
    "two characters less": ([before(STRONG), put(STRONG | {"minimumPasswordLength": 12})], MEDIUM),
    "a kind less": ([before(STRONG), put(STRONG | {"requireSymbols": False})], LOW),
    "passwords for ever": ([before(STRONG), put(STRONG | {"maxPasswordAge": None})], LOW),
    "passwords for longer": ([before(STRONG), put(STRONG | {"maxPasswordAge": 365})], LOW),
    "fewer of the last ones barred": ([before(STRONG), put(STRONG | {"passwordReusePrevention": 1})], LOW),
    "expired ones no longer blocked": ([before(STRONG | {"hardExpiry": True}), put(STRONG)], LOW),
    "a strong policy deleted": ([before(STRONG), delete()], HIGH),
    "an unknown policy deleted": ([delete()], LOW),
    "an attempt that failed": ([put({"minimumPasswordLength": 6}, error="AccessDenied")], MEDIUM),
    "an attempted deletion": ([before(STRONG), delete(error="AccessDenied")], HIGH),
}

NOT_WEAKER = {
    "a strong policy": [put(STRONG)],
    "what holds anyway": [put(PLAIN)],
    "length without kinds, as NIST recommends": [put({"minimumPasswordLength": 14})],
    "a longer password of fewer kinds": [before(PLAIN), put({"minimumPasswordLength": 12})],
    "a stronger policy": [before(PLAIN), put(STRONG)],
    "the same again": [before(STRONG), put(STRONG)],
    "expiry sooner": [before(STRONG), put(STRONG | {"maxPasswordAge": 30})],
    "users may change theirs": [before(STRONG), put(STRONG | {"allowUsersToChangePassword": True})],
    "the deletion of none": [delete(error="NoSuchEntityException")],
    "a failed call without parameters": [put(None, error="AccessDenied")],
    "a look at it": [event("iam", "GetAccountPasswordPolicy")],
    "another service's call": [event("sso", "UpdateAccountPasswordPolicy", {"minimumPasswordLength": 6})],
}


@pytest.mark.parametrize(("records", "expected"), WEAKER.values(), ids=WEAKER)
def test_weaker(records, expected):
    assert degrees(*records) == [expected]


@pytest.mark.parametrize("records", NOT_WEAKER.values(), ids=NOT_WEAKER)
def test_not_weaker(records):
    assert degrees(*records) == []


def test_the_same_weak_policy_is_news_once():
    weak = {"minimumPasswordLength": 6}
    assert degrees(put(weak, "08:00:00"), put(weak, "09:00:00"), put(weak, "10:00:00")) == [MEDIUM]


def test_a_failed_attempt_sets_nothing():
    weak = {"minimumPasswordLength": 6}
    assert degrees(before(STRONG), put(weak, "08:00:00", error="AccessDenied"), put(STRONG, "09:00:00")) == [HIGH]
    assert degrees(before(STRONG), put(weak, "08:00:00", error="AccessDenied"), put(weak, "09:00:00")) == [HIGH, HIGH]


def test_each_account_has_its_own_policy():
    there = {"recipientAccountId": OTHER_ACCOUNT}
    assert degrees(before(STRONG), put(STRONG | {"maxPasswordAge": 365}, **there)) == []


def test_the_finding_shows_both_policies():
    _, hit = seen(put({"minimumPasswordLength": 7}, "09:00:00"), put({"minimumPasswordLength": 6}, by=user("eve")))
    assert hit.resource == "arn:aws:iam::111122223333:user/eve"
    assert hit.info["oldPolicy"]["minimumPasswordLength"] == 7
    assert hit.info["newPolicy"] == {
        "minimumPasswordLength": 6,
        "maxPasswordAge": 0,
        "passwordReusePrevention": 0,
        "hardExpiry": False,
        "allowUsersToChangePassword": False,
    } | dict.fromkeys(KINDS, False)
    [hit] = seen(delete())
    assert (hit.info["oldPolicy"], hit.info["newPolicy"]) == ("unknown", "AWS default")


def test_the_thresholds_are_settings():
    strict = Config(detectors={TYPE: {"medium_bits": 1.0, "high_bits": 15.0}})
    assert degrees(put({"minimumPasswordLength": 6}), config=strict) == [HIGH]
    assert degrees(before(PLAIN), put(PLAIN | {"minimumPasswordLength": 7}), config=strict) == [MEDIUM]


def test_the_degree_follows_the_bits_that_are_shown():
    kinds = [dict(zip(KINDS, on, strict=True)) for on in itertools.product((False, True), repeat=4)]
    policies = [{"minimumPasswordLength": length} | on for length in (6, 7, 10, 14) for on in kinds]
    for old, new in itertools.product(policies[2::3], policies[::5]):
        for hit in seen(before(old), put(new)):
            lost = hit.info["bitsLost"]
            assert hit.call.severity == (HIGH if lost >= 20 else MEDIUM if lost >= 10 else LOW)


def test_a_requirement_more_makes_no_policy_weaker():
    for on in itertools.product((False, True), repeat=4):
        less = Policy(8, *on)
        for kind in range(4):
            assert Policy(8, *on[:kind], True, *on[kind + 1 :]).bits >= less.bits
        assert Policy(9, *on).bits > less.bits


def test_arrival_and_repeats_change_nothing():
    story = [put(STRONG, "08:00:00"), put(PLAIN, "08:00:30"), put({}, "08:01:00"), put(STRONG, "09:00:00"), delete()]
    expected = findings([story])
    assert max(finding["service"]["count"] for finding in expected) == 3
    for order in itertools.permutations(story):
        assert findings([order[3:], order[:4]]) == expected


@pytest.mark.parametrize("value", ["8", 8.5, True, -1, 10**9, [], {}])
def test_a_strange_length_is_read_as_none(value):
    [hit] = seen(put({"minimumPasswordLength": value}))
    assert hit.info["newPolicy"]["minimumPasswordLength"] == 6
