"""The expressions of rules, compiled once.

An expression is checked when it is compiled: syntax, names, types as far as they are known, the fields of
``event``, and the patterns and networks that are written out in it. ``event`` is otherwise of any type, so that what
differs from API to API can be asked for; a wrong guess there ends the evaluation in an error.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from cel_expr_python import cel

from models.config.messages import meant
from models.rules.calls import without_calls
from models.rules.environment import (
    FAILURES,
    TYPES,
    EvaluationError,
    ExpressionError,
    checking,
    compiled,
    evaluated,
    evaluating,
    outcome,
    type_name,
)
from models.rules.functions import network
from models.rules.literals import LITERAL, masked
from models.rules.view import FIELDS, WORDS

#: What an expression is to give.
Result = type[bool] | type[str]

#: ``event`` as it is used: with a field, or in another way.
_EVENT = re.compile(r"(?<![\w.])event\b(?:\s*\.\s*(\w+))?")
_FROM_THE_ROOT = re.compile(r"(?:^|[^\w\s.)\]])\s*\.\s*event\b")

#: Where a pattern or a network is written out.
_PATTERNS = re.compile(rf"\bmatches\s*\((?:[\w.\s]*,)?\s*({LITERAL})\s*\)", re.DOTALL)
_NETWORKS = re.compile(rf"\bcidr\s*\([\w.\s]*,\s*({LITERAL})\s*\)", re.DOTALL)


class Scope:
    """What expressions are evaluated on, to be shared between them.

    Attributes:
        variables: those of `models.rules.view.view`.
    """

    def __init__(self, variables: dict[str, Any]) -> None:
        self.variables = variables

    @cached_property
    def activation(self) -> Any:
        """The variables as CEL has them."""
        return evaluating().Activation(self.variables)

    def with_values(self, values: dict[str, Any]) -> Any:
        """The variables and some more."""
        return evaluating().Activation(self.variables | values) if values else self.activation


class Expression:
    """A compiled expression.

    Attributes:
        fields: the fields of ``event`` that it looks at.
        words: the other variables that it looks at.
    """

    def __init__(self, text: str, gives: Result) -> None:
        """Compile.

        Args:
            text: the expression.
            gives: what it must give.

        Raises:
            ExpressionError: it is wrong.
        """
        bare = masked(text)
        self.fields = _fields(bare)
        self.words = frozenset(word for word in WORDS if re.search(rf"\b{word}\b", bare))
        given, name = compiled(checking(), text).return_type(), "bool" if gives is bool else "string"
        if given not in (TYPES[name], cel.Type.DYN):
            msg = f"must give a {name}, gives {type_name(given)}"
            raise ExpressionError(msg)
        _check_literals(text)
        self._gives = gives
        evaluable, self._calls = without_calls(text)
        self._compiled = compiled(evaluating(), evaluable)

    def evaluate(self, scope: Scope) -> Any:
        """What it gives.

        Calls are worked out only if the expression needs them: if without them it ends in an error.

        Raises:
            EvaluationError: it gives an error, or a value of another type, or CEL cannot hold what it is about.
        """
        try:
            return self._evaluated(scope)
        except FAILURES as error:
            raise EvaluationError(" ".join(str(error).split()) or type(error).__name__) from None

    def _evaluated(self, scope: Scope) -> Any:
        value = outcome(self._compiled, scope.activation)
        plain = value.value()
        if isinstance(plain, bool) and self._gives is bool:
            return plain
        if self._calls and value.type() == cel.Type.ERROR:
            value = self._evaluated_with_calls(scope)
            plain = value.value()
        return self._wanted(value, plain)

    def _evaluated_with_calls(self, scope: Scope) -> Any:
        values: dict[str, Any] = {}
        failed: EvaluationError | None = None
        for call in self._calls:
            try:
                values[call.variable] = call.value(scope.with_values(values))
            except EvaluationError as error:
                failed = failed or error
        try:
            return evaluated(self._compiled, scope.with_values(values))
        except EvaluationError as error:
            raise failed or error from None

    def _wanted(self, value: Any, plain: Any) -> Any:
        """The plain value, if it is of the type that is wanted."""
        if isinstance(plain, self._gives) and value.type() == (TYPES["bool" if self._gives is bool else "string"]):
            return plain
        if value.type() == cel.Type.ERROR:
            raise EvaluationError(str(plain).partition(": ")[2])
        wanted = "true or false" if self._gives is bool else "text"
        msg = f"gives {type_name(value.type())}, not {wanted}"
        raise EvaluationError(msg)


def _fields(bare: str) -> frozenset[str]:
    """The fields that an expression names; all, if it uses ``event`` in another way.

    Raises:
        ExpressionError: there is no such field.
    """
    if _FROM_THE_ROOT.search(bare):
        return frozenset(FIELDS)
    fields = set()
    for match in _EVENT.finditer(bare):
        name = match[1]
        if name is None:
            return frozenset(FIELDS)
        if name not in FIELDS:
            msg = f'an event has no field "{name}"{meant(name, FIELDS)}'
            raise ExpressionError(msg)
        fields.add(name)
    return frozenset(fields)


def _check_literals(text: str) -> None:
    """Refuse a pattern or network that is written out and wrong."""
    try:
        for literal in _PATTERNS.findall(text):
            evaluated(compiled(evaluating(), f'"".matches({literal})'), None)
        for literal in _NETWORKS.findall(text):
            network(evaluated(compiled(evaluating(), literal), None).plain_value())
    except (EvaluationError, ValueError) as error:
        raise ExpressionError(str(error)) from None
