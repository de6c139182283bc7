"""Where a call came from: an address, or the name of an AWS service."""

from __future__ import annotations

import re
from ipaddress import ip_address

_DOTTED_QUAD = re.compile(r"\d+\.\d+\.\d+\.\d+")


def address_family(caller: str) -> int | None:
    """4 or 6 for an address, None for anything else (``cloudformation.amazonaws.com``, ``AWS Internal``).

    Four numbers with dots are an address even if none such exists (``08.1.250.216``): that is how sanitised
    logs write them, and a finding shows what the log says.

    >>> address_family("2001:db8::1"), address_family("08.1.250.216"), address_family("AWS Internal")
    (6, 4, None)
    """
    if _DOTTED_QUAD.fullmatch(caller):
        return 4
    try:
        return ip_address(caller).version
    except ValueError:
        return None


def partition(arn: str, region: str) -> str:
    """The AWS partition that an ARN names, else the one that a Region belongs to.

    >>> partition("", "cn-north-1"), partition("arn:aws-us-gov:iam::1:root", "")
    ('aws-cn', 'aws-us-gov')
    """
    parts = arn.split(":")
    if parts[0] == "arn" and len(parts) > 1 and parts[1].startswith("aws"):
        return parts[1]
    for prefix, name in (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov")):
        if region.startswith(prefix):
            return name
    return "aws"
