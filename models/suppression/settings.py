"""``[[suppress]]``: the suppression rules, as GuardDuty's filters with the action ARCHIVE, and an end."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

import msgspec

from models.config.table import ConfigError, Table, check_each
from models.suppression.criteria import compile_criteria
from models.times import DAY, to_ms

_NAME = re.compile(r"[A-Za-z0-9._-]{3,64}")


class SuppressTable(Table, frozen=True):
    """One suppression rule. Findings that match it are archived.

    Attributes:
        name: what findings are said to be suppressed by; GuardDuty's: 3 to 64 letters, digits, dots, hyphens and
            underscores.
        criteria: which findings (`models.suppression.criteria`).
        description: why.
        rank: of several rules that match a finding the one with the lowest archives it, of equal ones the one that
            stands first. GuardDuty publishes no default; with 1 the order of the file decides.
        expires: when it ends, in event time: a day is the last one on which it applies, in UTC (the 31st holds until
            midnight); a time is the first instant at which it does not. TOML's dates and times (without an offset:
            UTC) or ISO 8601. None for never.
        enabled: whether it applies.
    """

    name: str
    criteria: dict[str, Any]
    description: Annotated[str, msgspec.Meta(max_length=512)] = ""
    rank: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    expires: Any = None
    enabled: bool = True

    @property
    def expires_ms(self) -> int | None:
        """The first instant at which the rule no longer applies, in ms since 1970; None for never.

        Raises:
            ConfigError: ``expires`` is neither a date nor a time.
        """
        return None if self.expires is None else _end(self.expires)

    def check(self) -> None:
        """Refuse what the types let pass.

        Raises:
            ConfigError: naming the rule, the key and, in criteria, the attribute and the operator.
        """
        if not _NAME.fullmatch(self.name):
            msg = f'[[suppress]] "{self.name}": name: 3 to 64 letters, digits, dots, hyphens and underscores'
            raise ConfigError(msg)
        try:
            _ = self.expires_ms
            compile_criteria(self.criteria)
        except ConfigError as error:
            msg = f'[[suppress]] "{self.name}": {error}'
            raise ConfigError(msg) from None


def check_suppress(tables: Iterable[SuppressTable]) -> None:
    """Refuse rules that are wrong in themselves, and two of one name.

    Raises:
        ConfigError: naming the rule.
    """
    check_each("suppress", tables)


def _end(expires: Any) -> int:
    if isinstance(expires, str):
        try:
            expires = _read(expires)
        except ValueError:
            msg = f'expires: "{expires}" is neither a date nor a time, such as 2026-12-31 or 2026-12-31T18:00:00Z'
            raise ConfigError(msg) from None
    if isinstance(expires, datetime):
        return to_ms(expires)
    if isinstance(expires, date):
        return to_ms(datetime.combine(expires, time(), UTC)) + DAY
    msg = f"expires: {expires!r} is neither a date nor a time"
    raise ConfigError(msg)


def _read(text: str) -> date:
    """A date, or a time, in ISO 8601."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(text)
