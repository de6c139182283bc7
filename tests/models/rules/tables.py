"""Rules for tests."""

from __future__ import annotations

from typing import Any

import msgspec

from models.rules.settings import RuleTable


def table(**keys: Any) -> RuleTable:
    """A rule with realistic defaults, as the configuration's parser makes it."""
    defaults = {
        "name": "AccessKeyCreated",
        "type": "Persistence:IAM/AccessKeyCreated",
        "severity": "Low",
        "title": "{user} created an access key.",
        "events": ["iam:CreateAccessKey"],
    }
    return msgspec.convert(defaults | keys, RuleTable)
