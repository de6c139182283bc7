"""What is known of single APIs, by tactic, each with its reason. A rule here is heard before the verb is."""

from __future__ import annotations

from models.apis.overrides import access, apart, discovery, evasion, exfiltration, footholds, impact, permissions
from models.apis.tactics import Rule

RULES: tuple[Rule, ...] = (
    *access.RULES,
    *permissions.RULES,
    *footholds.RULES,
    *evasion.RULES,
    *exfiltration.RULES,
    *impact.RULES,
    *discovery.RULES,
    *apart.RULES,
)
