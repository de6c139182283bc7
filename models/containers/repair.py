"""Making nearly correct JSON text correct, so that a slip does not cost the record that it is in."""

from __future__ import annotations

import re

#: Control characters, which JSON allows between tokens (some) but never in a string, become blanks.
_BLANKS = bytes(ord(" ") if byte < ord(" ") else byte for byte in range(256))

_ESCAPE = re.compile(
    rb'\\(?:["\\/bfnrt]'
    rb"|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}"
    rb"|u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<surrogate>u[dD][89a-fA-F][0-9a-fA-F]{2})"
    rb"|(?P<unknown>))"
)
#: A string, which may lack its end lest every quote in it is tried as a beginning; or a word outside of strings.
_NO_NUMBER = re.compile(rb'"(?:[^"\\]|\\.)*+"?+|(?P<word>-?+(?:NaN|Infinity))')


def repaired(data: bytes) -> bytes:
    r"""The text without what strict decoders refuse but lax producers write.

    Control characters become blanks, invalid UTF-8 and half surrogate pairs become U+FFFD, ``NaN`` and
    ``Infinity`` become null, and a backslash that escapes nothing stands for itself. Text that was correct
    keeps its meaning.

    >>> repaired(b'{"a": "x\x00y\\ud800\\q", "b": NaN}').decode()
    '{"a": "x y\\ufffd\\\\q", "b": null}'
    """
    text = data.translate(_BLANKS).decode(errors="replace").encode()
    return _NO_NUMBER.sub(_number_or_null, _ESCAPE.sub(_known_escape, text))


def _known_escape(escape: re.Match[bytes]) -> bytes:
    if escape["surrogate"] is not None:
        return rb"\ufffd"
    return rb"\\" if escape["unknown"] is not None else escape[0]


def _number_or_null(token: re.Match[bytes]) -> bytes:
    return token[0] if token["word"] is None else b"null"
