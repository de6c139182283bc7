"""What a policy's Condition means for a caller of whom only the kind is known.

IAM User Guide, "IAM JSON policy elements: Condition operators" and "Condition with multiple keys or values":
all operators and keys of a block must hold, any of a key's values will do, and a negated operator asks that
none does. A key that the request lacks makes an operator false, a negated one true, ``…IfExists`` true,
``ForAllValues:`` true and ``ForAnyValue:`` false.

The answer has two sides, because a caller has choices: whether some request of his makes the condition true,
and whether some makes it false. An Allow lets him in when it can hold; a Deny stops him when it cannot fail.
Dates and numbers can be met by whoever controls them; ``aws:CurrentTime`` is met at some time or other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from models.aws.callers import Caller, Key
from models.aws.patterns import CHOICE, Values, covers, glob, literal, overlaps, resolve
from models.aws.ranges import reach
from models.aws.shapes import texts


class Verdict(NamedTuple):
    """Whether some request of a caller makes a condition true, and whether some makes it false."""

    holds: bool
    fails: bool


_NEVER = Verdict(holds=False, fails=True)
_PATTERNS = ("stringlike", "arnlike", "arnequals")
_TEXTS = ("stringequals", "stringequalsignorecase", "binaryequals", "bool")
_IGNORING_CASE = ("stringequalsignorecase", "bool")
_QUANTITIES = re.compile(r"(numeric|date)(equals|lessthan(equals)?|greaterthan(equals)?)")
_OPERATOR = re.compile(r"(?:(forallvalues|foranyvalue):)?([a-z]+?)(ifexists)?")


class _Operator(NamedTuple):
    base: str  # without its "not"
    negated: bool
    without_key: bool  # its value when the request lacks the key


def judge(condition: dict[str, object], caller: Caller, value_of: Values | None) -> Verdict:
    """What ``condition`` can come to for ``caller``.

    Args:
        condition: a Condition element. An operator that AWS does not know never holds.
        caller: who asks.
        value_of: for policy variables, as `patterns.resolve` takes it.
    """
    verdicts = []
    for operator, keys in condition.items():
        if not isinstance(operator, str) or not isinstance(keys, dict):
            return _NEVER
        for name, values in keys.items():
            if not isinstance(name, str):
                return _NEVER
            verdicts.append(_judge_key(operator, caller.key(name), texts(values), value_of))
    return Verdict(holds=all(verdict.holds for verdict in verdicts), fails=any(verdict.fails for verdict in verdicts))


def _judge_key(operator: str, key: Key, values: Sequence[str], value_of: Values | None) -> Verdict:
    if operator.lower() == "null":
        return _judge_null(key, values)
    parsed = _parse(operator)
    if parsed is None:
        return _NEVER
    outcomes = set()
    if key.forms:
        meets, misses = _compare(parsed.base, key, values, value_of)
        outcomes |= {not parsed.negated} if meets else set()
        outcomes |= {parsed.negated} if misses else set()
    if key.optional:
        outcomes.add(parsed.without_key)
    return Verdict(holds=True in outcomes, fails=False in outcomes)


def _judge_null(key: Key, values: Sequence[str]) -> Verdict:
    wanted = {value.lower() == "true" for value in values}  # True: the key is to be absent
    possible = ({True} if key.optional else set()) | ({False} if key.forms else set())
    return Verdict(holds=bool(possible & wanted), fails=bool(possible - wanted))


def _parse(operator: str) -> _Operator | None:
    match = _OPERATOR.fullmatch(operator.lower())
    if match is None:
        return None
    qualifier, name, if_exists = match.groups()
    base = name.replace("not", "", 1)
    negated = base != name
    if base not in (*_PATTERNS, *_TEXTS, "ipaddress") and not _QUANTITIES.fullmatch(base):
        return None
    without_key = qualifier == "forallvalues" if qualifier else negated or if_exists is not None
    return _Operator(base, negated, without_key)


def _compare(base: str, key: Key, values: Sequence[str], value_of: Values | None) -> tuple[bool, bool]:
    """Whether some value that the caller can present equals one of ``values``, and whether some equals none."""
    if base == "ipaddress":
        return (False, True) if key.version is None else reach(values, key.version)
    if _QUANTITIES.fullmatch(base):
        return CHOICE in key.forms, True
    as_pattern = glob if base in _PATTERNS else literal
    forms = list(key.forms)
    resolved = (resolve(value, as_pattern, value_of) for value in values)
    patterns = [pattern for pattern in resolved if pattern is not None]
    if base in _IGNORING_CASE:
        forms = [form.lower() for form in forms]
        patterns = [pattern.lower() for pattern in patterns]
    meets = any(overlaps(form, pattern) for form in forms for pattern in patterns)
    misses = any(not any(covers(pattern, form) for pattern in patterns) for form in forms)
    return meets, misses
