"""The STIX pattern language, as far as it names addresses and domains.

Source: STIX 2.1, section 9 (STIX Patterning). A pattern is made of comparisons such as
``ipv4-addr:value = '203.0.113.9'`` or ``url:value IN ('…', '…')``, joined by AND, OR and FOLLOWEDBY, within brackets
and qualifiers (``WITHIN 300 SECONDS``). All values that are compared by ``=``, ``IN`` or ``ISSUBSET`` are named,
whatever joins them: each is part of what the indicator warns of. Comparisons of the same properties by other operators
(``!=``, ``LIKE``, ``MATCHES``, …) or after NOT do not say what to look up. Comparisons of other properties concern
others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

#: Properties that hold an address, a domain or a URL; the last two are how network traffic names its ends.
PROPERTIES = frozenset(
    {
        "ipv4-addr:value",
        "ipv6-addr:value",
        "domain-name:value",
        "url:value",
        "network-traffic:src_ref.value",
        "network-traffic:dst_ref.value",
    }
)

_STRING = r"'(?:[^'\\]|\\.)*'"
_STEP = rf"(?:[A-Za-z0-9_-]+|{_STRING})"
_TOKEN = re.compile(
    rf"""\s*(?:
        (?P<path>[A-Za-z0-9-]+:{_STEP}(?:\.{_STEP}|\[(?:\*|[0-9]+)\])*)
      | (?P<literal>[tbh]?{_STRING}|[+-]?[0-9]+(?:\.[0-9]+)?)
      | (?P<word>[A-Za-z]+)
      | (?P<mark>!=|<>|==|<=|>=|[=<>\[\](),])
    )""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_WORDS = frozenset({"AND", "OR", "FOLLOWEDBY", "WITHIN", "SECONDS", "REPEATS", "TIMES", "START", "STOP"})


class _Token(NamedTuple):
    kind: str
    text: str


_END = _Token("end", "")


def named_in(pattern: str) -> tuple[list[str], list[str]]:
    """The addresses, domains and URLs that a pattern names, and reasons why comparisons name none.

    Raises:
        ValueError: the pattern cannot be read.

    >>> named_in("[ipv4-addr:value = '203.0.113.9' AND file:name = 'a = b'] FOLLOWEDBY [url:value LIKE '%x']")
    (['203.0.113.9'], ['a comparison by another operator than =, IN and ISSUBSET'])
    """
    tokens = _tokens(pattern)
    values: list[str] = []
    reasons: list[str] = []
    for token in tokens:
        if token.kind == "path":
            compared, reason = _comparison(tokens)
            if token.text in PROPERTIES:
                values += compared
                reasons += [reason] if reason else []
        elif token.kind == "word" and token.text.upper() == "EXISTS":
            next(tokens, _END)
        elif token.kind == "word" and token.text.upper() not in _WORDS:
            raise ValueError("a pattern that cannot be read")
    return values, reasons


def _comparison(tokens: Iterator[_Token]) -> tuple[list[str], str]:
    """What follows a property: its values, or why they name nothing."""
    token = next(tokens, _END)
    negated = token.text.upper() == "NOT"
    operator = (next(tokens, _END) if negated else token).text.upper()
    literal = next(tokens, _END)
    literals = [literal]
    if literal.text == "(":
        literals = []
        for token in tokens:
            if token.text == ")":
                break
            literals += [token] if token.text != "," else []
        else:
            literals = [_END]
    if not all(token.kind in ("literal", "word") for token in literals):
        raise ValueError("a pattern that cannot be read")
    if negated:
        return [], "a comparison after NOT"
    if operator not in ("=", "==", "IN", "ISSUBSET"):
        return [], "a comparison by another operator than =, IN and ISSUBSET"
    return [_ESCAPE.sub(r"\1", token.text[1:-1]) for token in literals if token.text.startswith("'")], ""


def _tokens(pattern: str) -> Iterator[_Token]:
    at, end = 0, len(pattern.rstrip())
    while at < end:
        match = _TOKEN.match(pattern, at)
        if match is None or match.lastgroup is None:
            raise ValueError("a pattern that cannot be read")
        yield _Token(match.lastgroup, match[match.lastgroup])
        at = match.end()
