from __future__ import annotations

import io
import json
from itertools import permutations

import fastavro
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.detectors.registry import FINDING_TYPES
from models.findings.actor import Actor
from models.findings.avro import SCHEMA, to_avro
from models.findings.document import render
from models.findings.merge import FindingState, Publication, Tally
from models.findings.sighting import ApiCall, FindingKey, Occurrence
from models.report.finding import MOST_NESTED
from models.report.reading import MOST_NAMED, Findings, levels, totals
from tests.models.report.samples import found, lines, read, sample


def avro(*findings, codec="null", sync_interval=16_000) -> bytes:
    file = io.BytesIO()
    fastavro.writer(file, SCHEMA, map(to_avro, findings), codec=codec, sync_interval=sync_interval)
    return file.getvalue()


def test_what_the_job_writes_can_be_read():
    call = ApiCall(
        service="s3.amazonaws.com",
        api="PutBucketPolicy",
        error_code="",
        caller="203.0.113.10",
        user_agent="aws-cli/2",
        access_key_id="AKIADEV",
        principal_id="AIDADEV",
        principal="arn:aws:iam::111122223333:user/dev",
        user_name="dev",
        user_type="IAMUser",
        caller_account="111122223333",
        severity=8.0,
        affected=(("AWS::S3::Bucket", "reports"),),
    )
    tally = Tally(4, 1_772_445_600_000, 1_772_449_200_000)
    state = FindingState(
        newest=Occurrence(tally.last_ms, "id-4", call),
        tally=tally,
        severity=8.0,
        created_ms=1_772_445_900_000,
        actors={Actor("203.0.113.10", "aws-cli/2", "AKIADEV", "AIDADEV", "dev"): tally},
        deeds={"s3.amazonaws.com:PutBucketPolicy": tally},
        affected={("AWS::S3::Bucket", "reports"): 4},
        first_ids=["id-1"],
    )
    kind = FINDING_TYPES["Policy:S3/BucketAnonymousAccessGranted"]
    key = FindingKey(kind.name, "111122223333", "eu-west-1", "reports")
    published = Publication(key, 1_772_449_500_000, True, msgspec.msgpack.encode(state))
    (finding,) = found(render(kind, published)).current
    assert finding.id == key.id
    assert (finding.type, finding.level, finding.resource) == (kind.name, "High", "bucket reports")
    assert (finding.count, finding.first_ms, finding.last_ms) == (4, tally.first_ms, tally.last_ms)
    assert finding.updated_ms == published.at_ms


def test_current_is_the_latest_publication_then_the_highest_count_in_any_order():
    early = sample(count=9, updatedAt="2026-03-02T11:00:00.000Z")
    late = sample(count=2, updatedAt="2026-03-02T12:00:00Z")
    late_and_more = sample(count=4, updatedAt="2026-03-02T12:00:00.000Z")
    for order in permutations([early, late, late_and_more]):
        findings = found(*order)
        assert [finding.count for finding in findings.current] == [4]
        assert findings.publications == 3


def test_publications_of_one_finding_may_stand_in_several_files():
    findings = Findings()
    findings.read("b.jsonl", io.BytesIO(lines(sample(count=5, updatedAt="2026-03-03T00:00:00.000Z"))))
    findings.read("a.avro", io.BytesIO(avro(sample(count=3), sample(2))))
    assert findings.files == ["b.jsonl", "a.avro"]
    assert [finding.count for finding in findings.current] == [5, 3]


def test_sorted_by_severity_then_type():
    findings = found(
        sample(1, severity=2.0, type="A:IAMUser/A"),
        sample(2, severity=8.0, type="B:IAMUser/B"),
        sample(3, severity=8.5, type="C:IAMUser/C"),
        sample(4, severity=9.0, type="D:IAMUser/D"),
        sample(5, severity=8.0, type="A:IAMUser/A"),
    )
    assert [finding.type[0] for finding in findings.current] == ["D", "A", "B", "C", "A"]
    assert levels(findings.current) == {"Critical": 1, "High": 3, "Medium": 0, "Low": 1}
    assert totals(findings.current) == "5 findings: 1 Critical, 3 High, 0 Medium, 1 Low"


def test_archived_findings_stand_apart():
    findings = found(sample(1), sample(2, archived=True))
    assert [finding.id[-1] for finding in findings.current] == ["1"]
    assert [finding.id[-1] for finding in findings.archived] == ["2"]


