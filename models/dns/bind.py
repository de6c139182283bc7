"""BIND's query log.

Lines of the category ``queries`` (``querylog yes;``), as BIND 9.3 to 9.20 write them, and of the category
``responses`` (``responselog yes;``, from 9.20)::

    15-Jan-2026 10:00:00.123 queries: info: client @0x7f1c 10.0.0.5#5341 (a.example): query: a.example IN A +E(0)K (::1)
    15-Jan-2026 10:00:00.123 client 10.0.0.5#53412: view internal: query: example.com IN A + (10.0.0.1)
    2026-01-15T10:00:00.130Z client @0x7f1c2c 10.0.0.5#53412 (example.com): response: example.com IN A NXDOMAIN +E(0)K

``print-category`` and ``print-severity`` may be on or off, there may be a key and a view, and the client's object and
the name in parentheses, which are of 9.11 and 9.9, may be missing. The flags begin with ``+`` or ``-``; a ``T`` among
them is TCP. What follows the flags is not read. Queries are logged before they are answered, so they have no response
code; answers are in neither category.

``print-time local`` has no zone and is taken as UTC: prefer ``print-time iso8601-utc``.
"""

from __future__ import annotations

import re

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.logged import NOT_A_QUERY, logged
from models.dns.query import Query
from models.dns.stamps import Stamped

_SEVERITY = r"(?:critical|error|warning|notice|info|debug(?: \d+)?): "
_CLIENT = re.compile(
    rf"(?:[a-z][a-z-]*: )??(?:{_SEVERITY})?client (?:@0x[0-9a-f]+ )?([0-9a-fA-F.:]+)(?:%\w+)?#\d+", re.ASCII
)
_MESSAGE = re.compile(
    r"(?:/key \S+)?(?: \(\S+\))?: (?:view \S+: )?(query|response): (\S+) (\S+) (\S+)((?: .*)?)", re.ASCII
)
_OTHER = re.compile(rf"[a-z][a-z-]*: {_SEVERITY}", re.ASCII)
_IS_TCP = re.compile(r" [-+]S?(?:E\(\d+\))?T")


def read_bind(line: Stamped) -> Query | Fault | Skipped | None:
    """A line of BIND's; None for any other."""
    client = _CLIENT.match(line.message)
    if not client:
        return NOT_A_QUERY if _OTHER.match(line.message) else None
    found = _MESSAGE.fullmatch(line.message, client.end())
    if not found:
        is_damaged = ": query: " in line.message or ": response: " in line.message
        return Fault("malformed-line", "a query of BIND's is not as BIND writes it") if is_damaged else NOT_A_QUERY
    kind, name, class_, type_, rest = found.groups()
    return logged(
        line.time,
        name,
        type_,
        class_=class_,
        rcode=rest.split(None, 1)[0] if kind == "response" and rest.strip() else "",
        address=client[1],
        transport="tcp" if _IS_TCP.search(rest) else "udp",
    )
