"""How the configuration says what is wrong."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable


def meant(name: str, known: Iterable[str]) -> str:
    """What a wrong name may have been meant to be, as the end of a message; empty when there is no telling."""
    close = difflib.get_close_matches(name, list(known), n=1)
    return f'; did you mean "{close[0]}"?' if close else ""


def readable(message: str, table: str = "") -> str:
    """Msgspec's message with the place first, written as in TOML; ``table`` is where its paths start.

    >>> readable("Object contains unknown field `x` - at `$.s3_protection`")
    '[s3_protection]: unknown key "x"'
    >>> readable("Expected `bool`, got `str` - at `$.enabled`", '[detectors."PenTest:S3/KaliLinux"]')
    '[detectors."PenTest:S3/KaliLinux"] enabled: expected bool, got str'
    >>> readable("Expected `str`, got `int` - at `$.lists[2].path`")
    '[[lists]] number 3 path: expected str, got int'
    """
    what, _, where = message.partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    what = re.sub(r"Object contains unknown field `(.*)`", r'unknown key "\1"', what)
    what = re.sub(r"Object missing required field `(.*)`", r'no "\1"', what)
    what = re.sub(r"Expected `([^`]+)`, got `([^`]+)`", r"expected \1, got \2", what)
    if not table and path:
        name, _, path = path.partition(".")
        listed = re.fullmatch(r"(\w+)\[(\d+)\]", name)
        table = f"[[{listed[1]}]] number {int(listed[2]) + 1}" if listed else f"[{name}]"
    place = f"{table} {path}".strip()
    return f"{place}: {what}" if place else what
