"""Marks: what lists say of an address or a domain, as it travels with what was reduced."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from models.lists.book import Match, Standing

#: Threat names that a finding tells of an entry, and their length: a list's comments may be as long as it likes.
MOST_NAMES, LONGEST_NAME = 5, 128

_encode = msgspec.json.Encoder(order="sorted").encode


class Said(msgspec.Struct, frozen=True, array_like=True, order=True):
    """What one threat list says of an address or a domain.

    Attributes:
        kind: of the list, a `models.lists.settings.ListKind`'s value.
        said: a JSON object for the finding's evidence (`listed`).
    """

    kind: str
    said: str


class Mark(msgspec.Struct, frozen=True, array_like=True, order=True):
    """What all lists say of an address or a domain.

    Attributes:
        trusted: it is on a trusted list.
        threats: what threat lists say of it, in the order of the lists.
    """

    trusted: bool = False
    threats: tuple[Said, ...] = ()


#: Of what no list says anything.
UNMARKED = Mark()


def mark(standing: Standing) -> Mark | None:
    """What lists say; None if they say nothing."""
    trusted = standing.trusted is not None
    threats = tuple(Said(match.kind.value, _encode(listed(match)).decode()) for match in standing.threats if match.kind)
    return Mark(trusted, threats) if trusted or threats else None


def joined(marks: Collection[Mark]) -> Mark:
    """What any of some marks says. They differ if a list became another one in between."""
    if len(marks) == 1:
        return next(iter(marks))
    threats = dict.fromkeys(said for mark in sorted(marks) for said in mark.threats)
    return Mark(any(mark.trusted for mark in marks), tuple(threats))


def listed(match: Match) -> dict[str, object]:
    """What a finding says of a match: the list, the entry, and since when it is listed if the list says so."""
    said = {
        "listName": match.list,
        "entry": match.entry,
        "listedSince": match.since,
        "threatNames": [name[:LONGEST_NAME] for name in match.names[:MOST_NAMES]],
        "fileSha256": match.sha256,
    }
    return {name: value for name, value in said.items() if value}
