"""Findings of attack sequences, and the findings that belong to them."""

from __future__ import annotations

from collections import defaultdict

import pytest

from models.codecs import FINDING_STATES, SIGHTINGS
from models.detectors.registry import FINDING_TYPES
from models.findings.avro import to_avro
from models.findings.document import DESCRIPTION_LENGTH, NOTHING_KNOWN, TITLE_LENGTH, render
from models.findings.merge import MOST_NAMED, FindingState, MergeFolder, Timing, finding_state
from models.findings.sighting import Sighting
from models.fold import run
from models.sequences import types
from models.times import END_OF_TIME, HOUR
from tests.guardduty import check_finding
from tests.models.findings.calls import START
from tests.models.sequences.scenes import TOR, asked, called, connected, told, unusual

LISTED = called("UnauthorizedAccess:IAMUser/TorIPCaller", 10, "GetUser", caller=TOR)
IAM = [LISTED, unusual(20, "iam:ListRoles", "Discovery"), unusual(30, "iam:CreateAccessKey", "Persistence")]
S3 = [
    called("Recon:IAMUser/TorIPCaller", 1, "ListBuckets", service="s3", caller=TOR),
    called("Discovery:S3/TorIPCaller", 2, "ListObjects", service="s3", bucket="reports", caller=TOR),
    called("UnauthorizedAccess:S3/TorIPCaller", 3, "GetObject", service="s3", bucket="reports", caller=TOR),
]
EC2 = [
    connected("Backdoor:EC2/C&CActivity.B", 10),
    asked("CryptoCurrency:EC2/BitcoinTool.B!DNS", 40, domain="p.example"),
]


def published(evidence, frequency_ms=HOUR):
    """Everything that an account's evidence publishes, as the job would have it: sequences, then merging."""
    by_key = defaultdict(list)
    for each in evidence:
        if each.key:
            by_key[each.key].append(each.sighting)
    for keyed in told(evidence):
        by_key[keyed.key].append(SIGHTINGS.decode(SIGHTINGS.encode(keyed.sighting)))
    folder = MergeFolder(Timing(frequency_ms))
    return [
        render(FINDING_TYPES[key.type], each, NOTHING_KNOWN)
        for key, waiting in sorted(by_key.items())
        for each in run(folder, key.to_bytes(), None, waiting, END_OF_TIME)[2]
    ]


@pytest.mark.parametrize(
    ("evidence", "name", "title"),
    [
        (IAM, "AttackSequence:IAM/CompromisedCredentials", "Somebody else uses the credentials of arn:aws:iam::"),
        (S3, "AttackSequence:S3/CompromisedData", "Data is taken or destroyed: reports by arn:aws:iam::"),
        (EC2, "AttackSequence:EC2/CompromisedInstanceGroup", "Somebody else controls i-0123456789abcdef0."),
    ],
)
def test_each_type(evidence, name, title):
    (finding,) = [each for each in published(evidence) if each["type"].startswith("AttackSequence")]
    check_finding(finding)
    assert (finding["type"], finding["severity"]) == (name, 9.0)
    assert finding["title"].startswith(title)
    assert len(finding["title"]) < TITLE_LENGTH
    assert len(finding["description"]) < DESCRIPTION_LENGTH
    assert "{" not in finding["title"] + finding["description"]
    assert finding["resource"] == {"resourceType": "AttackSequence"}
    assert finding["service"]["detection"]["sequence"]["uid"] == finding["id"]
    assert "action" not in finding["service"]
    assert finding["service"]["count"] == 1
    assert to_avro(finding)["type"] == name


def test_they_refer_to_each_other():
    found = {each["type"]: each for each in published(IAM)}
    sequence, finding = found[types.TYPES[0].name], found[LISTED.key.type]
    check_finding(finding)
    assert sequence["service"]["detection"]["sequence"]["signals"][0]["uid"] == finding["id"]
    assert finding["associatedAttackSequenceArn"] == sequence["arn"]
    assert "associatedAttackSequenceArn" not in sequence


