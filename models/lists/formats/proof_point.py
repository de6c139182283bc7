"""PROOF_POINT: Proofpoint's ET Intelligence reputation data.

``ip, category, score, first_seen, last_seen, ports (|)``, with ``domain`` in place of ``ip`` for domains, with or
without that header. The category is what the list says of an entry; it is a number in the feed, a name in some copies.
"""

from __future__ import annotations

from models.lists.entry import Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.rows import Row, columns, rows
from models.lists.formats.text import named, since

_COLUMNS = columns(("ip", "category", "score", "first_seen", "last_seen", "ports"))
_FIRST = ("ip", "domain", "ipordomain", "iporhost", "host", "indicator")


def read(data: bytes) -> Parsed:
    """The addresses and domains of a Proofpoint reputation file.

    Raises:
        ListError: the bytes are no CSV.
    """
    found = Collector()
    where = _COLUMNS
    for ordinal, (line, fields) in enumerate(rows(data)):
        header = columns(fields) if ordinal == 0 else {}
        if header.keys() & set(_FIRST):
            where = header
            continue
        if len(fields) < 3:
            found.refuse(line, "fewer than three columns")
            continue
        row = Row(where, fields)
        category = row["category"]
        names = named(f"category {category}" if category.isdecimal() else category)
        entry = next((row[column] for column in _FIRST if row[column]), "")
        found.take(entry, line, since(row["firstseen"]), names)
    return found.parsed
