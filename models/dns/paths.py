"""Which objects of an AWS log tree hold Resolver query logs, and whose an object's are.

Objects are named ``[prefix/]AWSLogs/ACCOUNT/vpcdnsquerylogs/VPC/YYYY/MM/DD/…log.gz``. The account is the owner of the
logging configuration; a configuration that a Route 53 Profile has brought may name that in place of the VPC.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from models import log_tree

_SERVICE = "vpcdnsquerylogs"
_PATH = re.compile(
    rf"(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(?:aws-account-id=)?(\d{{12}})/(?:aws-service=)?{_SERVICE}/(?:(vpc-[0-9a-z]+)/)?"
)


class Origin(NamedTuple):
    """Whose queries a file or a delivery holds; empty what it does not say."""

    account: str = ""
    vpc: str = ""


def skip_reason(path: str, size: int) -> str | None:
    """Why an object is not read: ``other-service`` or ``empty-file``; else None.

    >>> skip_reason("s3://b/AWSLogs/111122223333/vpcflowlogs/eu-west-1/2026/01/02/x.log.gz", 9)
    'other-service'
    >>> skip_reason("s3://b/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0abc/2026/01/02/x.log.gz", 9) is None
    True
    """
    return log_tree.skip_reason(path, size, _SERVICE)


def origin(path: str) -> Origin:
    """Whose queries an object holds, as its name says it.

    >>> origin("s3://b/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0abc/2026/01/02/x.log.gz")
    Origin(account='111122223333', vpc='vpc-0abc')
    """
    found = _PATH.search(path)
    return Origin(found[1], found[2] or "") if found else Origin()
