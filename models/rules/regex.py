r"""Regular expressions that take time in proportion to the text, whoever wrote the text: RE2's, as CEL has them.

RE2's syntax (github.com/google/re2/wiki/Syntax) has no back-references and does not look around. ``.`` is any
character but a line's end, ``\d`` and ``\w`` are those of ASCII, and ``(?i)`` and its like hold within one pattern.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import lru_cache

from models.rules.environment import EvaluationError, ExpressionError, compiled, evaluated, matching

#: How many texts the answers are remembered of: CEL makes RE2's automaton anew for every one, in 20 to 60 µs for a
#: pattern.
_REMEMBERED = 4_096


class Regex:
    """Patterns, one of which is to match a text from its beginning to its end.

    Attributes:
        fullmatch: whether one of the patterns matches the whole of a text. A NUL in it is U+FFFD, half a surrogate
            pair is ``?``.
    """

    def __init__(self, patterns: Sequence[str]) -> None:
        """Compile.

        Args:
            patterns: at least one.

        Raises:
            ValueError: a pattern is wrong; says which and why.
        """
        for pattern in patterns:
            _check(pattern)
        try:
            self._matches = compiled(matching(), " || ".join(_call("text", _whole(pattern)) for pattern in patterns))
        except ExpressionError as error:
            msg = f"the regular expressions are too much: {error}"
            raise ValueError(msg) from None
        self.fullmatch: Callable[[str], bool] = lru_cache(maxsize=_REMEMBERED)(self._fullmatch)

    def _fullmatch(self, text: str) -> bool:
        held = text.replace("\0", "\ufffd").encode(errors="replace").decode()
        return evaluated(self._matches, matching().Activation({"text": held})).value() is True


def _check(pattern: str) -> None:
    try:
        for each in (pattern, _whole(pattern)):
            evaluated(compiled(matching(), _call('""', each)), None)
    except (EvaluationError, ExpressionError) as error:
        msg = f'"{pattern}" is not a regular expression: {str(error).removeprefix("invalid regular expression: ")}'
        raise ValueError(msg) from None


def _whole(pattern: str) -> str:
    return rf"\A(?:{pattern})\z"


def _call(text: str, pattern: str) -> str:
    return f"{text}.matches({json.dumps(pattern, ensure_ascii=False)})"
