"""A month of habits, as records: what a test adds to it is the only thing that is new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.records import at, event, role, s3_data

DAYS = 28

#: What a developer does three times a day.
USUAL = (("ec2", "DescribeInstances"), ("ec2", "DescribeImages"), ("sts", "GetCallerIdentity"))


def month(days: int = DAYS, **members: Any) -> Iterator[dict[str, Any]]:
    """The same calls, at three hours of every day."""
    for day in range(days):
        for hour in (9, 13, 16):
            for minute, (source, name) in enumerate(USUAL):
                yield event(source, name, eventTime=at(f"{hour:02d}:{minute:02d}:00", day), **members)


def call(source: str, name: str, parameters: Any = None, day: int = DAYS, **members: Any) -> dict[str, Any]:
    """A call after the month, at a usual hour."""
    return event(source, name, parameters, eventTime=at("13:30:00", day), **members)


def objects(
    number: int, day: int, name: str = "GetObject", bucket: str = "reports", size: int = 10_000, **members: Any
) -> Iterator[dict[str, Any]]:
    """S3 data calls of an hour of a day, by a role."""
    caller = members.pop("by", role())
    for count in range(number):
        yield s3_data(
            name,
            bucket,
            by=caller,
            eventTime=at(f"14:{count // 60 % 60:02d}:{count % 60:02d}", day),
            additionalEventData={"bytesTransferredOut": size, "x-amz-id-2": f"{count}"},
            **members,
        )


def month_of_objects(number: int = 40, **members: Any) -> Iterator[dict[str, Any]]:
    """Every day the same number of reads, and a tenth of it of writes."""
    for day in range(DAYS):
        yield from objects(number, day, **members)
        yield from objects(number // 10, day, "PutObject", **members)
        yield from objects(1, day, "ListObjects", **members)
        yield from objects(1, day, "DeleteObject", **members)
