"""Every operator: what satisfies it, what does not, absent attributes, and what is refused."""

import math
from datetime import UTC, date, datetime
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.config.table import ConfigError
from models.suppression.operators import MOST_VALUES, OPERATORS, compile_test
from models.suppression.paths import Kind

NOON = 1_772_452_800_000  # 2026-03-02T12:00:00Z
NOON_TEXT = "2026-03-02T12:00:00.000Z"


def holds(operator, operand, *values, kind=Kind.TEXT):
    return compile_test(operator, operand, kind).holds(values)


#: operator, operand, kind, a value that satisfies it, one that does not.
CASES = [
    ("equals", ["a", "b"], Kind.TEXT, "b", "c"),
    ("equals", "a", Kind.TEXT, "a", "A"),
    ("equals", [64496], Kind.TEXT, "64496", "64497"),
    ("eq", ["a"], Kind.TEXT, "a", "aa"),
    ("equals", ["22"], Kind.NUMBER, 22, 2),
    ("equals", [22], Kind.NUMBER, "22.0", "ssh"),
    ("equals", ["true"], Kind.FLAG, True, False),
    ("equals", [False], Kind.FLAG, False, True),
    ("equals", [NOON], Kind.TIME, NOON_TEXT, "2026-03-02T12:00:00.001Z"),
    ("equals", [str(NOON)], Kind.TIME, NOON_TEXT, "never"),
    ("equals", ["2026-03-02T13:00:00+01:00"], Kind.TIME, NOON_TEXT, "2026-03-02T13:00:00Z"),
    ("equals", ["22"], Kind.ANY, 22, 23),
    ("equals", [22], Kind.ANY, "22", "22a"),
    ("equals", [22], Kind.ANY, 22.0, True),
    ("equals", ["true"], Kind.ANY, True, False),
    ("equals", [datetime(2026, 3, 2, 12, tzinfo=UTC)], Kind.ANY, NOON_TEXT, "2026-03-02"),
    ("equals", ["5"], Kind.SEVERITY, 5.0, 5.5),
    ("equals", ["4", "5", "6"], Kind.SEVERITY, 6.9, 7.0),
    ("equals", [7, 8], Kind.SEVERITY, 8.9, 9.0),
    ("equals", ["7"], Kind.SEVERITY, 7, 8),
    ("equals", ["High", "critical"], Kind.SEVERITY, 9.5, 6.9),
    ("greaterThan", 4, Kind.SEVERITY, 4.1, 4.0),
    ("gt", "Medium", Kind.SEVERITY, 7.0, 6.9),
    ("greaterThanOrEqual", 4, Kind.NUMBER, 4, 3.9),
    ("gte", "Medium", Kind.SEVERITY, 4.0, 3.9),
    ("lessThan", "4", Kind.NUMBER, 3, 4),
    ("lt", "High", Kind.SEVERITY, 6.9, 7.0),
    ("lessThanOrEqual", 4, Kind.NUMBER, 4, 5),
    ("lte", "Low", Kind.SEVERITY, 3.9, 4.0),
    ("greaterThan", NOON - 1, Kind.TIME, NOON_TEXT, "2026-03-02T11:59:59Z"),
    ("lessThan", date(2026, 3, 3), Kind.TIME, NOON_TEXT, "2026-03-03T00:00:00Z"),
    ("lessThan", "2026-03-02T12:00:00.001Z", Kind.TIME, NOON_TEXT, "2026-03-02T12:00:00.001Z"),
    ("greaterThan", 64495, Kind.TEXT, "64496", "an owner"),
    ("greaterThanOrEqual", 1, Kind.ANY, "1", "one"),
    ("matches", ["x", "Pen*:*/Kali?inux"], Kind.TEXT, "PenTest:IAMUser/KaliLinux", "PenTest:IAMUser/Kalinux"),
    ("matches", "a[b]*", Kind.TEXT, "a[b]c", "ab"),
    ("matches", "*", Kind.TEXT, "", None),
    ("matches", "a*b", Kind.TEXT, "a\nb", "xa b"),
    ("matches", "*aab*ab", Kind.TEXT, "aaabab", "aaab"),
    ("matches", "80*", Kind.NUMBER, 8080, 180),
    ("glob", ["a?c"], Kind.TEXT, "abc", "ac"),
    ("cidr", ["10.0.0.0/8", "192.0.2.1"], Kind.TEXT, "192.0.2.1", "192.0.2.2"),
    ("cidr", "2001:db8::/32", Kind.TEXT, "2001:db8::7", "192.0.2.1"),
    ("cidr", "192.0.2.0/24", Kind.TEXT, "::ffff:192.0.2.9", "AWS Internal"),
    ("cidr", "::ffff:192.0.2.0/120", Kind.TEXT, "192.0.2.9", "192.0.3.9"),
    ("cidr", "0.0.0.0/0", Kind.TEXT, "203.0.113.10", "08.1.250.216"),
    ("regex", r"ci-\d+", Kind.TEXT, "ci-77", "ci-77b"),
    ("regex", ["a", "(?i)B+"], Kind.TEXT, "bb", "ab"),
]

