"""Which objects of an AWS log tree hold flow records."""

from __future__ import annotations

from models import log_tree

_SERVICE = "vpcflowlogs"


def skip_reason(path: str, size: int) -> str | None:
    """Why an object is not read: ``other-service`` or ``empty-file``; else None.

    >>> skip_reason("s3://b/AWSLogs/111122223333/CloudTrail/eu-west-1/2026/01/02/x.json.gz", 9)
    'other-service'
    >>> skip_reason("s3://b/AWSLogs/aws-account-id=111122223333/aws-service=vpcflowlogs/x.parquet", 9) is None
    True
    """
    return log_tree.skip_reason(path, size, _SERVICE)
