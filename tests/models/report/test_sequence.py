from __future__ import annotations

from typing import Any

import pytest

from models.report.finding import Finding
from models.report.sequence import AttackSequence, finding_id, read_sequence
from tests.models.report.attacks import MINING, STOLEN_DATA, published
from tests.models.report.samples import found, sample

SIGNAL = {"name": "iam:ListUsers", "firstSeenAt": 1_772_409_600, "lastSeenAt": 1_772_409_660_000}


def read(**members: Any) -> AttackSequence:
    sequence = read_sequence({"sequence": {"signals": [SIGNAL]} | members})
    assert sequence is not None
    return sequence


def attack(documents: list[dict[str, Any]]) -> Finding:
    """The first finding, which is of a sequence."""
    return found(documents[0]).current[0]


def test_of_our_own():
    sequence = attack(published(STOLEN_DATA)).sequence
    assert sequence is not None
    assert [one.name for one in sequence.signals] == [
        *("Recon:IAMUser/TorIPCaller", "UnauthorizedAccess:S3/TorIPCaller", "s3:GetBucketPolicy", "s3:DeleteObjects"),
    ]
    assert sequence.signals[0].first_seen_at == 1_772_409_660_000
    assert [actor.words for actor in sequence.actors] == ["role admin"]
    assert [(one.words, one.place) for one in sequence.endpoints] == [
        ("198.51.100.99", "AS64500 Exits, Bern, Switzerland")
    ]


@pytest.mark.parametrize(
    ("evidence", "words"), [(STOLEN_DATA, "role admin, bucket reports"), (MINING, "instance i-0123456789abcdef0")]
)
def test_it_is_named_by_who_acts_and_what_is_attacked(evidence, words):
    assert attack(published(evidence)).resource == words


def test_many_are_counted():
    resources = [{"uid": name, "name": name, "resourceType": "S3_BUCKET"} for name in "abcd"]
    assert read(resources=resources).words == "bucket a, bucket b and 2 more"


def test_of_nobody_it_is_named_by_its_kind_of_resource():
    document = sample(detection={"sequence": {"signals": [SIGNAL]}}, resource={"resourceType": "AttackSequence"})
    assert found(document).current[0].resource == "AttackSequence"


@pytest.mark.parametrize(
    "moment",
    [
        "2026-03-02T00:00:00.000Z",
        "2026-03-02T01:00:00+01:00",
        "2026-03-02T00:00:00",
        1_772_409_600,
        1_772_409_600_000.0,
    ],
)
def test_times_are_text_or_seconds_or_milliseconds(moment):
    (signal,) = read(signals=[SIGNAL | {"firstSeenAt": moment}]).signals
    assert signal.first_seen_at == 1_772_409_600_000


@pytest.mark.parametrize("moment", ["yesterday", "", True, [], -1e308, 1e300, "0001-01-01T00:00:00Z"])
def test_what_is_no_time_is_no_sequence(moment):
    assert read_sequence({"sequence": {"signals": [SIGNAL | {"firstSeenAt": moment}]}}) is None


def test_numbers_may_be_text():
    (signal,) = read(signals=[SIGNAL | {"severity": "8.0", "count": "3"}]).signals
    assert (signal.severity, signal.count) == (8.0, 3)


def test_what_is_null_or_missing_says_nothing():
    sequence = read(
        actors=[{"id": "p", "process": {"name": "xmrig", "path": "/tmp/xmrig"}, "user": None, "session": None}],
        endpoints=[{"id": "e", "domain": "p.example", "port": 443, "location": None, "autonomousSystem": None}],
        resources=None,
        signals=[SIGNAL | {"severity": None, "actorIds": None, "activities": [{"type": "API_CALL", "api": None}]}],
    )
    assert [actor.words for actor in sequence.actors] == ["/tmp/xmrig"]
    assert [(endpoint.words, endpoint.place) for endpoint in sequence.endpoints] == [("p.example port 443", "")]


def test_what_is_known_of_a_resource():
    resources = [{"uid": "i", "data": data} for data in ({"ec2Instance": {"platform": "x"}}, {"a": 1}, {})]
    assert [one.known for one in read(resources=resources).resources] == [{"platform": "x"}, {"a": 1}, {}]


@pytest.mark.parametrize("told", [None, [], {}, {"sequence": None}, {"sequence": 1}, {"sequence": {}}, {"anomaly": {}}])
def test_no_sequence(told):
    assert read_sequence(told) is None


def test_a_finding_is_known_by_its_id_or_its_arn():
    document = sample(3)
    assert finding_id(document["arn"]) == finding_id(document["id"]) == document["id"]


def test_a_finding_names_its_sequences():
    document = sample(additionalInfo={"attackSequences": ["arn:a/finding/1", "arn:a/finding/2", 3]})
    document["associatedAttackSequenceArn"] = "arn:a/finding/2"
    assert found(document).current[0].sequences == ("2", "1")
    assert found(sample()).current[0].sequences == ()
