r"""CoreDNS's query log.

Lines of the plugin ``log`` in its default format, ``{common}``, and in ``{combined}``, which adds the opcode, as its
documentation has them::

    [INFO] 10.0.0.5:34567 - 12345 "A IN example.com. udp 40 false 512" NOERROR qr,rd,ra 106 0.051s
    [INFO] [2001:db8::5]:34567 - 12345 "AAAA IN example.com. tcp 40 true 4096" NXDOMAIN qr,rd,ra 106 0.051s "0"

A format of one's own is not read. There are no answers in it, and no time but in old versions: a container runtime, a
journal or a log shipper writes one in front of the line (`models.dns.stamps`) or into the JSON object around it
(`models.dns.objects`).
"""

from __future__ import annotations

import re

from models.containers.unwrap import Skipped
from models.dns.fault import Fault
from models.dns.logged import NOT_A_QUERY, logged
from models.dns.query import Query
from models.dns.stamps import Stamped

_LEVEL = re.compile(r"\[(?:DEBUG|INFO|WARNING|ERROR|FATAL|PANIC)\] ")
_BANNER = re.compile(r"\S*\.:\d+|CoreDNS-\d+\.\S+|\w+/\w+, go\S+, \w*")
_CLIENT = re.compile(r"(?:(\d+\.\d+\.\d+\.\d+)|\[([0-9a-fA-F:.]+)(?:%\w+)?\]):\d+ ", re.ASCII)
_QUERY = re.compile(
    r'- (?:\d+|-) "(\S+) (\S+) (\S+(?:(?<=\\) \S+)*) (\S+) \d+ (?:true|false) \d+" '
    r'([A-Za-z0-9]+|-) (?:[a-z,]*|-) (?:\d+|-) (?:[0-9.e-]+s|-)(?: "\d+")?',
    re.ASCII,
)


def read_coredns(line: Stamped) -> Query | Fault | Skipped | None:
    """A line of CoreDNS's; None for any other."""
    level = _LEVEL.match(line.message)
    client = _CLIENT.match(line.message, level.end() if level else 0)
    if not client:
        return NOT_A_QUERY if level or _BANNER.fullmatch(line.message) else None
    found = _QUERY.fullmatch(line.message, client.end())
    if not found:
        return Fault("malformed-line", "a query of CoreDNS's is in neither its common nor its combined format")
    type_, class_, name, transport, rcode = found.groups()
    return logged(
        line.time,
        name,
        type_,
        class_=class_,
        rcode="" if rcode == "-" else rcode,
        address=client[1] or client[2],
        transport=transport,
    )
