"""Lists of APIs as the modules here write them: lines of ``service: Name Name ...``.

The service is the event source without ``.amazonaws.com``; a service may have several lines.
"""

from __future__ import annotations

from collections.abc import Iterator

#: (service, API name)
Key = tuple[str, str]


def words(listing: str) -> frozenset[str]:
    """The words of a list."""
    return frozenset(listing.split())


def keys(listing: str) -> Iterator[Key]:
    """The APIs of a list, one by one.

    Raises:
        ValueError: a line is of another form.
    """
    for line in listing.strip().splitlines():
        service, colon, names = line.strip().partition(": ")
        if not colon:
            raise ValueError(f"not 'service: Name ...': {line!r}")
        yield from ((service, name) for name in names.split())
