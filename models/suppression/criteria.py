"""Criteria: which findings a suppression rule is about, as GuardDuty's ``findingCriteria`` says it.

A mapping of attributes (`models.suppression.paths`) to operators with their values (`models.suppression.operators`).
A finding meets the criteria when every operator of every attribute is satisfied. GuardDuty's own form, with
everything below ``criterion``, is taken as it is, in the spelling of the AWS command line too. As TOML reads an
unquoted ``resource.accessKeyDetails.userName`` as tables within tables, so may the paths be written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from models.config.table import ConfigError
from models.suppression.operators import Test, compile_test, is_operator
from models.suppression.paths import canonical, holds_fields, kind, unknown, values_at
from models.suppression.perspectives import tells_all, viewer

#: GuardDuty's most attributes of a filter.
MOST_ATTRIBUTES = 50

#: Deeper than any attribute.
_DEEPEST = 16


class Criterion:
    """One attribute and the operators that must be satisfied.

    Args:
        path: the attribute, in its canonical spelling.
        tests: the operators.
    """

    def __init__(self, path: str, tests: tuple[Test, ...]) -> None:
        self._names = tuple(path.split("."))
        self._tests = tests
        self._view = viewer(path)

    def of_newest(self, finding: Mapping[str, Any]) -> bool:
        """Whether the finding as it stands, which shows the newest occurrence, satisfies all operators."""
        values = values_at(finding, self._names)
        return all(test.holds(values) for test in self._tests)

    def of_all(self, finding: Mapping[str, Any]) -> bool:
        """Whether the finding satisfies all operators from every perspective, for one that does `of_newest`."""
        if self._view is None or not tells_all(finding):
            return True
        views = self._view(finding)
        if views is None:
            return False
        return all(test.holds(values) for values in dict.fromkeys(map(tuple, views)) for test in self._tests)


def compile_criteria(criteria: Mapping[str, Any]) -> tuple[Criterion, ...]:
    """Criteria made ready.

    Raises:
        ConfigError: there are none or too many; an attribute or operator is unknown; an operator does not take its
            value. The message begins with the attribute.
    """
    tests: dict[str, list[Test]] = {}
    for path, operators in _conditions(_unwrapped(criteria), ""):
        known = canonical(path)
        values = kind(known)
        if values is None:
            raise unknown(path)
        try:
            tests.setdefault(known, []).extend(compile_test(*each, values) for each in operators.items())
        except ConfigError as error:
            raise ConfigError(f'criteria "{path}": {error}') from None
    if not 1 <= len(tests) <= MOST_ATTRIBUTES:
        raise ConfigError(f"criteria: name 1 to {MOST_ATTRIBUTES} attributes, not {len(tests)}")
    return tuple(Criterion(path, tuple(each)) for path, each in tests.items())


def _unwrapped(criteria: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(criteria) == 1:
        [(name, inner)] = criteria.items()
        if name in ("criterion", "Criterion") and isinstance(inner, dict):
            return inner
    return criteria


def _conditions(table: Mapping[str, Any], above: str, depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """The attributes of nested tables with their operators."""
    for name, value in table.items():
        path = f"{above}.{name}" if above else name
        if not isinstance(value, dict):
            raise _misplaced(path)
        if _is_nested(canonical(path), value) and depth < _DEEPEST:
            yield from _conditions(value, path, depth + 1)
        elif value:
            yield path, value
        else:
            raise ConfigError(f'criteria "{path}": no operator')


def _is_nested(path: str, table: dict[str, Any]) -> bool:
    """Whether a table holds further tables of a path, not operators."""
    return (
        bool(table)
        and (holds_fields(path) or kind(path) is not None)
        and not any(map(is_operator, table))
        and all(isinstance(value, dict) for value in table.values())
    )


def _misplaced(path: str) -> ConfigError:
    """What to say of a value where operators or fields are expected."""
    if kind(canonical(path)) is None:
        return unknown(path)
    return ConfigError(f'criteria "{path}": say how to compare, such as {{ equals = [...] }}')
