"""From a detector's hit to an occurrence of a finding."""

from __future__ import annotations

import msgspec

from models.detectors.base import Hit
from models.findings.sighting import ApiCall, Call, FindingKey, Occurrence
from models.lists.book import Match

#: Threat names that a finding tells of an entry, and their length: a list's comments may be as long as it likes.
MOST_NAMES, LONGEST_NAME = 5, 128

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
