"""What a detector of flow records is.

A `FlowDetector` judges one window of an owner's traffic beside a small memory of its own, and then learns the window.
It sees columns and gives hits that name rows; occurrences are made of them by `models.detectors.flows.occurrences`.
Windows come in event-time order. A memory is bounded, and holds integers, text, and maps of them: no floats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.detectors.base import WindowDetector
from models.findings.types import Feature, FindingType, Identity, ResourceType
from models.flows.traffic import Traffic

#: Rows of a `Traffic`, by number.
Rows = NDArray[np.intp]


class Role(Enum):
    """``service.resourceRole``: what the instance is in a finding."""

    ACTOR = "ACTOR"
    TARGET = "TARGET"


def flow_type(
    name: str, severity: float, title: str, description: str, identity: Identity = Identity.INSTANCE
) -> FindingType:
    """A finding type of flow records: about an instance."""
    return FindingType(
        name=name,
        severity=severity,
        title=title,
        description=description,
        resource_type=ResourceType.INSTANCE,
        identity=identity,
        feature=Feature.FLOW_LOGS,
    )


@dataclass(frozen=True)
class Scene:
    """What a detector looks at.

    Attributes:
        traffic: the window. Rows whose peer is trusted are in it; a detector judges and learns them like any other,
            and what comes of them is silenced later.
        learned: the owner has been known for the days of learning; profile types are silent before.
        day: the window's day, in days since 1970 (UTC).
    """

    traffic: Traffic
    learned: bool
    day: int


@dataclass(frozen=True)
class Group:
    """Rows that show one thing. Each peer and port in them is an occurrence of the finding.

    Attributes:
        rows: at least one.
        since_ms: when it began, if that was in an earlier window.
        info: more for the finding's ``additionalInfo``, while one of these is the newest occurrence.
    """

    rows: Rows
    since_ms: int | None = None
    info: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FlowHit:
    """A finding that a window shows.

    Attributes:
        type: the finding type.
        role: what the owner is in it.
        groups: what shows it.
        severity: when it differs from the type's.
        detail: more for the finding's ``additionalInfo``, of the window as a whole.
        kinds: of lists, whose entries for the peers are its evidence.
        probe: its action is a probe of ports, not a connection.
        plain: it is found whatever a model says; else only if the window's score exceeds the threshold.
    """

    type: FindingType
    role: Role
    groups: tuple[Group, ...]
    severity: float | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    probe: bool = False
    plain: bool = True


#: Judges windows of traffic.
FlowDetector = WindowDetector[Scene, FlowHit]


def by_peer(traffic: Traffic, rows: Rows) -> tuple[Group, ...]:
    """A group for each peer, in the order of their addresses."""
    return _grouped(traffic.peer[rows], rows)


def by_peer_and_port(traffic: Traffic, rows: Rows) -> tuple[Group, ...]:
    """A group for each peer, port and protocol, in this order."""
    key = (traffic.peer[rows] << 32) | (traffic.port[rows] << 16) | (traffic.protocol[rows] + 1)
    return _grouped(key, rows)


def _grouped(keys: NDArray[np.int64], rows: Rows) -> tuple[Group, ...]:
    return tuple(map(Group, split_by(keys, rows)))


def split_by(keys: NDArray[np.int64], rows: Rows) -> list[Rows]:
    """Some rows by the key of each, ascending; within a key as they are."""
    order = np.argsort(keys, kind="stable")
    parts = np.split(rows[order], np.flatnonzero(np.diff(keys[order])) + 1)
    return parts if len(rows) else []