OPPOSITES = {
    "equals": "notEquals",
    "eq": "neq",
    "matches": "notMatches",
    "glob": "notGlob",
    "cidr": "notCidr",
    "regex": "notRegex",
}


def named(case):
    return f"{case[0]} {case[1]} {case[2].value}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_positive_operator(case):
    operator, operand, kind, good, bad = case
    assert holds(operator, operand, good, kind=kind)
    assert holds(operator, operand, bad or "other", good, kind=kind)
    assert bad is None or not holds(operator, operand, bad, kind=kind)
    assert not holds(operator, operand, kind=kind)


@pytest.mark.parametrize("case", [case for case in CASES if case[0] in OPPOSITES], ids=named)
def test_its_opposite(case):
    operator, operand, kind, good, bad = case
    opposite = OPPOSITES[operator]
    assert not holds(opposite, operand, good, kind=kind)
    assert not holds(opposite, operand, bad or "other", good, kind=kind)
    assert bad is None or holds(opposite, operand, bad, kind=kind)
    assert holds(opposite, operand, kind=kind)


def test_every_operator_is_tried():
    assert {case[0] for case in CASES} | set(OPPOSITES.values()) == set(OPERATORS)


def test_the_command_line_s_spelling():
    assert holds("NotEquals", ["a"], "b")
    assert holds("Gte", 4, 5, kind=Kind.NUMBER)


def test_regular_expressions_take_time_in_proportion_to_the_text():
    began = process_time()
    assert not holds("regex", r"kali (a+)+", "kali " + "a" * 50_000 + "!")
    assert holds("notRegex", [r"(x+x+)+y", r"(.*)*b"], "x" * 50_000)
    assert process_time() - began < 1


def test_as_many_regular_expressions_as_values():
    patterns = [f"ci-{n}-[a-z]+" for n in range(MOST_VALUES)]
    assert holds("regex", patterns, "ci-49-x")
    assert not holds("regex", patterns, "ci-50-x")


@pytest.mark.parametrize(
    ("pattern", "value", "whole"),
    [
        ("a|ab", "ab", True),
        ("a", "a\n", False),
        ("a", "b\na", False),
        ("a.*", "a\nb", False),
        ("(?s)a.*", "a\nb", True),
        ("^a$", "a", True),
        ("a", "a\0", False),
        ("a.b", "a\0b", True),
        ("é.", "é\U0001f600", True),
        ('"\\\\', '"\\', True),
        (".", "\ud800", True),
        (".*a", "\ud800a", True),
        ("", "", True),
    ],
)
def test_a_regular_expression_is_of_the_whole_value(pattern, value, whole):
    assert holds("regex", pattern, value) is whole
    assert holds("notRegex", ["no", pattern], value) is not whole


def test_wildcards_do_not_look_back():
    began = process_time()
    assert not holds("matches", "*a" * 30 + "*b", "a" * 20_000)
    assert process_time() - began < 1


