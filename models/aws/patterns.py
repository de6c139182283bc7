"""Globs over texts that are only partly known.

Policies compare with globs: ``*`` is any run of characters, ``?`` any one (IAM User Guide, "IAM JSON policy
elements: Condition operators" and "Resource"). A caller who is a stranger is described in the same way, by
patterns of what he can present: his role is ``arn:aws:iam::<his account>:role/<some name>``. Four more symbols
say what a glob cannot. Each stands for one text that is not known, so it covers nothing but itself:

* `STRANGER`: one character of an identifier that AWS gave to the stranger. No text written in a policy equals
  it; only a wildcard matches it.
* `CHOICE`: whatever the stranger likes.
* `TEXT`: the same within one part of an ARN, thus without ``:``; and nobody's assigned identifier.
* `DIGIT`: one digit, as in the account of the bucket's owner.

The symbols are Unicode noncharacters, which have no meaning in interchange; a policy's own are replaced.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

ANY, ONE = "*", "?"
STRANGER, CHOICE, TEXT, DIGIT = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
_STAR, _QUESTION_MARK = "\ufdd4", "\ufdd5"  # the characters themselves, not wildcards

#: The pattern that a request has for a condition key, or None when it lacks the key.
Values = Callable[[str], str | None]

_RUNS = (ANY, CHOICE, TEXT)
_SYMBOLS = (STRANGER, CHOICE, TEXT, DIGIT, _STAR, _QUESTION_MARK)
_SANITISE = str.maketrans(dict.fromkeys(_SYMBOLS, "\ufffd"))
_LITERAL = str.maketrans({ANY: _STAR, ONE: _QUESTION_MARK})
_OPEN = re.compile(f"[{ANY}{ONE}{CHOICE}{TEXT}{DIGIT}]")  # what can be more than one text
_NOT_A_RUN = f"[^{''.join(_RUNS)}]"
_PARTITION = re.compile(r"^arn:aws-[a-z-]+:")
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def glob(text: str) -> str:
    """``text`` of a policy as a glob. ARNs of every partition count as those of the first."""
    return _PARTITION.sub("arn:aws:", text.translate(_SANITISE))


def literal(text: str) -> str:
    """``text`` of a policy where wildcards have no meaning."""
    return glob(text).translate(_LITERAL)


def resolve(text: str, as_pattern: Callable[[str], str], value_of: Values | None) -> str | None:
    """``text`` with its policy variables replaced (IAM User Guide, "Variables and tags").

    Args:
        text: as written, such as ``home/${aws:username}/*``.
        as_pattern: `glob` or `literal`, for the text around the variables.
        value_of: the pattern for a condition key of the request, or None when the request lacks it; None instead
            of the function for a policy whose version does not know variables.

    Returns:
        A pattern, or None when a variable has neither value nor default: then nothing matches.
    """
    if value_of is None:
        return as_pattern(text)
    pieces = []
    for index, piece in enumerate(_VARIABLE.split(text)):
        resolved = _value(piece, value_of) if index % 2 else as_pattern(piece)
        if resolved is None:
            return None
        pieces.append(resolved)
    return "".join(pieces)


def _value(variable: str, value_of: Values) -> str | None:
    if variable in ("*", "?", "$"):
        return literal(variable)
    name, _, default = variable.partition(",")
    value, default = value_of(name.strip()), default.strip()
    if value is None and len(default) > 1 and default[0] == default[-1] == "'":
        return literal(default[1:-1])
    return value


def overlaps(one: str, other: str) -> bool:
    """Some text matches both patterns."""
    seen = {(0, 0)}
    todo = [(0, 0)]
    while todo:
        place = todo.pop()
        if place == (len(one), len(other)):
            return True
        for following in _following(one, other, *place):
            if following not in seen:
                seen.add(following)
                todo.append(following)
    return False


def _following(one: str, other: str, i: int, j: int) -> Iterator[tuple[int, int]]:
    x, y = one[i : i + 1], other[j : j + 1]
    if x in _RUNS:
        yield i + 1, j
        if y and _takes(x, y):
            yield i, j + 1
    if y in _RUNS:
        yield i, j + 1
        if x and _takes(y, x):
            yield i + 1, j
    if x and y and x not in _RUNS and y not in _RUNS and _meets(x, y):
        yield i + 1, j + 1


def _takes(run: str, symbol: str) -> bool:
    return run != TEXT or symbol not in (":", STRANGER)


def _meets(x: str, y: str) -> bool:
    return x == y or ONE in (x, y) or (x == DIGIT and y in "0123456789") or (y == DIGIT and x in "0123456789")


def covers(outer: str, inner: str) -> bool:
    """Every text that matches ``inner`` matches ``outer``. May say no where only the empty run decides."""
    return _compiled(outer).fullmatch(inner) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression over patterns; its groups never give back, so that no pattern takes long."""
    first, *others = ("".join(map(_expression, piece)) for piece in pattern.split(ANY))
    for piece in others[:-1]:
        first += f"(?>.*?{piece})"
    return re.compile(first + "".join(f".*{piece}" for piece in others[-1:]), re.DOTALL)


def _expression(symbol: str) -> str:
    return _NOT_A_RUN if symbol == ONE else re.escape(symbol)


def apart(one: str, other: str) -> bool:
    """No text matches both patterns, as their fixed ends show; two globs may be apart without this seeing it."""
    for plain, pattern in ((one, other), (other, one)):
        if not _OPEN.search(plain) and not _OPEN.search(pattern.replace(ANY, "").replace(ONE, "")):
            return not covers(pattern, plain)
    heads = _OPEN.split(one, 1)[0], _OPEN.split(other, 1)[0]
    tails = _OPEN.split(one)[-1], _OPEN.split(other)[-1]
    return not (
        (heads[0].startswith(heads[1]) or heads[1].startswith(heads[0]))
        and (tails[0].endswith(tails[1]) or tails[1].endswith(tails[0]))
    )
