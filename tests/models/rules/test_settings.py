"""``[[rules]]``: what is refused, and how it is said."""

import pickle

import msgspec
import pytest

from models.config.table import ConfigError
from models.findings.document import NOTHING_KNOWN
from models.findings.merge import FindingState
from models.findings.of_calls import tell
from models.findings.sighting import ApiCall, FindingKey
from models.rules.settings import PLACEHOLDERS, check_rules
from models.times import DAY, HOUR, MINUTE, SECOND
from tests.models.rules.tables import table

KNOWN = ("Policy:S3/BucketAnonymousAccessGranted",)

EVENT = {"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey"}
COUNTING = {"count": 5, "within": "10m"}


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"name": "x"}, "name: must be 3 to 64 letters, digits, dots, hyphens or underscores"),
        ({"name": "a b c"}, "name: must be"),
        ({"type": "AccessKey"}, 'type: "AccessKey" is not of the form Purpose:Resource/Family'),
        ({"type": "Persistence:IAM/" + "x" * 90}, "100 characters"),
        ({"type": KNOWN[0]}, 'type: "Policy:S3/BucketAnonymousAccessGranted" is built in'),
        ({"title": "{usr} did it."}, 'title: "{usr}" is no placeholder; there are {user}'),
        ({"title": "{usr} did it."}, 'did you mean "user"?'),
        ({"title": "{user.name} did it."}, '"{user.name}" is no placeholder'),
        ({"title": "{user!r} did it."}, '"{user}" is no placeholder'),
        ({"title": "{} did it."}, '"{}" is no placeholder'),
        ({"title": "{user"}, "title: has a brace"),
        ({"title": " "}, "title: is empty"),
        ({"description": "{nobody}"}, "description: "),
        ({"severity": "Hihg"}, 'severity: "Hihg" is none; one of Low, Medium, High, Critical'),
        ({"events": ["CreateUser"]}, 'events: "CreateUser" is not of the form "iam:CreateUser"'),
        ({"events": ["iam.amazonaws.com:CreateUser"]}, "events: "),
        ({"where": "1 +"}, "where: column 4: syntax error"),
        ({"where": "principal"}, "where: must give a bool, gives string"),
        ({"by": "user"}, "by: column 1: undeclared reference to 'user'"),
        ({"by": "1"}, "by: must give a string, gives int"),
        ({"within": "10m"}, 'within: means nothing without "count"'),
        ({"distinct": "address"}, 'distinct: means nothing without "count"'),
        ({"count": 5}, 'within: is needed with "count = 5"'),
        ({"count": 5, "within": "10"}, 'within: "10" is no duration'),
        ({"count": 5, "within": "0m"}, 'within: "0m" is no duration'),
        ({"count": 5, "within": "25h"}, 'within: "25h" is longer than a day'),
        (COUNTING | {"distinct": "adress"}, "distinct: column 1: undeclared reference to 'adress'"),
        ({"tests": [{"name": "t", "raises": True, "events": [EVENT]}] * 2}, 'tests: two have the name "t"'),
        (
            {"tests": [{"name": "t", "raises": True, "events": [EVENT, {"eventName": "X"}]}]},
            'tests: "t": event 2 has no eventSource',
        ),
    ],
)
def test_a_mistake_is_told_with_its_place(keys, message):
    with pytest.raises(ConfigError) as raised:
        check_rules([table(**keys)], KNOWN)
    text = str(raised.value)
    assert text.startswith(f'[[rules]] "{keys.get("name", "AccessKeyCreated")}" ')
    assert message in text
    assert "\n" not in text


@pytest.mark.parametrize(
    "keys",
    [
        {"severity": 11},
        {"severity": 0.5},
        {"count": 0},
        {"count": 1001},
        {"events": []},
        {"source": "syslog"},
        {"mode": "off"},
        {"were": "true"},
        {"tests": [{"name": "t", "raises": True, "events": []}]},
    ],
)
def test_what_types_refuse(keys):
    with pytest.raises(msgspec.ValidationError):
        table(**keys)


@pytest.mark.parametrize(
    "keys",
    [
        {},
        {"severity": 4},
        {"severity": "medium"},
        {"events": ["*"]},
        {"events": ["iam:*", "s3:PutBucketPolicy", "lambda:CreateFunction20150331"]},
        {"by": "event.requestParameters.userName"},
        {"by": "account + '/' + event.userIdentity.userName"},
        COUNTING | {"within": "1d", "distinct": "event.requestParameters.userName"},
        {"title": " ".join(f"{{{each}}}" for each in PLACEHOLDERS)},
        {"title": "{{{user}}}"},
    ],
)
def test_what_is_accepted(keys):
    check_rules([table(**keys)], KNOWN)


def test_two_rules_may_share_a_type_but_not_a_name():
    check_rules([table(), table(name="other")], KNOWN)
    with pytest.raises(ConfigError, match='"AccessKeyCreated": name: another one has it'):
        check_rules([table(), table(type="Persistence:IAM/Other")], KNOWN)


def test_severities_in_words_are_those_of_built_in_types():
    numbers = [table(severity=word).severity_number for word in ("Low", "Medium", "High", "Critical", 3.5)]
    assert numbers == [2.0, 5.0, 8.0, 9.0, 3.5]


def test_durations():
    assert [table(within=text).within_ms for text in ("30s", "10m", "2h", "1d", "")] == [
        30 * SECOND,
        10 * MINUTE,
        2 * HOUR,
        DAY,
        0,
    ]


def test_placeholders_are_those_that_a_finding_fills_in():
    call = ApiCall(**dict.fromkeys(ApiCall.__struct_fields__[:11], ""), severity=1.0)
    told = tell(table().finding_type(), FindingKey("", "", "", ""), FindingState(), call, NOTHING_KNOWN)
    assert told.words.keys() | {"account"} == set(PLACEHOLDERS)


def test_a_table_goes_to_workers():
    made = table(tests=[{"name": "t", "raises": True, "events": [EVENT]}], **COUNTING)
    assert pickle.loads(pickle.dumps(made)) == made
