"""To what credentials were issued."""

from __future__ import annotations

from typing import Any

import pytest

from models.cloudtrail.record import UserIdentity
from models.credentials.issued import FUNCTION, INSTANCE, TASK, Issued, issued_to
from tests.credentials import WEB, function, instance, scoped, task
from tests.records import ACCOUNT, REGION, at, decoded, event, role, root, service, user


def issued(by: dict[str, Any]) -> Issued | None:
    caller = decoded(event("sts", "GetCallerIdentity", by=by, eventTime=at("10:00:00"))).user_identity
    assert isinstance(caller, UserIdentity)
    return issued_to(caller)


def test_by_the_version_of_the_metadata_service():
    assert issued(instance()) == Issued(INSTANCE, WEB)
    assert issued(instance(version="1.0") | {"principalId": "AROAX:i-07EXAMPLE"}) == Issued(INSTANCE, "i-07EXAMPLE")


def own_role(name: str) -> dict[str, Any]:
    """A session of one of AWS's own roles in an account."""
    return role(f"aws:{name}", WEB) | {"principalId": f"{ACCOUNT}:aws:{name}:{WEB}"}


def test_by_aws_own_role_of_instances():
    assert issued(own_role("ec2-instance")) == Issued(INSTANCE, WEB, sure=False)


def test_by_the_scope():
    arn = f"arn:aws:ec2:us-gov-west-1:{ACCOUNT}:instance/{WEB}"
    assert issued(scoped("AWS::EC2::Instance", arn)) == Issued(INSTANCE, WEB, "us-gov-west-1")
    for by, kind in ((function(), FUNCTION), (task(), TASK)):
        assert issued(by) == Issued(kind, by["inScopeOf"]["credentialsIssuedTo"], REGION)


@pytest.mark.parametrize("name", ["i-0a1b2c3d4e5f60001", "i-1A2b3C4d"])
def test_by_the_name_of_the_session_alone(name):
    assert issued(role("web", name)) == Issued(INSTANCE, name, sure=False)


@pytest.mark.parametrize(
    "by",
    [
        user(),
        root(),
        service("ec2"),
        *(role("web", name) for name in ("i-am-here", "i-identity", "mi-0a1b2c3d4e5f60001", "deploy", "")),
        scoped("AWS::SageMaker::NotebookInstance", "arn:aws:sagemaker:eu-west-1:1:notebook/x"),
        role("web") | {"inScopeOf": None},
        role("web") | {"inScopeOf": {"sourceArn": "arn:aws:s3:::b", "sourceAccount": ACCOUNT}},
        instance() | {"sessionContext": None},
        own_role("ec2-infrastructure"),
    ],
)
def test_to_nothing_that_is_known(by):
    assert issued(by) is None
