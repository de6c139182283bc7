"""Which messages may be joined into one batch: those that are read together as each is read alone.

What a batch is follows from its beginning (`models.dns.decode.kind`). So those may be joined that begin alike, and of
which each is read without regard to the others: whole JSON values, and lines of text. A message of damaged JSON stands
alone, as it might swallow its neighbours; so does what is compressed, and what has a header.
"""

from __future__ import annotations

from models.dns.decode import Kind, json_values, kind

VALUES, LINES = "values of JSON", "lines of text"

_BOM = b"\xef\xbb\xbf"


def sharing(message: bytes) -> str | None:
    """What a message may be joined with: others of the same answer; None: nothing."""
    if message.startswith(_BOM):
        return None
    what = kind(message)
    if what is Kind.JSON and json_values(message) is not None:
        return VALUES
    return LINES if what is Kind.LINES else None
