"""Where an actor is: an address, or the name of an AWS service."""

from __future__ import annotations

import re

from models.aws.addresses import address_of

_DOTTED_QUAD = re.compile(r"\d+\.\d+\.\d+\.\d+")


def shown_address(caller: str) -> tuple[int, str] | None:
    """The IP version (4 or 6) of an address and the address as a finding shows it.

    That is as the log has it, but an IPv6 address that maps an IPv4 one is shown as the latter. Four numbers with dots
    are an address even if none such exists (``08.1.250.216``): that is how sanitised logs write them. None for
    anything else (``cloudformation.amazonaws.com``, ``AWS Internal``).

    >>> shown_address("2001:DB8::1"), shown_address("::ffff:c633:6407"), shown_address("08.1.250.216")
    ((6, '2001:DB8::1'), (4, '198.51.100.7'), (4, '08.1.250.216'))
    """
    if _DOTTED_QUAD.fullmatch(caller):
        return 4, caller
    address = address_of(caller)
    if address is None:
        return None
    return address.version, str(address) if address.version == 4 else caller


def address_family(caller: str) -> int | None:
    """The IP version of `shown_address`; None for what is no address."""
    shown = shown_address(caller)
    return shown[0] if shown else None


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
