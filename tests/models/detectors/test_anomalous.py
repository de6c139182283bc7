"""Anomalous behaviour by rules alone: what a month of habits makes of one more hour. Models are tested on months."""

import msgspec
import pytest

from models.config.config import Config, Learning
from models.detectors.registry import PROFILE_DETECTORS
from tests.detection import DEFAULTS, profiled
from tests.guides import archived_by_examples, rendered
from tests.habits import DAYS, call, month, month_of_objects, objects
from tests.records import AGENT, REGION, role, user

ELSEWHERE = {"sourceIPAddress": "198.51.100.77", "userAgent": "python-requests/2.31.0"}
HABITS = list(month())
READS = list(month_of_objects())

#: Finding type -> an unusual call of its tactic, as AWS's own examples have it.
CALLS = {
    "CredentialAccess": ("secretsmanager", "GetSecretValue"),
    "DefenseEvasion": ("ec2", "DeleteFlowLogs"),
    "Discovery": ("iam", "GetAccountAuthorizationDetails"),
    "Exfiltration": ("ec2", "CreateSnapshot"),
    "Impact": ("ec2", "DeleteSecurityGroup"),
    "InitialAccess": ("ssm", "StartSession"),
    "Persistence": ("iam", "CreateAccessKey"),
    "PrivilegeEscalation": ("iam", "PutUserPolicy"),
}


def types(*records, habits=HABITS, config=DEFAULTS):
    return sorted({found.key.type for found in profiled([*habits, *records], config)})


@pytest.mark.parametrize(("tactic", "api"), CALLS.items())
def test_a_strange_call_from_a_strange_place_is_of_its_tactic(tactic, api):
    assert types(call(*api, **ELSEWHERE)) == [f"{tactic}:IAMUser/AnomalousBehavior"]


def test_guides_fit():
    found = [one for api in CALLS.values() for one in profiled([*HABITS, call(*api, **ELSEWHERE)])]
    assert archived_by_examples(rendered(found)) == {f"{tactic}:IAMUser/AnomalousBehavior" for tactic in CALLS}


@pytest.mark.parametrize("api", CALLS.values())
def test_a_strange_call_from_the_usual_place_is_none_by_rule(api):
    assert types(call(*api)) == []


def test_the_usual_calls_from_a_strange_place_are_none_by_rule():
    assert (
        types(*(call(*api, **ELSEWHERE) for api in (("ec2", "DescribeInstances"), ("sts", "GetCallerIdentity")))) == []
    )


def test_the_riskiest_call_of_the_hour_names_one_finding_with_all_of_them():
    calls = [call(*api, **ELSEWHERE) for api in (CALLS["Discovery"], CALLS["Persistence"])]
    [found] = profiled([*HABITS, *calls, call("ec2", "DescribeImages")])
    assert found.key.type == "Persistence:IAMUser/AnomalousBehavior"
    assert set(found.sighting.events) == {record["eventID"] for record in calls}


def test_of_equally_risky_calls_the_purpose_of_most_names_the_finding():
    evasion = [call("ec2", "DeleteFlowLogs", **ELSEWHERE)]
    impact = [call("iam", "UpdateUser", {"userName": name}, **ELSEWHERE) for name in ("ada", "bo", "cy")]
    assert types(*evasion, *impact[:1]) == types(*evasion)
    assert types(*evasion, *impact) == types(*impact)
    assert types(*evasion) != types(*impact)


def test_refusals_of_the_six_classes_count_and_others_do_not():
    api = CALLS["Persistence"]
    assert types(call(*api, error="AccessDenied", **ELSEWHERE)) == ["Persistence:IAMUser/AnomalousBehavior"]
    assert types(call(*api, error="LimitExceededException", **ELSEWHERE)) == []


def test_what_a_colleague_does_often_is_not_new_in_the_account():
    colleague = list(month(by=user("kim")))
    keys = [call(*CALLS["Persistence"], day=day, by=user("kim")) for day in range(DAYS)]
    strange = call(*CALLS["Persistence"], **ELSEWHERE)
    assert types(strange, habits=[*HABITS, *colleague]) == ["Persistence:IAMUser/AnomalousBehavior"]
    assert types(strange, habits=[*HABITS, *colleague, *keys]) == []


def test_a_principal_is_learnt_first():
    week = list(month(days=5))
    strange = call(*CALLS["Persistence"], day=5, **ELSEWHERE)
    assert types(strange, habits=week) == []
    assert types(strange, habits=week, config=Config(learning=Learning(days=5))) != []
    assert types(call(*CALLS["Persistence"], by=user("stranger"), **ELSEWHERE)) == []


@pytest.mark.parametrize(
    "caller",
    [
        {"by": {"type": "AWSService", "invokedBy": "autoscaling.amazonaws.com"}},
        {"by": user() | {"invokedBy": "cloudformation.amazonaws.com"}},
        {"eventCategory": "Data", "managementEvent": False},
    ],
    ids=["a service", "a service on somebody's behalf", "another service's data event"],
)
def test_what_is_not_a_principal_s_own_doing_is_not_judged(caller):
    assert types(call(*CALLS["Persistence"], **(ELSEWHERE | caller))) == []


def test_sessions_of_a_role_are_one_principal():
    habits = [record for n in range(4) for record in month(by=role(session=f"run-{n}"))]
    [found] = profiled([*habits, call(*CALLS["Persistence"], by=role(session="thief"), **ELSEWHERE)])
    assert found.key.resource.endswith(":role/deploy")


