"""A line of a resolver's text log.

It is of Unbound (`models.dns.unbound`), BIND (`models.dns.bind`) or CoreDNS (`models.dns.coredns`), behind what other
loggers have written in front of it (`models.dns.stamps`).

A line of theirs that tells of something else than a query (start-up messages, statistics, other channels) is
skipped, as ``not-a-query``; one that should be a query but is damaged is rejected, as ``malformed-line``, or as
``partial-line`` if the container runtime has cut it.
"""

from __future__ import annotations

from models.containers.unwrap import Skipped
from models.dns.bind import read_bind
from models.dns.coredns import read_coredns
from models.dns.fault import Fault
from models.dns.logged import NOT_A_QUERY
from models.dns.query import Query
from models.dns.stamps import take_stamps
from models.dns.unbound import read_unbound

_PROGRAMS = frozenset({"unbound", "named", "coredns"})


def read_line(line: str, stamped_ms: int | None) -> Query | Fault | Skipped | None:
    """Reads a line.

    Args:
        line: the line, with or without its break.
        stamped_ms: a time that the wrapping of the line gave, in ms since 1970.

    Returns:
        The query; why it cannot be read; what it is, if it is a line of a known resolver's but tells of no query to
        take; None for a line of no known format.
    """
    stamped = take_stamps(line.rstrip("\r\n"), stamped_ms)
    if not stamped.whole:
        return Fault("partial-line", "a piece of a line that the container runtime has cut")
    for read in (read_coredns, read_unbound, read_bind):
        if (found := read(stamped)) is not None:
            return found
    return NOT_A_QUERY if stamped.program in _PROGRAMS else None
