"""What the parsers of DNS logs hand to `models.dns.decode`, beside queries."""

from __future__ import annotations

from typing import NamedTuple

from models.dns.query import Query


class Fault(NamedTuple):
    """Why a record is not taken: the reason and detail of a `models.rejected.Rejected`."""

    reason: str
    detail: str


class Parsed(NamedTuple):
    """What a text of many records holds.

    Attributes:
        queries: in the order of the text.
        faults: what could not be read, each with its own bytes.
        skipped: how often something is in the text that is not read on purpose, by its kind.
    """

    queries: list[Query]
    faults: list[tuple[Fault, bytes]]
    skipped: dict[str, int]
