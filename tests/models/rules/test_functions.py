"""The functions, as expressions call them."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.environment import EvaluationError
from models.rules.expression import Expression, Scope
from models.rules.functions import FUNCTIONS
from models.rules.view import view
from tests.records import decoded, event

OPEN = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": "*", "Action": "sqs:*", "Resource": "*"}}
ALL = {"Statement": [{"Effect": "Allow", "Action": "*", "Resource": ["*"]}]}
PARAMETERS = {
    "one": "s3:GetObject",
    "many": ["s3:GetObject", "s3:PutObject"],
    "number": 3,
    "open": json.dumps(OPEN),
    "openMap": OPEN,
    "all": json.dumps(ALL),
}


def holds(text, **members):
    expression = Expression(text, bool)
    record = decoded(event("iam", "PutRolePolicy", PARAMETERS, **members))
    return expression.evaluate(Scope(view(record, expression.fields, expression.words)))


@pytest.mark.parametrize(
    "text",
    [
        'cidr(address, "203.0.113.0/24")',
        'cidr(address, "203.0.113.99/24")',
        '!cidr(address, "198.51.100.0/24")',
        '!cidr(address, "2001:db8::/32")',
        'cidr("2001:db8::1", "2001:db8::/32")',
        '!cidr("ec2.amazonaws.com", "0.0.0.0/0")',
        'cidr("::ffff:203.0.113.5", "203.0.113.0/24")',
        'cidr("::ffff:cb00:7105", "203.0.113.0/24")',
        'cidr("203.0.113.5", "::ffff:203.0.113.0/120")',
        'glob("www.example.org", "*.example.org")',
        'glob("a.b", "?.?")',
        '!glob("www.example.org.example.net", "*.example.org")',
        'lower("CreateUser") == "createuser"',
        'json("{\\"a\\": [1, {\\"b\\": null}]}").a[1].b == null',
        "json(event.requestParameters.open).Statement.Principal == '*'",
        'list(event.requestParameters.one).exists(each, each == "s3:GetObject")',
        "list(event.requestParameters.many).size() == 2",
        "list(event.requestParameters.number)[0] == 3",
        "list(event.requestParameters.openMap)[0].Version == '2012-10-17'",
        "grantsPublic(event.requestParameters.open)",
        "grantsPublic(event.requestParameters.openMap)",
        "grantsOutside(event.requestParameters.openMap, account)",
        "admin(event.requestParameters.all)",
        "!admin(event.requestParameters.open)",
    ],
)
def test_what_functions_give(text):
    assert holds(text)


@pytest.mark.parametrize(
    "text",
    [
        "json(event.userAgent) == 1",
        "admin(event.userAgent)",
        "grantsPublic(event.requestParameters.missing)",
        "grantsPublic(event.requestParameters.many)",
        "cidr(address, event.requestParameters.one)",
        'lower(event.requestParameters.number) == "3"',
    ],
)
def test_an_argument_that_cannot_be_used_is_an_error(text):
    with pytest.raises(EvaluationError):
        holds(text)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_table_tells_every_function(name):
    function = FUNCTIONS[name]
    arguments, result = re.fullmatch(rf"{name}\((.*)\) → (\w+)", function.signature).groups()
    assert len(arguments.split(", ")) == len(function.parameters)
    assert result == {"dyn": "value"}.get(function.gives, function.gives)
    assert function.meaning.endswith(".")


@given(st.text("ab*?.\n", max_size=12), st.text("ab.\n", max_size=12))
def test_a_glob_matches_as_its_definition_says(pattern, text):
    def matches(p, t):
        if not p:
            return not t
        if p[0] == "*":
            return matches(p[1:], t) or (bool(t) and matches(p, t[1:]))
        return bool(t) and p[0] in ("?", t[0]) and matches(p[1:], t[1:])

    expression = Expression(f"glob(event.userAgent, {json.dumps(pattern)})", bool)
    assert expression.evaluate(Scope({"event": {"userAgent": text}})) == matches(pattern, text)
