"""Records as Route 53 Resolver writes them, and what reading gives of them."""

from __future__ import annotations

import io
from typing import Any

from models.dns.decode import decode
from models.dns.query import Answer, Decoded, Query
from models.dns.source import DnsLogs
from models.rejected import Rejected

PATH = "s3://b/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0abc/2026/03/02/vpc-0abc_x.log.gz"
NOON = 1_772_452_800_000  # 2026-03-02T12:00:00Z


def record(number: int = 0, **changes: Any) -> dict[str, Any]:
    """A record as Resolver writes it; a member whose change is ``...`` is left out."""
    members = {
        "version": "1.100000",
        "account_id": "111122223333",
        "region": "eu-west-1",
        "vpc_id": "vpc-0abc",
        "query_timestamp": "2026-03-02T12:00:00Z",
        "query_name": f"host{number}.example.com.",
        "query_type": "A",
        "query_class": "IN",
        "rcode": "NOERROR",
        "answers": [{"Rdata": "192.0.2.1", "Type": "A", "Class": "IN"}],
        "srcaddr": "10.0.0.5",
        "srcport": "51234",
        "transport": "UDP",
        "srcids": {"instance": "i-0abc"},
    } | changes
    return {name: value for name, value in members.items() if value is not ...}


def query(number: int = 0, **changes: Any) -> Query:
    """What is to come of such a record."""
    members = {
        "time_ms": NOON,
        "name": f"host{number}.example.com",
        "type": "A",
        "rcode": "NOERROR",
        "answers": (Answer("A", "192.0.2.1"),),
        "address": "10.0.0.5",
        "instance": "i-0abc",
        "account": "111122223333",
        "region": "eu-west-1",
        "vpc": "vpc-0abc",
    } | changes
    return Query(**members)


def read(data: bytes, source: str = "a.log.gz") -> Decoded:
    """What reading and decoding make of a file."""
    whole = Decoded([], [], {})
    for batch in DnsLogs().read_batches(io.BytesIO(data), source):
        decoded = Decoded([], [batch], {}) if isinstance(batch, Rejected) else decode(batch, source)
        whole.queries.extend(decoded.queries)
        whole.rejected.extend(decoded.rejected)
        for what, count in decoded.skipped.items():
            whole.skipped[what] = whole.skipped.get(what, 0) + count
    return whole


def reasons(decoded: Decoded) -> list[str]:
    """Why what was rejected was."""
    return [one.reason for one in decoded.rejected]
