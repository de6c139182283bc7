"""Findings as Avro records.

What one filters and sorts by are columns; ``resource`` and ``service`` are the JSON of GuardDuty's objects, since
they differ from type to type. The schema's name carries its version: a change that an old reader cannot
resolve gets a new one.
"""

from __future__ import annotations

from typing import Any

import msgspec

_TEXT = (
    "schemaVersion",
    "accountId",
    "region",
    "partition",
    "id",
    "arn",
    "type",
    "title",
    "description",
    "createdAt",
    "updatedAt",
)

#: Members that some findings have.
_SOME = ("associatedAttackSequenceArn", "customDetectionRuleName")

SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "FindingV1",
    "namespace": "guardbeam",
    "doc": "One publication of a finding; of two with the same id the later updatedAt is current.",
    "fields": [
        *({"name": name, "type": "string"} for name in _TEXT),
        {"name": "severity", "type": "double"},
        {"name": "count", "type": "long", "doc": "service.count"},
        {"name": "archived", "type": "boolean", "doc": "service.archived"},
        {"name": "eventFirstSeen", "type": "string", "doc": "service.eventFirstSeen"},
        {"name": "eventLastSeen", "type": "string", "doc": "service.eventLastSeen"},
        {"name": "resource", "type": "string", "doc": "JSON"},
        {"name": "service", "type": "string", "doc": "JSON"},
        *({"name": name, "type": ["null", "string"], "default": None} for name in _SOME),
    ],
}


def to_avro(finding: dict[str, Any]) -> dict[str, Any]:
    """The Avro record of a finding as `models.findings.document.render` gives it."""
    service = finding["service"]
    return {
        **{name: finding[name] for name in (*_TEXT, "severity")},
        **{name: service[name] for name in ("count", "archived", "eventFirstSeen", "eventLastSeen")},
        "resource": msgspec.json.encode(finding["resource"]).decode(),
        "service": msgspec.json.encode(service).decode(),
        **{name: finding.get(name) for name in _SOME},
    }
