"""FIRE_EYE: FireEye iSIGHT's indicator export, a CSV of 47 columns.

Of these, ``cidr``, ``domain`` and ``ip`` hold what is looked up; they are found by the header's names. ``title``,
``malwareFamily`` and ``actor`` are what the list says of it, ``publishDate`` (seconds since 1970, or ISO 8601) since
when. Rows with none of the three columns filled, such as file hashes, concern others and are passed over.
"""

from __future__ import annotations

import re

from models.lists.entry import ListError, Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.rows import Row, columns, rows
from models.lists.formats.text import named, since
from models.times import SECOND, iso

_ENTRIES = ("cidr", "domain", "ip")
_NAMES = ("title", "reporttitle", "malwarefamily", "actor")
_SECONDS = re.compile(r"[0-9]{9,10}")


def read(data: bytes) -> Parsed:
    """The addresses and domains of a FireEye file.

    Raises:
        ListError: the bytes are no CSV, or the header has none of the three columns.
    """
    content = rows(data)
    _, header = next(content, (0, []))
    where = columns(header)
    if not where.keys() & set(_ENTRIES):
        raise ListError("does not begin with a header that has a column cidr, domain or ip")
    found = Collector()
    for line, fields in content:
        row = Row(where, fields)
        names = named(*(row[column] for column in _NAMES))
        published = _published(row["publishdate"])
        for column in _ENTRIES:
            if row[column]:
                found.take(row[column], line, published, names)
    return found.parsed


def _published(text: str) -> str:
    return iso(int(text) * SECOND) if _SECONDS.fullmatch(text) else since(text)
