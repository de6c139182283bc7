"""Criteria as they are written, and rules as a whole: what is taken and what is refused."""

import json
import tomllib
from datetime import UTC, date, datetime, time

import msgspec
import pytest

from models.config.table import ConfigError
from models.suppression.settings import SuppressTable, check_suppress
from models.suppression.suppressor import Suppressor
from tests.models.suppression.published import KALI, finding, rule


def tables(toml):
    return msgspec.convert(tomllib.loads(toml)["suppress"], list[SuppressTable])


def archives(*rules, document=None):
    check_suppress(rules)
    return Suppressor(rules).judge(document or finding()) is not None


IMPORTED = json.loads("""
{"criterion":{"type":{"equals":["Recon:EC2/Portscan"]},
  "resource.instanceDetails.tags.key":{"equals":["role"]},
  "resource.instanceDetails.tags.value":{"equals":["vuln-scanner"]},
  "severity":{"greaterThanOrEqual":4}, "updatedAt":{"greaterThan":1760000000000}}}
""")

#: As GuardDuty's own finding: no list of actors.
PORTSCAN = {
    "type": "Recon:EC2/Portscan",
    "severity": 5,
    "updatedAt": "2026-03-02T00:05:00.000Z",
    "resource": {
        "resourceType": "Instance",
        "instanceDetails": {
            "tags": [{"key": "team", "value": "x"}, {"key": "role", "value": "vuln-scanner"}],
            "outpostArn": "arn:aws:outposts:eu-west-1:111122223333:outpost/op-1",
        },
    },
    "service": {"archived": False, "count": 3, "additionalInfo": {"portsScannedSample": [22, 80], "threatName": "x"}},
}


def changed(document, part, **members):
    return document | {part: document[part] | members}


def test_guardduty_s_own_json():
    scanner = rule(IMPORTED)
    assert archives(scanner, document=PORTSCAN)
    assert not archives(scanner, document=PORTSCAN | {"severity": 3.9})
    assert not archives(scanner, document=PORTSCAN | {"updatedAt": "2025-10-09T08:53:20.000Z"})
    assert not archives(scanner, document=changed(PORTSCAN, "resource", instanceDetails={"tags": [{"key": "role"}]}))


def test_the_command_line_s_json():
    printed = {"Criterion": {"type": {"Eq": [KALI], "Equals": [KALI]}, "service.archived": {"Equals": ["false"]}}}
    assert archives(rule(printed))
    assert not archives(rule(printed), document=finding() | {"type": "Recon:EC2/Portscan"})


def test_the_console_s_spellings():
    criteria = {"resource.instanceDetails.outpostARN": {"matches": ["*:outpost/op-?"]}}
    assert archives(rule(criteria), document=PORTSCAN)


def test_evidence_of_any_name():
    criteria = {"service.additionalInfo.portsScannedSample": {"equals": ["22"]}}
    assert archives(rule(criteria), document=PORTSCAN)


TOML = """
[[suppress]]
name = "quoted"
criteria = { "resource.accessKeyDetails.userName" = { equals = ["dev"] }, severity = { gte = 4, lt = "High" } }

[[suppress]]
name = "unquoted"
rank = 7
description = "as TOML reads dots"
expires = 2026-12-31
[suppress.criteria]
type = { glob = "PenTest:*" }
resource.accessKeyDetails.userName.equals = "dev"
service.additionalInfo.identity.notEquals = ["nothing"]
"""


def test_paths_with_quotes_and_without():
    for table in tables(TOML):
        assert archives(table)
        assert not archives(table, document=changed(finding(), "resource", accessKeyDetails={}))


def test_operators_of_one_attribute_must_all_be_satisfied():
    assert archives(rule({"severity": {"greaterThan": 4, "lessThan": 6}}))
    assert not archives(rule({"severity": {"greaterThan": 4, "lessThan": 5}}))


