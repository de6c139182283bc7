"""A finding as a message: what subscribers filter on, and EventBridge's envelope."""

from __future__ import annotations

import hashlib
from typing import Any

from models.findings.document import SERVICE_NAME
from models.findings.types import severity_word

#: Bytes of an attribute's value; Pub/Sub's own limit. Account and Region come from the log, which may hold anything,
#: and a message that is refused would hold up all others.
ATTRIBUTE_LENGTH = 1_024


def attributes(finding: dict[str, Any]) -> dict[str, str]:
    """The attributes of a finding's message: type, severity (the word), account, region, id."""
    return {
        "type": finding["type"],
        "severity": severity_word(finding["severity"]),
        "account": _cut(finding["accountId"]),
        "region": _cut(finding["region"]),
        "id": finding["id"],
    }


def _cut(text: str) -> str:
    return text.encode()[:ATTRIBUTE_LENGTH].decode(errors="ignore")


def envelope(finding: dict[str, Any]) -> dict[str, Any]:
    """The finding as EventBridge would deliver it.

    ``detail-type`` is GuardDuty's, so that consumers of its findings understand it; ``source`` is ours, so that they
    can tell them apart. The event's id depends on the finding and the publication alone: of two publications at the
    same instant, the later one has the higher count. ``time`` is in whole seconds, as EventBridge writes it.
    """
    publication = f"{finding['id']} {finding['updatedAt']} {finding['service']['count']}"
    event = hashlib.sha256(publication.encode()).hexdigest()
    return {
        "version": "0",
        "id": f"{event[:8]}-{event[8:12]}-{event[12:16]}-{event[16:20]}-{event[20:32]}",
        "detail-type": "GuardDuty Finding",
        "source": SERVICE_NAME,
        "account": finding["accountId"],
        "time": f"{finding['updatedAt'][:19]}Z",
        "region": finding["region"],
        "resources": [finding["arn"]],
        "detail": finding,
    }
