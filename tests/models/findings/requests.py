"""DNS requests as occurrences and findings, for tests."""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.dns_request import DnsRequest
from models.findings.document import NOTHING_KNOWN, render
from models.findings.merge import MergeFolder, Timing
from models.findings.sighting import FindingKey, Occurrence
from models.findings.types import Feature, FindingType, Identity, ResourceType
from tests.models.findings.calls import at, sightings
from tests.models.folding import at_once

INSTANCE = "i-0123456789abcdef0"
KEY = FindingKey("Backdoor:EC2/C&CActivity.B!DNS", "111122223333", "eu-west-1", INSTANCE)


def request(**members: object) -> DnsRequest:
    """A request for an address with realistic defaults."""
    defaults = {
        "severity": 8.0,
        "name": "cdn.evil.example.com",
        "domain": "example.com",
        "types": ("A",),
        "rcodes": ("NOERROR",),
        "answers": ("198.51.100.7",),
        "tcp": False,
        "blocked": False,
        "address": "10.0.0.5",
        "instance": INSTANCE,
        "vpc": "vpc-0a",
        "lasted_ms": 30_000,
    }
    return DnsRequest(**(defaults | members))


def requested(minute: float, event_id: str | None = None, **members: object) -> Occurrence:
    """An occurrence of a request."""
    return at(minute, request(**members), event_id)


KIND = FindingType(
    KEY.type,
    8.0,
    "{instance} asked for {name}.",
    "Lists name {domain}. {instance} in {account} asked for {name}.",
    ResourceType.INSTANCE,
    Identity.INSTANCE,
    Feature.DNS_LOGS,
)


def finding(*occurrences: Occurrence, known: Enricher = NOTHING_KNOWN, kind: FindingType = KIND) -> dict[str, Any]:
    """The last publication of occurrences; of an ordinary request without any."""
    folder = MergeFolder(Timing())
    published = at_once(folder, KEY.to_bytes(), sightings(*(occurrences or (requested(1),))))
    return render(kind, published[-1], known)
