"""Where Resolver query logs lie.

Key and name: ``AWSLogs/<account>/vpcdnsquerylogs/<vpc>/YYYY/MM/DD/`` and
``<vpc>_vpcdnsquerylogs_<account>_<YYYYMMDDTHHmmZ>_<hash>.log.gz``: JSON, one object per line.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import PurePath

NAME = "vpcdnsquerylogs"


def path(account: str, vpc: str, stamp: int, tag: str) -> PurePath:
    """A log file's path below the bucket's root."""
    moment = time.gmtime(stamp)
    name = f"{vpc}_{NAME}_{account}_{time.strftime('%Y%m%dT%H%MZ', moment)}_{tag[:8].lower()}.log.gz"
    return PurePath("AWSLogs", account, NAME, vpc, time.strftime("%Y/%m/%d", moment), name)


def wrap(records: Iterable[bytes]) -> bytes:
    """Encoded records as the content of a log file."""
    return b"".join(record + b"\n" for record in records)
