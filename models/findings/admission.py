"""Which sightings become findings: what the configuration says of the types, the places and the actors.

Between detectors and merging. A type that is off in an account or Region raises nothing there; an occurrence whose
actor is on a trusted list raises nothing, and is counted, as somebody who got onto that list would be hidden by it; a
severity that is configured takes the place of the detector's.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import msgspec

from models.detectors.base import DetectorSettings
from models.findings.sighting import FindingKey, Sighting, occurrences, sighting


class Admitted(NamedTuple):
    """What is left of a sighting.

    Attributes:
        sighting: what is to be merged; None for nothing.
        trusted: occurrences that trusted lists silenced.
    """

    sighting: Sighting | None
    trusted: int = 0


class Admission:
    """Admits sightings.

    Args:
        settings: finding type -> its settings; those of a rule of one's own have no settings.
    """

    def __init__(self, settings: Callable[[str], DetectorSettings]) -> None:
        self._settings = cache(settings)

    def allows(self, key: FindingKey) -> bool:
        """Whether findings of a type are raised in an account and Region."""
        off = self._settings(key.type).disabled_in
        return key.account not in off and f"{key.account}/{key.region}" not in off

    def admit(self, key: FindingKey, seen: Sighting) -> Admitted:
        """What is left of a sighting of a finding."""
        if not self.allows(key):
            return Admitted(None)
        settings = self._settings(key.type)
        if not settings.severity and not any(action.trusted for action in seen.actions):
            return Admitted(seen)
        kept = [one for one in occurrences([seen]) if not one.action.trusted]
        trusted = len(seen.events) - len(kept)
        if not kept:
            return Admitted(None, trusted)
        if settings.severity:
            kept = [
                msgspec.structs.replace(one, action=msgspec.structs.replace(one.action, severity=settings.severity))
                for one in kept
            ]
        return Admitted(sighting(seen.end_ms, kept, seen.detail), trusted)
