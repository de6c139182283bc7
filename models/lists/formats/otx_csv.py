"""OTX_CSV: the export of AlienVault's Open Threat Exchange.

A header ``Indicator type, Indicator, Description``, then one indicator per row. Types that name an address or a domain
are read; others (file hashes, CVEs, e-mail addresses) concern others and are passed over.
"""

from __future__ import annotations

import re

from models.lists.entry import ListError, Parsed
from models.lists.formats.collect import Collector
from models.lists.formats.rows import Row, columns, rows
from models.lists.formats.text import named

#: Indicator types that are read, in lower case without spaces and marks.
TYPES = frozenset({"ipv4", "ipv6", "cidr", "domain", "domainname", "hostname", "url", "uri"})


def read(data: bytes) -> Parsed:
    """The addresses and domains of an OTX CSV file.

    Raises:
        ListError: the bytes are no CSV, or the header is not the format's.
    """
    content = rows(data)
    _, header = next(content, (0, []))
    where = columns(header)
    if not {"indicatortype", "indicator"} <= where.keys():
        raise ListError("does not begin with the header Indicator type, Indicator, Description")
    found = Collector()
    for line, fields in content:
        row = Row(where, fields)
        if re.sub(r"[^a-z0-9]", "", row["indicatortype"].lower()) in TYPES:
            found.take(row["indicator"], line, names=named(row["description"]))
    return found.parsed
