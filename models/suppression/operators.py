"""Operators: what a criterion may ask of an attribute's values.

======================================  =============================================================================
``equals``, ``eq``                      is one of the values
``greaterThan``, ``gt`` and so on       is greater, greater or equal, less, less or equal
``matches``, ``glob``                   matches one of the patterns: ``*`` stands for any text, ``?`` for one character
``cidr``                                is an address in one of the networks, IPv4 or IPv6
``regex``                               matches one of the regular expressions, from its beginning to its end
``notEquals``, ``neq``, ``notMatches``  the opposites
``notGlob``, ``notCidr``, ``notRegex``
======================================  =============================================================================

The first two and ``matches`` are GuardDuty's. An attribute with several values satisfies a positive operator when
one of them does, and its opposite when none does; so one that is absent satisfies no positive operator and every
opposite (what GuardDuty does is not published). Several operators on one attribute must all be satisfied.

Values are compared as what they are (`models.suppression.paths.Kind`):

- text exactly, with upper and lower case;
- numbers as numbers, ``"22"`` being 22;
- times as milliseconds since 1970, GuardDuty's form, as ISO 8601 or as TOML's dates (midnight UTC);
- truth as ``true`` and ``"true"``;
- severities as numbers or as words: ``"High"`` equals all of 7.0–8.9, and ``greaterThan = "Medium"`` begins at 7.0.
  GuardDuty's console writes a level as its whole numbers (Medium: 4, 5, 6); a list with all of a level's means the
  level, 4.5 and 6.9 too. Fewer of them are those numbers;
- below ``service.additionalInfo`` as what the finding has there.

Wildcards and regular expressions take time in proportion to the text, which may come from an attacker: the syntax of
the latter is that of RE2 (`models.rules.regex`), which has no back-references and does not look around.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from math import isfinite
from typing import Any, NamedTuple

from models.aws.addresses import address_of, network_of
from models.config.messages import meant
from models.config.table import ConfigError
from models.findings.types import severity_word
from models.rules.regex import Regex
from models.suppression.paths import Kind, Scalar
from models.times import to_ms

#: GuardDuty's most values of an ``equals``; the same for all operators that take a list.
MOST_VALUES = 50

#: The levels, least first, with the whole numbers by which GuardDuty's console writes them.
LEVELS = {"Low": (1, 2, 3), "Medium": (4, 5, 6), "High": (7, 8), "Critical": (9, 10)}
_WORDS = tuple(LEVELS)

_Predicate = Callable[[Scalar], bool]


class Test(NamedTuple):
    """An operator with its operands, ready to be applied.

    Attributes:
        predicate: whether one value satisfies the operator, or the one that it is the opposite of.
        negative: whether it is an opposite.
    """

    predicate: _Predicate
    negative: bool

    def holds(self, values: Sequence[Scalar]) -> bool:
        """Whether an attribute with these values satisfies the operator."""
        return any(map(self.predicate, values)) is not self.negative


def compile_test(name: str, operand: Any, kind: Kind) -> Test:
    """An operator made ready.

    Args:
        name: the operator; its first letter may be upper case, as the AWS command line prints it.
        operand: the value or list of values to compare with, as TOML or JSON has them.
        kind: what the attribute's values are.

    Raises:
        ConfigError: there is no such operator, or it does not take the operand; begins with the operator.
    """
    known = name[:1].lower() + name[1:]
    known = ALIASES.get(known, known)
    positive = _OPPOSITES.get(known, known)
    make = _MAKERS.get(positive)
    if make is None:
        hint = meant(name, OPERATORS) or f"; there are {', '.join(OPERATORS)}"
        raise ConfigError(f'unknown operator "{name}"{hint}')
    try:
        predicate = make(operand, kind)
    except ConfigError as error:
        raise ConfigError(f"{name}: {error}") from None
    return Test(predicate, known in _OPPOSITES)


def magnitude(value: Any) -> int | float | None:
    """A value's place among numbers, times being milliseconds since 1970; None when it has none, as infinity.

    >>> magnitude("4.5"), magnitude("1970-01-01T00:00:01Z"), magnitude("Unknown")
    (4.5, 1000, None)
    """
    if isinstance(value, str):
        if _NUMBER.fullmatch(value):
            return magnitude(float(value))
        return _instant(value) if value[4:5] == "-" else None
    if isinstance(value, bool):
        return None
    if isinstance(value, datetime):
        return to_ms(value)
    if isinstance(value, date):
        return to_ms(datetime.combine(value, time(), UTC))
    return value if isinstance(value, int) or (isinstance(value, float) and isfinite(value)) else None


_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


def _instant(text: str) -> int | None:
    try:
        return to_ms(datetime.fromisoformat(text))
    except (ValueError, OverflowError):
        return None


def text(value: Scalar) -> str:
    """A value as JSON writes it, without quotes; whole numbers without decimals.

    >>> text(True), text(5.0), text("a")
    ('true', '5', 'a')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _listed(operand: Any) -> list[Any]:
    """The operands of an operator that takes several; one may stand without a list."""
    operands = list(operand) if isinstance(operand, list | tuple) else [operand]
    if not 1 <= len(operands) <= MOST_VALUES:
        raise ConfigError(f"takes 1 to {MOST_VALUES} values, not {len(operands)}")
    for value in operands:
        if not isinstance(value, str | int | float | date):
            raise ConfigError(f"{value!r} is neither text nor a number, a truth value or a time")
        if isinstance(value, float) and not isfinite(value):
            raise ConfigError(f"{value} is not a number to compare with")
    return operands


