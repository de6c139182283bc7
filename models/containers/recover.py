"""Splitting text that is not wholly JSON into the values, the lines and the damage that it is made of.

A list of records that is truncated, or malformed in one of them, is not lost: the neighbours live. Text is
read as a sequence of objects and arrays, with nothing, blanks, commas or stray brackets between them; a
value that cannot be read is damage up to the next place where something begins: an object whose first key
is one that records are known to begin with, a bracket at the beginning of a line, or a line of text. A list
of records (an array, ``{"Records":[``, ``{"logEvents":[``, ``{"Events":[``) that cannot be read as a whole is
stepped into, and its elements are split likewise.

The split sees brackets, strings, commas and colons only. It works on bytes of any encoding, to any depth of
nesting, and leaves it to the decoder to judge what is inside of a value; so a record with a bad escape or a
NUL in a string is one whole value here.

Bound: of n bytes at most ``(RESCANS + 2) * n`` are scanned. A value that fails is charged with what was
scanned of it. While the charges are below ``RESCANS * n``, the search for the next beginning goes through
the failed value again, since a neighbour may lie inside of it; after that it goes on behind the place where
the failure showed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

RESCANS = 3

_STRING_BODY = rb'"[^"\\\n]*+(?:\\[^\n][^"\\\n]*+)*+'
_STRING = _STRING_BODY + rb'"'
_WORD = rb"[-+.\w]++"
_TOKEN = (
    rb"\s*+(?:" + _STRING_BODY + rb'(?:"(?:\s*+(?P<key>:)|(?P<string>))|\\?+(?P<unfinished>))'
    rb"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<comma>,)|(?P<word>" + _WORD + rb")|(?P<other>))"
)
#: Members whose value is no bracket, each with the comma behind it.
_PLAIN_MEMBERS = rb"(?:\s*+" + _STRING + rb"\s*+:\s*+(?:" + _STRING + rb"|" + _WORD + rb")\s*+,)*+"


class _State(NamedTuple):
    """What may come next."""

    kinds: frozenset[str | None]
    token: re.Pattern[bytes]


_IN_OBJECT = _State(frozenset({"key", "close"}), re.compile(_PLAIN_MEMBERS + _TOKEN))
_IN_ARRAY = _State(frozenset({"string", "word", "open", "close"}), re.compile(_TOKEN))
_AFTER_KEY = _State(frozenset({"string", "word", "open"}), re.compile(_TOKEN))
_AFTER_VALUE = _State(frozenset({"comma", "close"}), re.compile(_TOKEN))

_GAP = re.compile(rb"[\s,\]}]*+")
#: How a list of records begins, up to its bracket. The list in a control message is none.
_LIST_HEAD = re.compile(
    rb"\[(?=\s*+\{)"
    rb'|\{(?:\s*+(?!"messageType"\s*+:\s*+"CONTROL)"\w++"\s*+:\s*+'
    rb"(?:" + _STRING + rb"|" + _WORD + rb"|\[[^\[\]{}]*+\])\s*+,)*+"
    rb'\s*+"(?:Records|logEvents|Events)"\s*+:\s*+\['
)
_LINE = re.compile(rb"\w[^\r\n]*+")
_BASE64_OF_GZIP = re.compile(rb"H4sI[A-Za-z0-9+/]*+(?:\r?\n(?!H4sI)[A-Za-z0-9+/]++(?=[=\s]|\Z))*+=*+(?=\s|\Z)")
#: How a log event of a CloudWatch Logs subscription begins.
_LOG_EVENT = rb'\{\s*+"id"\s*+:\s*+"\d++"\s*+,\s*+"timestamp"\s*+:'

_CLOSER = {b"{": ord("}"), b"[": ord("]")}
_WITHIN = {ord("}"): _IN_OBJECT, ord("]"): _IN_ARRAY}


class Kind(Enum):
    """What a piece of text is."""

    VALUE = "an object or an array"
    LINE = "a line of text, without the break behind it"
    BASE64 = "base64 of gzip, on one line or several"
    MALFORMED = "cannot be read"
    TRUNCATED = "can be read as far as it goes, but ends too early"


class Piece(NamedTuple):
    """A stretch of the text: its kind, the offset of its first byte and of the first byte behind it."""

    kind: Kind
    start: int
    end: int


def pieces(data: bytes, first_keys: tuple[str, ...] = ()) -> Iterator[Piece]:
    """Splits text.

    Args:
        data: bytes of an encoding that extends ASCII.
        first_keys: the keys that a record may begin with; the rarer elsewhere, the better.

    Yields:
        The pieces, in order. An empty `Kind.TRUNCATED` at the end says that all that there is of a list was
        read, but that the list does not end.
    """
    starts = _starts(first_keys)
    credit, position, in_list = RESCANS * len(data), 0, False
    while gap := _GAP.match(data, position):
        start = gap.end()
        in_list = in_list and b"]" not in gap[0]
        if start == len(data):
            break
        if head := _LIST_HEAD.match(data, start):
            position, in_list = head.end(), True
            continue
        reached = start
        if data[start] in b"[{":
            complete, reached = value_end(data, start)
            piece = Piece(Kind.VALUE, start, reached) if complete else None
        else:
            piece = None if in_list else _text(data, gap, starts)
        if piece is None:
            credit -= reached - start
            piece = _damage(data, start, reached, starts, rescan=credit > 0)
        yield piece
        position = piece.end
        in_list = in_list and (piece.kind is Kind.VALUE or position < len(data))
    if in_list:
        yield Piece(Kind.TRUNCATED, len(data), len(data))


def value_end(data: bytes, start: int) -> tuple[bool, int]:
    """Where an object or an array ends.

    Args:
        data: text.
        start: the offset of an opening bracket.

    Returns:
        Whether the value is complete; and the offset behind it, or of the place where it goes wrong, which
        is ``len(data)`` when it does not go wrong but ends too early.
    """
    closers = bytearray()
    state, reached = _IN_ARRAY, start
    while token := state.token.match(data, reached):
        kind = token.lastgroup
        reached = token.end()
        if kind not in state.kinds or (kind == "close" and closers.pop() != ord(token["close"])):
            return False, reached if kind in {"other", "unfinished"} else reached - 1
        if kind == "open":
            closers.append(_CLOSER[token["open"]])
        elif kind in {"close", "string", "word"} and not closers:
            return True, reached
        state = _WITHIN[closers[-1]] if kind in {"open", "comma"} else _AFTER_KEY if kind == "key" else _AFTER_VALUE
    return False, reached


def _damage(data: bytes, start: int, reached: int, starts: re.Pattern[bytes], *, rescan: bool) -> Piece:
    """What cannot be read from ``start`` on, of which the outline was correct up to ``reached``."""
    found = starts.search(data, start + 1 if rescan else max(start + 1, reached))
    if found:
        return Piece(Kind.MALFORMED, start, found.start())
    return Piece(Kind.TRUNCATED if reached == len(data) else Kind.MALFORMED, start, len(data))


def _text(data: bytes, gap: re.Match[bytes], starts: re.Pattern[bytes]) -> Piece | None:
    """The text that follows a gap; None when that is no line's beginning, or has a record inside of it."""
    start = gap.end()
    if start and gap.start() and b"\n" not in data[gap.start() - 1 : start]:
        return None
    if base64 := _BASE64_OF_GZIP.match(data, start):
        return Piece(Kind.BASE64, start, base64.end())
    line = _LINE.match(data, start)
    if line is None or starts.search(data, start + 1, line.end()):
        return None
    return Piece(Kind.LINE, start, line.end())


@lru_cache(maxsize=16)
def _starts(first_keys: tuple[str, ...]) -> re.Pattern[bytes]:
    """Matches where something begins that can be read for itself."""
    beginnings = [rb"^[\[{\w]", _LOG_EVENT]
    if first_keys:
        keys = b"|".join(re.escape(key).encode() for key in first_keys)
        beginnings.append(rb'\{\s*+"(?:' + keys + rb')"\s*+:')
    return re.compile(b"|".join(beginnings), re.MULTILINE)