def test_a_region_that_is_not_known_is_a_strange_place():
    """Calls of global services make a principal known in the Regions that the account uses, and no others."""
    launch = call("ec2", "CreateKeyPair", awsRegion="ap-south-1")
    assert types(launch) != []
    there = [
        r for day in range(DAYS) for r in [call("ec2", "DescribeVpcs", day=day, by=user("kim"), awsRegion="ap-south-1")]
    ]
    globally = [call("iam", "GetUser", day=day, awsRegion="us-east-1") for day in range(DAYS)]
    assert types(launch, habits=[*HABITS, *there]) != []
    assert types(launch, habits=[*HABITS, *there, *globally]) == []
    enabled = msgspec.convert({"regions": {"enabled": [REGION]}}, Config)
    assert types(launch, habits=[*HABITS, *there, *globally], config=enabled) != []


def test_a_global_event_raises_one_finding_in_its_own_region():
    [found] = profiled([*HABITS, call(*CALLS["Persistence"], awsRegion="us-east-1", **ELSEWHERE)])
    assert found.key.region == "us-east-1"


def test_the_finding_says_what_is_usual_and_what_is_not():
    [found] = profiled([*HABITS, call(*CALLS["Persistence"], **ELSEWHERE)])
    detail = msgspec.json.decode(found.sighting.detail)
    assert detail["anomalies"] == {"anomalousAPIs": "iam.amazonaws.com:[CreateAccessKey:success]"}
    usual, unusual = detail["profiledBehavior"], detail["unusualBehavior"]
    assert (
        usual["frequentProfiledAPIsUserIdentityProfiling"]
        == "ec2:DescribeImages, ec2:DescribeInstances, sts:GetCallerIdentity"
    )
    assert usual["frequentProfiledUserAgentsAccountProfiling"] == "aws-cli on linux"
    assert (
        unusual["unusualAPIsUserIdentityProfiling"] == unusual["unusualAPIsAccountProfiling"] == "iam:CreateAccessKey"
    )
    assert unusual["unusualNetworksUserIdentityProfiling"] == "198.51.100.0/24"
    assert unusual["unusualUserAgentsUserIdentityProfiling"] == "python-requests"
    assert detail["anomaly"] == {"rule": True}


#: Finding type -> S3 calls that give it.
S3_CALLS = {
    "Discovery:S3/AnomalousBehavior": "ListObjects",
    "Exfiltration:S3/AnomalousBehavior": "GetObject",
    "Impact:S3/AnomalousBehavior.Delete": "DeleteObject",
    "Impact:S3/AnomalousBehavior.Permission": "PutObjectAcl",
    "Impact:S3/AnomalousBehavior.Write": "PutObject",
}


@pytest.mark.parametrize(("kind", "name"), S3_CALLS.items())
def test_another_bucket_from_a_strange_place_is_of_its_kind(kind, name):
    others = list(month_of_objects(bucket="payroll", by=role("payroll")))
    strange = list(objects(3, DAYS, name, "payroll", **ELSEWHERE))
    assert types(*strange, habits=[*READS, *others]) == [kind]
    assert types(*objects(3, DAYS, name, "payroll"), habits=[*READS, *others]) == []
    assert types(*objects(3, DAYS, name), habits=READS) == []


def test_guides_of_s3_fit():
    habits = [*READS, *month_of_objects(bucket="payroll", by=role("payroll"))]
    strange = [list(objects(3, DAYS, name, "payroll", **ELSEWHERE)) for name in S3_CALLS.values()]
    found = [one for records in strange for one in profiled([*habits, *records])]
    assert archived_by_examples(rendered(found)) == set(S3_CALLS)


def test_a_bucket_is_learnt_first_too():
    """To a new bucket everybody is new; and nothing that is done to it was done before."""
    strange = list(objects(3, DAYS, bucket="payroll", **ELSEWHERE))
    for days, expected in ((6, []), (7, ["Exfiltration:S3/AnomalousBehavior"])):
        known = [r for day in range(DAYS - days, DAYS) for r in objects(1, day, bucket="payroll", by=role("payroll"))]
        assert types(*strange, habits=[*READS, *known]) == expected


def test_a_volume_far_above_every_day_before_is_strange_wherever_it_comes_from():
    assert types(*objects(1_200, DAYS), habits=READS) == ["Exfiltration:S3/AnomalousBehavior"]
    assert types(*objects(200, DAYS), habits=READS) == []
    [found] = profiled([*READS, *objects(1_200, DAYS)])
    detail = msgspec.json.decode(found.sighting.detail)
    assert detail["unusualBehavior"]["numberOfPast24HoursAPIs"]["UserIdentityProfiling"]["read"] == 1_200
    assert detail["profiledBehavior"]["numberOfHistoricalDailyMaxAPIs"]["UserIdentityProfiling"]["read"] == 40
    assert len(found.sighting.events) == 1_200


def test_bytes_count_as_well_as_calls():
    assert types(*objects(40, DAYS, size=100_000_000), habits=READS) == ["Exfiltration:S3/AnomalousBehavior"]


def test_repeats_count_once():
    assert types(*list(objects(200, DAYS)) * 9, habits=READS) == []


def test_every_type_is_raised_here():
    raised = {f"{tactic}:IAMUser/AnomalousBehavior" for tactic in CALLS} | set(S3_CALLS)
    assert raised == {kind.name for detector in PROFILE_DETECTORS for kind in detector.types}
    assert AGENT.startswith("aws-cli")
