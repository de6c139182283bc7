"""Unbound's query log.

Lines of ``log-queries: yes`` (client, name, type, class) and of ``log-replies: yes`` (these, then the response code,
seconds to resolve, whether from cache, and the size; in newer versions with ``log-destaddr: yes`` also by what
transport to which address and port), as Unbound's ``util/data/msgreply.c`` prints them::

    [1700000000] unbound[123:0] info: 10.0.0.5 example.com. A IN
    [1700000000] unbound[123:0] info: 10.0.0.5 example.com. A IN NOERROR 0.000123 0 44
    [1700000000] unbound[123:0] reply: 10.0.0.5 example.com. A IN NXDOMAIN 0.012000 0 90 on tcp 10.0.0.2 53

``log-tag-queryreply: yes`` writes ``query:`` and ``reply:`` in place of ``info:``. A resolver that logs both gives two
queries of each, one without a response code. Answers are not logged. Characters of names that are neither letters,
digits, ``-``, ``_`` nor ``*`` are ``?`` in the log, and stay so.
"""

from __future__ import annotations

import re

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.logged import NO_QUESTION, NOT_A_QUERY, logged
from models.dns.query import Query
from models.dns.stamps import Stamped
from models.dns.values import clean_address

_FRONT = re.compile(
    r"[^\s\[\]]*\[\d+:[0-9a-f]+\] (query|reply|info|notice|warning|error|debug|fatal error): (\S*)", re.ASCII
)
_QUERY = re.compile(
    r"(\S+) (\S+) (\S+) (\S+)"
    r"(?: (\S+) (?:\d+\.\d+|-) (?:[01]|-) (?:\d+|-)\s?(?: ?on (\S+) \S+ \d+)?)?",
    re.ASCII,
)

#: What is logged in place of a name, a type and a class, where a request had none that could be read.
_NO_NAMES = frozenset({"-", "null"})


def read_unbound(line: Stamped) -> Query | Fault | Skipped | None:
    """A line of Unbound's; None for any other."""
    front = _FRONT.match(line.message)
    if not front:
        return None
    tag, first = front.groups()
    if tag not in ("query", "reply") and (tag != "info" or not clean_address(first)):
        return NOT_A_QUERY
    found = _QUERY.fullmatch(line.message, front.start(2))
    if not found:
        return Fault("malformed-line", "a query or reply of Unbound's is not as Unbound writes it")
    address, name, type_, class_, rcode, transport = found.groups()
    if name in _NO_NAMES:
        return NO_QUESTION
    return logged(line.time, name, type_, class_=class_, rcode=rcode or "", address=address, transport=transport)
