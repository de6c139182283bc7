"""Buckets are opened to everybody, or to everybody with an AWS account.

Policy:S3/BucketAnonymousAccessGranted: nobody has to sign the request. Policy:S3/BucketPublicAccessGranted: any
AWS principal will do. A policy for ``*`` grants neither when a condition narrows it to known callers.
"""

from __future__ import annotations

from typing import Any

from models.simulate.cloudtrail import s3
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

ANONYMOUS = "Policy:S3/BucketAnonymousAccessGranted"
PUBLIC = "Policy:S3/BucketPublicAccessGranted"

_GROUPS = "http://acs.amazonaws.com/groups"
ALL_USERS = f"{_GROUPS}/global/AllUsers"
AUTHENTICATED_USERS = f"{_GROUPS}/global/AuthenticatedUsers"
LOG_DELIVERY = f"{_GROUPS}/s3/LogDelivery"

_XSI = "http://www.w3.org/2001/XMLSchema-instance"


def put_policy(stage: Stage, caller: Caller, bucket: str, principal: Any, **more: Any) -> None:
    """Give a bucket a policy of one statement that lets ``principal`` read.

    ``condition``, ``effect``, ``action`` and ``resource`` replace parts of the statement.
    """
    statement: Json = {
        "Sid": "Read",
        "Effect": more.pop("effect", "Allow"),
        "Principal": principal,
        "Action": more.pop("action", "s3:GetObject"),
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    condition = more.pop("condition", None)
    if condition:
        statement["Condition"] = condition
    policy = {"Version": "2012-10-17", "Statement": [statement]}
    stage.bucket_call(caller, "PutBucketPolicy", bucket, "policy", request={"bucketPolicy": policy}, **more)


def _put_acl(stage: Stage, caller: Caller, bucket: str, request: Json, **more: Any) -> None:
    stage.bucket_call(caller, "PutBucketAcl", bucket, "acl", request=request, **more)


def _canned(acl: str) -> Json:
    return {"x-amz-acl": acl}


def _grants(stage: Stage, group: str, permission: str) -> Json:
    """An ACL in the request's body: the owner keeps full control, a group gets a permission."""
    owner = stage.dice.hexadecimal(64)
    canonical = {"xmlns:xsi": _XSI, "xsi:type": "CanonicalUser", "ID": owner}
    everybody = {"xmlns:xsi": _XSI, "xsi:type": "Group", "URI": group}
    grants = [
        {"Grantee": canonical, "Permission": "FULL_CONTROL"},
        {"Grantee": everybody, "Permission": permission},
    ]
    acl = {"Grant": grants}
    return {"AccessControlPolicy": {"xmlns": s3.XMLNS, "Owner": {"ID": owner}, "AccessControlList": acl}}


@scenario(raises=[ANONYMOUS])
def bucket_opened_by_policy(stage: Stage) -> None:
    """Bucket policies let everybody read: the principal as a star, and as a list with a star."""
    caller = stage.user(stage.name("web"))
    put_policy(stage, caller, stage.bucket("site"), "*", raises=[ANONYMOUS])
    put_policy(
        stage, caller, stage.bucket("media"), {"AWS": ["*"]}, action=["s3:GetObject", "s3:List*"], raises=[ANONYMOUS]
    )


@scenario(raises=[ANONYMOUS])
def bucket_opened_by_acl(stage: Stage) -> None:
    """ACLs let everybody read: canned ones in both spellings of the log, one in the body, one in a header."""
    caller = stage.session(stage.name("frontend"), "deploy")
    _put_acl(stage, caller, stage.bucket("site"), _canned("public-read"), raises=[ANONYMOUS])
    _put_acl(stage, caller, stage.bucket("feed"), {"x-amz-acl": ["public-read-write"]}, raises=[ANONYMOUS])
    _put_acl(stage, caller, stage.bucket("media"), _grants(stage, ALL_USERS, "READ"), raises=[ANONYMOUS])
    header = {"x-amz-grant-read": f'uri="{ALL_USERS}"'}
    _put_acl(stage, caller, stage.bucket("docs"), header, raises=[ANONYMOUS])


@scenario(raises=[PUBLIC])
def bucket_opened_to_aws_by_policy(stage: Stage) -> None:
    """A bucket policy lets every AWS principal read, whatever its account."""
    anybody = {"StringLike": {"aws:PrincipalArn": "arn:aws:iam::*"}}
    caller = stage.user(stage.name("partner"))
    put_policy(stage, caller, stage.bucket("exchange"), {"AWS": "*"}, condition=anybody, raises=[PUBLIC])


@scenario(raises=[PUBLIC])
def bucket_opened_to_aws_by_acl(stage: Stage) -> None:
    """ACLs let every AWS principal read: a canned one, and one in the body."""
    caller = stage.user(stage.name("partner"))
    _put_acl(stage, caller, stage.bucket("exchange"), _canned("authenticated-read"), raises=[PUBLIC])
    grants = _grants(stage, AUTHENTICATED_USERS, "READ_ACP")
    _put_acl(stage, caller, stage.bucket("catalogue"), grants, raises=[PUBLIC])


@near_miss(of=[ANONYMOUS, PUBLIC])
def bucket_policy_with_condition(stage: Stage) -> None:
    """Policies name everybody, and a condition narrows that to the organisation, an endpoint, a distribution."""
    caller = stage.session(stage.name("frontend"), "deploy")
    everybody = {"AWS": "*"}
    organisation = {"StringEquals": {"aws:PrincipalOrgID": stage.organisation.id}}
    put_policy(stage, caller, stage.bucket("shared"), "*", condition=organisation)
    endpoint = {"StringEquals": {"aws:SourceVpce": f"vpce-0{stage.dice.hexadecimal(16)}"}}
    put_policy(stage, caller, stage.bucket("inside"), everybody, condition=endpoint)
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": f"vpce-0{stage.dice.hexadecimal(16)}"}}
    put_policy(stage, caller, stage.bucket("fenced"), "*", effect="Deny", action="s3:*", condition=elsewhere)
    distribution = f"arn:aws:cloudfront::{stage.account.id}:distribution/E{stage.dice.base32(13)}"
    content = {"StringEquals": {"AWS:SourceArn": distribution}}
    put_policy(stage, caller, stage.bucket("site"), {"Service": "cloudfront.amazonaws.com"}, condition=content)
    own = {"StringLike": {"aws:PrincipalArn": f"arn:aws:iam::{stage.account.id}:role/*"}}
    put_policy(stage, caller, stage.bucket("roles"), everybody, condition=own)


@near_miss(of=[ANONYMOUS, PUBLIC])
def bucket_acl_for_few(stage: Stage) -> None:
    """ACLs are private, or grant something to log delivery or to one other account."""
    caller = stage.user(stage.name("web"))
    _put_acl(stage, caller, stage.bucket("site"), _canned("private"))
    _put_acl(stage, caller, stage.bucket("logs"), _grants(stage, LOG_DELIVERY, "WRITE"))
    partner = {"x-amz-grant-read": f'id="{stage.dice.hexadecimal(64)}"'}
    _put_acl(stage, caller, stage.bucket("exchange"), partner)


@near_miss(of=[ANONYMOUS, PUBLIC])
def bucket_opening_refused(stage: Stage) -> None:
    """Opening a bucket is tried in every way, and refused."""
    caller, bucket = stage.user(stage.name("web")), stage.bucket("site")
    put_policy(stage, caller, bucket, "*", denied=True)
    _put_acl(stage, caller, bucket, _canned("public-read"), denied=True)
    _put_acl(stage, caller, bucket, _grants(stage, AUTHENTICATED_USERS, "READ"), denied=True)
