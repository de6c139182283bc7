"""What every scenario promises."""

from itertools import pairwise

import pytest

from models.simulate.clock import Calendar
from models.simulate.organisation import found
from models.simulate.scenarios.catalogue import SCENARIOS
from models.simulate.scenarios.stage import LONGEST
from models.simulate.simulation import play
from models.simulate.truth import findings
from tests.models.simulate.conftest import MONDAY

LISTED = ("MaliciousIPCaller", "MaliciousIPCaller.Custom", "TorIPCaller")
TYPES = {
    *(f"PenTest:{kind}/{system}Linux" for kind in ("IAMUser", "S3") for system in ("Kali", "Parrot", "Pentoo")),
    "Policy:IAMUser/RootCredentialUsage",
    "Policy:IAMUser/ShortTermRootCredentialUsage",
    "Stealth:IAMUser/CloudTrailLoggingDisabled",
    "Stealth:IAMUser/PasswordPolicyChange",
    "DefenseEvasion:IAMUser/BedrockLoggingDisabled",
    "Policy:S3/AccountBlockPublicAccessDisabled",
    "Policy:S3/BucketBlockPublicAccessDisabled",
    "Policy:S3/BucketAnonymousAccessGranted",
    "Policy:S3/BucketPublicAccessGranted",
    "Stealth:S3/ServerAccessLoggingDisabled",
    *(f"{purpose}:IAMUser/{kind}" for purpose in ("Recon", "UnauthorizedAccess") for kind in LISTED),
    *(f"Discovery:S3/{kind}" for kind in LISTED),
    *(f"{purpose}:S3/MaliciousIPCaller" for purpose in ("Exfiltration", "Impact")),
    *(f"UnauthorizedAccess:S3/{kind}" for kind in ("MaliciousIPCaller.Custom", "TorIPCaller")),
    "CredentialAccess:IAMUser/CompromisedCredentials",
    "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B",
    *(
        f"UnauthorizedAccess:IAMUser/{kind}"
        for kind in (
            "InstanceCredentialExfiltration.OutsideAWS",
            "InstanceCredentialExfiltration.InsideAWS",
            "InstanceCredentialExfiltration.InsideAccount",
            "ResourceCredentialExfiltration.OutsideAWS",
            "ResourceCredentialExfiltration.InsideAWS",
        )
    ),
    "CredentialAccess:IAMUser/RoleGuessing",
    "Impact:KMS/DataDestruction",
    "Exfiltration:EC2/TransferDataToCloudAccount.Snapshot",
    "DefenseImpairment:EC2/DisableOrModifyTools.FlowLogs",
}
ONE_DAY = Calendar(MONDAY, 1)

every_scenario = pytest.mark.parametrize("name", sorted(SCENARIOS))


def _played(name: str, seed: int = 7, accounts: int = 1, calendar: Calendar = ONE_DAY):
    return play(SCENARIOS[name], found(seed, accounts), calendar)


def test_each_type_has_a_scenario_and_a_near_miss() -> None:
    assert {t for s in SCENARIOS.values() if not s.near_miss for t in s.types} == TYPES
    assert {t for s in SCENARIOS.values() if s.near_miss for t in s.types} == TYPES


@every_scenario
def test_it_raises_what_it_says(name: str) -> None:
    raised = {finding.type for finding in findings(name, _played(name))}
    assert raised == (set() if SCENARIOS[name].near_miss else set(SCENARIOS[name].types))


@every_scenario
def test_it_is_described_in_one_sentence(name: str) -> None:
    description = SCENARIOS[name].description
    assert description[0].isupper() and description.endswith(".")


@every_scenario
def test_it_repeats_itself_exactly(name: str) -> None:
    assert _played(name) == _played(name)
    assert _played(name) != _played(name, seed=8)


@every_scenario
def test_its_events_are_its_own(name: str) -> None:
    ids = [planted.event.record.get("eventID") for planted in _played(name)]
    assert len(set(ids)) == len(ids) > 0


def test_scenarios_follow_each_other_and_never_overlap() -> None:
    spans = []
    for name in SCENARIOS:
        times = [planted.event.at for planted in _played(name)]
        assert times == sorted(times)
        assert times[-1] - times[0] <= LONGEST
        spans.append((times[0], times[-1]))
    spans.sort()
    assert all(end < begin for (_, end), (begin, _) in pairwise(spans))
    assert spans[0][0] >= ONE_DAY.start and spans[-1][1] < ONE_DAY.end


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("accounts", [1, 2, 3])
def test_no_two_scenarios_share_a_finding(seed: int, accounts: int) -> None:
    found_by: dict[tuple[str, ...], str] = {}
    for name in SCENARIOS:
        for finding in findings(name, _played(name, seed, accounts)):
            key = (finding.type, finding.account_id, finding.region, finding.resource)
            assert found_by.setdefault(key, name) == name


def _records(name: str) -> list[dict]:
    return [planted.event.record for planted in _played(name)]


@pytest.mark.parametrize("system", ["kali", "parrot", "pentoo"])
def test_testers_systems_show_in_old_and_new_agents(system: str) -> None:
    for scenario in (f"{system}-recon", f"{system}-downloads"):
        tools = {record["userAgent"].split("/")[0].strip("[") for record in _records(scenario)}
        assert all(system in record["userAgent"] for record in _records(scenario))
        assert len(tools) >= 2


def test_refused_near_misses_are_refused() -> None:
    for name in ("bucket-opening-refused", "root-sign-in-fails"):
        assert all("errorMessage" in record for record in _records(name))


def test_a_log_bucket_is_known_before_it_is_deleted() -> None:
    for name, before in (
        ("log-bucket-of-new-trail-deleted", "CreateTrail"),
        ("log-bucket-of-old-trail-deleted", "GetBucketAcl"),
    ):
        records = _records(name)
        bucket = records[-1]["requestParameters"]["bucketName"]
        assert records[-1]["eventName"] == "DeleteBucket"
        told = [r["requestParameters"] for r in records if r["eventName"] == before]
        assert told and all(bucket in (p.get("bucketName"), p.get("s3BucketName")) for p in told)


def test_the_password_policy_is_strong_again_after_each_change() -> None:
    for name in ("password-policy-shortened", "password-policy-deleted", "leaked-key-intrusion"):
        changes = [r for r in _records(name) if "AccountPasswordPolicy" in r["eventName"]]
        assert changes[-1]["requestParameters"]["minimumPasswordLength"] == 14


def test_oddities_hold_a_record_of_a_megabyte_and_missing_fields() -> None:
    records = _records("oddities")
    assert max(len(str(record)) for record in records) > 1_000_000
    for field in ("userIdentity", "eventTime", "eventID", "awsRegion", "sourceIPAddress"):
        assert any(field not in record for record in records)
