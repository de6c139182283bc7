from __future__ import annotations

from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st

from models.report.reading import Findings
from models.report.table import WIDTH, ending, table
from tests.models.report.attacks import STOLEN_DATA, published
from tests.models.report.samples import found, lines, read, sample


def test_a_finding_is_one_line_below_its_type():
    text = table(found(sample(count=1_234))).splitlines()
    assert text[3] == "Medium    PenTest:IAMUser/KaliLinux"
    assert text[4].split("  ") == [
        "",
        "",
        "111122223333",
        "eu-west-1",
        "user dev",
        "1,234",
        "2026-03-02 10:00",
        "2026-03-02 11:30",
    ]


def test_findings_are_grouped_by_severity_and_type():
    text = table(found(sample(1), sample(2, severity=8.0), sample(3), sample(4, type="Impact:S3/Other")))
    heads = [line for line in text.splitlines() if line.startswith(("High", "Medium", "Low"))]
    assert heads == [
        "High      PenTest:IAMUser/KaliLinux",
        "Medium    Impact:S3/Other",
        "Medium    PenTest:IAMUser/KaliLinux",
    ]
    assert "4 findings: 0 Critical, 1 High, 3 Medium, 0 Low" in text


def test_a_sequence_comes_first_and_tells_what_it_consists_of():
    findings = found(sample(), *published(STOLEN_DATA))
    text = table(findings).splitlines()
    assert text[3] == "Critical  AttackSequence:S3/CompromisedData"
    assert "  role admin, bucket reports  " in text[4]
    assert text[5] == "        4 signals: Discovery, Collection, Impact"
    assert "4 findings: 1 Critical, 0 High, 3 Medium, 0 Low" in text
    assert "\x1b[1;35mCritical\x1b[0m" in table(findings, colour=True)


def test_a_sequence_without_tactics():
    signal = {"name": "a", "firstSeenAt": 0, "lastSeenAt": 0}
    text = table(found(sample(detection={"sequence": {"signals": [signal]}})))
    assert "\n        1 signal\n" in text


def test_it_ends_with_what_was_read():
    findings = found(sample(1), sample(2, archived=True))
    findings.read("broken.jsonl", BytesIO(b"no\n"))
    end = table(findings).partition("1 finding: ")[2]
    assert "1 more finding archived by suppression rules, not shown" in end
    assert "  broken.jsonl, line 1: Input data was truncated" in end
    assert end.endswith("Read 2 publications from 2 files:\n  findings.jsonl\n  broken.jsonl")


def test_many_broken_lines_and_files_are_not_all_listed():
    findings = read(b"no\n" * 500)
    for number in range(30):
        findings.read(f"{number}.jsonl", BytesIO())
    text = table(findings)
    assert "500 lines could not be read" in text and "  and 490 more" in text
    assert "Read 0 publications from 31 files" in text and "  and 21 more" in text


def test_nothing_found():
    assert table(Findings()).startswith("0 findings: 0 Critical")


def test_the_ending_has_totals_and_notes_only():
    assert ending(found(sample(1), "no finding")).splitlines() == [
        "1 finding: 0 Critical, 0 High, 1 Medium, 0 Low",
        "1 line could not be read as findings:",
        "  findings.jsonl, line 2: Expected `object`, got `str`",
    ]


def test_long_names_are_elided_in_their_middle():
    arn = "arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_ReadOnly_0123456789abcdef/somebody@example.org"
    resource = {"accessKeyDetails": {"userType": "AssumedRole", "userName": arn}}
    text = table(found(sample(resource=resource, count=10**12)))
    (line,) = [line for line in text.splitlines() if "role arn:aws" in line]
    assert len(line) <= WIDTH and "…" in line and "somebody@example.org" in line


def test_colours_are_only_there_when_asked_for():
    findings = found(sample())
    assert "\x1b" not in table(findings)
    coloured = table(findings, colour=True)
    assert "\x1b[33mMedium\x1b[0m" in coloured
    assert coloured.replace("\x1b[33m", "").replace("\x1b[0m", "") == table(findings)


@given(st.text(max_size=200), st.text(max_size=200), st.integers(0, 10**15))
def test_no_text_breaks_the_table(name, region, count):
    resource = {"accessKeyDetails": {"userName": name}}
    data = lines(sample(resource=resource, region=region, type=name, count=count))
    rows = table(read(data)).splitlines()
    assert len(rows) == 10
    assert all(row.isprintable() and len(row) <= WIDTH for row in rows)
