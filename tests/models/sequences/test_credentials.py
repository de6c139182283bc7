"""AttackSequence:IAM/CompromisedCredentials: what is one, and what is not."""

from __future__ import annotations

import pytest

from models.findings.sequence import Activity
from models.sequences.chains import EC2_TYPE, IAM_TYPE
from tests.models.findings.calls import START
from tests.models.sequences.scenes import (
    ALICE,
    STRANGE,
    TOR,
    WEB,
    called,
    connected,
    names,
    sequences,
    session,
    types,
    unusual,
)

LISTED = called("UnauthorizedAccess:IAMUser/TorIPCaller", 10, "GetUser", caller=TOR)
LOOKS = unusual(20, "iam:ListRoles", "Discovery")
STAYS = unusual(30, "iam:CreateAccessKey", "Persistence")


def test_a_listed_caller_who_looks_around_and_stays():
    ((key, sequence),) = sequences([LISTED, LOOKS, STAYS])
    assert key.type == IAM_TYPE
    assert key.resource == f"{ALICE} since 2026-03-02T00:10:00.000Z"
    assert names(sequence) == ["UnauthorizedAccess:IAMUser/TorIPCaller", "iam:ListRoles", "iam:CreateAccessKey"]
    assert sequence.tactics == ["InitialAccess", "Discovery", "Persistence"]
    assert sequence.severity == 9.0


@pytest.mark.parametrize("lacks", [LISTED, LOOKS, STAYS])
def test_none_of_it_may_be_lacking(lacks):
    assert types([each for each in (LISTED, LOOKS, STAYS) if each is not lacks]) == []


def test_high_risk_in_the_listed_hand_are_stages_too():
    recon = called("Recon:IAMUser/TorIPCaller", 5, "ListUsers", caller=TOR)
    makes = called("UnauthorizedAccess:IAMUser/TorIPCaller", 6, "CreateAccessKey", caller=TOR)
    refused = called("UnauthorizedAccess:IAMUser/TorIPCaller", 6, "CreateAccessKey", error_code="AccessDenied")
    assert types([recon, makes]) == [IAM_TYPE]
    assert types([recon, refused]) == []


def test_the_hand_comes_first():
    """What the owner did before is none of it; the attacker only looks."""
    before = [unusual(1, "iam:CreateAccessKey", "Persistence"), unusual(2, "iam:ListRoles", "Discovery")]
    assert types([*before, LISTED]) == []


def test_the_goal_is_not_reached_before_what_leads_there():
    """It begins with the harm, and then there is nothing but harm."""
    leaked = called("UnauthorizedAccess:S3/TorIPCaller", 10, "GetObject", service="s3", bucket="reports", caller=TOR)
    more = [unusual(70, "kms:DisableKey", "Impact"), unusual(80, "iam:CreateUser", "Persistence")]
    assert types([leaked, *more]) == []


def test_a_strange_network_and_tool_with_an_anomaly():
    """Nobody lists the address: network and tool are new, and the hour was judged."""
    detail = (
        '{"unusualBehavior": {"unusualUserAgentsUserIdentityProfiling": "curl", '
        '"unusualNetworksUserIdentityProfiling": "198.51.100.0/24", '
        '"unusualNetworksAccountProfiling": "198.51.100.0/24"}}'
    )
    stays = called(
        "Persistence:IAMUser/AnomalousBehavior", 30, "CreateUser", detail=detail, caller=TOR, user_agent="curl/8"
    )
    weak = [
        unusual(5, "iam:ListRoles", "Discovery", indicators=STRANGE),
        unusual(6, "iam:AttachUserPolicy", "PrivilegeEscalation", indicators=STRANGE),
    ]
    assert types([stays, *weak]) == [IAM_TYPE]
    assert types(weak) == []
    at_home = called("Persistence:IAMUser/AnomalousBehavior", 30, "CreateUser")
    assert types([at_home, *weak]) == []


