"""The reference for rules of one's own, for people: what `docs/rules-reference.md` holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from models.findings.types import severity_word
from models.rules.functions import FUNCTIONS
from models.rules.pack import PACKS, builtin, load
from models.rules.settings import RuleTable
from models.rules.view import FIELDS, WORDS

_INTRODUCTION = """\
# Rules: reference

Made by `make docs`. [rules.md](rules.md) explains rules by an example. Expressions are written in the
[Common Expression Language](https://cel.dev); an evaluation that ends in an error, such as a member that is not there,
means that the rule does not hold."""


def markdown() -> str:
    """The document."""
    parts = [_INTRODUCTION, "\n".join(_variables()), "\n".join(_functions())]
    parts += ["\n".join(_pack(name, load(builtin(name)))) for name in PACKS]
    return "\n\n".join(parts) + "\n"


def _variables() -> Iterator[str]:
    yield "## Variables\n"
    yield "`event` is the record, with these of CloudTrail's fields; text that is absent is empty, an absent object is"
    yield f"an empty map: {', '.join(f'`{name}`' for name in FIELDS)}.\n"
    yield "| variable | meaning |"
    yield "|---|---|"
    yield from (f"| `{name}` | {meaning} |" for name, (meaning, _) in WORDS.items())


def _functions() -> Iterator[str]:
    yield "## Functions\n"
    yield "Those of CEL and of its string extension, and:\n"
    yield "| function | meaning |"
    yield "|---|---|"
    yield from (f"| `{one.signature}` | {one.meaning} |" for one in FUNCTIONS.values())


def _pack(name: str, rules: Iterable[RuleTable]) -> Iterator[str]:
    known = list(rules)
    yield f"## The pack `{name}`\n"
    yield f'{len(known)} rules, on by choice: `[rule_packs] include = ["{name}"]`.\n'
    yield "| rule | type | severity | looks at |"
    yield "|---|---|---|---|"
    for rule in known:
        severity = severity_word(rule.severity_number)
        yield f"| {rule.name} | {rule.type} | {severity} | {', '.join(rule.events)} |"
