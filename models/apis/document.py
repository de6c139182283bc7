"""``docs/apis.md``: what the table holds, from the table and the rules themselves."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from models.apis import tactics
from models.apis.overrides import RULES
from models.apis.rules import patterns
from models.apis.table import table
from models.apis.tactics import HIGHEST, ApiClass, Rule, Tactic

_INTRODUCTION = """
# APIs: tactic and risk

Made by `make docs` from `models/apis`.

Every API of AWS has a tactic, which gives an anomaly its finding type, and a level of risk, by which the riskiest of
several unusual calls names the finding. `models/apis/table.tsv` lists {apis:,} of them in {services} services.

The names come from botocore's service models (and a short list of events that no SDK has: sign-ins, console calls,
services' reports). What they are is decided by {rules} rules with a reason each (`models/apis/overrides`, {named:,}
names and patterns) and, for all others, by the first word of the name (`models/apis/verbs.py`). A name that is newer
than the table is decided by the same rules.

To take in new services: install a newer botocore, run `python -m models.apis.make`, and read the difference.
"""


def markdown() -> str:
    """The document."""
    rows = table()
    named = sum(1 for rule in RULES for _ in patterns(rule))
    introduction = _INTRODUCTION.strip().format(
        apis=len(rows), services=len({owner for owner, _ in rows}), rules=len(RULES), named=named
    )
    parts = (introduction, "## Levels", _levels(), "## Counts", _counts(Counter(rows.values())), "## Rules", _rules())
    return "\n\n".join(parts) + "\n"


def _levels() -> str:
    lines = (tactics.__doc__ or "").splitlines()
    rows = [line.split(maxsplit=1) for line in lines if line[:1].isdigit()]
    return "\n".join(["| level | meaning |", "|---|---|", *(f"| {level} | {meaning} |" for level, meaning in rows)])


def _counts(counts: Counter[ApiClass]) -> str:
    levels = range(HIGHEST + 1)
    head = f"| tactic | {' | '.join(map(str, levels))} | all |"
    body = [head, "|---" * (HIGHEST + 3) + "|"]
    for tactic in (*Tactic, None):
        numbers = [counts[ApiClass(tactic, level)] for level in levels]
        cells = (f"{number:,}" if number else "" for number in numbers)
        body.append(f"| {tactic.value if tactic else 'none'} | {' | '.join(cells)} | {sum(numbers):,} |")
    return "\n".join(body)


def _rules() -> str:
    head = ["| tactic | level | because | for instance |", "|---|---|---|---|"]
    return "\n".join([*head, *map(_row, RULES)])


def _row(rule: Rule) -> str:
    shown = ", ".join(f"`{example.service}:{example.name}`" for example in islice(patterns(rule), 3))
    return f"| {rule.tactic.value if rule.tactic else 'none'} | {rule.risk} | {rule.why} | {shown} |"
