"""A DNS query, whichever resolver logged it."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from models.rejected import Rejected


class Answer(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False, cache_hash=True):
    """A resource record of a response.

    Attributes:
        type: its type's name, upper case: ``A``, ``CNAME``, ``TXT`` …; ``TYPE65280`` for what has no name.
        data: its data in presentation form, as the log has it; names in it without the final dot.
    """

    type: str
    data: str


class Query(msgspec.Struct, frozen=True, gc=False):
    r"""A query and, where the log tells, its response.

    Attributes:
        time_ms: when it was asked, in ms since 1970.
        name: lower case, A-labels, without the final dot; empty for the root. Bytes other than
            printable ASCII, spaces, backslashes, and dots inside of a label are escaped as ``\DDD`` (RFC 1035,
            section 5.1), so that every dot in it ends a label.
        type: its type's name, upper case; ``TYPE65280`` for what has no name.
        rcode: ``NOERROR``, ``NXDOMAIN``, ``SERVFAIL`` …; empty if the log does not tell, as where queries are logged
            before they are answered.
        answers: ascending, as resolvers give them in any order; none where the log does not tell.
        address: the client's, as `ipaddress` prints it; empty if the log does not tell.
        instance: ``i-…``; empty if the log does not tell, likewise ``account``, ``region`` and ``vpc``.
        tcp: it came by TCP (or TLS or HTTPS), not by UDP.
        blocked: a firewall kept the answer back.
    """

    time_ms: int
    name: str
    type: str
    rcode: str = ""
    answers: tuple[Answer, ...] = ()
    address: str = ""
    instance: str = ""
    account: str = ""
    region: str = ""
    vpc: str = ""
    tcp: bool = False
    blocked: bool = False


class Decoded(NamedTuple):
    """What a batch holds.

    Attributes:
        queries: in the order of the log.
        rejected: what could not be read.
        skipped: how often something is in the batch that is not read on purpose, by its kind.
    """

    queries: list[Query]
    rejected: list[Rejected]
    skipped: dict[str, int]
