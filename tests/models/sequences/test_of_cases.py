"""Weak signals of cases."""

from __future__ import annotations

import msgspec

from models.findings.sequence import CLOUD_TRAIL, S3_DATA_EVENTS, WEAK
from models.profiles.profile import Case
from models.sequences.of_cases import MOST_OF_A_CASE, all_weak_signals, weak_signals
from tests.detection import cases
from tests.habits import call, month, month_of_objects, objects
from tests.models.profile_values import SUSPECT, VECTOR
from tests.records import ACCOUNT, role

ELSEWHERE = {"sourceIPAddress": "198.51.100.7", "userAgent": "curl/8.1"}


def signals(*records):
    return {one.name: one for each in all_weak_signals(cases(records)) for one in each.signals}


def test_what_a_principal_never_did():
    found = signals(*month(), call("iam", "CreateAccessKey"), call("ec2", "DescribeInstances"))
    assert list(found) == ["iam:CreateAccessKey"]
    one = found["iam:CreateAccessKey"]
    assert (one.kind, one.strength, one.tactics, one.count) == (CLOUD_TRAIL, WEAK, ("Persistence",), 1)
    assert one.indicators == (
        ("HIGH_RISK_API", "iam:CreateAccessKey"),
        ("UNUSUAL_API_FOR_ACCOUNT", "iam:CreateAccessKey"),
    )


def test_where_it_came_from():
    found = signals(*month(), call("iam", "ListUsers", **ELSEWHERE))
    said = dict(found["iam:ListUsers"].indicators)
    assert said["UNUSUAL_ASN_FOR_USER"] == said["UNUSUAL_ASN_FOR_ACCOUNT"] == "198.51.100.0/24"
    assert said["SUSPICIOUS_USER_AGENT"] == "curl/8.1"
    assert found["iam:ListUsers"].endpoints == ("198.51.100.7",)


def test_what_aws_refused_is_no_stage_but_a_look():
    found = signals(
        *month(), call("iam", "CreateAccessKey", error="AccessDenied"), call("iam", "ListUsers", error="AccessDenied")
    )
    assert found["iam:CreateAccessKey"].tactics == ()
    assert found["iam:ListUsers"].tactics == ("Discovery",)


def test_objects():
    found = signals(*month_of_objects(), *objects(3, 28, "DeleteObject", "ledgers", by=role()))
    one = found["s3:DeleteObject"]
    assert (one.kind, one.buckets, one.deeds, one.count) == (S3_DATA_EVENTS, ("ledgers",), ("delete",), 3)
    assert one.techniques == ("T1485",)


def test_nothing_unusual_is_no_signal_but_somebody_has_looked():
    found = all_weak_signals(cases([*month(), call("ec2", "DescribeInstances")]))
    assert {each.account for each in found} == {ACCOUNT}
    assert not any(each.signals for each in found)


def test_a_trusted_caller_gives_none():
    trusted = msgspec.structs.replace(SUSPECT, call=msgspec.structs.replace(SUSPECT.call, trusted=True))
    assert weak_signals(Case(VECTOR, [trusted], "")).signals == ()
    assert weak_signals(Case(VECTOR, [SUSPECT], "")).account == ACCOUNT


def test_an_hour_gives_so_many():
    many = [msgspec.structs.replace(SUSPECT, api=f"s3:Get{place:02d}") for place in range(60)]
    made = weak_signals(Case(VECTOR, many, ""))
    assert len(made.signals) == MOST_OF_A_CASE
    assert "s3:Get00" in {one.name for one in made.signals}


def test_a_named_network_stands_for_every_address():
    """With a database of autonomous systems a call cannot be told from its network's name."""
    detail = '{"unusualBehavior":{"unusualNetworksAccountProfiling":"AS64500 Example, Inc."}}'
    made = weak_signals(Case(VECTOR, [SUSPECT], detail))
    assert made.signals[0].indicators == (("UNUSUAL_ASN_FOR_ACCOUNT", "AS64500 Example"),)
