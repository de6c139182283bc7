"""The fields of VPC Flow Logs, and the formats that are made of them.

A format is a sequence of field names. A file says its own in its first line; messages do not, and the flow log's
configuration has to be repeated to their reader, as AWS's console shows it (``${version} ${account-id} …``) or as
plain names.
"""

from __future__ import annotations

import re
from typing import NamedTuple, TypeAlias

Format: TypeAlias = tuple[str, ...]

V2: Format = (
    *("version", "account-id", "interface-id", "srcaddr", "dstaddr", "srcport", "dstport", "protocol"),
    *("packets", "bytes", "start", "end", "action", "log-status"),
)

#: Every field that AWS documents, by the version that brought it. Version 6 is that of transit gateways.
_BY_VERSION = {
    2: V2,
    3: ("vpc-id", "subnet-id", "instance-id", "tcp-flags", "type", "pkt-srcaddr", "pkt-dstaddr"),
    4: ("region", "az-id", "sublocation-type", "sublocation-id"),
    5: ("pkt-src-aws-service", "pkt-dst-aws-service", "flow-direction", "traffic-path"),
    7: (
        *("ecs-cluster-arn", "ecs-cluster-name", "ecs-container-instance-arn", "ecs-container-instance-id"),
        *("ecs-container-id", "ecs-second-container-id", "ecs-service-name", "ecs-task-definition-arn"),
        *("ecs-task-arn", "ecs-task-id"),
    ),
    8: ("reject-reason",),
    9: ("resource-id",),
    10: ("encryption-status",),
    11: (
        *("instance-tag", "instance-tag-2", "interface-tag", "interface-tag-2", "asg-tag", "asg-tag-2"),
        *("interface-type", "next-hop-interface-id", "next-hop-subnet-id", "next-hop-az-id", "next-hop-vpc-id"),
        "next-hop-interface-type",
    ),
}

FIELDS = frozenset(name for names in _BY_VERSION.values() for name in names)

#: Each group must have a member in a format, or its records say nothing about who talked to whom, and when.
_NEEDED = (("srcaddr", "pkt-srcaddr"), ("dstaddr", "pkt-dstaddr"), ("start", "end"))

_REFERENCE = re.compile(r"\$\{\s*([^{}\s]*)\s*\}")


class Formats(NamedTuple):
    """How to read what does not say it itself.

    Attributes:
        headless: the format of lines without a header. Lines that do not have its number of fields are read as the
            default format if they have 14.
    """

    headless: Format = V2

    @classmethod
    def parse(cls, text: str | None) -> Formats:
        """Reads the option ``--vpc_flow_format``.

        Args:
            text: names in order, separated by blanks, each plain or as ``${name}``; None for the default.

        Raises:
            ValueError: a name occurs twice, or the format lacks addresses or times.
        """
        if text is None:
            return cls()
        names = tuple(canonical(name) for name in _REFERENCE.sub(r" \1 ", text).split())
        repeated = sorted({name for name in names if names.count(name) > 1})
        if repeated:
            raise ValueError(f"the flow log format names {', '.join(repeated)} more than once")
        if lacking := lacks(names):
            raise ValueError(f"the flow log format lacks {lacking}")
        return cls(names)

    def candidates(self) -> tuple[Format, ...]:
        """The formats that a line without a header may have, the likelier first."""
        return (self.headless,) if len(self.headless) == len(V2) else (self.headless, V2)


def canonical(name: str) -> str:
    """A field's name as text files write it; Parquet files write it with underscores.

    >>> canonical("log_status")
    'log-status'
    """
    return name.lower().replace("_", "-")


def column(name: str) -> str:
    """A field's name as columns have it."""
    return name.lower().replace("-", "_")


def lacks(names: Format) -> str | None:
    """What a format must have and does not; None when it has all."""
    missing = [" or ".join(group) for group in _NEEDED if not set(group) & set(names)]
    return ", ".join(missing) or None


def unknown(names: Format) -> Format:
    """A format's fields that nobody has documented."""
    return tuple(name for name in names if name not in FIELDS)


def header(line: bytes) -> Format | None:
    """The format that a line names, if it is a header: more than half of its words are names of fields.

    >>> header(b"version srcaddr brand-new dstaddr")
    ('version', 'srcaddr', 'brand-new', 'dstaddr')
    >>> header(b"2 123456789010 eni-0 - - - - - - - 1 2 - NODATA") is None
    True
    """
    names = tuple(canonical(word) for word in line.decode("ascii", "replace").split())
    return names if 2 * sum(name in FIELDS for name in names) > len(names) else None
