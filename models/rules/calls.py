"""How calls of our functions become something that CEL evaluates without calling back.

The evaluator never gives back the memory of the arguments that it hands to a function in Python (cel-expr-python
0.1.3, measured), which a stream of events cannot afford. So no function is called from within an evaluation:

- ``lower``, ``glob`` and ``list`` are written out in CEL itself.
- What another call gives is worked out beside the expression: its arguments are expressions of their own, and its
  value becomes a variable. An argument can therefore not be a variable of ``exists`` and its like.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from cel_expr_python import cel

from models.rules.environment import (
    FAILURES,
    MOST_CALLS,
    EvaluationError,
    ExpressionError,
    call_variable,
    compiled,
    evaluated,
    evaluating,
    type_name,
)
from models.rules.functions import FUNCTIONS
from models.rules.literals import masked

_CALL = re.compile(rf"(?<![\w.])({'|'.join(FUNCTIONS)})\s*\(")


class Call(NamedTuple):
    """A call that is worked out beside the expression.

    Attributes:
        variable: what holds its value.
        name: the function's.
        arguments: compiled.
    """

    variable: str
    name: str
    arguments: tuple[Any, ...]

    def value(self, activation: Any) -> Any:
        """What it gives.

        Raises:
            EvaluationError: an argument or the function ends in an error.
        """
        function = FUNCTIONS[self.name]
        values = [evaluated(argument, activation) for argument in self.arguments]
        for value, types in zip(values, function.parameters, strict=True):
            if (name := type_name(value.type())) not in types:
                msg = f"{self.name}() takes {' or '.join(types)}, not {name}"
                raise EvaluationError(msg)
        try:
            return function.call(*(value.plain_value() for value in values))
        except FAILURES as error:
            raise EvaluationError(str(error)) from None


def without_calls(text: str) -> tuple[str, tuple[Call, ...]]:
    """A checked expression as it is evaluated, and the calls whose values are its variables, in their order.

    Raises:
        ExpressionError: a call is in a place where it cannot be.
    """
    rewriting = _Rewriting()
    return rewriting.rewritten(text), tuple(rewriting.calls.values())


class _Rewriting:
    """One expression that is rewritten; ``calls`` by what they are made of."""

    def __init__(self) -> None:
        self.calls: dict[tuple[str, ...], Call] = {}

    def rewritten(self, text: str) -> str:
        """The text with all calls replaced, the inner ones first."""
        mask = masked(text)
        pieces, at = [], 0
        while match := _CALL.search(mask, at):
            commas, end = _commas(mask, match.end())
            starts = [match.end(), *(comma + 1 for comma in commas)]
            arguments = [self.rewritten(text[a:b]) for a, b in zip(starts, [*commas, end], strict=True)]
            pieces += [text[at : match.start()], self._replaced(match[1], arguments)]
            at = end + 1
        return "".join([*pieces, text[at:]])

    def _replaced(self, name: str, arguments: list[str]) -> str:
        if name in _WRITTEN_OUT:
            return _WRITTEN_OUT[name](*arguments)
        made_of = (name, *arguments)
        if made_of not in self.calls:
            if len(self.calls) == MOST_CALLS:
                msg = f"more than {MOST_CALLS} calls of functions"
                raise ExpressionError(msg)
            self.calls[made_of] = Call(call_variable(len(self.calls)), name, tuple(map(_argument(name), arguments)))
        return self.calls[made_of].variable


def _argument(name: str) -> Callable[[str], Any]:
    def compile_argument(text: str) -> Any:
        try:
            return compiled(evaluating(), text)
        except ExpressionError:
            msg = f"{name}() cannot be called on a variable of exists(), all(), map() or filter()"
            raise ExpressionError(msg) from None

    return compile_argument


def _commas(mask: str, at: int) -> tuple[list[int], int]:
    """Where the arguments that begin at ``at`` are parted, and where they end."""
    depth, commas = 0, []
    while depth or mask[at] != ")":
        if mask[at] in "([{":
            depth += 1
        elif mask[at] in ")]}":
            depth -= 1
        elif mask[at] == "," and not depth:
            commas.append(at)
        at += 1
    return commas, at


def _lower(text: str) -> str:
    return f"({text}).lowerAscii()"


def _list(value: str) -> str:
    return f"(type({value}) == list ? dyn({value}) : dyn([{value}]))"


def _glob(text: str, pattern: str) -> str:
    try:
        written = evaluated(compiled(cel.NewEnv(), pattern), None).plain_value()
    except ExpressionError:
        msg = "the pattern of glob() must be written out"
        raise ExpressionError(msg) from None
    symbols = {"*": ".*", "?": "."}
    regex = "".join(symbols.get(symbol) or re.escape(symbol) for symbol in written)
    whole = json.dumps(rf"\A(?s:{regex})\z", ensure_ascii=False)
    return f"({text}).matches({whole})"


#: What is written out in CEL: name -> the text that stands for a call.
_WRITTEN_OUT: dict[str, Callable[..., str]] = {"lower": _lower, "list": _list, "glob": _glob}
