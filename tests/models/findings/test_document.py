"""Findings as GuardDuty writes them: every type against GuardDuty's own model of a finding."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest

from models.config.config import parse
from models.detectors import console_login, credential_exfiltration
from models.detectors.registry import FINDING_TYPES, PROFILE_TYPES
from models.enrichment.countries import Countries
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo
from models.enrichment.inventory import Inventory
from models.findings.avro import SCHEMA, to_avro
from models.findings.document import DESCRIPTION_LENGTH, TITLE_LENGTH, render
from models.findings.merge import FindingState, Publication
from models.findings.types import HIGH, LOW, MEDIUM, Feature
from tests.detection import findings
from tests.guardduty import check_finding
from tests.lists import book, listed
from tests.records import OTHER_ACCOUNT, at, event, role, root, root_session, s3_data, service, user

KALI, PARROT, PENTOO = (f"aws-cli/2.23.6 md/distrib#{name}.1" for name in ("kali", "parrot", "pentoo"))
OFF = {"PublicAccessBlockConfiguration": {"BlockPublicAcls": False}}
ANY_AWS = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}

INSTANCE = {"InstanceId": "i-0123456789abcdef0", "InstanceType": "m7g.large", "State": {"Name": "running"}}

LISTED = {
    "MaliciousIPCaller": "198.51.100.1",
    "MaliciousIPCaller.Custom": "198.51.100.2",
    "TorIPCaller": "2001:db8::3",
}
BOOK = book(
    listed("hosts", [LISTED["MaliciousIPCaller"]], kind="malicious", threat="Nightjar"),
    listed("own", [LISTED["MaliciousIPCaller.Custom"]]),
    listed("tor", [LISTED["TorIPCaller"]], kind="tor"),
    listed("keys", [user("leaky")["accessKeyId"]], kind="leaked-keys"),
)


def bucket_policy(**condition: Any) -> dict[str, Any]:
    allow = {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:*", "Resource": "arn:aws:s3:::reports/*"}
    document = {"Version": "2012-10-17", "Statement": [allow | condition]}
    return event("s3", "PutBucketPolicy", {"bucketName": "reports", "bucketPolicy": document}, by=role())


#: What raises each type, and its severity in GuardDuty's tables.
RAISED = {
    "PenTest:IAMUser/KaliLinux": ([event("iam", "ListUsers", userAgent=KALI)], MEDIUM),
    "PenTest:IAMUser/ParrotLinux": ([event("iam", "ListUsers", userAgent=PARROT, error="AccessDenied")], MEDIUM),
    "PenTest:IAMUser/PentooLinux": ([event("iam", "ListUsers", userAgent=PENTOO, by=role())], MEDIUM),
    "PenTest:S3/KaliLinux": ([s3_data(userAgent=KALI), s3_data(bucket="b", userAgent=KALI)], MEDIUM),
    "PenTest:S3/ParrotLinux": ([s3_data(userAgent=PARROT, sourceIPAddress="2001:db8::7")], MEDIUM),
    "PenTest:S3/PentooLinux": ([s3_data(userAgent=PENTOO, by=user(account=OTHER_ACCOUNT))], MEDIUM),
    "Policy:IAMUser/RootCredentialUsage": ([event("iam", "ListUsers", by=root())], LOW),
    "Policy:IAMUser/ShortTermRootCredentialUsage": ([event("iam", "X", by=root_session(assumedRoot="true"))], LOW),
    "DefenseEvasion:IAMUser/BedrockLoggingDisabled": (
        [event("bedrock", "DeleteModelInvocationLoggingConfiguration")],
        MEDIUM,
    ),
    "Stealth:S3/ServerAccessLoggingDisabled": ([event("s3", "PutBucketLogging", {"bucketName": "reports"})], LOW),
    "Policy:S3/AccountBlockPublicAccessDisabled": ([event("s3", "PutAccountPublicAccessBlock", OFF)], LOW),
    "Policy:S3/BucketBlockPublicAccessDisabled": (
        [event("s3", "PutBucketPublicAccessBlock", {"bucketName": "reports"} | OFF)],
        LOW,
    ),
    "Policy:S3/BucketAnonymousAccessGranted": ([bucket_policy()], HIGH),
    "Policy:S3/BucketPublicAccessGranted": ([bucket_policy(Condition=ANY_AWS)], HIGH),
    "CredentialAccess:IAMUser/CompromisedCredentials": ([event("iam", "GetUser", by=user("leaky"))], HIGH),
    **{
        f"{purpose}:IAMUser/{family}": ([event("iam", api, sourceIPAddress=address)], MEDIUM)
        for family, address in LISTED.items()
        for purpose, api in (("Recon", "ListUsers"), ("UnauthorizedAccess", "GetUser"))
    },
    **{
        f"{purpose}:S3/{family}": (
            [s3_data(api, sourceIPAddress=LISTED[family])],
            MEDIUM if (purpose, family) == ("Discovery", "TorIPCaller") else HIGH,
        )
        for purpose, api, families in (
            ("Discovery", "ListObjects", tuple(LISTED)),
            ("Exfiltration", "GetObject", ("MaliciousIPCaller",)),
            ("Impact", "PutObject", ("MaliciousIPCaller",)),
            ("UnauthorizedAccess", "GetObject", ("MaliciousIPCaller.Custom", "TorIPCaller")),
        )
        for family in families
    },
    "Stealth:IAMUser/CloudTrailLoggingDisabled": ([event("cloudtrail", "StopLogging", {"name": "main"})], LOW),
    "Stealth:IAMUser/PasswordPolicyChange": (
        [event("iam", "UpdateAccountPasswordPolicy", {"minimumPasswordLength": 6})],
        MEDIUM,
    ),
}


#: What is found by where calls come from.
PLACED = {kind.name for kind in (console_login.DISTANT, *credential_exfiltration.TYPES)}


def finding(kind: str) -> dict[str, Any]:
    [published] = findings([RAISED[kind][0]], book=BOOK)
    assert published["type"] == kind
    return published


def test_every_type_has_a_case():
    """Those that need profiles, places, connections, requests or other findings have theirs beside their own tests."""
    apart = {Feature.FLOW_LOGS, Feature.DNS_LOGS, Feature.CORRELATION}
    of_calls = {name for name, kind in FINDING_TYPES.items() if kind.feature not in apart}
    assert RAISED.keys() == of_calls - {*PROFILE_TYPES, *PLACED}


@pytest.mark.parametrize("kind", RAISED)
def test_guardduty_s_own_model_takes_it(kind):
    check_finding(finding(kind))


def test_the_check_itself_refuses():
    published = finding("PenTest:IAMUser/KaliLinux")
    for wrong in ({"nonsense": 1}, {"severity": "5"}, {"id": 5}):
        with pytest.raises(AssertionError):
            check_finding(published | wrong)


@pytest.mark.parametrize("kind", RAISED)
def test_identifiers_severity_and_times(kind):
    published = finding(kind)
    account, region = published["accountId"], published["region"]
    assert published["schemaVersion"] == "2.0"
    assert re.fullmatch("[0-9a-f]{32}", published["id"])
    assert re.fullmatch("[0-9a-f]{32}", published["service"]["detectorId"])
    assert published["arn"] == (
        f"arn:aws:guardduty:{region}:{account}:detector/{published['service']['detectorId']}/finding/{published['id']}"
    )
    assert published["severity"] == RAISED[kind][1]
    assert 1.0 <= published["severity"] <= 8.9
    service = published["service"]
    names = [service["eventFirstSeen"], service["eventLastSeen"], published["createdAt"], published["updatedAt"]]
    times = [datetime.fromisoformat(name) for name in names]
    assert times == sorted(times)
    assert all(name.endswith("Z") for name in names)


@pytest.mark.parametrize("kind", RAISED)
def test_words(kind):
    published = finding(kind)
    for words, longest in ((published["title"], TITLE_LENGTH), (published["description"], DESCRIPTION_LENGTH)):
        assert 0 < len(words) <= longest
        assert words[0].isupper()
        assert words.endswith(".")
        assert not set("{}") & set(words)


@pytest.mark.parametrize("kind", RAISED)
def test_the_resource_is_what_guardduty_s_tables_say(kind):
    published = finding(kind)
    of_data_events = ":S3/" in kind and not kind.startswith(("Policy:", "Stealth:"))
    assert published["resource"]["resourceType"] == ("S3Bucket" if of_data_events else "AccessKey")
    assert published["service"]["featureName"] == ("S3_DATA_EVENTS" if of_data_events else "CLOUD_TRAIL")
    about_buckets = "S3" in kind and "Account" not in kind
    assert ("s3BucketDetails" in published["resource"]) == about_buckets


@pytest.mark.parametrize("kind", RAISED)
def test_the_evidence_is_enough_to_look_the_events_up(kind):
    published = finding(kind)
    info = published["service"]["additionalInfo"]
    assert info["eventIds"] == [record["eventID"] for record in sorted(RAISED[kind][0], key=lambda r: r["eventID"])]
    assert sum(actor["count"] for actor in info["actors"]) == published["service"]["count"]
    assert sum(api["count"] for api in info["apiCalls"]) == published["service"]["count"]


def test_a_finding_s_id_does_not_depend_on_when_or_how_often():
    once = findings([[event("iam", "ListUsers", userAgent=KALI)]])
    often = findings([[event("iam", "GetUser", userAgent=KALI, eventTime=at(f"{h:02d}:00:00")) for h in range(20)]])
    assert {f["id"] for f in once} == {f["id"] for f in often}
    assert len(often) > 1


@pytest.mark.parametrize(
    ("caller", "expected"),
    [
        ("203.0.113.10", {"callerType": "Remote IP", "remoteIpDetails": {"ipAddressV4": "203.0.113.10"}}),
        ("2001:db8::7", {"callerType": "Remote IP", "remoteIpDetails": {"ipAddressV6": "2001:db8::7"}}),
        ("ec2.amazonaws.com", {"callerType": "Domain", "domainDetails": {"domain": "ec2.amazonaws.com"}}),
    ],
)
def test_where_a_call_came_from(caller, expected):
    [published] = findings([[event("iam", "ListUsers", userAgent=KALI, sourceIPAddress=caller)]])
    action = published["service"]["action"]["awsApiCallAction"]
    assert {name: action[name] for name in expected} == expected
    assert len({"remoteIpDetails", "domainDetails"} & action.keys()) == 1


def test_who_called():
    [published] = findings([[event("iam", "ListUsers", userAgent=KALI, by=role("deploy", "ci-7"))]])
    assert published["resource"]["accessKeyDetails"] == {
        "accessKeyId": "ASIACI-7XXXXXXXXXXXX",
        "principalId": "AROADEPLOYXXXXXXXXXXX:ci-7",
        "userName": "deploy",
        "userType": "AssumedRole",
    }


def test_the_newest_call_is_shown_all_actors_are_listed():
    calls = [event("s3", "PutBucketLogging", {"bucketName": "b"}, by=user(name)) for name in ("ann", "bob")]
    calls[0]["eventTime"] = at("10:00:01")
    [published] = findings([calls])
    assert published["resource"]["accessKeyDetails"]["userName"] == "ann"
    assert [actor["userName"] for actor in published["service"]["additionalInfo"]["actors"]] == ["bob", "ann"]


def test_the_partition_is_the_principal_s():
    [published] = findings([[event("iam", "X", userAgent=KALI, by=service("sts"), awsRegion="cn-north-1")]])
    assert published["partition"] == "aws-cn"
    assert published["arn"].startswith("arn:aws-cn:guardduty:cn-north-1:")


def test_names_that_look_like_templates_and_long_ones_do_no_harm():
    strange = user("{user}{0}%s") | {"arn": "arn:aws:iam::111122223333:user/" + "x" * 5_000}
    [published] = findings([[event("iam", "ListUsers", userAgent=KALI, by=strange)]])
    assert "{user}{0}%s" in published["title"]
    assert len(published["description"]) <= DESCRIPTION_LENGTH


@pytest.mark.parametrize("kind", RAISED)
def test_the_avro_record_has_the_schema_s_fields(kind):
    published = finding(kind)
    record = to_avro(published)
    assert [field["name"] for field in SCHEMA["fields"]] == list(record)
    assert json.loads(record["resource"]) == published["resource"]
    assert json.loads(record["service"]) == published["service"]


def test_a_publication_without_an_occurrence_is_an_error():
    from models.codecs import FINDING_STATES  # noqa: PLC0415
    from tests.models.findings.calls import KEY  # noqa: PLC0415

    empty = Publication(KEY, 0, True, FINDING_STATES.encode(FindingState())[1:])
    with pytest.raises(ValueError, match="without an occurrence"):
        render(FINDING_TYPES[KEY.type], empty)


def test_sentences_begin_with_a_capital():
    rule = (
        '[[rules]]\nname = "Mine"\ntype = "A:B/C"\nseverity = "Low"\ntitle = "{user} did it."\n'
        'description = "Somebody listed. {user} did, from the office. Then the end."\nevents = ["iam:ListUsers"]\n'
    )
    [found] = findings([[event("iam", "ListUsers", by=role())]], parse(rule, "f.toml"))
    assert found["title"] == "The role deploy did it."
    assert found["description"] == "Somebody listed. The role deploy did, from the office. Then the end."


def test_what_is_known_beside_the_logs_is_shown():
    known = Enricher(
        inventory=Inventory.parse([("i.json", json.dumps({"Reservations": [{"Instances": [INSTANCE]}]}).encode())]),
        geo=Geo(countries=Countries.parse(b"203.0.113.0/24,NZ\n")),
    )
    call = event("iam", "ListUsers", userAgent=KALI, by=role("worker", "i-0123456789abcdef0"))
    [found] = findings([[call]], known=known)
    place = {"countryName": "New Zealand", "countryCode": "NZ"}
    assert found["resource"]["instanceDetails"]["instanceType"] == "m7g.large"
    assert found["service"]["action"]["awsApiCallAction"]["remoteIpDetails"]["country"] == place
    assert found["service"]["additionalInfo"]["actors"][0]["remoteIpDetails"]["country"] == place
    check_finding(found)