def test_defaults():
    table = tables('[[suppress]]\nname = "abc"\ncriteria = { region = { eq = "eu-west-1" } }')[0]
    assert (table.rank, table.expires_ms, table.enabled, table.description) == (1, None, True, "")


MIDNIGHT = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("expires", "end"),
    [
        (date(2026, 12, 31), MIDNIGHT),
        ("2026-12-31", MIDNIGHT),
        (datetime(2027, 1, 1), MIDNIGHT),
        ("2027-01-01T01:00:00+01:00", MIDNIGHT),
        ("2027-01-01T00:00:00Z", MIDNIGHT),
    ],
)
def test_a_day_holds_until_its_end_a_time_until_it_comes(expires, end):
    assert rule({}, expires=expires).expires_ms == end.timestamp() * 1_000


def nested(depth):
    return {"equals": ["x"]} if not depth else {"a": nested(depth - 1)}


REFUSED = [
    ({"type": {"equal": ["x"]}}, 'criteria "type": unknown operator "equal"; did you mean "equals"?'),
    ({"typ": {"equals": ["x"]}}, 'criteria "typ": a finding has no such attribute; did you mean "type"?'),
    ({"severity": {"gt": "x"}}, 'criteria "severity": gt: "x" is neither a number nor Low, Medium, High, Critical'),
    ({"type": "x"}, 'criteria "type": say how to compare, such as { equals = [...] }'),
    ({"typ": "x"}, 'criteria "typ": a finding has no such attribute; did you mean "type"?'),
    ({"type": {}}, 'criteria "type": no operator'),
    ({"resource": {"accessKeyDetails": {"equals": ["x"]}}}, 'criteria "resource.accessKeyDetails": an object'),
    ({"resource": {"resourceTyp": {"equals": ["x"]}}}, 'did you mean "resource.resourceType"?'),
    ({"service": {"additionalInfo": nested(30)}}, 'unknown operator "a"'),
    ({"criterion": {}}, "criteria: name 1 to 50 attributes, not 0"),
    ({}, "criteria: name 1 to 50 attributes, not 0"),
    ({f"service.additionalInfo.a{n}": {"equals": "x"} for n in range(51)}, "1 to 50 attributes, not 51"),
]


@pytest.mark.parametrize(("criteria", "message"), REFUSED)
def test_criteria_that_are_refused(criteria, message):
    with pytest.raises(ConfigError) as refused:
        rule(criteria, "scanner").check()
    assert str(refused.value).startswith('[[suppress]] "scanner": criteria')
    assert message in str(refused.value)


GOOD = {"region": {"eq": "eu-west-1"}}


@pytest.mark.parametrize(
    ("name", "expires", "message"),
    [
        ("my rule", None, '"my rule": name: 3 to 64 letters'),
        ("ab", None, '"ab": name: 3 to 64 letters'),
        ("abc", "soon", '"abc": expires: "soon" is neither a date nor a time'),
        ("abc", time(12), '"abc": expires: datetime.time(12, 0) is neither a date nor a time'),
        ("abc", 20261231, '"abc": expires: 20261231 is neither a date nor a time'),
    ],
)
def test_names_and_ends_that_are_refused(name, expires, message):
    with pytest.raises(ConfigError) as refused:
        check_suppress([rule(GOOD, name, expires=expires)])
    assert message in str(refused.value)


def test_two_rules_of_one_name():
    with pytest.raises(ConfigError, match=r'"abc": name: another one has it'):
        check_suppress([rule(GOOD, "abc"), rule(GOOD, "abd"), rule(GOOD, "abc")])


@pytest.mark.parametrize("line", ["rank = 0", "rank = 101", "expire = 2026-12-31", "enabled = 1", "criteria = []"])
def test_what_the_types_refuse(line):
    with pytest.raises(msgspec.ValidationError):
        tables(f'[[suppress]]\nname = "abc"\n{line}' + ("" if "criteria" in line else "\ncriteria = {}"))
