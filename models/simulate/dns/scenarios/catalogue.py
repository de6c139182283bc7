"""All scenarios of names; importing a module registers what it holds."""

from __future__ import annotations

from models.simulate.dns.scenarios import crowds, generated, lists, newcomers, rebinding, tunnels
from models.simulate.dns.scenarios.registry import LEAST_DAYS, SCENARIOS, Scenario

__all__ = ["FAMILIES", "LEAST_DAYS", "SCENARIOS", "Scenario"]

FAMILIES = (crowds, generated, lists, newcomers, rebinding, tunnels)