def slowly(endpoint, tool):
    """A strange hand looks around; hours later profiles know its place, and it goes on from somewhere."""
    before = (Activity("iam.amazonaws.com", "ListRoles", "", "curl/8"),)
    after = (Activity("iam.amazonaws.com", "CreateUser", "", tool),)
    return [
        unusual(5, "iam:ListRoles", "Discovery", indicators=STRANGE, endpoints=(TOR,), activities=before),
        unusual(400, "iam:CreateUser", "Persistence", endpoints=(endpoint,), activities=after),
        unusual(401, "iam:AttachUserPolicy", "PrivilegeEscalation", endpoints=(endpoint,), activities=after),
    ]


def test_a_strange_hand_that_takes_its_time():
    """What comes from there within the day is its work, findings that ask no profile among it."""
    blind = called("Stealth:IAMUser/CloudTrailLoggingDisabled", 700, "StopLogging", caller=TOR, user_agent="curl/8")
    assert types([*slowly(TOR, "curl/8"), blind]) == [IAM_TYPE]
    assert types(slowly(TOR, "curl/8")) == []
    at_home = called("Stealth:IAMUser/CloudTrailLoggingDisabled", 700, "StopLogging", caller="203.0.113.9")
    assert types([*slowly(TOR, "curl/8"), at_home]) == []
    assert types([*slowly("203.0.113.9", "curl/8"), blind]) == []
    assert types([*slowly(TOR, "aws-cli/2"), blind]) == []


def test_a_strange_hand_goes_on_as_the_user_that_it_made():
    """Nobody knows yet what is usual of a new user: its findings are told by their address."""
    made = session("backup", "arn:aws:iam::111122223333:user/backup")
    detail = (
        '{"unusualBehavior": {"unusualUserAgentsUserIdentityProfiling": "curl", '
        '"unusualNetworksUserIdentityProfiling": "198.51.100.0/24", '
        '"unusualNetworksAccountProfiling": "198.51.100.0/24"}}'
    )
    there = {"caller": TOR, "user_agent": "curl/8"}
    anomaly = called("Persistence:IAMUser/AnomalousBehavior", 30, "CreateUser", detail=detail, **there)
    looks = unusual(5, "iam:ListRoles", "Discovery", indicators=STRANGE)
    blind = called("Stealth:IAMUser/CloudTrailLoggingDisabled", 60, "StopLogging", who=made, **there)
    ((key, sequence),) = sequences([anomaly, looks, blind])
    assert (key.type, sequence.signals[-1].who.principal) == (IAM_TYPE, made["principal"])
    elsewhere = called("Stealth:IAMUser/CloudTrailLoggingDisabled", 60, "StopLogging", who=made)
    assert types([anomaly, looks, elsewhere]) == []


def test_a_place_that_profiles_have_got_to_know_within_the_day_is_not_the_owner_s():
    activities = (Activity("iam.amazonaws.com", "CreateUser", "", "curl/8"),)
    there = {"endpoints": (TOR,), "activities": activities}
    later = [
        unusual(400, "iam:CreateUser", "Persistence", **there),
        unusual(401, "iam:AttachUserPolicy", "PrivilegeEscalation", **there),
    ]
    listed = called("Recon:IAMUser/TorIPCaller", 5, "ListUsers", caller=TOR, user_agent="curl/8")
    new = unusual(5, "iam:ListRoles", "Discovery", indicators=STRANGE, **there)
    assert types([listed, new, *later]) == [IAM_TYPE]
    assert types([listed, unusual(5, "iam:ListRoles", "Discovery", **there), *later]) == []


