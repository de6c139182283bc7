"""All scenarios of a few days; importing a module registers what it holds."""

from __future__ import annotations

from models.simulate.scenarios import (
    access_logging,
    bedrock,
    bucket_access,
    compromised_credentials,
    console_login,
    intrusion,
    listed_callers,
    listed_callers_of_objects,
    oddities,
    own_rules,
    password_policy,
    pentest,
    public_access_block,
    root,
    stolen_credentials,
    suppression,
    trail,
)
from models.simulate.scenarios.registry import SCENARIOS

__all__ = ["FAMILIES", "SCENARIOS"]

FAMILIES = (
    access_logging,
    bedrock,
    bucket_access,
    compromised_credentials,
    console_login,
    intrusion,
    listed_callers,
    listed_callers_of_objects,
    oddities,
    own_rules,
    password_policy,
    pentest,
    public_access_block,
    root,
    stolen_credentials,
    suppression,
    trail,
)
