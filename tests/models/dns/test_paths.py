"""Which objects are read, and whose they are."""

from __future__ import annotations

import pytest

from models.dns.decode import decode
from models.dns.paths import Origin, origin, skip_reason
from tests.models.containers.wrappings import dump
from tests.models.dns.records import PATH, query, record

TREE = "s3://b/p/AWSLogs/111122223333"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (PATH, None),
        (f"{TREE}/vpcdnsquerylogs/rp-0abc/2026/03/02/x.log.gz", None),
        ("exports/queries.json", None),
        ("/var/log/named/query.log", None),
        (f"{TREE}/vpcflowlogs/eu-west-1/2026/03/02/x.log.gz", "other-service"),
        (f"{TREE}/CloudTrail/eu-west-1/2026/03/02/x.json.gz", "other-service"),
        ("s3://b/AWSLogs/o-abc123/111122223333/WAFLogs/x.gz", "other-service"),
        (f"{TREE}/vpcdnsquerylogs/vpc-0abc/", "empty-file"),
    ],
)
def test_what_is_read(path: str, reason: str | None) -> None:
    assert skip_reason(path, 9) == reason
    assert skip_reason(path, 0) == "empty-file"


@pytest.mark.parametrize(
    ("path", "whose"),
    [
        (PATH, Origin("111122223333", "vpc-0abc")),
        ("/d/AWSLogs/111122223333/vpcdnsquerylogs/vpc-0abc/x.log.gz", Origin("111122223333", "vpc-0abc")),
        ("AWSLogs/o-abc/111122223333/vpcdnsquerylogs/rp-0abc/2026/x.log.gz", Origin("111122223333")),
        (f"{TREE}/vpcflowlogs/vpc-0abc/x.log.gz", Origin()),
        ("vpcdnsquerylogs/vpc-0abc/x.log.gz", Origin()),
        ("", Origin()),
    ],
)
def test_whose_an_object_is(path: str, whose: Origin) -> None:
    assert origin(path) == whose


def test_a_path_tells_what_records_lack() -> None:
    decoded = decode(dump(record(vpc_id=..., account_id=...)), PATH)
    assert decoded.queries == [query()]


def test_a_path_does_not_tell_what_records_have() -> None:
    path = PATH.replace("111122223333", "444455556666").replace("vpc-0abc", "vpc-0def")
    assert decode(dump(record()), path).queries == [query()]
    assert decode(dump(record(vpc_id=None)), path).queries == [query(vpc="vpc-0def")]
    assert decode(dump(record(vpc_id=None, resource_id="vpc-0123")), path).queries == [query(vpc="vpc-0123")]
