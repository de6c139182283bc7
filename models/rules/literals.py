"""Texts and comments in expressions, so that nothing in them is taken for a part of the expression."""

from __future__ import annotations

import re

_RAW = r"""[rR](?:\"{3}.*?\"{3}|'{3}.*?'{3}|"[^"]*"|'[^']*')"""
_PLAIN = r"""\"{3}(?:\\.|[^\\])*?\"{3}|'{3}(?:\\.|[^\\])*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'"""

#: A text as it is written out.
LITERAL = rf"(?:{_RAW}|{_PLAIN})"

_NOT_CODE = re.compile(rf"{LITERAL}|//[^\n]*", re.DOTALL)


def masked(text: str) -> str:
    """The expression with quotation marks in the place of texts and spaces in that of comments; as long as before."""
    return _NOT_CODE.sub(lambda match: (" " if match[0].startswith("/") else "'") * len(match[0]), text)
