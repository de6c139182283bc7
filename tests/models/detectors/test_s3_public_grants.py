"""S3 public grants: a policy or ACL that opens a bucket, and to whom.

How policies and ACLs are read is tested in tests/models/aws; here is what findings come of it.
"""

import json

import pytest

from tests.detection import seen, types
from tests.records import event

ANONYMOUS = "Policy:S3/BucketAnonymousAccessGranted"
PUBLIC = "Policy:S3/BucketPublicAccessGranted"
GROUPS = "http://acs.amazonaws.com/groups/global"
ANY_AWS = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}


def statement(principal, condition=None, **members):
    allow = {"Effect": "Allow", "Principal": principal, "Action": "s3:GetObject", "Resource": "arn:aws:s3:::reports/*"}
    return allow | ({"Condition": condition} if condition else {}) | members


def policy(*statements, as_text=False, **members):
    document = {"Version": "2012-10-17", "Statement": list(statements)}
    parameters = {"bucketPolicy": json.dumps(document) if as_text else document, "bucketName": "reports", "policy": ""}
    return event("s3", "PutBucketPolicy", parameters, **members)


def grant(group, permission="READ"):
    uri = {"xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xsi:type": "Group", "URI": f"{GROUPS}/{group}"}
    return {"Grantee": uri, "Permission": permission}


OWNER = {"Grantee": {"xsi:type": "CanonicalUser", "ID": "75aa57f0"}, "Permission": "FULL_CONTROL"}


def acl(*grants, **members):
    body = {"Owner": {"ID": "75aa57f0"}, "AccessControlList": {"Grant": list(grants)}}
    return event("s3", "PutBucketAcl", {"bucketName": "reports", "acl": "", "AccessControlPolicy": body}, **members)


def canned(name, acl_name, **members):
    return event("s3", name, {"bucketName": "reports", "x-amz-acl": [acl_name]}, **members)


RAISED = {
    "AWS's tester: everyone": (policy(statement("*")), [ANONYMOUS]),
    "AWS's tester: every AWS principal": (policy(statement({"AWS": "*"}, ANY_AWS)), [PUBLIC]),
    "a policy as text": (policy(statement("*"), as_text=True), [ANONYMOUS]),
    "both, by two statements": (policy(statement("*"), statement({"AWS": "*"}, ANY_AWS)), [ANONYMOUS, PUBLIC]),
    "a grant to AllUsers": (acl(OWNER, grant("AllUsers")), [ANONYMOUS]),
    "a grant to AuthenticatedUsers": (acl(OWNER, grant("AuthenticatedUsers", "WRITE")), [PUBLIC]),
    "both, by two grants": (acl(grant("AllUsers"), grant("AuthenticatedUsers")), [ANONYMOUS, PUBLIC]),
    "a canned ACL": (canned("PutBucketAcl", "public-read"), [ANONYMOUS]),
    "a canned ACL for AWS users": (canned("PutBucketAcl", "authenticated-read"), [PUBLIC]),
    "a bucket made public": (canned("CreateBucket", "public-read-write"), [ANONYMOUS]),
    "a grant header": (
        event(
            "s3",
            "PutBucketAcl",
            {"bucketName": "reports", "accessControlList": {"x-amz-grant-read": f'uri="{GROUPS}/AllUsers"'}},
        ),
        [ANONYMOUS],
    ),
}

NOT_RAISED = {
    "one account": policy(statement({"AWS": "arn:aws:iam::444455556666:root"})),
    "a service": policy(statement({"Service": "cloudtrail.amazonaws.com"})),
    "everyone in the organisation": policy(statement("*", {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}})),
    "a denial": policy(statement("*", Effect="Deny")),
    "everyone at the office": policy(statement("*", {"IpAddress": {"aws:SourceIp": "192.0.2.0/24"}})),
    "a failed policy": policy(statement("*"), error="AccessDenied"),
    "the owner's grant": acl(OWNER),
    "S3's log delivery": acl(
        OWNER, {"Grantee": {"URI": "http://acs.amazonaws.com/groups/s3/LogDelivery"}, "Permission": "WRITE"}
    ),
    "a private bucket": canned("CreateBucket", "private"),
    "an everyday bucket": event("s3", "CreateBucket", {"bucketName": "reports"}),
    "a failed ACL": acl(grant("AllUsers"), error="AccessControlListNotSupported"),
    "an object's ACL": event("s3", "PutObjectAcl", {"bucketName": "reports", "key": "k", "x-amz-acl": ["public-read"]}),
    "a policy without parameters": event("s3", "PutBucketPolicy"),
    "a policy that is deleted": event("s3", "DeleteBucketPolicy", {"bucketName": "reports", "policy": ""}),
}


@pytest.mark.parametrize(("record", "expected"), RAISED.values(), ids=RAISED)
def test_opened(record, expected):
    hits = seen(record)
    assert sorted(hit.type for hit in hits) == expected
    assert {(hit.resource, hit.call.severity) for hit in hits} == {("reports", 8.0)}


@pytest.mark.parametrize("record", NOT_RAISED.values(), ids=NOT_RAISED)
def test_not_opened(record):
    assert types(record) == []


@pytest.mark.parametrize(
    ("record", "means", "read", "write"),
    [
        (policy(statement("*")), "bucketPolicy", True, False),
        (policy(statement("*", Action="s3:PutObject")), "bucketPolicy", False, True),
        (policy(statement("*", Action="s3:*")), "bucketPolicy", True, True),
        (acl(grant("AllUsers", "WRITE")), "accessControlList", False, True),
        (canned("CreateBucket", "public-read-write"), "accessControlList", True, True),
    ],
)
def test_the_finding_shows_what_is_open(record, means, read, write):
    [hit] = seen(record)
    access = hit.bucket_info["publicAccess"]
    allows = {"allowsPublicReadAccess": read, "allowsPublicWriteAccess": write}
    assert access["permissionConfiguration"] == {"bucketLevelPermissions": {means: allows}}
    assert access["effectivePermission"] == "UNKNOWN"
