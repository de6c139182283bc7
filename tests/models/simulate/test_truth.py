import pytest

from models.simulate.cloudtrail import event, identity, s3
from models.simulate.cloudtrail.identity import Role
from models.simulate.dice import Dice
from models.simulate.truth import Planted, findings, resource
from tests.models.simulate.conftest import MONDAY

ACCOUNT = "111122223333"
DICE = Dice.of("truth")
USER = identity.user(ACCOUNT, "ada", "192.0.2.1", "aws-cli/2")
SESSION = identity.session(Role(ACCOUNT, "admin", "/team/"), "ada", MONDAY, "192.0.2.1", "aws-cli/2", DICE)
ROOT = identity.root(ACCOUNT, "192.0.2.1", "aws-cli/2")


def _call(caller, at=MONDAY, region="eu-west-1"):
    return event.call(caller, at, "ec2", "DescribeVolumes", region, DICE)


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        (USER, f"arn:aws:iam::{ACCOUNT}:user/ada"),
        (SESSION, f"arn:aws:iam::{ACCOUNT}:role/team/admin"),
        (ROOT, f"arn:aws:iam::{ACCOUNT}:root"),
    ],
)
def test_the_resource_of_a_callers_finding_is_the_principal(caller, expected: str) -> None:
    assert resource("PenTest:IAMUser/KaliLinux", _call(caller).record) == expected


def test_the_resource_of_a_buckets_finding_is_the_bucket_and_of_an_accounts_the_account() -> None:
    of_bucket = s3.bucket_call(USER, MONDAY, "PutBucketAcl", "site", "eu-west-1", DICE, subresource="acl")
    of_account = s3.account_call(USER, MONDAY, "DeleteAccountPublicAccessBlock", "eu-west-1", DICE)
    assert resource("Policy:S3/BucketAnonymousAccessGranted", of_bucket.record) == "site"
    assert resource("Stealth:S3/ServerAccessLoggingDisabled", of_bucket.record) == "site"
    assert resource("PenTest:S3/KaliLinux", of_bucket.record) == USER.arn
    assert resource("Policy:S3/AccountBlockPublicAccessDisabled", of_account.record) == ACCOUNT


def test_calls_of_one_issue_are_one_finding_and_each_event_counts_once() -> None:
    first, last = _call(USER, MONDAY + 5), _call(USER, MONDAY + 90)
    elsewhere = _call(USER, MONDAY, "us-east-1")
    planted = [Planted(last, ("T",)), Planted(first, ("T", "U")), Planted(last, ("T",)), Planted(elsewhere, ("T",))]
    seen = [(f.type, f.region, f.count, f.first_seen[-9:], f.last_seen[-9:]) for f in findings("s", planted)]
    assert seen == [
        ("T", "eu-west-1", 2, "00:00:05Z", "00:01:30Z"),
        ("T", "us-east-1", 1, "00:00:00Z", "00:00:00Z"),
        ("U", "eu-west-1", 1, "00:00:05Z", "00:00:05Z"),
    ]


def test_a_scenario_says_what_a_finding_is_about_and_that_it_is_archived() -> None:
    planted = [Planted(_call(USER), ("T",), "snap-1"), Planted(_call(USER, MONDAY + 5), ("T",))]
    found = findings("s", planted, archived=True)
    assert [(f.resource, f.count, f.archived) for f in found] == [(USER.arn, 1, True), ("snap-1", 1, True)]


def test_records_that_raise_nothing_make_no_finding() -> None:
    assert findings("s", [Planted(_call(USER))]) == []
