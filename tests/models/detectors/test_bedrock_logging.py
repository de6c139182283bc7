"""Bedrock logging: switched off, or something else."""

import pytest

from tests.detection import seen, types
from tests.records import event, role

TYPE = "DefenseEvasion:IAMUser/BedrockLoggingDisabled"
NAME = "DeleteModelInvocationLoggingConfiguration"

NOT_RAISED = {
    "a failed deletion": event("bedrock", NAME, error="AccessDeniedException"),
    "a new configuration": event("bedrock", "PutModelInvocationLoggingConfiguration", {"loggingConfig": {}}),
    "a look at it": event("bedrock", "GetModelInvocationLoggingConfiguration"),
    "another service's call": event("logs", NAME),
}


def test_a_deletion_is_raised_for_the_principal_in_its_region():
    [hit] = seen(event("bedrock", NAME, by=role("ml"), awsRegion="us-west-2"))
    assert (hit.type, hit.region, hit.resource) == (TYPE, "us-west-2", "arn:aws:iam::111122223333:role/ml")
    assert hit.call.severity == 5.0


@pytest.mark.parametrize("record", NOT_RAISED.values(), ids=NOT_RAISED)
def test_anything_else_is_not(record):
    assert types(record) == []
