"""Which objects of an AWS log tree hold CloudTrail events.

AWS's services write under ``[prefix/]AWSLogs/[o-org/]ACCOUNT/SERVICE/REGION/...``. A pattern over such a tree
meets objects that are no event logs: they are skipped and counted, not read.
"""

from __future__ import annotations

import re

_SERVICE = re.compile(r"(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(?:\d{12}|aws-account-id=\d{12})/(?:aws-service=)?([^/]+)/")

_SKIPPED = {"CloudTrail-Digest": "digest-file", "CloudTrail-Insight": "insight-file"}


def skip_reason(path: str, size: int) -> str | None:
    """Why an object is not read: ``digest-file``, ``insight-file``, ``other-service``, ``empty-file``; else None.

    >>> skip_reason("s3://b/AWSLogs/111122223333/CloudTrail-Digest/eu-west-1/2026/01/02/x.json.gz", 9)
    'digest-file'
    >>> skip_reason("exports/events.json", 9) is None
    True
    """
    if size == 0 or path.endswith("/"):
        return "empty-file"
    match = _SERVICE.search(path)
    if match is None or match[1] == "CloudTrail":
        return None
    return _SKIPPED.get(match[1], "other-service")
