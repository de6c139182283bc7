"""What a kind of action tells of a finding, beside what all findings have in common (`models.findings.document`)."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.enrichment.enricher import Enricher
from models.findings.merge import Tally
from models.findings.remote import shown_address
from models.times import iso


class Told(NamedTuple):
    """What a kind of action tells.

    Attributes:
        words: what titles and descriptions may speak of.
        partition: of AWS.
        resource: the ``resource`` object.
        action: the ``service.action`` object.
        role: ``service.resourceRole``.
        info: the evidence in ``service.additionalInfo``.
    """

    words: dict[str, str]
    partition: str
    resource: dict[str, Any]
    action: dict[str, Any]
    role: str
    info: dict[str, Any]


def times(tally: Tally) -> dict[str, Any]:
    """A tally, in the members that GuardDuty has for it."""
    return {"count": tally.count, "firstSeen": iso(tally.first_ms), "lastSeen": iso(tally.last_ms)}


def address_details(address: str) -> dict[str, str]:
    """An address as ``ipAddressV4`` or ``ipAddressV6``; nothing for what is none."""
    shown = shown_address(address)
    return {f"ipAddressV{shown[0]}": shown[1]} if shown else {}


def remote_details(address: str, known: Enricher) -> dict[str, Any]:
    """GuardDuty's remoteIpDetails of an address; nothing for what is none."""
    details = address_details(address)
    return {**details, **known.remote(next(iter(details.values())))} if details else {}
