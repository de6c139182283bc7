"""Suppression: the first rule that matches a finding archives it.

Each publication of a finding is judged anew, with what it shows then: a finding that was archived while only a
scanner was in it is published when somebody else joins. Rules end in event time: what counts is the publication's
``updatedAt``.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from models.suppression.criteria import compile_criteria
from models.suppression.operators import magnitude
from models.suppression.settings import SuppressTable


class Match(Enum):
    """How far a rule matches a finding."""

    NOT = "not at all"
    NEWEST = "the newest occurrence, but not everybody and everything in the finding"
    ALL = "all of it"


class Rule:
    """A rule made ready.

    Args:
        table: what the configuration says; checked.
    """

    def __init__(self, table: SuppressTable) -> None:
        self.table = table
        self._ends_ms = table.expires_ms
        self._criteria = compile_criteria(table.criteria)

    def match(self, finding: dict[str, Any]) -> Match:
        """How far the rule matches a finding; not at all once it has expired."""
        if self._ends_ms is not None and not self._in_time(finding):
            return Match.NOT
        if not all(criterion.of_newest(finding) for criterion in self._criteria):
            return Match.NOT
        return Match.ALL if all(criterion.of_all(finding) for criterion in self._criteria) else Match.NEWEST

    def _in_time(self, finding: dict[str, Any]) -> bool:
        """Whether the finding was published before the rule's end; one that says no time was not."""
        updated = magnitude(finding.get("updatedAt"))
        return updated is not None and self._ends_ms is not None and updated < self._ends_ms


class Suppressor:
    """All rules, compiled once.

    Args:
        tables: the rules, in the order of the file; those that are not enabled are left out.

    Raises:
        ConfigError: a rule was not checked, and is wrong.
    """

    def __init__(self, tables: Iterable[SuppressTable]) -> None:
        enabled = [table for table in tables if table.enabled]
        self.rules = tuple(Rule(table) for table in sorted(enabled, key=lambda table: table.rank))

    def judge(self, finding: dict[str, Any]) -> SuppressTable | None:
        """The rule that archives a finding, if one does.

        Args:
            finding: as `models.findings.document.render` makes it. Whatever it lacks, nothing is raised.
        """
        return next((rule.table for rule in self.rules if rule.match(finding) is Match.ALL), None)

    def archive(self, finding: dict[str, Any]) -> tuple[dict[str, Any], str | None]:
        """The finding, archived when a rule matches it, and the rule's name.

        An archived finding has ``service.archived`` true and the name in ``service.additionalInfo.suppressedBy``.
        The finding that is passed in stays as it is.
        """
        table = self.judge(finding)
        if table is None:
            return finding, None
        service = _members(finding.get("service"))
        info = _members(service.get("additionalInfo")) | {"suppressedBy": table.name}
        return finding | {"service": service | {"archived": True, "additionalInfo": info}}, table.name


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
