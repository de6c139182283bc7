"""Whose an object of an AWS log tree is."""

from __future__ import annotations

import pytest

from models.cloudtrail.source import CloudTrailLogs
from models.log_source import LogSource
from models.vpc_flow.fields import Formats
from models.vpc_flow.source import VpcFlowLogs

CLOUDTRAIL: LogSource = CloudTrailLogs()
FLOWS: LogSource = VpcFlowLogs(Formats())


@pytest.mark.parametrize(
    ("path", "to_cloudtrail", "to_flows"),
    [
        ("s3://b/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/02/x.json.gz", None, "other-service"),
        ("gs://b/p/q/AWSLogs/o-a1b2c3/111122223333/CloudTrail/x.json.gz", None, "other-service"),
        ("AWSLogs/111122223333/CloudTrail-Digest/x.json.gz", "digest-file", "other-service"),
        ("AWSLogs/111122223333/CloudTrail-Insight/x.json.gz", "insight-file", "other-service"),
        ("AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/01/02/x.log.gz", "other-service", None),
        ("AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/x.parquet", "other-service", None),
        ("AWSLogs/aws-account-id=111122223333/aws-service=elasticloadbalancing/x", "other-service", "other-service"),
        ("AWSLogs/111122223333/ELBAccessLogTestFile", "other-service", "other-service"),
        ("AWSLogs/111122223333/export.json", None, None),
        ("AWSLogs/broken.json", None, None),
        ("NotAWSLogs/111122223333/vpcflowlogs/x", None, None),
        ("vpcflowlogs/CloudTrail/x", None, None),
        ("AWSLogs/111122223333/vpcflowlogs/", "empty-file", "empty-file"),
    ],
)
def test_each_source_knows_its_own(path: str, to_cloudtrail: str | None, to_flows: str | None) -> None:
    assert (CLOUDTRAIL.skip_reason(path, 9), FLOWS.skip_reason(path, 9)) == (to_cloudtrail, to_flows)


def test_what_is_empty_holds_nothing() -> None:
    assert CLOUDTRAIL.skip_reason("a.json", 0) == FLOWS.skip_reason("a.log", 0) == "empty-file"
