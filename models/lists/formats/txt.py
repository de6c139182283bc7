"""TXT: one entry per line.

Lines that begin with ``#``, ``;`` or ``//`` are comments. Behind an entry, a comment follows space and ``#`` or ``;``
(``1.10.16.0/20 ; SBL256894``): it is what the list says of the entry. A comment that begins with an ISO 8601 date or
instant says since when (``203.0.113.9  # 2026-05-01 seen scanning``); that reading is this project's own. The first
column is the entry, further columns are ignored; but a line whose second column is an address too is refused, as it
may be a range or a second entry. A line of a hosts file names the domains behind its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.lists import tokens
from models.lists.entry import Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.text import decoded, is_comment, lines, named, since

_COMMENT = re.compile(r"\s[#;]")


def read(data: bytes) -> Parsed:
    """The addresses and domains of a TXT file.

    Raises:
        ListError: the bytes are no text.
    """
    found = Collector()
    for number, line, listed, names in _lines(data):
        words = tokens.words(line)
        if len(words) > 1 and tokens.is_address(words[1]):
            found.refuse(number, "more than one address")
            continue
        for name in tokens.hosted(words) or words[:1] or [line]:
            found.take(name, number, listed, names)
    return found.parsed


def read_keys(data: bytes) -> Parsed:
    """The access keys of a TXT file: per line an access key id, or the SHA-256 of one.

    Raises:
        ListError: the bytes are no text.
    """
    found = Collector(tokens.read_key)
    for number, line, listed, names in _lines(data):
        found.take(line.split()[0], number, listed, names)
    return found.parsed


def _lines(data: bytes) -> Iterator[tuple[int, str, str, tuple[str, ...]]]:
    """Lines with something on them: the line's number, what stands before the comment, and what the comment says."""
    for number, raw in enumerate(lines(decoded(data)), 1):
        line = raw.strip()
        if is_comment(line):
            continue
        mark = _COMMENT.search(line)
        if mark is None:
            yield number, line, "", ()
        else:
            yield number, line[: mark.start()], *_said(line[mark.end() :])


def _said(comment: str) -> tuple[str, tuple[str, ...]]:
    """Since when an entry is listed, and as what, by the comment behind it."""
    comment = comment.strip(" \t#;")
    words = comment.split()
    for length in (2, 1):  # "2026-05-01 12:30:00 seen", "2026-05-01 seen"
        if listed := since(" ".join(words[:length]).rstrip(":,")):
            return listed, named(" ".join(words[length:]).lstrip(" :,-"))
    return "", named(comment)
