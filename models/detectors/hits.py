"""From a detector's hit to an occurrence of a finding."""

from __future__ import annotations

import msgspec

from models.detectors.base import Hit
from models.findings.sighting import ApiCall, Call, FindingKey, Occurrence
from models.lists.marks import listed

_encode = msgspec.json.Encoder(order="sorted").encode


def occurrence(
    hit: Hit, call: Call, account: str, region: str, time_ms: int, event_id: str
) -> tuple[FindingKey, Occurrence]:
    """The finding that a hit belongs to, and what it adds to it."""
    key = FindingKey(hit.type.key, account, region, hit.resource or call.principal)
    shown = ApiCall.of(
        call,
        severity=hit.type.severity if hit.severity is None else hit.severity,
        affected=hit.affected,
        info=_encode(hit.info).decode() if hit.info else "",
        bucket_info=_encode(hit.bucket_info).decode() if hit.bucket_info else "",
        evidence=_encode([listed(match) for match in hit.matches]).decode() if hit.matches else "",
    )
    if hit.victim:
        shown = msgspec.structs.replace(
            shown,
            user_name=hit.victim,
            user_type="IAMUser",
            principal=hit.resource,
            access_key_id="",
            principal_id="",
        )
    return key, Occurrence(time_ms, event_id, shown)
