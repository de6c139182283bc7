"""All attackers and drifts; importing a module registers what it holds."""

from __future__ import annotations

from models.simulate.month.attackers import (
    credentials,
    discovery,
    entry,
    escalation,
    evasion,
    exfiltration,
    impact,
    object_harm,
    object_theft,
    persistence,
)
from models.simulate.month.drifts import auditor, fleet, people, website, workloads
from models.simulate.month.registry import ATTACKERS, DRIFTS

__all__ = ["ATTACKERS", "DRIFTS", "FAMILIES"]

FAMILIES = (
    auditor,
    credentials,
    discovery,
    entry,
    escalation,
    evasion,
    exfiltration,
    fleet,
    impact,
    object_harm,
    object_theft,
    people,
    persistence,
    website,
    workloads,
)
