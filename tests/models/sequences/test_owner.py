"""What the credential's owner does is no sign of somebody else's hand, whatever a list says."""

from __future__ import annotations

import pytest

from models.findings.sequence import FAINT, Activity
from models.sequences.chains import IAM_TYPE
from models.sequences.signs import AGENT, NEW_NETWORK
from tests.models.sequences.scenes import TOR, WEB, called, connected, judged_hour, session, types, unusual

OFFICE = "203.0.113.10"
CLI, KALI = "aws-cli/2.15.30 md/arch#arm64 os/macos", "aws-cli/2.15.30 os/linux#6.6.15-kali-amd64"
ELSEWHERE = ((NEW_NETWORK, "198.51.100.0/24"),)


def work(minute: float, api: str, tactic: str, **members):
    """Something unusual, from the desk and with the tool that are usual."""
    place = {"endpoints": (OFFICE,), "activities": (Activity("iam.amazonaws.com", api, "", CLI),)}
    return unusual(minute, f"iam:{api}", tactic, **(place | members))


DAY = [
    work(20, "ListRoles", "Discovery"),
    work(30, "CreateAccessKey", "Persistence"),
    work(40, "DeactivateMFADevice", "DefenseEvasion"),
]


def day(**members):
    """The same, from somewhere else."""
    apis = (("ListRoles", "Discovery"), ("CreateAccessKey", "Persistence"), ("DeactivateMFADevice", "DefenseEvasion"))
    return [work(20 + place, api, tactic, **members) for place, (api, tactic) in enumerate(apis)]


def test_once_over_tor_and_then_at_the_desk():
    listed = called("Recon:IAMUser/TorIPCaller", 5, "ListUsers", caller=TOR)
    there = {"endpoints": (TOR,), "indicators": ELSEWHERE}
    assert types([listed, *DAY, judged_hour(5)]) == []
    assert types([listed, *day(**there), judged_hour(5)]) == [IAM_TYPE]


def test_somewhere_else_again_with_the_usual_tool():
    listed = called("Recon:IAMUser/TorIPCaller", 5, "ListUsers", caller=TOR)
    host = {"endpoints": ("192.0.2.7",), "indicators": ((NEW_NETWORK, "192.0.2.0/24"),)}
    seen = unusual(5, "iam:ListUsers", "Discovery", endpoints=(TOR,), indicators=ELSEWHERE)
    assert types([listed, seen, *day(**host)]) == [IAM_TYPE]


@pytest.mark.parametrize(
    "kind", ["UnauthorizedAccess:IAMUser/MaliciousIPCaller", "CredentialAccess:IAMUser/CompromisedCredentials"]
)
def test_an_office_or_a_key_that_a_list_has_by_mistake(kind):
    """The list names the usual desk: it is at home, whatever is new that day."""
    listed = called(kind, 5, "AttachRolePolicy", caller=OFFICE, user_agent=CLI)
    assert types([listed, *DAY]) == []
    unknown = [called(kind, 5, "AttachRolePolicy", caller=OFFICE, user_agent=CLI), *day(strength=FAINT)]
    assert types(unknown) == [IAM_TYPE]


def test_a_leaked_key_at_the_desk_and_elsewhere():
    kind = "CredentialAccess:IAMUser/CompromisedCredentials"
    both = [called(kind, minute, "GetUser", caller=caller) for minute, caller in ((5, OFFICE), (6, TOR))]
    there = [work(50 + n, api, tactic, endpoints=(TOR,), indicators=ELSEWHERE) for n, (api, tactic) in enumerate(STEPS)]
    assert types([*both, *DAY]) == [], "what the thief does is not told yet, and the owner does the rest"
    assert types([*both, *DAY, *there]) == [IAM_TYPE]


STEPS = (("ListUsers", "Discovery"), ("CreateUser", "Persistence"))


def test_a_tool_of_the_trade_once_and_then_the_usual_one():
    kali = called("PenTest:IAMUser/KaliLinux", 5, "ListUsers", caller=OFFICE, user_agent=KALI)
    strange = {"activities": (Activity("iam.amazonaws.com", "", "", KALI),), "indicators": ((AGENT, KALI),)}
    looks = work(5, "ListUsers", "Discovery", **strange)
    assert types([kali, looks, *DAY]) == []
    assert types([kali, looks, *day(**strange)]) == [IAM_TYPE]


def test_a_finding_that_asks_no_profile_waits_for_its_hour():
    """Over Tor in the morning, and then something of which nobody knows yet where it came from."""
    morning = [
        called("Recon:IAMUser/TorIPCaller", 5, "ListUsers", caller=TOR),
        unusual(5, "iam:ListUsers", "Discovery", endpoints=(TOR,), indicators=ELSEWHERE),
        judged_hour(5),
    ]
    stops = "Stealth:IAMUser/CloudTrailLoggingDisabled"
    at_the_desk = called(stops, 70, "StopLogging", "cloudtrail", caller=OFFICE, user_agent=CLI)
    apis = (("StopLogging", "DefenseEvasion"), ("CreateUser", "Persistence"))
    same = [work(70, api, tactic) for api, tactic in apis]
    assert types([*morning, at_the_desk, *same, judged_hour(70)]) == []
    over_tor = called(stops, 70, "StopLogging", "cloudtrail", caller=TOR)
    there = [work(70, api, tactic, endpoints=(TOR,), indicators=ELSEWHERE) for api, tactic in apis]
    assert types([*morning, over_tor, *there, judged_hour(70)]) == [IAM_TYPE]


def test_what_is_listed_is_what_a_known_principal_always_does():
    """Findings of a list name calls of high risk; whether they are usual is told when the hour is over."""
    recon = called("Recon:IAMUser/MaliciousIPCaller", 5, "ListUsers", caller=OFFICE)
    makes = called("UnauthorizedAccess:IAMUser/MaliciousIPCaller", 6, "CreateAccessKey", caller=OFFICE)
    bob = judged_hour(-70, session("bob", "arn:aws:iam::111122223333:role/other"))
    assert types([judged_hour(-70), recon, makes, judged_hour(6)]) == []
    assert types([bob, recon, makes]) == [IAM_TYPE], "nobody knows this one"
    seen = [
        work(5 + n, api, tactic, endpoints=(OFFICE,), indicators=ELSEWHERE) for n, (api, tactic) in enumerate(STEPS)
    ]
    assert types([judged_hour(-70), recon, makes, *seen]) == [], "the hour is not over"
    assert types([judged_hour(-70), recon, makes, *seen, judged_hour(6)]) == [IAM_TYPE]


def test_an_instance_that_obeys_somebody_else_has_no_owner():
    own = session(WEB, "arn:aws:iam::111122223333:role/web")
    calls = day(who=own, instance=WEB)
    assert types([connected("Backdoor:EC2/C&CActivity.B", 10), *calls]) == [IAM_TYPE]
    outside = "UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS"
    gateway = called(outside, 10, "GetUser", resource=WEB, who=own, caller=OFFICE, user_agent=CLI)
    assert types([gateway, *calls]) == [], "a gateway that the profile knows"
