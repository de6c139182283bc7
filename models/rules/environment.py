"""CEL (the Common Expression Language, github.com/google/cel-spec) as rules have it: variables and functions.

There are two environments, both with CEL's extension for texts (``split``, ``replace`` ...). `checking` knows the
functions of `models.rules.functions` with their types: what a person wrote is compiled there, for its messages.
`evaluating` does not know them: `models.rules.calls` says why.
"""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Any

from cel_expr_python import cel
from cel_expr_python.ext import ext_strings

from models.rules.functions import FUNCTIONS, Function
from models.rules.view import WORDS

#: How many calls of functions an expression may have.
MOST_CALLS = 20

TYPES = {
    "string": cel.Type.STRING,
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "double": cel.Type.DOUBLE,
    "null": cel.Type.NULL,
    "list": cel.Type.LIST,
    "map": cel.Type.MAP,
    "dyn": cel.Type.DYN,
}

#: CEL's message: where, and what.
_MESSAGE = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*?)(?: \(in container ''\))?(?: expecting \{.*)?(?:\n|$)")
_UNDECLARED = re.compile(r"undeclared reference to '(\w+)'")
_STATUS = re.compile(r"^[A-Z_]+: ")

#: What an evaluation may raise, CEL's evaluator or one of our functions, for a value that it cannot take.
FAILURES = (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError)


class ExpressionError(Exception):
    """The expression cannot be used; the message, one line, is for the person who wrote it."""


class EvaluationError(Exception):
    """The evaluation ended in an error: mostly, a member that is not there."""


@cache
def checking() -> Any:
    """The environment that expressions are checked in."""
    return cel.NewEnv(
        variables={"event": cel.Type.DYN} | dict.fromkeys(WORDS, cel.Type.STRING),
        extensions=[ext_strings.ExtStrings()],
        functions=[_declared(name, function) for name, function in FUNCTIONS.items()],
    )


@cache
def evaluating() -> Any:
    """The environment that expressions are evaluated in; calls are variables there."""
    return cel.NewEnv(
        variables={"event": cel.Type.DYN}
        | dict.fromkeys(WORDS, cel.Type.STRING)
        | {call_variable(number): cel.Type.DYN for number in range(MOST_CALLS)},
        extensions=[ext_strings.ExtStrings()],
    )


@cache
def matching() -> Any:
    """The environment that regular expressions are evaluated in: ``text`` is what they are to match."""
    return cel.NewEnv(variables={"text": cel.Type.STRING})


def call_variable(number: int) -> str:
    """The variable that holds what a call gives."""
    return f"call_{number}"


def compiled(environment: Any, text: str) -> Any:
    """A compiled expression.

    Raises:
        ExpressionError: with the place of the mistake.
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        msg = "half of a surrogate pair is no character"
        raise ExpressionError(msg) from None
    try:
        return environment.compile(text)
    except RuntimeError as error:
        match = _MESSAGE.search(str(error))
        if match is None:
            raise ExpressionError(" ".join(str(error).split())) from None
        line, column, what = match.groups()
        if (wrong := _UNDECLARED.match(what)) and wrong[1] in FUNCTIONS:
            what = f"is called as {FUNCTIONS[wrong[1]].signature}"
        where = f"line {line}, column {column}" if line != "1" else f"column {column}"
        msg = f"{where}: {what[:1].lower()}{what[1:]}"
        raise ExpressionError(msg) from None


def outcome(expression: Any, activation: Any) -> Any:
    """The value or error that a compiled expression gives.

    Raises:
        EvaluationError: it gives neither, but CEL's evaluator fails.
    """
    try:
        return expression.eval(activation)
    except RuntimeError as error:
        raise EvaluationError(" ".join(str(error).split())) from None


def evaluated(expression: Any, activation: Any) -> Any:
    """The value that a compiled expression gives.

    Raises:
        EvaluationError: it gives an error.
    """
    value = outcome(expression, activation)
    if value.type() == cel.Type.ERROR:
        raise EvaluationError(_STATUS.sub("", value.value()))
    return value


def type_name(kind: Any) -> str:
    """The name of a type, without those of its elements."""
    return kind.name().partition("<")[0].lower()


def _declared(name: str, function: Function) -> Any:
    """A function for every combination of its parameters' types, to be checked and never to be called."""
    return cel.FunctionDecl(
        name,
        [
            cel.Overload(
                f"{name}({','.join(types)})",
                return_type=TYPES[function.gives],
                parameters=[TYPES[each] for each in types],
                impl=_never,
            )
            for types in itertools.product(*function.parameters)
        ],
    )


def _never(*_: object) -> None:
    msg = "the environment for checking does not evaluate"
    raise AssertionError(msg)
