"""Which objects of an AWS log tree hold CloudTrail events."""

from __future__ import annotations

from models import log_tree

_SERVICE = "CloudTrail"
_SKIPPED = {"CloudTrail-Digest": "digest-file", "CloudTrail-Insight": "insight-file"}


def skip_reason(path: str, size: int) -> str | None:
    """Why an object is not read: ``digest-file``, ``insight-file``, ``other-service``, ``empty-file``; else None.

    >>> skip_reason("s3://b/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/01/02/x.json.gz", 9)
    'digest-file'
    >>> skip_reason("exports/events.json", 9) is None
    True
    """
    return log_tree.skip_reason(path, size, _SERVICE, _SKIPPED)
