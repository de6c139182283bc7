r"""What loggers write in front of a line: a time, a host, a program.

Taken off, in any order and number up to `MAX_STAMPS`:

- the CRI log format of containers (Kubernetes): ``2026-01-02T03:04:05.123456789Z stdout F ``;
- syslog: RFC 5424 (``<30>1 2026-01-02T03:04:05Z host unbound 123 - - ``), RFC 3164 (``<30>Jan  2 03:04:05 host
  unbound[123]: ``), and the latter with an ISO time, as rsyslog's file format and journalctl's ``short-iso`` have it;
- a bare ISO 8601 time: old versions of CoreDNS, ``kubectl logs --timestamps``, Unbound's ``log-time-iso``, BIND's
  ``print-time iso8601`` and ``iso8601-utc``;
- BIND's ``print-time local`` (``15-Jan-2026 10:00:00.123``), Unbound's seconds (``[1700000000]``) and klog's header
  (``I0115 10:00:00.123456       1 log.go:47] ``).

Which time is the query's: of those with a zone the last, which is the program's own; else what the wrapping of the
line gave; else the last of those without a zone, taken as UTC. RFC 3164, Unbound's ``log-time-ascii`` alone and klog
have no year, so theirs is none.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from models.dns.fault import Fault
from models.dns.values import epoch_ms, iso_ms

#: Loggers that write in front of each other: the program, syslog, the container runtime, and one to spare.
MAX_STAMPS = 4

#: Why a line has no time, and what to do about it.
NO_TIME = Fault(
    "missing-time",
    "the line has no time: read the log with the container's or the journal's own times (CRI, ISO), not the bare text",
)
NO_YEAR = Fault(
    "missing-time",
    "the line's time has no year: have it written in ISO 8601 (syslog with ISO times, log-time-iso: yes)",
)

_MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: f"{number:02}" for number, name in enumerate(_MONTH_NAMES, 1)}
_MONTH = "|".join(_MONTH_NAMES)
_ISO = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:\ ?(?:Z|UTC|[-+]\d\d:?\d\d))?"
_TO_THE_SECOND = "2026-01-02T03:04:05"
_ZONE = re.compile(r"(?:Z|UTC|[-+]\d\d:?\d\d)$")
_HEADER = r"(?:(?:[^\s:\[\]]+|[0-9a-fA-F:]+(?<!:))\ ([\w./-]+)(?:\[\d+\])?:\ )?"
_DATA = r'(?:-|(?:\[(?:[^\]"]|"(?:[^"\\]|\\.)*")*\])+)'
_STAMP = re.compile(
    rf"""
    (?:<\d{{1,3}}>)?
    (?: ({_ISO})\ (?:stdout|stderr)\ ([FP])(?::\S*)?[ ]
      | ({_ISO})\ {_HEADER}
      | \[(\d{{9,10}}(?:\.\d+)?)\][ ]
      | (\d\d)-({_MONTH})-(\d{{4}})\ (\d\d:\d\d:\d\d(?:\.\d+)?)[ ]
      | 1\ ({_ISO}|-)\ \S+\ (\S+)\ \S+\ \S+\ {_DATA}\ \ufeff?
      | (?:{_MONTH})\ [ \d]?\d\ \d\d:\d\d:\d\d(?:\.\d+)?\ {_HEADER}
      | [IWEF]\d{{4}}\ \d\d:\d\d:\d\d\.\d+\ +\d+\ [\w./-]+:\d+\][ ]
    )""",
    re.VERBOSE | re.ASCII,
)

#: What a stamp begins with, by which most messages are told from one at once.
_FIRST = frozenset("<[0123456789") | {name[0] for name in _MONTH_NAMES} | frozenset("IWEF")


class Stamped(NamedTuple):
    """A line without what stands in front of it.

    Attributes:
        time: in ms since 1970, or why there is none.
        program: who wrote it, by syslog; empty if there is no syslog header.
        whole: it is no piece of a longer line that the container runtime has cut.
        message: what the program wrote.
    """

    time: int | Fault
    program: str
    whole: bool
    message: str


def take_stamps(line: str, stamped_ms: int | None) -> Stamped:
    """Takes off a line what loggers have written in front of it.

    Args:
        line: without its break.
        stamped_ms: a time that the wrapping of the line gave, in ms since 1970.
    """
    zoned, local, lack, program, whole, position = None, None, NO_TIME, "", True, 0
    for _ in range(MAX_STAMPS):
        found = _STAMP.match(line, position) if line[position : position + 1] in _FIRST else None
        if not found:
            break
        position = found.end()
        cri, part, iso, iso_program, epoch, day, month, year, clock, rfc5424, app, other_program = found.groups()
        time, has_zone = _time(cri or iso or rfc5424, epoch, day, month, year, clock)
        if time is None:
            lack = NO_YEAR
        elif has_zone:
            zoned = time
        else:
            local = time
        program = iso_program or app or other_program or program
        whole = whole and part != "P"
    known = zoned if zoned is not None else stamped_ms if stamped_ms is not None else local
    return Stamped(lack if known is None else known, program, whole, line[position:])


def _time(
    iso: str | None, epoch: str | None, day: str | None, month: str | None, year: str | None, clock: str | None
) -> tuple[int | None, bool]:
    """A stamp's time, if it has one that is whole, and whether that has a zone."""
    if iso:
        return iso_ms(iso), iso[-1] == "Z" or bool(_ZONE.search(iso, len(_TO_THE_SECOND)))
    if epoch:
        return epoch_ms(epoch), True
    if clock:
        return iso_ms(f"{year}-{_MONTHS[month or '']}-{day} {clock}"), False
    return None, False
