from __future__ import annotations

from typing import Any

from models.report.detail import detail
from models.report.sequence import read_sequence
from models.report.signals import Signals, signals, stages
from tests.models.report.attacks import MINING, STOLEN_DATA, published
from tests.models.report.samples import found

SEEN = {"firstSeenAt": "2026-03-02T00:00:00Z", "lastSeenAt": "2026-03-02T00:00:00Z"}


def shown(evidence) -> Signals:
    told = detail(found(published(evidence)[0]).current[0]).signals
    assert told is not None
    return told


def tables(**members: Any) -> Signals:
    sequence = read_sequence({"sequence": {"signals": [SEEN | {"name": "a"}]} | members})
    assert sequence is not None
    return signals(sequence, 0)


def tactics(*names: str) -> list[dict[str, Any]]:
    return [{"key": "ATTACK_TACTIC", "values": list(names)}]


def test_a_signal_has_all_that_it_refers_to():
    listed, read, _, deleted = shown(STOLEN_DATA).rows
    assert (listed.kind, listed.level, listed.tactics) == ("finding", "Medium", ["Discovery"])
    assert listed.techniques == ["T1078.004 - Valid Accounts: Cloud Accounts", "T1090.003 - Proxy: Multi-hop Proxy"]
    assert (listed.calls, listed.indicators) == (["s3:ListBuckets"], ["Tor IP"])
    assert listed.actors == [("role admin", "AROAADMIN:alice")]
    assert [endpoint.words for endpoint in listed.endpoints] == ["198.51.100.99"]
    assert (listed.resources, read.resources) == ([], ["bucket reports"])
    assert (deleted.kind, deleted.level, deleted.tactics, deleted.calls) == ("S3 data events", "", ["Impact"], [])


def test_who_and_what_have_their_number_of_signals():
    told = shown(STOLEN_DATA)
    assert [(actor.user.credential_uid, count) for actor, count in told.actors] == [("ASIAALICE", 4)]
    assert [(resource.words, count) for resource, count in told.resources] == [
        ("access key ASIAALICE", 4),
        ("bucket reports", 3),
    ]
    assert [(endpoint.words, count) for endpoint, count in told.endpoints] == [("198.51.100.99", 2)]


def test_indicators_in_words():
    assert dict(shown(MINING).indicators) == {
        "attack tactic": "TA0011 - Command and Control\nTA0040 - Impact",
        "attack technique": "T1071 - Application Layer Protocol\nT1496.001 - Resource Hijacking: Compute Hijacking",
        "malicious IP": "198.51.100.7",
        "cryptomining domain": "p.example",
    }


def test_the_agents_are_among_the_indicators():
    api = {"operation": "ListUsers", "service": "iam.amazonaws.com", "userAgent": "curl/8"}
    told = tables(
        signals=[SEEN | {"name": "a", "activities": [{"api": api}, {"api": api | {"error": "AccessDenied"}}]}]
    )
    assert told.indicators == [("user agent", "curl/8")]
    assert told.rows[0].calls == ["iam:ListUsers", "iam:ListUsers (AccessDenied)"]


def test_signals_are_in_the_order_of_time():
    later = {"firstSeenAt": 1_772_409_601, "lastSeenAt": 1_772_409_601}
    told = tables(signals=[later | {"name": "later"}, SEEN | {"name": "first"}])
    assert [row.signal.name for row in told.rows] == ["first", "later"]


def test_tactics_are_in_the_order_of_an_attack_however_they_are_written():
    told = tables(
        sequenceIndicators=tactics("Impact", "Gloating", "Defense Evasion", "DefenseEvasion", "InitialAccess")
    )
    assert dict(told.indicators)["attack tactic"].splitlines() == [
        *("TA0001 - Initial Access", "TA0005 - Defense Evasion", "TA0040 - Impact", "Gloating"),
    ]


def test_a_technique_may_be_an_id_or_a_name():
    told = tables(sequenceIndicators=[{"key": "ATTACK_TECHNIQUE", "values": ["T1485", "Data Destruction"]}])
    assert dict(told.indicators)["attack technique"] == "T1485 - Data Destruction\nData Destruction"


def test_the_stages_are_those_of_the_sequence_and_its_signals():
    one = SEEN | {"name": "a", "signalIndicators": tactics("Impact")}
    sequence = read_sequence({"sequence": {"signals": [one], "sequenceIndicators": tactics("Impact", "Discovery")}})
    assert sequence is not None
    assert stages(sequence) == ["Discovery", "Impact"]


def test_ids_that_lead_nowhere_are_shown():
    one = SEEN | {"name": "a", "actorIds": ["x"], "resourceUids": ["y"], "endpointIds": ["z"]}
    (row,) = tables(signals=[one]).rows
    assert (row.actors, row.resources) == ([("x", "")], ["y"])
    assert [each.words for each in row.endpoints] == ["z"]


def test_somebody_with_several_keys_is_one():
    user = {"name": "dev", "uid": "AIDADEV", "type": "IAMUser"}
    actors = [{"id": key, "user": user | {"credentialUid": key}} for key in ("AKIA1", "AKIA2")]
    one = SEEN | {"name": "a", "actorIds": ["AKIA1", "AKIA2"], "resourceUids": ["AKIA1", "AKIA2", "arn:b"]}
    told = tables(actors=actors, signals=[one])
    assert (told.rows[0].actors, told.rows[0].resources) == ([("user dev", "AIDADEV")], ["arn:b"])
    assert len(told.actors) == 2
