"""Rules at work: which of them a record is a hit of.

Each rule says which APIs it looks at. A record that none looks at costs one look-up; for the others the variables
of its expressions are made once, as far as the rules that look at it need them, and shared. An evaluation that ends
in an error, such as a member that is not there, means that the rule does not hold: it is no failure of the job.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import msgspec

from models.apis.names import base_name
from models.cloudtrail.principal import account, is_data_event, principal, region
from models.cloudtrail.record import CloudTrailRecord, event_ms
from models.findings.sighting import Call, FindingKey, affected_bucket
from models.rules.environment import EvaluationError
from models.rules.expression import Expression, Scope
from models.rules.notes import RuleNote
from models.rules.settings import RuleTable
from models.rules.view import bucket, view

#: Longest group and distinct text: both are kept in state, and whoever is watched may choose how long they are.
LONGEST_TEXT = 512

_ANY = "*"


class Rule:
    """A compiled rule.

    Attributes:
        table: what it was made of.
        key: ``FindingKey.type`` of its findings: the rule's name, as several rules may share a finding type.
        finding_type: what its findings say.
        fields: the fields of ``event`` that its expressions look at.
        words: the other variables that they look at.
    """

    def __init__(self, table: RuleTable) -> None:
        """Compile a checked rule."""
        self.table = table
        self.finding_type = table.finding_type()
        self.key = self.finding_type.key
        self._where = Expression(table.where, bool)
        self._by = Expression(table.by, str)
        self._distinct = Expression(table.distinct, str) if table.distinct else None
        expressions = [each for each in (self._where, self._by, self._distinct) if each is not None]
        self.fields = frozenset[str]().union(*(each.fields for each in expressions))
        self.words = frozenset[str]().union(*(each.words for each in expressions))

    @property
    def dry_run(self) -> bool:
        """Whether its hits are only counted."""
        return self.table.dry_run

    @property
    def counts(self) -> bool:
        """Whether one hit is not enough (`models.rules.counting`)."""
        return self.table.counts

    def looks_at(self, event_source: str, event_name: str) -> bool:
        """Whether the rule looks at an API."""
        service = event_source.partition(".")[0]
        wanted = {_ANY, f"{service}:{_ANY}", f"{service}:{event_name}", f"{service}:{base_name(event_name)}"}
        return not wanted.isdisjoint(self.table.events)

    def judge(self, scope: Scope) -> RuleHit | None:
        """The hit that the variables of a record make, if any.

        Raises:
            EvaluationError: an expression ended in an error.
        """
        if not self._where.evaluate(scope):
            return None
        group = self._by.evaluate(scope)
        distinct = self._distinct.evaluate(scope) if self._distinct is not None else ""
        return RuleHit(self, _bounded(group), _bounded(distinct))


class RuleHit(NamedTuple):
    """A record that a rule holds for.

    Attributes:
        rule: the rule.
        group: what makes it the same issue as another hit; empty if the record does not say.
        distinct: what is counted, for a rule that counts different texts.
    """

    rule: Rule
    group: str
    distinct: str

    def key(self, record: CloudTrailRecord) -> bytes:
        """The bytes of the `FindingKey` that the hit belongs to. Without a group, the principal is the group."""
        resource = self.group or principal(record)
        return FindingKey(self.rule.key, account(record), region(record), resource).to_bytes()

    def affected(self, record: CloudTrailRecord) -> tuple[tuple[str, str], ...]:
        """What the call changed, as far as any record tells: a bucket."""
        return affected_bucket(bucket(record))

    def note(self, record: CloudTrailRecord, call: Call) -> RuleNote:
        """What is kept of the hit until it is counted.

        Args:
            record: the record that is a hit; the decoder lets none without a time pass.
            call: the record's call (`models.cloudtrail.call.call_of`).
        """
        severity = self.rule.finding_type.severity
        shown = msgspec.structs.replace(call, severity=severity, affected=self.affected(record))
        return RuleNote(event_ms(record), record.event_id or "", shown, self.distinct)


class RuleError(NamedTuple):
    """What an evaluation ended in: mostly, a member that is not there.

    Attributes:
        rule: the name of the rule that therefore did not hold.
        text: what CEL says.
    """

    rule: str
    text: str


class _Looking(NamedTuple):
    """The rules that look at an API, and what they need."""

    rules: tuple[Rule, ...]
    fields: tuple[str, ...]
    words: tuple[str, ...]


class RuleSet:
    """The rules that are in force.

    Attributes:
        rules: all of them.
    """

    def __init__(self, tables: Iterable[RuleTable]) -> None:
        """Compile the rules that are enabled; once per worker."""
        self.rules = tuple(Rule(table) for table in tables if table.enabled)
        self._looking = lru_cache(maxsize=65_536)(self._find)

    def hits(self, record: CloudTrailRecord, errors: list[RuleError] | None = None) -> list[RuleHit]:
        """The hits of a record, in the order of the rules. Whatever the record holds, nothing is raised.

        Args:
            record: a CloudTrail record.
            errors: takes the errors that evaluations ended in, at most one of each rule.
        """
        both = self._looking(record.event_source, record.event_name)
        if both is None:
            return []
        looking = both[is_data_event(record)]
        if not looking.rules:
            return []
        scope = Scope(view(record, looking.fields, looking.words))
        found = []
        for rule in looking.rules:
            try:
                hit = rule.judge(scope)
            except EvaluationError as error:
                if errors is not None:
                    errors.append(RuleError(rule.table.name, str(error)))
            else:
                if hit is not None:
                    found.append(hit)
        return found

    def looking(self, record: CloudTrailRecord) -> tuple[Rule, ...]:
        """The rules that look at a record."""
        both = self._looking(record.event_source, record.event_name)
        return both[is_data_event(record)].rules if both is not None else ()

    def _find(self, event_source: str, event_name: str) -> tuple[_Looking, _Looking] | None:
        """Who looks at an API's management events, and who at its data events; None if nobody does."""
        rules = [rule for rule in self.rules if rule.looks_at(event_source, event_name)]
        if not rules:
            return None
        return _together(rules), _together([rule for rule in rules if rule.table.data_events])


def _together(rules: list[Rule]) -> _Looking:
    fields = frozenset[str]().union(*(rule.fields for rule in rules))
    words = frozenset[str]().union(*(rule.words for rule in rules))
    return _Looking(tuple(rules), tuple(sorted(fields)), tuple(sorted(words)))


def _bounded(text: str) -> str:
    """The text, or if it is too long its beginning and its hash."""
    if len(text) <= LONGEST_TEXT:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[: LONGEST_TEXT - len(digest) - 1]} {digest}"
