"""What a detector of DNS queries is.

A `QueryDetector` judges one window of a client's queries beside a small memory of its own, and then learns the window.
It gives hits that name lookups; occurrences are made of them by `models.detectors.dns.occurrences`. Windows come in
event-time order. A memory is bounded, and holds integers, text, and maps of them: no floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.detectors.base import WindowDetector
from models.findings.types import Feature, FindingType, Identity, ResourceType
from models.queries.asked import Asked, Domain
from models.queries.slice import Lookup


def query_type(name: str, severity: float, title: str, description: str) -> FindingType:
    """A finding type of DNS queries: about an instance."""
    return FindingType(
        name=name,
        severity=severity,
        title=title,
        description=description,
        resource_type=ResourceType.INSTANCE,
        identity=Identity.INSTANCE,
        feature=Feature.DNS_LOGS,
    )


@dataclass(frozen=True)
class Scene:
    """What a detector looks at.

    Attributes:
        asked: the window. Names that are trusted are in it; a detector judges and learns them like any other, and what
            comes of them is silenced later.
        learned: the client has been known for the days of learning; profile types are silent before.
        day: the window's day, in days since 1970 (UTC).
    """

    asked: Asked
    learned: bool
    day: int


@dataclass(frozen=True)
class Evidence:
    """Lookups that show one thing: one occurrence of the finding.

    Attributes:
        domain: the registered domain that they are in.
        lookups: at least one, all of the domain.
        name: what the finding says was asked for; empty for the name of the latest lookup. With the window it makes
            the occurrence's id: a window's evidence of a type has each name once.
        since_ms: when it began, if that was in an earlier window.
        info: more for the finding's ``additionalInfo``, while this is the newest occurrence.
        leads: the answers say where the names lead; else they may be data of somebody's, and are not shown.
    """

    domain: Domain
    lookups: tuple[Lookup, ...]
    name: str = ""
    since_ms: int | None = None
    info: Mapping[str, Any] = field(default_factory=dict)
    leads: bool = True


@dataclass(frozen=True)
class QueryHit:
    """A finding that a window shows.

    Attributes:
        type: the finding type.
        evidence: what shows it.
        severity: when it differs from the type's.
        detail: more for the finding's ``additionalInfo``, of the window as a whole.
        kinds: of lists, whose entries for the names are its evidence.
        plain: it is found whatever a model says; else only if the window's score exceeds the threshold.
    """

    type: FindingType
    evidence: tuple[Evidence, ...]
    severity: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    plain: bool = True


#: Judges windows of queries.
QueryDetector = WindowDetector[Scene, QueryHit]
