"""All scenarios, by name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from models.simulate.scenarios import (
    access_logging,
    bedrock,
    bucket_access,
    intrusion,
    oddities,
    password_policy,
    pentest,
    public_access_block,
    root,
    trail,
)
from models.simulate.scenarios.registry import SCENARIOS, Scenario

#: Importing a family's module registers its scenarios.
FAMILIES = (
    access_logging,
    bedrock,
    bucket_access,
    intrusion,
    oddities,
    password_policy,
    pentest,
    public_access_block,
    root,
    trail,
)


class UnknownScenarioError(ValueError):
    """A name that no scenario has; the message lists close ones."""


def chosen(wanted: Iterable[str]) -> list[Scenario]:
    """The scenarios of some names, in the order of their names.

    Args:
        wanted: scenario names; ``all`` stands for every one and ``none`` for no one.

    Raises:
        UnknownScenarioError: if a name is unknown.
    """
    found: set[str] = set()
    for name in wanted:
        if name == "all":
            found |= set(SCENARIOS)
        elif name in SCENARIOS:
            found.add(name)
        elif name != "none":
            close = difflib.get_close_matches(name, SCENARIOS, n=5, cutoff=0.4)
            hint = f"did you mean {', '.join(close)}?" if close else "--list shows them all"
            message = f"unknown scenario {name!r}; {hint}"
            raise UnknownScenarioError(message)
    return [SCENARIOS[name] for name in sorted(found)]
