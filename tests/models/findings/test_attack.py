"""What finding types are in an attack."""

from __future__ import annotations

import re

import pytest

from models.apis.s3 import S3Kind
from models.apis.tactics import Tactic
from models.detectors.registry import FINDING_TYPES
from models.findings.attack import TECHNIQUES, TYPES, Attack, AttackTactic, attack_of, in_order
from models.sequences.calls import attack_of_call
from models.sequences.chains import EC2_TYPE, IAM_TYPE, S3_TYPE

#: First words that are tactics themselves.
NAMED = {tactic.value for tactic in AttackTactic}


def test_every_type_is_in_the_table():
    assert set(TYPES) - {EC2_TYPE, IAM_TYPE, S3_TYPE} == set(FINDING_TYPES) - {EC2_TYPE, IAM_TYPE, S3_TYPE}
    assert {EC2_TYPE, IAM_TYPE, S3_TYPE} <= set(TYPES)


@pytest.mark.parametrize("name", sorted(TYPES))
def test_each_has_techniques_with_names(name):
    techniques = TYPES[name].techniques
    assert techniques
    assert len(set(techniques)) == len(techniques)
    assert TECHNIQUES.keys() >= set(techniques)


@pytest.mark.parametrize("name", sorted(name for name in TYPES if re.match(r"\w+:(IAMUser|S3)/Anomalous", name)))
def test_anomalies_serve_the_tactic_that_they_are_named_after(name):
    assert TYPES[name].tactic.value == name.partition(":")[0]


def test_ids_are_of_attack():
    assert all(re.fullmatch(r"T\d{4}(\.\d{3})?", technique) for technique in TECHNIQUES)
    assert len({tactic.id for tactic in AttackTactic}) == len(AttackTactic)
    assert AttackTactic.DISCOVERY.id == "TA0007"


@pytest.mark.parametrize(
    ("name", "tactic"),
    [
        ("Persistence:IAM/AccountManipulation", AttackTactic.PERSISTENCE),
        ("Stealth:Own/Rule", AttackTactic.DEFENSE_EVASION),
        ("Whatever", AttackTactic.INITIAL_ACCESS),
    ],
)
def test_types_of_own_rules(name, tactic):
    assert attack_of(name) == Attack(tactic, ())


def test_known_types():
    assert attack_of("Recon:EC2/Portscan") == Attack(AttackTactic.DISCOVERY, ("T1046",))


def test_the_order_of_an_attack():
    assert in_order(["Impact", "Discovery", "InitialAccess", "Impact"]) == ["InitialAccess", "Discovery", "Impact"]
    assert {tactic.value for tactic in Tactic} <= NAMED


@pytest.mark.parametrize("tactic", Tactic)
@pytest.mark.parametrize("kind", [None, *S3Kind])
def test_every_call_has_a_technique(tactic, kind):
    made = attack_of_call("ec2", tactic, kind)
    assert made.tactic.value == tactic.value
    assert TECHNIQUES.keys() >= set(made.techniques)


def test_calls_on_identities():
    assert attack_of_call("iam", Tactic.DISCOVERY).techniques == ("T1087.004",)
    assert attack_of_call("ec2", Tactic.DISCOVERY).techniques == ("T1580",)
    assert attack_of_call("s3", Tactic.IMPACT, S3Kind.DELETE).techniques == ("T1485",)
