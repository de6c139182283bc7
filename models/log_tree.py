"""The tree in which AWS's services keep logs, and whose an object of it is.

Objects are named ``[prefix/]AWSLogs/[o-org/]ACCOUNT/SERVICE/…``, or in the style of Hive
``…/AWSLogs/aws-account-id=ACCOUNT/aws-service=SERVICE/…``. A pattern over such a tree meets the logs of all services:
each source reads its own. An object outside of such a tree is what it is given as.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

#: Elastic Load Balancing leaves a test object beside the services' folders.
_SERVICE = re.compile(
    r"(?:^|/)AWSLogs/(?:o-[a-z0-9]+/)?(?:aws-account-id=)?\d{12}/(?:aws-service=)?([^/]+(?=/)|ELBAccessLogTestFile$)"
)

EMPTY_FILE, OTHER_SERVICE = "empty-file", "other-service"

_NONE: Mapping[str, str] = {}


def skip_reason(path: str, size: int, own: str, special: Mapping[str, str] = _NONE) -> str | None:
    """Why an object is not read: ``empty-file``, ``other-service`` or a reason of its own; else None.

    Args:
        path: its name.
        size: in bytes.
        own: the service whose objects are read, as AWS names its folder.
        special: services that are left out for a reason of their own.
    """
    if size == 0 or path.endswith("/"):
        return EMPTY_FILE
    found = _SERVICE.search(path)
    if found is None or found[1] == own:
        return None
    return special.get(found[1], OTHER_SERVICE)
