"""``[[rules]]``: users' own detections, with their tests."""

from __future__ import annotations

import re
import string
from collections.abc import Collection, Iterable
from typing import Annotated, Any, Literal

import msgspec

from models.config.messages import meant
from models.config.table import ConfigError, Table, check_each
from models.findings.types import LEVELS, FindingType, Identity
from models.rules.environment import ExpressionError
from models.rules.expression import Expression, Result
from models.times import DAY, HOUR, MINUTE, SECOND

#: What titles and descriptions may speak of (`models.findings.document`).
PLACEHOLDERS = ("user", "api", "account", "bucket", "call", "caller", "resource")

#: The most that a rule counts to, and the longest that it counts for.
MOST_COUNTED, LONGEST_WITHIN = 1_000, DAY

_IDENTITIES = {"principal": Identity.PRINCIPAL, "account": Identity.ACCOUNT, "bucket": Identity.BUCKET}

_NAME = re.compile(r"[A-Za-z0-9._-]{3,64}")
_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*:[A-Za-z0-9]+/[A-Za-z0-9][A-Za-z0-9._!&-]*")
_LONGEST_TYPE = 100
_API = re.compile(r"\*|[a-z0-9-]+:(\*|[A-Za-z0-9._-]+)")
_DURATION = re.compile(r"([1-9]\d{0,5})([smhd])")
_UNITS = {"s": SECOND, "m": MINUTE, "h": HOUR, "d": DAY}
_ESSENTIAL = ("eventSource", "eventName")


class RuleTest(Table, frozen=True):
    """``[[rules.tests]]``: events, and whether they raise a finding.

    Attributes:
        name: what the test shows.
        raises: whether a finding is expected.
        events: CloudTrail records, as far as they matter; `models.rules.trial` fills in the rest.
    """

    name: str
    raises: bool
    events: Annotated[tuple[dict[str, Any], ...], msgspec.Meta(min_length=1)]


