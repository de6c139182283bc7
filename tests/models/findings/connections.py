"""Connections as occurrences and findings, for tests."""

from __future__ import annotations

from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.connection import Connection
from models.findings.document import NOTHING_KNOWN, render
from models.findings.merge import MergeFolder, Timing
from models.findings.sighting import FindingKey, Occurrence
from models.findings.types import Feature, FindingType, Identity, ResourceType
from tests.models.findings.calls import at, sightings
from tests.models.folding import at_once

INSTANCE, INTERFACE = "i-0123456789abcdef0", "eni-0a"
KEY = FindingKey("Backdoor:EC2/C&CActivity.B", "111122223333", "eu-west-1", INSTANCE)


def connection(**members: object) -> Connection:
    """An outbound connection on TCP port 443 with realistic defaults."""
    defaults = {
        "severity": 8.0,
        "role": "ACTOR",
        "probe": False,
        "outbound": True,
        "protocol": 6,
        "accepted": True,
        "local_address": "10.0.0.5",
        "local_port": 40_001,
        "remote_address": "198.51.100.7",
        "remote_port": 443,
        "instance": INSTANCE,
        "interface": INTERFACE,
        "vpc": "vpc-0a",
        "subnet": "subnet-0a",
        "lasted_ms": 30_000,
    }
    return Connection(**(defaults | members))


def inbound(**members: object) -> Connection:
    """An inbound connection to TCP port 22."""
    opened = {"role": "TARGET", "outbound": False, "local_port": 22, "remote_port": 50_001, "severity": 2.0}
    return connection(**(opened | members))


def probe(**members: object) -> Connection:
    """A probe of TCP port 22."""
    return inbound(**({"probe": True} | members))


def connected(minute: float, event_id: str | None = None, **members: object) -> Occurrence:
    """An occurrence of an outbound connection."""
    return at(minute, connection(**members), event_id)


def probed(minute: float, event_id: str | None = None, **members: object) -> Occurrence:
    """An occurrence of a probe."""
    return at(minute, probe(**members), event_id)


KIND = FindingType(
    KEY.type,
    8.0,
    "{instance} communicates with {remote}.",
    "Lists name {remote}. {instance} in {account} used {port}; its side was {local}.",
    ResourceType.INSTANCE,
    Identity.INSTANCE,
    Feature.FLOW_LOGS,
)


def finding(*occurrences: Occurrence, known: Enricher = NOTHING_KNOWN, kind: FindingType = KIND) -> dict[str, Any]:
    """The last publication of occurrences; of an ordinary connection without any."""
    folder = MergeFolder(Timing())
    published = at_once(folder, KEY.to_bytes(), sightings(*(occurrences or (connected(1),))))
    return render(kind, published[-1], known)
