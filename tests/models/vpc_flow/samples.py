"""Made-up flow records, and short ways to decode and compare them."""

from __future__ import annotations

from typing import Any

from models.vpc_flow.columns import SCHEMA
from models.vpc_flow.decode import decode
from models.vpc_flow.fields import V2, Formats
from models.vpc_flow.gathered import Decoded

START = 1_767_225_600

SOUND: dict[str, Any] = {
    "version": 2,
    "account-id": "111122223333",
    "interface-id": "eni-0a1b2c3d",
    "srcaddr": "10.0.0.5",
    "dstaddr": "198.51.100.7",
    "srcport": 40_000,
    "dstport": 443,
    "protocol": 6,
    "packets": 10,
    "bytes": 4_000,
    "start": START,
    "end": START + 60,
    "action": "ACCEPT",
    "log-status": "OK",
    "vpc-id": "vpc-0a",
    "subnet-id": "subnet-0a",
    "instance-id": "i-0a",
    "tcp-flags": 3,
    "pkt-srcaddr": "10.0.0.6",
    "pkt-dstaddr": "2001:db8::7",
    "region": "eu-west-1",
    "pkt-src-aws-service": "EC2",
    "pkt-dst-aws-service": "S3",
    "flow-direction": "egress",
    "type": "IPv4",
    "traffic-path": 8,
    "reject-reason": None,
    "resource-id": "r-0",
    "encryption-status": 0,
    "instance-tag": "a%20b",
    "ecs-task-id": None,
}


def record(**values: Any) -> dict[str, Any]:
    """A record like `SOUND` but for some values, whose names are written with underscores."""
    return SOUND | {name.rstrip("_").replace("_", "-"): value for name, value in values.items()}


def line(names: tuple[str, ...] = V2, **values: Any) -> str:
    """A record as a line."""
    found = record(**values)
    return " ".join("-" if found.get(name) is None else str(found[name]) for name in names)


def file(*records: dict[str, Any], names: tuple[str, ...] = V2) -> bytes:
    """Records as a file with a header."""
    rows = [" ".join("-" if one.get(name) is None else str(one[name]) for name in names) for one in records]
    return "\n".join([" ".join(names), *rows, ""]).encode()


def read(data: bytes, source: str = "a", formats: Formats | None = None) -> Decoded:
    """Decodes, and holds what holds for everything that is decoded."""
    decoded = decode(data, source, formats or Formats())
    assert decoded.table.schema == SCHEMA
    decoded.table.validate(full=True)
    assert all(one.source == source for one in decoded.rejected)
    return decoded


def rows(data: bytes, source: str = "a", formats: Formats | None = None) -> list[dict[str, Any]]:
    """The rows of what can be decoded without a rest, without what is null."""
    decoded = read(data, source, formats)
    assert not decoded.rejected
    return shown(decoded)


def shown(decoded: Decoded) -> list[dict[str, Any]]:
    """The rows, without what is null."""
    return [{k: v for k, v in row.items() if v is not None} for row in decoded.table.to_pylist()]


def expected(names: tuple[str, ...] = V2, **values: Any) -> dict[str, Any]:
    """What a record is decoded to."""
    found = record(**values)
    columns = {name.replace("-", "_"): found.get(name) for name in names}
    return {name: value for name, value in columns.items() if name in SCHEMA.names and value is not None}


def reasons(decoded: Decoded) -> list[str]:
    """Why what was rejected was."""
    return sorted(one.reason for one in decoded.rejected)
