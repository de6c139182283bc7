"""All scenarios in the network; importing a module registers what it holds."""

from __future__ import annotations

from models.simulate.flows.scenarios import guessing, lists, profiles, volumes
from models.simulate.flows.scenarios.registry import LEAST_DAYS, SCENARIOS, Scenario

__all__ = ["FAMILIES", "LEAST_DAYS", "SCENARIOS", "Scenario"]

FAMILIES = (guessing, lists, profiles, volumes)
