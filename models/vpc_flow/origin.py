"""Whose records a file holds, as its path says it.

S3 keys are ``[prefix/]AWSLogs/ACCOUNT/vpcflowlogs/REGION/…``, or in the style of Hive
``…/AWSLogs/aws-account-id=ACCOUNT/aws-service=vpcflowlogs/aws-region=REGION/…``. The account is the flow log's owner.
"""

from __future__ import annotations

import re

_PATH = re.compile(
    r"(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(?:aws-account-id=)?(?P<account_id>\d{12})"
    r"/(?:aws-service=)?vpcflowlogs/(?:aws-region=)?(?P<region>[a-z0-9-]+)/"
)


def origin(path: str) -> dict[str, str]:
    """The account and the Region by which a path is named, as values of the columns; empty when it says neither.

    >>> origin("s3://b/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/01/02/x.log.gz")
    {'account_id': '111122223333', 'region': 'eu-west-1'}
    """
    match = _PATH.search(path)
    return match.groupdict() if match else {}
