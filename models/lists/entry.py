"""What a list consists of: entries, each as it will be looked up and as a finding will name it."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class EntryKind(Enum):
    """What an entry names."""

    ADDRESS = "address"
    DOMAIN = "domain"
    KEY = "key"


class Entry(NamedTuple):
    """One entry of a list.

    Attributes:
        kind: what it names.
        text: the canonical form: an address (``198.51.100.7``, ``2001:db8::1``), a range (``198.51.100.0/24``), or
        first
            and last address of one that is no CIDR block (``198.51.100.7-198.51.100.9``); a domain in lower case, as
            A-labels, without the final dot (``example.org``, ``*.example.org``); an access key id, or ``sha256:`` and
            the 64 hexadecimal digits of one.
        line: the line of the file, from 1; of XML and JSON the ordinal of the object.
        since: since when it is listed, as the list says: an ISO 8601 date or instant in UTC; empty if it does not.
        names: what the list says of it, such as a category or a malware's name.
    """

    kind: EntryKind
    text: str
    line: int
    since: str = ""
    names: tuple[str, ...] = ()


class Refused(NamedTuple):
    """A line that is no entry.

    Attributes:
        line: as in `Entry`.
        reason: why, without the line's text.
    """

    line: int
    reason: str


class Parsed(NamedTuple):
    """What a file holds.

    Attributes:
        entries: in the order of the file, repeats included.
        refused: lines that are neither entries, nor comments, nor blank.
    """

    entries: list[Entry]
    refused: list[Refused]


class ListError(Exception):
    """A file is no list of its format at all; the message says why."""
