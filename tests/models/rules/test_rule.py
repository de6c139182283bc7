"""Which records are hits of which rules."""

import pytest

from models.cloudtrail.call import call_of
from models.findings.sighting import FindingKey
from models.findings.types import Feature, Identity, ResourceType
from models.rules.rule import LONGEST_TEXT, Rule, RuleSet
from tests.models.rules.tables import table
from tests.records import ACCOUNT, ADDRESS, REGION, decoded, event, role, s3_data, user

CREATED = decoded(event("iam", "CreateAccessKey", {"userName": "bob"}))


def names(record, *tables):
    return [hit.rule.table.name for hit in RuleSet(tables).hits(record)]


@pytest.mark.parametrize(
    ("events", "source", "name", "looked_at"),
    [
        (["iam:CreateAccessKey"], "iam", "CreateAccessKey", True),
        (["iam:CreateAccessKey"], "iam", "CreateUser", False),
        (["iam:CreateAccessKey"], "sts", "CreateAccessKey", False),
        (["iam:*", "sts:AssumeRole"], "iam", "CreateUser", True),
        (["iam:*", "sts:AssumeRole"], "sts", "AssumeRole", True),
        (["iam:*", "sts:AssumeRole"], "sts", "GetCallerIdentity", False),
        (["*"], "anything", "Whatever", True),
        (["lambda:UpdateFunctionCode"], "lambda", "UpdateFunctionCode20150331v2", True),
        (["lambda:UpdateFunctionCode20150331v2"], "lambda", "UpdateFunctionCode20150331v2", True),
        (["lambda:UpdateFunctionCode20150331v2"], "lambda", "UpdateFunctionCode20140101", False),
    ],
)
def test_a_rule_sees_only_the_apis_that_it_names(events, source, name, looked_at):
    assert bool(names(decoded(event(source, name)), table(events=events))) is looked_at


def test_data_events_are_seen_on_demand_and_management_events_in_any_case():
    rules = [table(name="management", events=["s3:*"]), table(name="both", events=["s3:*"], data_events=True)]
    assert names(decoded(s3_data()), *rules) == ["both"]
    assert names(decoded(event("s3", "CreateBucket")), *rules) == ["management", "both"]
    assert names(decoded(event("iam", "CreateUser")), *rules) == []


def test_what_no_rule_looks_at_is_not_even_read():
    assert RuleSet([table()]).hits(object_with("iam.amazonaws.com", "CreateUser")) == []


def object_with(source, name):
    class Record:
        event_source, event_name = source, name

    return Record()


def test_where_decides():
    succeeded = table(where='event.errorCode == ""')
    assert names(CREATED, succeeded) == ["AccessKeyCreated"]
    assert names(decoded(event("iam", "CreateAccessKey", error="AccessDenied")), succeeded) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"where": 'event.requestParameters.missing == ""'},
        {"where": "event.requestParameters.userName"},
        {"by": "event.requestParameters.missing"},
        {"count": 2, "within": "1m", "distinct": "event.requestParameters.missing"},
    ],
)
def test_an_error_means_that_the_rule_does_not_hold_and_touches_no_other(keys):
    errors = []
    hits = RuleSet([table(**keys), table(name="other")]).hits(CREATED, errors)
    assert [hit.rule.table.name for hit in hits] == ["other"]
    assert len(errors) == 1


def test_a_rule_that_is_off_is_not_there_and_a_dry_run_says_so():
    assert names(CREATED, table(enabled=False)) == []
    [hit] = RuleSet([table(mode="dry-run")]).hits(CREATED)
    assert hit.rule.dry_run
    [hit] = RuleSet([table()]).hits(CREATED)
    assert not hit.rule.dry_run


@pytest.mark.parametrize(
    ("by", "group"),
    [
        ("principal", "arn:aws:iam::111122223333:user/dev"),
        ("account", ACCOUNT),
        ("address", ADDRESS),
        ("key", user()["accessKeyId"]),
        ("event.requestParameters.userName", "bob"),
        ("'all'", "all"),
    ],
)
def test_groups(by, group):
    rules = RuleSet([table(by=by)])
    [hit] = rules.hits(CREATED)
    assert hit.group == group
    assert hit.key(CREATED) == FindingKey("rule/AccessKeyCreated", ACCOUNT, REGION, group).to_bytes()


def test_sessions_of_a_role_are_one_group():
    calls = [decoded(event("iam", "CreateAccessKey", by=role("deploy", session))) for session in ("a", "b")]
    rules = RuleSet([table()])
    assert {hit.group for call in calls for hit in rules.hits(call)} == {"arn:aws:iam::111122223333:role/deploy"}


def test_without_a_group_the_principal_is_the_group():
    [hit] = RuleSet([table(by="bucket")]).hits(CREATED)
    assert hit.group == ""
    principal = "arn:aws:iam::111122223333:user/dev"
    assert hit.key(CREATED) == FindingKey("rule/AccessKeyCreated", ACCOUNT, REGION, principal).to_bytes()


def test_a_long_text_is_cut_and_stays_different_from_others():
    def group(last):
        record = decoded(event("iam", "CreateAccessKey", {"userName": "a" * 5_000 + last}))
        [hit] = RuleSet([table(by="event.requestParameters.userName")]).hits(record)
        return hit.group

    assert len(group("x")) == LONGEST_TEXT
    assert group("x") == group("x") != group("y")


def test_a_note_shows_the_call_and_the_bucket():
    record = decoded(event("s3", "PutBucketPolicy", {"bucketName": "logs"}))
    [hit] = RuleSet([table(events=["s3:*"], by="bucket", severity=7.5)]).hits(record)
    assert hit.key(record) == FindingKey("rule/AccessKeyCreated", ACCOUNT, REGION, "logs").to_bytes()
    seen = hit.note(record, call_of(record))
    assert seen.call.severity == 7.5
    assert seen.call.api == "PutBucketPolicy"
    assert seen.call.affected == (("AWS::S3::Bucket", "logs"),)
    assert seen.event_id == record.event_id


def test_the_finding_type_says_what_the_table_says():
    kind = Rule(table(severity="High", by="account")).finding_type
    assert (kind.name, kind.severity) == ("Persistence:IAM/AccessKeyCreated", 8.0)
    assert kind.description == kind.title == "{user} created an access key."
    assert kind.resource_type is ResourceType.ACCESS_KEY
    assert kind.feature is Feature.CLOUD_TRAIL
    assert kind.key == Rule(table()).key == "rule/AccessKeyCreated"
    kinds = {by: Rule(table(by=by)).finding_type.identity for by in ("principal", "account", "bucket", "address")}
    assert list(kinds.values()) == [Identity.PRINCIPAL, Identity.ACCOUNT, Identity.BUCKET, Identity.RULE]
    assert Rule(table(description="Bad.")).finding_type.description == "Bad."
