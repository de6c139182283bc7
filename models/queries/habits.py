"""A client's habits: what the vectors of its windows of queries are compared with.

Domains and record types are kept as hashes, hours of the week as their numbers, each with the last day on which it was
seen, and forgotten after `models.profiles.items.MEMORY` days, or earlier when there are too many. It is all integers,
at most some 9 kB.
"""

from __future__ import annotations

from zlib import crc32

import msgspec

#: What is remembered of each kind: some 8 bytes each. A server asks for tens of domains in a week, a person for
#: hundreds; beyond it, as in mail servers and crawlers, a client has no habits.
MOST_DOMAINS, MOST_TYPES = 1_024, 64


class Habits(msgspec.Struct, array_like=True):
    """What a client did before.

    Attributes:
        domains: `hashed` registered domains of the internet that it asked for -> the last day.
        types: `hashed` record types that it asked for -> the last day.
        hours: of the week, in which it asked -> the last day.
        most: day -> the most distinct names that it asked for in a window.
    """

    domains: dict[int, int] = msgspec.field(default_factory=dict)
    types: dict[int, int] = msgspec.field(default_factory=dict)
    hours: dict[int, int] = msgspec.field(default_factory=dict)
    most: dict[int, int] = msgspec.field(default_factory=dict)


def hashed(name: str) -> int:
    """A name as 32 bits: beside a thousand that are remembered, a new one is taken for one of them in 4,000,000 times.

    >>> hashed("example.com")
    3069857465
    """
    return crc32(name.encode())
