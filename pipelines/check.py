"""``--check``: what a configuration says, for a person."""

import msgspec

from models.config.config import Config
from models.detectors.registry import FINDING_TYPES


def explain(config: Config, path: str | None) -> str:
    """What is in force, and where it differs from the defaults."""
    lines = [f"Configuration: {path or 'the defaults (no --config)'}"]
    protection = config.s3_protection
    lines.append(f"  S3 data events: {'analysed' if protection.default else 'dropped'} by default")
    lines += [f"    analysed in {entry}" for entry in protection.enabled]
    lines += [f"    dropped in {entry}" for entry in protection.disabled]
    lines.append(f"  repeats of a finding are published: {config.findings.publishing_frequency}")
    lines.append(f"  a principal is only learnt for: {config.learning.days} days")
    lines.append(f"  Regions enabled: {', '.join(config.regions.enabled) or 'those that an account uses'}")
    off = [name for name in FINDING_TYPES if not config.enabled(name)]
    lines.append(f"  finding types: {len(FINDING_TYPES) - len(off)} on, {len(off)} off")
    lines += [f"    off: {name}" for name in off]
    for name in FINDING_TYPES:
        lines += [f"    {name}: {change}" for change in _changes(config, name)]
    return "\n".join(lines)


def _changes(config: Config, name: str) -> list[str]:
    settings = config.settings(name)
    default = msgspec.to_builtins(type(settings)())
    return [
        f"{key} = {value} (default {default[key]})"
        for key, value in msgspec.to_builtins(settings).items()
        if key != "enabled" and value != default[key]
    ]
