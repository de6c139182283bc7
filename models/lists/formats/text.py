"""What the formats share: bytes as text, its lines, and dates."""

from __future__ import annotations

import codecs
import re
from datetime import UTC, datetime

from models.lists.entry import ListError
from models.times import iso, to_ms

_HTML = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_DATE = r"(?:19[7-9][0-9]|2[0-9]{3})-[0-9]{2}-[0-9]{2}"
_INSTANT = re.compile(rf"({_DATE})(?:[T ]([0-9:.]+)(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?)?")


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with a byte order mark; Latin-1 when it is neither.

    Raises:
        ListError: the bytes are no text, or a web page.
    """
    try:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            text = data.decode("utf-16")
        else:
            text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise ListError("holds NUL bytes: no text, or UTF-16 without a byte order mark")
    if _HTML.match(text):
        raise ListError("is a web page, not a list: an error, or a page to log in")
    return text


def lines(text: str) -> list[str]:
    """The lines as an editor counts them: ended by LF, CRLF or CR."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def is_comment(line: str) -> bool:
    """Whether a stripped line says nothing: blank, or begun by ``#``, ``;`` or ``//``."""
    return not line or line.startswith(("#", ";", "//"))


def since(text: str) -> str:
    """A date (ISO 8601) as it is, an instant in UTC, which it is taken to be in if it does not say; else nothing.

    >>> since("2026-05-01"), since("2026-05-01 02:00:00+02:00"), since("May")
    ('2026-05-01', '2026-05-01T00:00:00.000Z', '')
    """
    text = text.strip()
    match = _INSTANT.fullmatch(text)
    if match is None:
        return ""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return iso(to_ms(moment.replace(tzinfo=moment.tzinfo or UTC))) if match[2] else match[1]


def named(*names: str) -> tuple[str, ...]:
    """What is left of names without the blank and the repeated ones."""
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))