class RuleTable(Table, frozen=True):
    """One rule.

    Attributes:
        name: names the rule, and makes its findings' identity.
        type: the finding's type, in GuardDuty's grammar ``Purpose:Resource/Family``.
        severity: a word, or a number from 1.0 to 10.0.
        title: one sentence, with `PLACEHOLDERS` in braces.
        description: why it matters, with the same placeholders; the title when empty.
        source: the log that the rule reads.
        events: the APIs that it looks at: the first label of ``eventSource``, a colon, ``eventName``; ``*`` for all
            APIs, or for all of a service. A name without its date (``UpdateFunctionCode``) stands for the dated ones.
        data_events: whether it looks at data events as well as at management events.
        where: the expression that holds for the events that count.
        by: the expression whose text makes two events the same issue; mostly one word: ``principal``, ``account``,
            ``address``, ``bucket`` or ``key``.
        count: how many events make a finding.
        within: the longest time from the first of these events to the last, such as 10m.
        distinct: an expression that gives a text: not events are counted, but different texts.
        mode: ``dry-run`` for a rule that is only counted and raises nothing.
        enabled: whether the rule is in force.
        tests: ``[[rules.tests]]``.
    """

    name: str
    type: str
    severity: str | Annotated[float, msgspec.Meta(ge=1, le=10)]
    title: str
    description: str = ""
    source: Literal["cloudtrail"] = "cloudtrail"
    events: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)] = ("*",)
    data_events: bool = False
    where: str = "true"
    by: str = "principal"
    count: Annotated[int, msgspec.Meta(ge=1, le=MOST_COUNTED)] = 1
    within: str = ""
    distinct: str = ""
    mode: Literal["live", "dry-run"] = "live"
    enabled: bool = True
    tests: tuple[RuleTest, ...] = ()

    @property
    def severity_number(self) -> float:
        """The severity as findings have it."""
        return LEVELS[self.severity.capitalize()] if isinstance(self.severity, str) else self.severity

    @property
    def within_ms(self) -> int:
        """The time that the rule counts for, in ms; 0 if it does not count."""
        return _duration(self.within) if self.within else 0

    @property
    def counts(self) -> bool:
        """Whether one event is not enough (`models.rules.counting`)."""
        return self.count > 1

    @property
    def dry_run(self) -> bool:
        """Whether it is only counted."""
        return self.mode == "dry-run"

    def finding_type(self) -> FindingType:
        """What its findings say; the key is the rule's, as several rules may share a finding type."""
        return FindingType(
            name=self.type,
            severity=self.severity_number,
            title=self.title,
            description=self.description or self.title,
            identity=_IDENTITIES.get(self.by, Identity.RULE),
            rule=self.name,
        )

    def check(self) -> None:
        """Refuse what the types of the keys allow and the rule cannot be.

        Raises:
            ConfigError: naming the rule and the key.
        """
        if not _NAME.fullmatch(self.name):
            self._refuse("name", "must be 3 to 64 letters, digits, dots, hyphens or underscores")
        if not _TYPE.fullmatch(self.type) or len(self.type) > _LONGEST_TYPE:
            what = (
                f'"{self.type}" is not of the form Purpose:Resource/Family, or longer than {_LONGEST_TYPE} characters'
            )
            self._refuse("type", what)
        if isinstance(self.severity, str) and self.severity.capitalize() not in LEVELS:
            known = f"one of {', '.join(LEVELS)}, or a number from 1.0 to 10.0"
            self._refuse("severity", f'"{self.severity}" is none; {known}')
        self._check_words("title", self.title)
        self._check_words("description", self.description)
        if not self.title.strip():
            self._refuse("title", "is empty")
        for api in self.events:
            if not _API.fullmatch(api):
                self._refuse("events", f'"{api}" is not of the form "iam:CreateUser", "iam:*" or "*"')
        self._compile("where", self.where, bool)
        self._compile("by", self.by, str)
        self._check_count()
        self._check_tests()

    def _check_words(self, key: str, words: str) -> None:
        try:
            fields = [(name, form, way) for _, name, form, way in string.Formatter().parse(words) if name is not None]
        except ValueError:
            self._refuse(key, "has a brace that is not part of a placeholder; a brace itself is written twice")
        for name, form, way in fields:
            if name not in PLACEHOLDERS or form or way:
                known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
                self._refuse(key, f'"{{{name}}}" is no placeholder; there are {known}{meant(name, PLACEHOLDERS)}')

    def _check_count(self) -> None:
        for key in ("within", "distinct"):
            if self.count == 1 and getattr(self, key):
                self._refuse(key, 'means nothing without "count"')
        if self.count == 1:
            return
        if not self.within:
            self._refuse("within", f'is needed with "count = {self.count}"; such as "10m"')
        if not _DURATION.fullmatch(self.within):
            self._refuse("within", f'"{self.within}" is no duration such as "30s", "10m", "2h" or "1d"')
        if self.within_ms > LONGEST_WITHIN:
            self._refuse("within", f'"{self.within}" is longer than a day')
        if self.distinct:
            self._compile("distinct", self.distinct, str)

    def _check_tests(self) -> None:
        names = set()
        for test in self.tests:
            if test.name in names:
                self._refuse("tests", f'two have the name "{test.name}"')
            names.add(test.name)
            for number, event in enumerate(test.events, 1):
                for essential in _ESSENTIAL:
                    if not isinstance(event.get(essential), str) or not event[essential]:
                        self._refuse("tests", f'"{test.name}": event {number} has no {essential}')

    def _compile(self, key: str, text: str, gives: Result) -> None:
        try:
            Expression(text, gives)
        except ExpressionError as error:
            self._refuse(key, str(error))

    def _refuse(self, key: str, why: str) -> None:
        msg = f'[[rules]] "{self.name}" {key}: {why}'
        raise ConfigError(msg)


def check_rules(tables: Iterable[RuleTable], known_types: Collection[str]) -> None:
    """Refuse rules that are wrong, by themselves or together.

    Args:
        tables: all rules of a configuration, with those of packs.
        known_types: the names of the built-in finding types.

    Raises:
        ConfigError: naming the rule and the key.
    """
    rules = tuple(tables)
    check_each("rules", rules)
    for table in rules:
        if table.type in known_types:
            msg = f'[[rules]] "{table.name}" type: "{table.type}" is built in; choose another family'
            raise ConfigError(msg)


def _duration(text: str) -> int:
    match = _DURATION.fullmatch(text)
    if match is None:
        msg = f'"{text}" was not refused'
        raise ValueError(msg)
    return int(match[1]) * _UNITS[match[2]]