def test_a_finding_that_was_published_before_is_published_again():
    """Once more, when that is due; it counts no more."""
    found = [each for each in published(IAM) if each["type"] == LISTED.key.type]
    assert [each.get("associatedAttackSequenceArn", "")[:20] for each in found] == ["", "arn:aws:guardduty:eu"]
    assert [each["service"]["count"] for each in found] == [1, 1]
    assert [each["updatedAt"] for each in found] == ["2026-03-02T00:15:00.000Z", "2026-03-02T01:15:00.000Z"]


def test_the_newest_of_several_is_shown():
    folder, state = MergeFolder(Timing(1)), FindingState()
    list(folder.fold(LISTED.key.to_bytes(), state, LISTED.end_ms, [LISTED.sighting]))
    ends = [LISTED.end_ms + n for n in (10, 20)]
    first, second = (
        list(folder.fold(LISTED.key.to_bytes(), state, end, [Sighting(end, [], {}, "", (name,))]))
        for end, name in zip(ends, ("arn:b", "arn:a"), strict=True)
    )
    finding = render(FINDING_TYPES[LISTED.key.type], second[0])
    assert finding["associatedAttackSequenceArn"] == "arn:a"
    assert finding["service"]["additionalInfo"]["attackSequences"] == ["arn:a", "arn:b"]
    assert render(FINDING_TYPES[LISTED.key.type], first[0])["associatedAttackSequenceArn"] == "arn:b"
    again = list(
        folder.fold(LISTED.key.to_bytes(), state, ends[1] + 9, [Sighting(ends[1] + 9, [], {}, "", ("arn:a",))])
    )
    assert again == []


def test_a_sequence_of_something_that_has_not_occurred():
    folder, state = MergeFolder(Timing()), FindingState()
    alone = Sighting(START, [], {}, "", ("arn:a",))
    assert list(folder.fold(LISTED.key.to_bytes(), state, START, [alone])) == []
    assert run(folder, LISTED.key.to_bytes(), None, [alone], END_OF_TIME)[2] == []
    (first,) = folder.fold(LISTED.key.to_bytes(), state, LISTED.end_ms, [LISTED.sighting])
    assert finding_state(first).sequences == {"arn:a": START}


def test_a_finding_keeps_the_newest_sequences():
    folder, state = MergeFolder(Timing()), FindingState()
    for place in range(MOST_NAMED + 3):
        list(folder.fold(b"", state, START + place, [Sighting(START + place, [], {}, "", (f"arn:{place:03d}",))]))
    assert (len(state.sequences), min(state.sequences)) == (MOST_NAMED, "arn:003")


def test_states_and_sightings_of_before_are_read():
    assert FINDING_STATES.decode(FINDING_STATES.encode(FindingState())).sequences == {}
    assert SIGHTINGS.decode(SIGHTINGS.encode(Sighting(START, [], {}))).sequences == ()


def test_what_is_told_last_is_shown_though_it_happened_before():
    """Profiles tell of an hour when it has closed."""
    looks = called("Recon:IAMUser/TorIPCaller", 10, "ListUsers", caller=TOR)
    grants = called("UnauthorizedAccess:IAMUser/TorIPCaller", 13, "AttachUserPolicy", caller=TOR)
    hides = called("UnauthorizedAccess:IAMUser/TorIPCaller", 14, "StopLogging", service="cloudtrail", caller=TOR)
    of_the_hour = unusual(11, "iam:GetAccountAuthorizationDetails", "Discovery")
    told_of = [each for each in published([looks, grants, hides, of_the_hour]) if each["type"].startswith("AttackSeq")]
    last = max(told_of, key=lambda each: (each["updatedAt"], each["service"]["count"]))
    shown = [one["name"] for one in last["service"]["detection"]["sequence"]["signals"]]
    assert "iam:GetAccountAuthorizationDetails" in shown
