"""The rehearsal: what rules would have done to findings."""

from models.suppression.against import explain_against
from models.suppression.suppressor import Suppressor
from tests.models.findings.calls import occurrence
from tests.models.suppression.published import EXPOSURE, KALI, finding, rule

ADDRESS = "service.action.awsApiCallAction.remoteIpDetails.ipAddressV4"
SCANNER = rule({ADDRESS: {"cidr": "203.0.113.0/24"}}, "scanner", rank=3)
TESTS = rule({"type": {"matches": "PenTest:*"}}, "pentest", rank=5)


def exposure():
    bucket = (("AWS::S3::Bucket", "shop"),)
    return finding(occurrence(1, affected=bucket, severity=8.0, caller="198.51.100.7"), kind=EXPOSURE)


def kali(caller="203.0.113.10", account="111122223333"):
    return finding(occurrence(1, caller=caller), account=account)


def test_counts_types_examples_and_what_is_left():
    text = explain_against([TESTS, SCANNER], [kali(), kali("198.51.100.7", "444455556666"), exposure()])
    lines = text.splitlines()
    assert lines[0] == "2 suppression rules against 3 findings: 1 High, 2 Medium"
    assert lines.index('Rank 3, "scanner": silences 1 finding: 1 Medium') < lines.index(
        'Rank 5, "pentest": silences 1 finding: 1 Medium'
    )
    assert f"        1  {KALI}" in lines
    assert '  1 finding more: also matched, but rank 3, "scanner", won' in lines
    assert f"    {kali()['id']}  {KALI}  111122223333  Medium  The IAM user dev called ListUsers." in lines
    assert lines[-1] == "Left: 1 finding: 1 High"
    assert "WARNING" not in text


def test_at_most_five_examples():
    text = explain_against([TESTS], [*(kali(account=f"{n:012}") for n in range(7)), exposure()])
    assert sum("called ListUsers" in line for line in text.splitlines()) == 5


def test_warnings():
    text = explain_against([rule({"region": {"equals": "eu-west-1"}}, "broad")], [kali(), exposure()])
    assert "  WARNING: it silences 1 High" in text
    assert "  WARNING: it silences every finding there is" in text
    assert text.endswith("Left: 0 findings\n  WARNING: nothing is left\n")


def test_a_rule_that_matches_nothing():
    ended = rule(TESTS.criteria, "ended", expires="2026-01-01")
    nowhere = rule({"region": {"equals": "us-east-1"}}, "nowhere")
    text = explain_against([ended, nowhere, rule(TESTS.criteria, "asleep", enabled=False)], [kali()])
    assert '"nowhere": silences 0 findings\n  NOTE: it silences nothing here\n' in text
    assert "nothing here; it expires at 2026-01-01, and findings count by their updatedAt" in text
    assert '"asleep" is not enabled.' in text


def test_findings_that_somebody_else_is_in_are_said_to_be_kept():
    mixed = finding(occurrence(1, caller="198.51.100.7"), occurrence(2))
    assert "  1 finding more: kept, as only what the newest occurrence shows matches" in explain_against(
        [SCANNER], [mixed]
    )


def test_archived_findings_are_taken_as_if_they_were_not():
    current = rule({"service.archived": {"equals": ["false"]}}, "current")
    archived, _ = Suppressor([current]).archive(kali())
    assert "silences 1 finding" in explain_against([current], [archived])


def test_text_of_others_is_made_visible():
    text = explain_against([TESTS], [kali() | {"title": "a\x1b[31mb", "severity": None}])
    assert "a\\u001b[31mb" in text and "\x1b" not in text


def test_no_findings_and_no_rules():
    assert "0 suppression rules against 0 findings" in explain_against([], [])
    assert "WARNING" not in explain_against([SCANNER], [])
