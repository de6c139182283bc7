"""What expressions see of a record."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cloudtrail.record import CloudTrailRecord
from models.rules.expression import Expression, Scope
from models.rules.view import FIELDS, WORDS, parsed, view
from tests.records import ACCOUNT, decoded, event, role, s3_data


def seen(record):
    return view(record, FIELDS, WORDS)


def test_a_record_under_cloudtrails_names():
    given = event("iam", "CreateUser", {"userName": "bob"}, by=role("deploy", "ci-1"), error="AccessDenied")
    variables = seen(decoded(given))
    made = variables["event"]
    for name in ("eventSource", "eventName", "eventTime", "errorCode", "awsRegion", "sourceIPAddress", "userAgent"):
        assert made[name] == given[name]
    issuer = given["userIdentity"]["sessionContext"]["sessionIssuer"]
    assert made["userIdentity"]["sessionContext"]["sessionIssuer"] == issuer
    assert made["userIdentity"]["sessionContext"]["attributes"]["mfaAuthenticated"] == "false"
    assert made["requestParameters"] == {"userName": "bob"}
    assert made["responseElements"] == made["additionalEventData"] == {}
    assert variables["principal"] == issuer["arn"]
    assert variables["key"] == given["userIdentity"]["accessKeyId"]


def test_what_is_absent_is_empty_text_or_an_empty_map():
    made = seen(CloudTrailRecord())["event"]
    assert made["userIdentity"]["sessionContext"]["sessionIssuer"]["arn"] == ""
    assert made["requestParameters"] == {}
    assert {value for value in made.values() if not isinstance(value, dict)} == {""}


def test_numbers_and_flags_that_some_exports_have():
    record = event("iam", "ListUsers", recipientAccountId=11122223333, sessionCredentialFromConsole=True)
    made = seen(decoded(record))["event"]
    assert made["recipientAccountId"] == "011122223333"
    assert made["sessionCredentialFromConsole"] == "true"


def test_words_of_an_object_call():
    variables = seen(decoded(s3_data("GetObject", "payroll")))
    assert variables["bucket"] == "payroll"
    assert variables["account"] == ACCOUNT


@pytest.mark.parametrize("text", ['{"a": 1}', "%7B%22a%22%3A%201%7D"])
def test_json_also_url_encoded(text):
    assert parsed(text) == {"a": 1}


@pytest.mark.parametrize("text", ["", "nothing", "{", "NaN", '{"a": -Infinity}', "[" * 100_000])
def test_what_is_no_json(text):
    with pytest.raises(ValueError, match="not JSON"):
        parsed(text)


def test_a_nul_does_not_hide_the_rest_of_a_text():
    record = event("iam", "CreateUser", {"userName": "ok\0evil", "n\0": 1}, userAgent="curl\0evil")
    expression = Expression(
        'event.userAgent.endsWith("evil") && event.requestParameters.userName.endsWith("evil")', bool
    )
    assert expression.evaluate(Scope(view(decoded(record), expression.fields, ())))


def test_a_number_beyond_64_bits_does_not_spoil_the_rest():
    record = event("iam", "CreateUser", {"userName": "bob", "size": [2**70], "least": -(2**63), "most": 2**63 - 1})
    expression = Expression('event.requestParameters.userName == "bob"', bool)
    assert expression.evaluate(Scope(view(decoded(record), expression.fields, ())))
    assert seen(decoded(record))["event"]["requestParameters"]["most"] == 2**63 - 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_any_parameters_can_be_held(parameters):
    raw = msgspec.Raw(msgspec.json.encode(parameters))
    expression = Expression("event.requestParameters.size() >= 0", bool)
    record = CloudTrailRecord(request_parameters=raw)
    assert expression.evaluate(Scope(view(record, expression.fields, ())))