def test_a_noisy_administrator_is_none():
    """Many unusual calls of high risk, some of them judged anomalous, from where he always works."""
    day = [
        unusual(minute, f"iam:{api}", tactic)
        for minute, (api, tactic) in enumerate(
            [
                ("ListUsers", "Discovery"),
                ("CreateUser", "Persistence"),
                ("AttachUserPolicy", "PrivilegeEscalation"),
                ("DeleteVirtualMFADevice", "DefenseEvasion"),
                ("GetCredentialReport", "CredentialAccess"),
            ]
            * 20
        )
    ]
    judged = [
        called("Impact:IAMUser/AnomalousBehavior", 60, "DeleteUser"),
        called("Persistence:IAMUser/AnomalousBehavior", 61, "CreateUser"),
        called("Stealth:IAMUser/PasswordPolicyChange", 62, "DeleteAccountPasswordPolicy"),
        called("Policy:S3/BucketPublicAccessGranted", 63, "PutBucketPolicy", service="s3", bucket="site"),
    ]
    assert types(day + judged) == []


def test_different_people_are_not_one():
    """A tester's tools, and what two others do, in sessions of one role."""
    tester = called("PenTest:IAMUser/KaliLinux", 1, "ListUsers", who=session("mallory"))
    policy = called("Policy:S3/BucketPublicAccessGranted", 5, "PutBucketPolicy", service="s3", bucket="site")
    bob = unusual(6, "iam:CreateUser", "Persistence", who=session("bob"))
    assert types([tester, policy, bob]) == []


def test_two_unrelated_findings_are_none():
    unrelated = called("Stealth:IAMUser/CloudTrailLoggingDisabled", 5, "StopLogging", who=session("bob"))
    assert types([LISTED, unrelated, connected("Backdoor:EC2/C&CActivity.B", 6)]) == []


def test_an_attacker_changes_sessions():
    """Strong signs hang together by address: another role from the same exit."""
    other = session("x1", "arn:aws:iam::111122223333:role/build")
    again = called("UnauthorizedAccess:IAMUser/TorIPCaller", 40, "GetUser", caller=TOR, who=other)
    there = unusual(50, "iam:CreateAccessKey", "Persistence", who=other)
    ((_, sequence),) = sequences([LISTED, LOOKS, again, there])
    assert {one.who.principal for one in sequence.signals} == {ALICE, other["principal"]}
    elsewhere = called("UnauthorizedAccess:IAMUser/TorIPCaller", 40, "GetUser", caller="198.51.100.98", who=other)
    assert types([LISTED, LOOKS, elsewhere, there]) == []


def test_an_instance_that_was_taken_over_lends_its_role():
    """The hand is on the instance; its session looks around and stays."""
    own = session(WEB, "arn:aws:iam::111122223333:role/web")
    calls = [
        unusual(20, "iam:ListRoles", "Discovery", who=own, instance=WEB),
        unusual(25, "secretsmanager:GetSecretValue", "CredentialAccess", who=own, instance=WEB),
        unusual(30, "iam:CreateUser", "Persistence", who=own, instance=WEB),
    ]
    assert types([connected("Backdoor:EC2/C&CActivity.B", 10), *calls]) == [IAM_TYPE]
    assert types([connected("Recon:EC2/Portscan", 10), *calls]) == []


def test_it_may_be_of_another_type_too():
    own = session(WEB, "arn:aws:iam::111122223333:role/web")
    outside = called(
        "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS", 12, "GetUser", resource=WEB, who=own
    )
    calls = [
        unusual(20, "iam:ListRoles", "Discovery", who=own, instance=WEB),
        unusual(30, "iam:CreateUser", "Persistence", who=own, instance=WEB),
    ]
    found = dict(sequences([connected("Backdoor:EC2/C&CActivity.B", 10), outside, *calls]))
    by_type = {key.type: sequence.additional for key, sequence in found.items()}
    assert by_type == {EC2_TYPE: (IAM_TYPE,), IAM_TYPE: (EC2_TYPE,)}


def test_all_of_it_within_a_day():
    late = unusual(24 * 60 + 70, "iam:CreateAccessKey", "Persistence")
    assert types([LISTED, LOOKS, late]) == []
    assert START % (60 * 60_000) == 0
