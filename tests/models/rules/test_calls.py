"""Calls of functions: where they may be, and when they are worked out."""

import pytest

from models.rules import functions
from models.rules.environment import MOST_CALLS, EvaluationError, ExpressionError
from models.rules.expression import Expression, Scope

POLICY = '{"Statement": {"Effect": "Allow", "Action": ["ses:*", "SES:*"], "Resource": "*"}}'
EVENT = {
    "eventName": "PutRolePolicy",
    "requestParameters": {"document": POLICY, "text": "not JSON", "empty": {}},
    "userAgent": "a,(b",
}


def holds(text):
    return Expression(text, bool).evaluate(Scope({"event": EVENT, "address": "192.0.2.1"}))


@pytest.mark.parametrize(
    "text",
    [
        'list(json(event.requestParameters.document).Statement).exists(s, list(s.Action).all(a, lower(a) == "ses:*"))',
        'list(json(event.requestParameters.document).Statement)[0].Resource == "*" && cidr(address, "192.0.2.0/24")',
        'event.userAgent.split(",").exists(part, glob(part, "(?"))',
        "glob(event.userAgent, 'a,(*')",
        "glob(event.userAgent, r'?,(b') // cidr(",
        'lower("CIDR(") == "cidr("',
        'cidr ( address ,  {"a,": "192.0.2.0/24"}["a,"] )',
        "json(json('\"1\"')) == 1",
    ],
)
def test_calls_in_calls_and_in_loops(text):
    assert holds(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("event.requestParameters.list.exists(x, json(x).a)", "json() cannot be called on a variable of exists()"),
        ("glob(event.userAgent, event.eventName)", "the pattern of glob() must be written out"),
        (" || ".join(f'cidr(address, "192.0.2.{n}")' for n in range(MOST_CALLS + 1)), "more than 20 calls"),
        ("call_0 == true", "undeclared reference to 'call_0'"),
        ("cidr(address)", "column 5: is called as cidr(address, network) → bool"),
    ],
)
def test_where_a_call_cannot_be(text, message):
    with pytest.raises(ExpressionError) as raised:
        holds(text)
    assert message in str(raised.value)


def test_a_call_made_twice_is_one_call():
    assert holds(" || ".join(['cidr(address, "192.0.2.0/24")'] * (MOST_CALLS + 1)))


def test_a_call_that_does_not_decide_is_not_worked_out(monkeypatch):
    def refuse(text):
        raise AssertionError(text)

    json = functions.FUNCTIONS["json"]._replace(call=refuse)
    monkeypatch.setitem(functions.FUNCTIONS, "json", json)
    assert not holds('event.eventName == "Other" && json(event.requestParameters.document).a')
    assert holds('event.eventName == "PutRolePolicy" || json(event.requestParameters.document).a')
    with pytest.raises(AssertionError):
        holds('event.eventName == "PutRolePolicy" && json(event.requestParameters.document).a')


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("json(event.requestParameters.text).a == 1", "the text is not JSON"),
        ("json(event.requestParameters.nothing).a == 1", 'Key not found in map : "nothing"'),
        ("json(event.requestParameters.document).a == 1", 'Key not found in map : "a"'),
        ("json(event.requestParameters.empty).a == 1", "json() takes string, not map"),
    ],
)
def test_an_error_in_a_call_is_an_error_of_the_expression(text, message):
    with pytest.raises(EvaluationError) as raised:
        holds(text)
    assert str(raised.value) == message


def test_an_error_in_a_call_that_does_not_decide_is_none():
    assert holds("json(event.requestParameters.text).a == 1 || cidr(address, '192.0.2.0/24')")
