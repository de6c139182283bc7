"""The types that GuardDuty retired: on, each is raised by one first time; off, none is."""

import json

import pytest

from models.config.config import Config
from models.detectors.first_time import TYPES
from models.findings.types import HIGH, LOW, MEDIUM
from tests.detection import profiled
from tests.guides import archived_by_examples, rendered
from tests.habits import DAYS, call, month, month_of_objects, objects
from tests.records import BROWSER, role

ON = Config(detectors={name: {"enabled": True} for name in TYPES})
HABITS = list(month())
ALLOW_ALL = json.dumps({"Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]})
GRANT = {"userName": "dev", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}
READ_ONLY = GRANT | {"policyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}
ADMINISTRATIVE = "PrivilegeEscalation:IAMUser/AdministrativePermissions"

RAISED = {
    "Persistence:IAMUser/NetworkPermissions": [call("ec2", "CreateSecurityGroup")],
    "Persistence:IAMUser/ResourcePermissions": [call("s3", "PutBucketPolicy")],
    "Persistence:IAMUser/UserPermissions": [call("iam", "AttachUserPolicy", READ_ONLY)],
    "Recon:IAMUser/NetworkPermissions": [call("ec2", "DescribeSecurityGroups")],
    "Recon:IAMUser/ResourcePermissions": [call("kms", "GetKeyPolicy")],
    "Recon:IAMUser/UserPermissions": [call("iam", "ListInstanceProfilesForRole")],
    "ResourceConsumption:IAMUser/ComputeResources": [call("ec2", "RequestSpotFleet")],
    "Stealth:IAMUser/LoggingConfigurationModified": [call("cloudtrail", "StopLogging")],
    ADMINISTRATIVE: [call("iam", "PutUserPolicy", {"policyDocument": ALLOW_ALL})],
    "UnauthorizedAccess:IAMUser/ConsoleLogin": [call("signin", "ConsoleLogin", userAgent=BROWSER)],
    "Behavior:IAMUser/InstanceLaunchUnusual": [call("ec2", "RunInstances", {"instanceType": "p4d.24xlarge"})],
    "Discovery:S3/BucketEnumeration.Unusual": [call("s3", "ListBuckets")],
    "Exfiltration:S3/ObjectRead.Unusual": list(objects(1, DAYS, bucket="payroll")),
    "Impact:S3/ObjectDelete.Unusual": list(objects(1, DAYS, "DeleteObject", "payroll")),
    "Impact:S3/PermissionsModification.Unusual": list(objects(1, DAYS, "PutObjectAcl")),
    "UnauthorizedAccess:IAMUser/UnusualASNCaller": [call("ec2", "DescribeInstances", sourceIPAddress="198.51.100.9")],
}  # fmt: skip


def found(records, config=ON):
    """The first times of some records after a month; anomalous behaviour is tested beside it."""
    habits = [*HABITS, *month_of_objects()]
    return {one.key.type: one for one in profiled([*habits, *records], config) if one.key.type in TYPES}


def test_every_type_has_a_case():
    assert RAISED.keys() == TYPES.keys()


@pytest.mark.parametrize(("kind", "records"), RAISED.items())
def test_a_first_time_is_raised_when_it_is_asked_for(kind, records):
    assert kind in found(records)
    assert found(records, Config()) == {}


@pytest.mark.parametrize(("kind", "records"), RAISED.items())
def test_its_guide_fits(kind, records):
    assert archived_by_examples(rendered([found(records)[kind]])) == {kind}


@pytest.mark.parametrize(("kind", "records"), RAISED.items())
def test_a_second_time_is_none(kind, records):
    """The same a day before, and the first time is over."""
    before = [
        record | {"eventTime": record["eventTime"].replace("03-30", "03-29"), "eventID": "b"} for record in records
    ]
    assert set(found([*before, *records])[kind].sighting.events) == {"b"}


def test_a_grant_of_everything_counts_as_it_went():
    grant = call("iam", "AttachUserPolicy", GRANT)
    assert found([grant])[ADMINISTRATIVE].sighting.actions[0].severity == MEDIUM
    assert found([grant | {"errorCode": "AccessDenied"}])[ADMINISTRATIVE].sighting.actions[0].severity == LOW
    narrow = json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
    assert ADMINISTRATIVE not in found([call("iam", "PutUserPolicy", {"policyDocument": narrow})])


def test_credentials_of_an_instance_make_it_high():
    habits = list(month(by=role("web", "i-0123456789abcdef0")))
    calls = [call("iam", "ListUsers", by=role("web", "i-0123456789abcdef0"))]
    [one] = [each for each in profiled([*habits, *calls], ON) if each.key.type == "Recon:IAMUser/UserPermissions"]
    assert one.sighting.actions[0].severity == HIGH
