"""What suppression rules would have done to findings that there are: a rehearsal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from models.findings.types import severity_word
from models.report.text import elide, number_of, visible
from models.suppression.operators import LEVELS, magnitude, text
from models.suppression.paths import values_at
from models.suppression.settings import SuppressTable
from models.suppression.suppressor import Match, Rule, Suppressor

#: Findings of a rule that are shown.
MOST_EXAMPLES = 5

_WORST_FIRST = tuple(reversed(LEVELS))

_Finding = dict[str, Any]


class _Outcome:
    """What became of the findings that a rule matches."""

    def __init__(self) -> None:
        self.silenced: list[_Finding] = []
        self.taken: Counter[Rule] = Counter()
        self.held_back = 0


def explain_against(tables: Sequence[SuppressTable], findings: Iterable[_Finding]) -> str:
    """What the rules would silence, in words for a terminal.

    Args:
        tables: the rules, in the order of the file; checked.
        findings: the current findings, one document for each id. Archived ones are taken as if they were not.
    """
    opened = [_opened(finding) for finding in findings]
    rules = Suppressor(tables).rules
    outcomes, left = _outcomes(rules, opened)
    lines = [f"{number_of(len(tables), 'suppression rule')} against {_totals(opened)}", ""]
    for rule in rules:
        lines += [*_told(rule.table, outcomes[rule.table.name], len(opened)), ""]
    lines += [f'"{table.name}" is not enabled.' for table in tables if not table.enabled]
    lines.append(f"Left: {_totals(left)}")
    if opened and not left:
        lines.append("  WARNING: nothing is left")
    return "\n".join([*lines, ""])


def _outcomes(rules: Sequence[Rule], findings: list[_Finding]) -> tuple[dict[str, _Outcome], list[_Finding]]:
    """What each rule does, and the findings that none silences."""
    outcomes = {rule.table.name: _Outcome() for rule in rules}
    left = []
    for finding in findings:
        winner: Rule | None = None
        for rule in rules:
            outcome, match = outcomes[rule.table.name], rule.match(finding)
            if match is Match.NEWEST:
                outcome.held_back += 1
            elif match is Match.ALL and winner is None:
                winner = rule
                outcome.silenced.append(finding)
            elif match is Match.ALL and winner is not None:
                outcome.taken[winner] += 1
        if winner is None:
            left.append(finding)
    return outcomes, left


def _told(table: SuppressTable, outcome: _Outcome, total: int) -> list[str]:
    """What one rule does."""
    silenced = outcome.silenced
    lines = [f'Rank {table.rank}, "{table.name}": silences {_totals(silenced)}']
    if silenced:
        lines += [f"  WARNING: {warning}" for warning in _warnings(silenced, total)]
        types = Counter(_field(finding, "type") for finding in silenced)
        lines += [f"  {count:>7,}  {name}" for name, count in sorted(types.items(), key=lambda t: (-t[1], t[0]))]
    else:
        lines.append("  NOTE: it silences nothing here" + _past(table))
    for winner, count in outcome.taken.items():
        won = f'also matched, but rank {winner.table.rank}, "{winner.table.name}", won'
        lines.append(f"  {number_of(count, 'finding')} more: {won}")
    if outcome.held_back:
        kept = "kept, as only what the newest occurrence shows matches, not everybody and everything in them"
        lines.append(f"  {number_of(outcome.held_back, 'finding')} more: {kept}")
    if silenced:
        lines.append("  for example:" if len(silenced) > 1 else "  namely:")
        lines += [f"    {_example(finding)}" for finding in sorted(silenced, key=_place)[:MOST_EXAMPLES]]
    return lines


def _warnings(silenced: list[_Finding], total: int) -> list[str]:
    levels = Counter(map(_level, silenced))
    grave = [f"{levels[level]:,} {level}" for level in ("Critical", "High") if levels[level]]
    warnings = [f"it silences {' and '.join(grave)}"] if grave else []
    return warnings + (["it silences every finding there is"] if len(silenced) == total else [])


def _past(table: SuppressTable) -> str:
    """A hint that the rule may have ended before the findings were made."""
    return "" if table.expires is None else f"; it expires at {table.expires}, and findings count by their updatedAt"


def _opened(finding: _Finding) -> _Finding:
    """The finding as it was before a rule archived it."""
    service = finding.get("service")
    if not isinstance(service, dict) or service.get("archived") is not True:
        return finding
    return finding | {"service": service | {"archived": False}}


def _totals(findings: list[_Finding]) -> str:
    """How many findings there are, of each severity level too."""
    levels = Counter(map(_level, findings))
    counted = ", ".join(f"{levels[level]:,} {level}" for level in _WORST_FIRST if levels[level])
    return f"{number_of(len(findings), 'finding')}: {counted}" if counted else number_of(len(findings), "finding")


def _level(finding: _Finding) -> str:
    return severity_word(magnitude(finding.get("severity")) or 0.0)


def _field(finding: _Finding, name: str) -> str:
    """A member of the finding, fit for a terminal."""
    return visible(", ".join(map(text, values_at(finding, (name,)))) or "?")


def _place(finding: _Finding) -> tuple[int, str, str]:
    """Where a finding stands among examples: the gravest first."""
    return _WORST_FIRST.index(_level(finding)), _field(finding, "type"), _field(finding, "id")


def _example(finding: _Finding) -> str:
    head = (_field(finding, "id"), _field(finding, "type"), _field(finding, "accountId"), _level(finding))
    return "  ".join((*head, elide(_field(finding, "title"), 100)))
