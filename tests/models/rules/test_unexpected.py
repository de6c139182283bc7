"""Whatever a record holds, rules judge it: nothing is raised."""

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.cloudtrail.call import call_of
from models.cloudtrail.decode import decode
from models.rules.environment import EvaluationError
from models.rules.expression import Expression, Scope
from models.rules.functions import FUNCTIONS
from models.rules.rule import RuleError, RuleSet
from tests.models.rules.tables import table
from tests.records import decoded, event

P = "event.requestParameters"

RULES = RuleSet(
    table(name=f"rule-{number}", events=["*"], where=where, **more)
    for number, (where, more) in enumerate(
        [
            ("true", {}),
            ("true", {"by": "bucket", "count": 2, "within": "10m"}),
            (f"{P} == {P} || true", {"by": f"string({P}.x)"}),
            (f"has({P}.x)", {"by": f"{P}.x", "count": 2, "within": "10m", "distinct": f"string({P}.x)"}),
            (f"json({P}.x) != null", {}),
            (f"json({P}.x).a == 1", {}),
            (f"grantsPublic({P}.x) || admin({P}.x) || grantsOutside({P}.x, account)", {}),
            (f"list({P}.x).exists(y, y == 1)", {}),
            (f"{P}.map(name, {P}[name]).exists(y, y == {P}.x)", {}),
            (f"int({P}.x) > 3 || double({P}.x) > 3.0", {}),
            (f"cidr({P}.x, {P}.x)", {}),
        ]
    )
)


def read(parameters):
    """The record, if it is one, of a call with these request parameters, a JSON text."""
    record = msgspec.json.encode(event("s3", "PutBucketPolicy", {"mark": 1}))
    return decode(record.replace(b'{"mark":1}', parameters), "a test").records


def judged(parameters):
    """Everything that is asked of a record with these request parameters, a JSON text; the hits."""
    taken = read(parameters)
    errors: list[RuleError] = []
    hits = [hit for each in taken for hit in RULES.hits(each, errors)]
    for hit in hits:
        hit.key(taken[0])
        hit.affected(taken[0])
        msgspec.msgpack.encode(hit.note(taken[0], call_of(taken[0])))
    assert len(hits) + len(errors) <= len(RULES.rules)
    return hits


def nested(depth, leaf):
    return b"[" * depth + leaf + b"]" * depth


def wrapped(depth, leaf):
    return b'{"a":' * depth + leaf + b"}" * depth


NUMBERS = st.builds(
    lambda sign, digits, count, tail: sign + digits * count + tail,
    st.sampled_from([b"", b"-"]),
    st.sampled_from([b"9", b"1", b"123"]),
    st.integers(7, 4_000),
    st.sampled_from([b"", b".5", b"e9", b"e999"]),
)
TEXTS = st.text(max_size=8).map(msgspec.json.encode) | st.sampled_from(
    [rb'"a\u0000b"', rb'"\\u0000"', rb'"\ud800"', rb'"\udc00\u0000"', rb'"\ud83d\ude00"', b'"NaN"', b'"Infinity"']
)
LEAVES = NUMBERS | TEXTS | st.sampled_from([b"null", b"true", b"NaN", b"-Infinity", b"1e999"])
VALUES = LEAVES | st.builds(
    lambda f, *given: f(*given), st.sampled_from([nested, wrapped]), st.integers(0, 900), LEAVES
)
POLICIES = VALUES.map(lambda value: b'{"Statement":{"Effect":"Allow","Principal":%s,"Action":%s}}' % (value, value))
ANY = VALUES | POLICIES


@settings(max_examples=150, deadline=None)
@given(ANY | ANY.map(lambda value: msgspec.json.encode(value.decode())))
@example(b"9" * 400)
@example(nested(800, b"12345678901234567890"))
@example(nested(900, rb'"\u0000"'))
@example(msgspec.json.encode(nested(900, b"9" * 400).decode()))
@example(nested(5_000, b"1"))
def test_nothing_that_a_record_holds_makes_rules_fail(value):
    judged(b'{"bucketName":"logs","x":%s}' % value)
    judged(value)


@pytest.mark.parametrize("value", [b"9" * 400, b"9" * 5_000, b"-" + b"9" * 310, b"1e999", nested(800, b"9" * 20)])
def test_an_odd_value_does_not_hide_the_others(value):
    [record] = read(b'{"x":%s,"bucketName":"logs"}' % value)
    assert RULES.hits(record)[0].affected(record) == (("AWS::S3::Bucket", "logs"),)


def test_what_cel_cannot_hold_ends_the_evaluation():
    expression = Expression('event.userAgent == "a"', bool)
    for odd in ("\ud800", 2**70, object()):
        with pytest.raises(EvaluationError):
            expression.evaluate(Scope({"event": {"userAgent": odd}}))


@pytest.mark.parametrize("failure", [OverflowError, RecursionError, KeyError, TypeError])
def test_a_function_that_fails_ends_the_evaluation(monkeypatch, failure):
    def fail(_):
        raise failure("too much")

    monkeypatch.setitem(FUNCTIONS, "admin", FUNCTIONS["admin"]._replace(call=fail))
    expression = Expression("admin(event.requestParameters)", bool)
    with pytest.raises(EvaluationError, match="too much"):
        expression.evaluate(Scope({"event": {"requestParameters": {}}}))


def test_errors_come_with_the_rule_that_did_not_hold():
    rules = RuleSet(
        [
            table(name="missing", where=f'{P}.nothing == "x"'),
            table(name="fine"),
            table(name="no-text", by=f"{P}.number"),
        ]
    )
    errors: list[RuleError] = []
    hits = rules.hits(decoded(event("iam", "CreateAccessKey", {"number": 1})), errors)
    assert [hit.rule.table.name for hit in hits] == ["fine"]
    assert errors == [
        RuleError("missing", 'Key not found in map : "nothing"'),
        RuleError("no-text", "gives int, not text"),
    ]
