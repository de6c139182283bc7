"""What lists say of an address, as slices carry it."""

from __future__ import annotations

import msgspec

from models.detectors.hits import listed
from models.flows.slice import Mark, Said
from models.lists.book import Standing

_encode = msgspec.json.Encoder(order="sorted").encode


def mark(standing: Standing) -> Mark | None:
    """What lists say; None if they say nothing."""
    trusted = standing.trusted is not None
    threats = tuple(Said(match.kind.value, _encode(listed(match)).decode()) for match in standing.threats if match.kind)
    return Mark(trusted, threats) if trusted or threats else None
