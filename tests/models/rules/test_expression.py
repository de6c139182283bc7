"""Expressions: what is refused when they are compiled, and what they give."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.environment import EvaluationError, ExpressionError, outcome
from models.rules.expression import Expression, Scope
from models.rules.view import FIELDS, WORDS, view
from tests.records import decoded, event, user

CREATED = event("iam", "CreateAccessKey", {"userName": "bob", "tags": [{"key": "team", "value": "data"}]})


def given_by(text, gives=bool, record=CREATED):
    expression = Expression(text, gives)
    return expression.evaluate(Scope(view(decoded(record), expression.fields, expression.words)))


@pytest.mark.parametrize(
    ("text", "holds"),
    {
        "true": True,
        'event.errorCode == ""': True,
        'event.eventName in ["CreateAccessKey", "CreateUser"]': True,
        'event.requestParameters.userName == "bob"': True,
        "has(event.requestParameters.userName)": True,
        "has(event.requestParameters.other)": False,
        "has(event.responseElements.accessKey)": False,
        'event.requestParameters.tags.exists(tag, tag.key == "team")': True,
        "event.requestParameters.userName != event.userIdentity.userName": True,
        "event.userAgent.matches('^aws-cli/2[.]')": True,
        'timestamp(event.eventTime).getHours() >= 22 || event["errorCode"] != ""': False,
        'principal == "arn:aws:iam::111122223333:user/dev" && account == "111122223333"': True,
        'region == "eu-west-1" && address == "203.0.113.10" && key.startsWith("AKIA") && bucket == ""': True,
        '"event.nothing" != event.errorCode // event.nothing': True,
        r"""event.userAgent.matches(r"\d") && event.eventSource == 'iam.amazonaws.com'""": True,
        '.event.eventName == "CreateAccessKey"': True,
        "event.requestParameters == {} || event.requestParameters.userName.size() > 2": True,
    }.items(),
)
def test_what_an_expression_gives(text, holds):
    assert given_by(text) is holds


@pytest.mark.parametrize(
    ("text", "message"),
    {
        "1 +": "column 4: syntax error: mismatched input '<EOF>'",
        "foo(1)": "column 4: undeclared reference to 'foo'",
        "true &&\n  adress == ''": "line 2, column 3: undeclared reference to 'adress'",
        "principal": "must give a bool, gives string",
        "principal == 3": "column 11: found no matching overload for '_==_' applied to '(string, int)'",
        'event.erorCode == ""': 'an event has no field "erorCode"; did you mean "errorCode"?',
        "event.exists(name, true)": 'an event has no field "exists"',
        'event.userAgent == "\ud800"': "half of a surrogate pair is no character",
        'event.userAgent.matches("(")': "invalid regular expression: missing ): (",
        'matches(event.userAgent, "(?=x)")': "invalid regular expression: invalid perl operator: (?=",
        'cidr(address, "10.0.0.0/33")': "'10.0.0.0/33' does not appear to be an IPv4 or IPv6 network",
    }.items(),
)
def test_a_mistake_is_told_when_the_expression_is_compiled(text, message):
    with pytest.raises(ExpressionError) as raised:
        Expression(text, bool)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "message"),
    {
        'event.requestParameters.groupName == "x"': 'Key not found in map : "groupName"',
        "event.requestParameters.userName > 3": "No matching overloads found : _>_(string, int64)",
        "event.requestParameters.userName": "gives string, not true or false",
        "json(event.userAgent).a": "the text is not JSON",
        "event.requestParameters.tags[7].key == ''": None,
    }.items(),
)
def test_what_only_a_record_shows_ends_in_an_error(text, message):
    with pytest.raises(EvaluationError, match=None) as raised:
        given_by(text)
    assert message is None or str(raised.value) == message


def test_text_is_wanted_where_text_is_to_be_given():
    assert given_by("event.requestParameters.userName", str) == "bob"
    assert given_by("principal + '/' + event.eventName", str).endswith("dev/CreateAccessKey")
    with pytest.raises(ExpressionError, match="must give a string, gives int"):
        Expression("1", str)
    with pytest.raises(EvaluationError, match="gives list, not text"):
        given_by("event.requestParameters.tags", str)


def test_an_error_that_does_not_matter_is_none():
    assert given_by("event.requestParameters.missing == 1 || true")


def test_a_failure_of_the_evaluator_is_an_error_of_the_expression():
    class Failing:
        def eval(self, activation):
            raise RuntimeError("it went\nwrong")

    with pytest.raises(EvaluationError, match=r"^it went wrong$"):
        outcome(Failing(), None)


def test_only_what_is_looked_at_is_made():
    expression = Expression('event.errorCode == "" && has(event.requestParameters.bucket) && address != ""', bool)
    assert expression.fields == {"errorCode", "requestParameters"}
    assert {"address"} <= expression.words < set(WORDS)
    assert Expression('"x" in event', bool).fields == set(FIELDS)
    assert Expression("true", bool).fields == set()


def test_threads_share_an_expression():
    expression = Expression('event.userIdentity.userName == "ann" && glob(address, "203.*")', bool)
    wrong = []

    def work(name):
        record = decoded(event("iam", "ListUsers", by=user(name)))
        for _ in range(200):
            held = expression.evaluate(Scope(view(record, expression.fields, expression.words)))
            if held != (name == "ann"):
                wrong.append(name)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("ann", "bob", "ann", "eve")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


@given(st.text(max_size=40) | st.text("event.()\"'[]{}&|=!~r/\\ \n", max_size=40))
def test_any_text_compiles_or_is_refused_in_one_line(text):
    try:
        Expression(text, bool)
        message = "none"
    except ExpressionError as error:
        message = str(error)
    assert message
    assert "\n" not in message