@pytest.mark.parametrize("codec", ["null", "deflate"])
def test_avro_and_json_lines_give_the_same(codec):
    documents = [sample(1), sample(2, severity=8.0)]
    from_json, from_avro = found(*documents), read(avro(*documents, codec=codec), "findings.avro")
    assert from_avro.broken == []
    for one, other in zip(from_avro.current, from_json.current, strict=True):
        assert list(json.loads(one.raw).items()) == list(json.loads(other.raw).items())


@pytest.mark.parametrize(
    ("resource", "words"),
    [
        ({"accessKeyDetails": {"userType": "AssumedRole", "userName": "deploy"}}, "role deploy"),
        ({"accessKeyDetails": {"userType": "Root", "userName": "Root"}}, "root user"),
        ({"accessKeyDetails": {"userType": "AWSAccount", "principalId": "AIDA1"}}, "AWSAccount AIDA1"),
        ({"accessKeyDetails": {"accessKeyId": "AKIA1"}}, "AKIA1"),
        ({"s3BucketDetails": [{"name": "logs"}], "accessKeyDetails": {"userName": "dev"}}, "bucket logs"),
        ({"s3BucketDetails": [{"name": n} for n in ("logs", "reports", "site")]}, "bucket logs and 2 more"),
        ({"resourceType": "Instance", "instanceDetails": {"instanceId": "i-0a1"}}, "instance i-0a1"),
        ({"instanceDetails": {"networkInterfaces": [{"networkInterfaceId": "eni-0a"}]}}, "interface eni-0a"),
        (
            {
                "instanceDetails": {
                    "networkInterfaces": [{"networkInterfaceId": "eni-0a", "privateIpAddress": "10.0.0.5"}]
                }
            },
            "interface eni-0a (10.0.0.5)",
        ),
        ({"instanceDetails": {"networkInterfaces": [{}, {"ipv6Addresses": ["2001:db8::5"]}]}}, "host 2001:db8::5"),
        ({"resourceType": "Instance", "instanceDetails": {"networkInterfaces": None}}, "Instance"),
        ({"resourceType": "AccessKey"}, "AccessKey"),
    ],
)
def test_resource_in_words(resource, words):
    assert found(sample(resource=resource)).current[0].resource == words


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "truncated"),
        (b"[]", "Expected `object`"),
        (b"\xff", "malformed"),
        (b'"\xff"', "not UTF-8"),
        (lines(sample() | {"severity": "high"}), "`$.severity`"),
        (lines(sample(count=None)), "`$.service.count`"),
        (lines(sample(updatedAt="yesterday")), "`$.updatedAt`"),
        (lines(sample(updatedAt="2026-03-02T10:00:00")), "timezone"),
        (lines(sample(eventFirstSeen="0001-01-01T00:00:00+14:00")), "before 1970"),
        (b"[" * 100_000 + b"]" * 100_000, "nested too deeply"),
    ],
)
def test_a_broken_line_is_named_and_stops_nothing(line, reason):
    findings = read(lines(sample(1)) + b"\n" + line.strip() + b"\n" + lines(sample(2)))
    assert len(findings.current) == findings.publications == 2
    (broken,) = findings.broken
    assert (broken.file, broken.line) == ("findings.jsonl", 3)
    assert reason in broken.reason


def test_nesting_has_a_limit():
    deep: dict = {}
    for _ in range(MOST_NESTED):
        deep = {"deeper": deep}
    findings = found(sample(1), sample(2, additionalInfo=deep))
    assert len(findings.current) == 1
    assert findings.broken[0].reason == "nested too deeply"


def test_broken_lines_are_all_counted_and_the_first_named():
    findings = read(b"no\n" * 1_000)
    assert findings.broken_count == 1_000
    assert [broken.line for broken in findings.broken] == list(range(1, MOST_NAMED + 1))


def test_a_damaged_avro_file_is_read_as_far_as_it_goes():
    data = avro(*(sample(number) for number in range(10)), sync_interval=1)
    findings = read(data[: len(data) // 2], "findings.avro")
    assert 0 < len(findings.current) < 10
    (broken,) = findings.broken
    assert broken.line == len(findings.current) + 1
    assert broken.reason.startswith("the file cannot be read from here on")


def test_a_file_that_is_not_avro_is_one_broken_line():
    assert [broken.line for broken in read(lines(sample()), "findings.avro").broken] == [1]


@given(st.binary(max_size=200), st.sampled_from(["a.jsonl", "a.avro"]))
def test_bytes_are_findings_or_broken(data, name):
    findings = read(data, name)
    assert not findings.current
    assert findings.broken_count or not data.strip()
