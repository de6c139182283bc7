"""Which AWS service and Region an address belongs to, by the ranges that AWS publishes.

The file is AWS's own ``ip-ranges.json`` (AWS General Reference, "AWS IP address ranges"): ``prefixes`` of
``ip_prefix``, ``region``, ``service`` and ``network_border_group``, ``ipv6_prefixes`` of ``ipv6_prefix`` and the same.
Every range of a service is listed once more for the service AMAZON, as itself or as part of a wider range; AMAZON
alone says that AWS uses the range, not what for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

from models.enrichment.addresses import Range, RangeTable, block

_EVERY_SERVICE = "AMAZON"


class AwsRange(NamedTuple):
    """What AWS uses an address for.

    Attributes:
        services: as AWS writes them (``S3``, ``EC2``): that of the narrowest range first, AMAZON last.
        region: of the narrowest range; ``GLOBAL`` for services without one.
    """

    services: tuple[str, ...]
    region: str


class _Prefix(msgspec.Struct, gc=False):
    region: str
    service: str
    ip_prefix: str = ""
    ipv6_prefix: str = ""


class _File(msgspec.Struct):
    prefixes: list[_Prefix]
    ipv6_prefixes: list[_Prefix] = []
    create_date: str = msgspec.field(name="createDate", default="")


class AwsRanges:
    """AWS's published address ranges.

    Attributes:
        prefixes: how many ranges the file lists.
        published: when AWS made the file, as it writes it (``2026-03-02-09-00-00``).
    """

    def __init__(self, table: RangeTable[AwsRange], prefixes: int, published: str) -> None:
        self._table = table
        self.prefixes = prefixes
        self.published = published

    @classmethod
    def parse(cls, content: bytes) -> AwsRanges:
        """Read ``ip-ranges.json``.

        Raises:
            ValueError: it is not that file, or is damaged.
        """
        file = msgspec.json.decode(content, type=_File)
        listed = file.prefixes + file.ipv6_prefixes
        return cls(RangeTable(_ranges(listed), _join), len(listed), file.create_date)

    def find(self, address: str) -> AwsRange | None:
        """What AWS uses an address for; None if it is not AWS's, or no address."""
        return self._table.find(address)


def _ranges(prefixes: Sequence[_Prefix]) -> Iterator[Range[tuple[str, str]]]:
    for prefix in sorted(prefixes, key=lambda prefix: prefix.service):
        yield Range(*block(prefix.ip_prefix or prefix.ipv6_prefix), (prefix.service, prefix.region))


def _join(found: Sequence[tuple[str, str]]) -> AwsRange:
    services = dict.fromkeys(service for service, _ in found)
    ordered = sorted(services, key=lambda service: service == _EVERY_SERVICE)
    return AwsRange(tuple(ordered), found[0][1])
