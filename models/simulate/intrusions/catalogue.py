"""All intrusions; importing a module registers what it holds."""

from __future__ import annotations

from models.simulate.intrusions import administration, coincidence, leaked_key, mining, ransom, stolen_role
from models.simulate.intrusions.registry import INTRUSIONS, Intrusion

__all__ = ["FAMILIES", "INTRUSIONS", "Intrusion"]

FAMILIES = (administration, coincidence, leaked_key, mining, ransom, stolen_role)
