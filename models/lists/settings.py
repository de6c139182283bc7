"""``[[lists]]``: which lists a job uses, and what their entries stand for.

```toml
[[lists]]                       # a threat list: a finding names it
name = "tor exits"
kind = "tor"                    # default: custom
path = "lists/tor.txt"
format = "txt"                  # default; txt stix otx_csv alien_vault proof_point fire_eye
since = 2026-03-01              # since when entries that do not say it themselves are listed; default: not known
threat = "Tor exit node"        # the threat's name, for entries that name none; default: none

[[lists]]                       # a trusted list: what it names raises no finding
name = "office"
trusted = true
path = "lists/office.txt"
```

The formats are those of GuardDuty's ThreatIntelSet, whose upper-case spelling is understood too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import Annotated

import msgspec

from models.config.messages import meant
from models.config.table import ConfigError, Table, check_each
from models.lists.parse import FORMATS
from models.report.text import visible


class ListKind(Enum):
    """What the entries of a threat list are."""

    CUSTOM = "custom"
    MALICIOUS = "malicious"
    TOR = "tor"
    C2 = "c2"
    CRYPTO = "crypto"
    DROP_POINT = "drop-point"
    BLACK_HOLE = "black-hole"
    DRIVE_BY = "drive-by"
    PHISHING = "phishing"
    DGA = "dga"
    SCANNER = "scanner"
    DOH = "doh"
    ABUSED_REPUTATION = "abused-reputation"
    BITCOIN_REPUTATION = "bitcoin-reputation"
    MALICIOUS_REPUTATION = "malicious-reputation"
    SUSPICIOUS_REPUTATION = "suspicious-reputation"
    LEAKED_KEYS = "leaked-keys"


class ListTable(Table, frozen=True):
    """One list.

    Attributes:
        name: what findings call it; no two lists have the same.
        path: its file, on any filesystem that the job reaches.
        format: one of `models.lists.parse.FORMATS`, in either case.
        trusted: what it names raises no finding, whatever threat lists say.
        kind: a `ListKind`; None for `ListKind.CUSTOM`, and for a trusted list, which has none.
        since: since when entries that do not say it themselves are listed.
        threat: a threat's name, for entries that name none.
    """

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    path: Annotated[str, msgspec.Meta(min_length=1)]
    format: str = "txt"
    trusted: bool = False
    kind: str | None = None
    since: date | None = None
    threat: str = ""

    @property
    def listed_format(self) -> str:
        """The format, in lower case."""
        return self.format.lower()

    @property
    def listed_kind(self) -> ListKind | None:
        """What the entries are; None for a trusted list."""
        if self.trusted:
            return None
        return ListKind.CUSTOM if self.kind is None else ListKind(self.kind)

    def check(self) -> None:
        """Refuse what the types let through.

        Raises:
            ConfigError: naming the list and the key at fault.
        """
        for key in ("name", "threat"):
            if visible(getattr(self, key)) != getattr(self, key):
                raise self._error(f"{key}: has characters that are not visible")
        self._check_choice("format", self.listed_format, tuple(FORMATS))
        if self.kind is None:
            return
        self._check_choice("kind", self.kind, [kind.value for kind in ListKind])
        if self.trusted:
            raise self._error(f'kind: a trusted list has none, not "{self.kind}"')
        if self.kind == ListKind.LEAKED_KEYS.value and self.listed_format != "txt":
            raise self._error(f'format: a list of keys is "txt", not "{self.format}"')

    def _check_choice(self, key: str, value: str, choices: Sequence[str]) -> None:
        if value in choices:
            return
        hint = meant(value, choices) or f"; one of {', '.join(choices)}"
        raise self._error(f'{key}: unknown {key} "{getattr(self, key)}"{hint}')

    def _error(self, what: str) -> ConfigError:
        return ConfigError(f'[[lists]] "{visible(self.name)}": {what}')


def check_lists(tables: Iterable[ListTable]) -> None:
    """Check every list by itself, and that no two have the same name.

    Raises:
        ConfigError: naming the list and the key at fault.
    """
    check_each("lists", tables)
