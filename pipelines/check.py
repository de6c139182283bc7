"""``--check``: what a configuration says, for a person."""

from collections.abc import Iterable, Iterator

import msgspec

from models.config.config import Config
from models.config.needs import lacking
from models.config.places import Places
from models.detectors.registry import FINDING_TYPES
from models.findings.types import severity_word
from models.lists.book import Book
from models.report.text import number_of
from models.rules.settings import RuleTable
from models.rules.trial import trial
from models.suppression.against import explain_against
from models.suppression.settings import SuppressTable
from pipelines.configuration import Ready, load_config, ready
from pipelines.errors import UsageError
from pipelines.report import read
from transforms.lists import Lists


def check(path: str | None, against: list[str]) -> str:
    """Read a configuration and what it names, run the tests of its rules, explain it.

    Args:
        path: its file; None for the defaults.
        against: patterns of findings that its suppression rules are tried on.

    Raises:
        UsageError: it cannot be used, or a test of a rule failed.
    """
    config = load_config(path)
    text = explain(config, path, ready(config, path, Lists(config.lists)))
    failures = [str(failure) for rule in config.rules if rule.enabled for failure in trial(rule)]
    if failures:
        raise UsageError("\n  ".join([f"{path}: tests of rules failed:", *failures]))
    if against:
        findings = read(against, "--against")
        current = [msgspec.json.decode(finding.raw) for finding in (*findings.current, *findings.archived)]
        text += f"\n\n{explain_against(config.suppress, current)}"
    return text


def explain(config: Config, path: str | None, named: Ready) -> str:
    """What is in force, and where it differs from the defaults."""
    lines = [f"Configuration: {path or 'the defaults (no --config)'}"]
    lines += _places("records", config.accounts)
    lines += _places("S3 data events", config.s3_protection)
    lines.append(f"  repeats of a finding are published: {config.findings.publishing_frequency}")
    lines.append(f"  principals and instances are only learnt for: {config.learning.days} days")
    lines.append(f"  Regions enabled: {', '.join(config.regions.enabled) or 'those that an account uses'}")
    lines += _lists(named.book)
    lines += _suppression(config.suppress)
    lines += _rules(config.rules)
    lines.append("  beside the logs: " + ("nothing" if not named.beside else ""))
    lines += [f"    {line}" for line in named.beside]
    lines += _detectors(config)
    missing = list(lacking(config))
    if missing:
        lines += ["  lacking:", *(f"    {line}" for line in missing)]
    return "\n".join(line.rstrip() for line in lines)


def _places(what: str, places: Places) -> Iterator[str]:
    yield f"  {what}: {'analysed' if places.default else 'dropped'} by default"
    yield from (f"    analysed in {entry}" for entry in places.enabled)
    yield from (f"    dropped in {entry}" for entry in places.disabled)


def _lists(book: Book) -> Iterator[str]:
    described = book.describe()
    yield f"  lists: {len(described) or 'none'}"
    for one in described:
        held = [(one.addresses, "network"), (one.domains, "domain"), (one.keys, "access key")]
        counted = ", ".join(number_of(count, what) for count, what in held if count)
        yield f"    {one.name} ({one.kind.value if one.kind else 'trusted'}, {one.format}): {counted}"
    yield from (f"    refused: {warning}" for warning in book.warnings)


def _suppression(tables: Iterable[SuppressTable]) -> Iterator[str]:
    ranked = sorted(tables, key=lambda table: table.rank)
    yield f"  suppression: {len(ranked) or 'none'}"
    for table in ranked:
        ends = f", until {table.expires}" if table.expires else ""
        off = "" if table.enabled else ", off"
        yield f"    {table.name} (rank {table.rank}{ends}{off}): {' and '.join(table.criteria)}"


def _rules(rules: Iterable[RuleTable]) -> Iterator[str]:
    known = list(rules)
    on = [rule for rule in known if rule.enabled]
    yield f"  rules of your own: {len(on)} on, {len(known) - len(on)} off" if known else "  rules of your own: none"
    for rule in on:
        tests = f"{number_of(len(rule.tests), 'test')} passed" if rule.tests else "no tests"
        tried = ", dry run" if rule.dry_run else ""
        severity = severity_word(rule.finding_type().severity)
        yield f"    {rule.name}: {rule.type}, {severity}, {tests}{tried}"


def _detectors(config: Config) -> Iterator[str]:
    off = [name for name in FINDING_TYPES if not config.enabled(name)]
    yield f"  finding types: {len(FINDING_TYPES) - len(off)} on, {len(off)} off"
    yield from (f"    off: {name}" for name in off)
    for name in FINDING_TYPES:
        yield from (f"    {name}: {change}" for change in _changes(config, name))


def _changes(config: Config, name: str) -> list[str]:
    settings = config.settings(name)
    default = msgspec.to_builtins(type(settings)())
    return [
        f"{key} = {_shown(value)} (default {_shown(default[key])})"
        for key, value in msgspec.to_builtins(settings).items()
        if key != "enabled" and value != default[key]
    ]


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, (list, tuple)) else str(value)