def _texts(operand: Any) -> list[str]:
    operands = _listed(operand)
    for value in operands:
        if not isinstance(value, str):
            raise ConfigError(f"{value!r} is not text")
    return operands


def _equality(operand: Any, kind: Kind) -> _Predicate:
    operands = _listed(operand)
    match kind:
        case Kind.TEXT:
            if moments := [value for value in operands if isinstance(value, date)]:
                raise ConfigError(f"{moments[0]} is a time, and the attribute is text")
            texts = frozenset(map(text, operands))
            return lambda value: text(value) in texts
        case Kind.FLAG:
            flags = frozenset(map(_flag, operands))
            return lambda value: text(value) in flags
        case Kind.SEVERITY:
            return _severity_equality(operands)
        case Kind.ANY:
            return _any_equality(operands)
    places = frozenset(_place(value, kind) for value in operands)
    return lambda value: magnitude(value) in places


def _place(operand: Any, kind: Kind) -> int | float:
    """An operand's magnitude."""
    place = magnitude(operand)
    if place is None:
        wanted = "a time (epoch milliseconds or ISO 8601)" if kind is Kind.TIME else "a number"
        raise ConfigError(f"{_quoted(operand)} is not {wanted}")
    return place


def _flag(operand: Any) -> str:
    if isinstance(operand, bool | str) and text(operand).lower() in ("true", "false"):
        return text(operand).lower()
    raise ConfigError(f"{_quoted(operand)} is neither true nor false")


def _any_equality(operands: list[Any]) -> _Predicate:
    """Equal as text, or as numbers or times when one of the two is no text."""
    texts = frozenset(text(value) for value in operands if not isinstance(value, date))
    places = frozenset(map(magnitude, operands)) - {None}
    untyped = frozenset(magnitude(value) for value in operands if not isinstance(value, str)) - {None}
    return lambda value: text(value) in texts or magnitude(value) in (untyped if isinstance(value, str) else places)


def _severity_equality(operands: list[Any]) -> _Predicate:
    words = {word for value in operands if (word := _level(value)) is not None}
    places = {_severity(value) for value in operands if _level(value) is None}
    words |= {word for word, numbers in LEVELS.items() if places.issuperset(numbers)}

    def equal(value: Scalar) -> bool:
        place = magnitude(value)
        return place is not None and (place in places or severity_word(place) in words)

    return equal


