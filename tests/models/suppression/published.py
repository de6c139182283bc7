"""Findings for tests of suppression: occurrences, merged and rendered as a job publishes them."""

from __future__ import annotations

from typing import Any

from models.findings.document import render
from models.findings.merge import MergeFolder, Timing
from models.findings.sighting import FindingKey, Occurrence
from models.findings.types import FindingType, ResourceType
from models.suppression.settings import SuppressTable
from tests.models.findings.calls import occurrence, sightings
from tests.models.folding import at_once

KALI, EXPOSURE = "PenTest:IAMUser/KaliLinux", "Policy:S3/BucketAnonymousAccessGranted"

TYPES = {
    KALI: FindingType(KALI, 5.0, "{user} called {api}.", "{user} called {call} from {caller}."),
    EXPOSURE: FindingType(EXPOSURE, 8.0, "{bucket} is public.", "{user} opened it.", ResourceType.S3_BUCKET),
}


def finding(*occurrences: Occurrence, kind: str = KALI, account: str = "111122223333") -> dict[str, Any]:
    """The last publication of occurrences; of one ordinary call without any."""
    key = FindingKey(kind, account, "eu-west-1", "arn:aws:iam::111122223333:user/dev")
    folder = MergeFolder(Timing())
    published = at_once(folder, key.to_bytes(), sightings(*(occurrences or (occurrence(1),))))
    return render(TYPES[kind], published[-1])


def rule(criteria: dict[str, Any], name: str = "a-rule", **more: Any) -> SuppressTable:
    """A suppression rule."""
    return SuppressTable(name=name, criteria=criteria, **more)