REFUSED = [
    ("equal", ["x"], Kind.TEXT, 'unknown operator "equal"; did you mean "equals"?'),
    ("is", "x", Kind.TEXT, 'unknown operator "is"; there are equals, '),
    ("equals", [], Kind.TEXT, "equals: takes 1 to 50 values, not 0"),
    ("equals", ["x"] * (MOST_VALUES + 1), Kind.TEXT, "takes 1 to 50 values, not 51"),
    ("equals", [["x"]], Kind.TEXT, "is neither text nor a number"),
    ("equals", {"a": 1}, Kind.TEXT, "is neither text nor a number"),
    ("equals", [date(2026, 3, 2)], Kind.TEXT, "2026-03-02 is a time, and the attribute is text"),
    ("equals", ["hih"], Kind.SEVERITY, '"hih" is neither a number nor Low, Medium, High, Critical'),
    ("equals", ["ssh"], Kind.NUMBER, '"ssh" is not a number'),
    ("equals", ["soon"], Kind.TIME, '"soon" is not a time (epoch milliseconds or ISO 8601)'),
    ("equals", ["yes"], Kind.FLAG, '"yes" is neither true nor false'),
    ("greaterThan", [4], Kind.NUMBER, "greaterThan: takes one value, not several"),
    ("greaterThan", 1, Kind.FLAG, "the attribute is true or false"),
    ("lt", "abc", Kind.TEXT, 'lt: "abc" is not a number'),
    ("lt", "Hih", Kind.SEVERITY, '"Hih" is neither a number nor Low'),
    ("matches", [5], Kind.TEXT, "5 is not text"),
    ("cidr", ["10.0.9.1/24"], Kind.TEXT, 'did you mean "10.0.9.0/24"?'),
    ("cidr", ["office"], Kind.TEXT, '"office" is neither an address nor a network'),
    ("regex", ["a", "("], Kind.TEXT, 'regex: "(" is not a regular expression: missing ): ('),
    ("regex", ["a)|(b"], Kind.TEXT, '"a)|(b" is not a regular expression: unexpected ): '),
    ("regex", [r"\Qa"], Kind.TEXT, r'"\Qa" is not a regular expression: '),
    ("notRegex", "a(?!b)", Kind.TEXT, "is not a regular expression: invalid perl operator: (?!"),
    ("regex", ["a" * 5_000] * 50, Kind.TEXT, "the regular expressions are too much: "),
    ("regex", r"(a)\1", Kind.TEXT, r"is not a regular expression: invalid escape sequence: \1"),
    ("regex", "\ud800", Kind.TEXT, "is not a regular expression: half of a surrogate pair is no character"),
    ("gt", math.nan, Kind.SEVERITY, "gt: nan is neither a number nor Low"),
    ("gt", math.inf, Kind.NUMBER, "gt: inf is not a number"),
    ("lt", "1e999", Kind.NUMBER, 'lt: "1e999" is not a number'),
    ("equals", [1, -math.inf], Kind.TEXT, "equals: -inf is not a number to compare with"),
    ("equals", math.nan, Kind.ANY, "equals: nan is not a number to compare with"),
]


@pytest.mark.parametrize(("operator", "operand", "kind", "message"), REFUSED)
def test_what_is_refused(operator, operand, kind, message):
    with pytest.raises(ConfigError) as refused:
        compile_test(operator, operand, kind)
    assert message in str(refused.value)


SCALARS = st.one_of(st.text(max_size=8), st.integers(), st.floats(), st.booleans())
VALUES = st.lists(SCALARS, min_size=1, max_size=4)
OPERANDS = st.lists(SCALARS.filter(lambda value: not isinstance(value, float) or math.isfinite(value)), min_size=1)


@given(OPERANDS, VALUES, st.sampled_from([Kind.TEXT, Kind.ANY]))
def test_equals_and_its_opposite_are_complements(operands, values, kind):
    assert holds("equals", operands, *values, kind=kind) is not holds("notEquals", operands, *values, kind=kind)


@given(VALUES, st.sampled_from(Kind), st.sampled_from(["equals", "gt", "lte", "cidr", "matches", "regex"]))
def test_whatever_a_value_is_an_operator_can_be_applied(values, kind, operator):
    operand = {"cidr": "10.0.0.0/8", "matches": "a*", "regex": "a"}.get(operator, 5)
    if kind is Kind.FLAG:
        operator, operand = "equals", True
    assert holds(operator, operand, *values, kind=kind) in (True, False)


@given(st.text("ab*?", max_size=6), st.text("ab", max_size=6))
def test_wildcards_mean_what_they_say(pattern, value):
    def matched(pattern, value):
        if not pattern:
            return not value
        if pattern[0] == "*":
            return matched(pattern[1:], value) or (bool(value) and matched(pattern, value[1:]))
        return bool(value) and pattern[0] in ("?", value[0]) and matched(pattern[1:], value[1:])

    assert holds("matches", pattern, value) is matched(pattern, value)