def _level(operand: Any) -> str | None:
    """The level that an operand names, if it does."""
    return operand.capitalize() if isinstance(operand, str) and operand.capitalize() in LEVELS else None


def _severity(operand: Any) -> int | float:
    """The number that is to be compared with a severity."""
    place = magnitude(operand)
    if place is None or isinstance(operand, date):
        raise ConfigError(f"{_quoted(operand)} is neither a number nor {', '.join(_WORDS)}")
    return place


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Kind], _Predicate]:
    def make(operand: Any, kind: Kind) -> _Predicate:
        if isinstance(operand, list | tuple | dict):
            raise ConfigError("takes one value, not several")
        if kind is Kind.FLAG:
            raise ConfigError("the attribute is true or false")
        word = _level(operand) if kind is Kind.SEVERITY else None
        if word is not None:
            bound = _WORDS.index(word)
            return lambda value: (
                (place := magnitude(value)) is not None and compare(_WORDS.index(severity_word(place)), bound)
            )
        limit = _severity(operand) if kind is Kind.SEVERITY else _place(operand, kind)
        return lambda value: (place := magnitude(value)) is not None and compare(place, limit)

    return make


def _wildcards(operand: Any, _kind: Kind) -> _Predicate:
    fullmatches = [re.compile(_translated(pattern), re.DOTALL).fullmatch for pattern in _texts(operand)]
    return lambda value: any(fullmatch(text(value)) for fullmatch in fullmatches)


def _translated(pattern: str) -> str:
    """A pattern with wildcards as a regular expression that never looks back over a ``*`` that it has passed."""
    first, *rest = re.split(r"\*+", pattern)
    parts = [_literal(first)]
    if rest:
        parts += [f"(?>.*?{_literal(part)})" for part in rest[:-1]]
        parts.append(f".*{_literal(rest[-1])}")
    return "".join(parts)


def _literal(part: str) -> str:
    return re.escape(part).replace(r"\?", ".")


def _regexes(operand: Any, _kind: Kind) -> _Predicate:
    try:
        regex = Regex(_texts(operand))
    except ValueError as error:
        raise ConfigError(str(error)) from None
    return lambda value: regex.fullmatch(text(value))


def _networks(operand: Any, _kind: Kind) -> _Predicate:
    networks = tuple(map(_network, _texts(operand)))

    def within(value: Scalar) -> bool:
        address = address_of(text(value))
        return address is not None and any(address in network for network in networks)

    return within


def _network(operand: str) -> Any:
    try:
        return network_of(operand)
    except ValueError:
        pass
    try:
        network = network_of(operand, strict=False)
    except ValueError:
        raise ConfigError(f'"{operand}" is neither an address nor a network in CIDR notation') from None
    raise ConfigError(f'"{operand}" is an address within a network; did you mean "{network}"?')


def _quoted(operand: Any) -> str:
    return f'"{operand}"' if isinstance(operand, str) else str(operand)


ALIASES = {
    "eq": "equals",
    "neq": "notEquals",
    "gt": "greaterThan",
    "gte": "greaterThanOrEqual",
    "lt": "lessThan",
    "lte": "lessThanOrEqual",
    "glob": "matches",
    "notGlob": "notMatches",
}

_OPPOSITES = {"notEquals": "equals", "notMatches": "matches", "notCidr": "cidr", "notRegex": "regex"}

_MAKERS: dict[str, Callable[[Any, Kind], _Predicate]] = {
    "equals": _equality,
    "greaterThan": _ordering(operator.gt),
    "greaterThanOrEqual": _ordering(operator.ge),
    "lessThan": _ordering(operator.lt),
    "lessThanOrEqual": _ordering(operator.le),
    "matches": _wildcards,
    "cidr": _networks,
    "regex": _regexes,
}

#: Everything that may be written.
OPERATORS = (*_MAKERS, *_OPPOSITES, *ALIASES)


def is_operator(name: str) -> bool:
    """Whether a name is that of an operator."""
    return name[:1].lower() + name[1:] in OPERATORS
