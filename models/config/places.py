"""Accounts and their Regions, as tables of the configuration name them."""

from __future__ import annotations

import re

from models.config.table import ConfigError, Table

_ENTRY = re.compile(r"\d{12}(/[a-z0-9-]+)?")


class Places(Table, frozen=True):
    """Where something holds. An entry is an account, or account/Region; Regions win.

    Attributes:
        default: for accounts and Regions that no list names.
        enabled: where it holds although the default says no.
        disabled: where it does not although the default says yes.
    """

    default: bool = True
    enabled: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()

    def covers(self, account: str, region: str) -> bool:
        """Whether it holds in an account and Region."""
        for name in (f"{account}/{region}", account):
            if name in self.disabled:
                return False
            if name in self.enabled:
                return True
        return self.default

    @property
    def everywhere(self) -> bool:
        """Whether it holds in every account and Region."""
        return self.default and not self.disabled

    def check(self, table: str) -> None:
        """Refuse what names no place, or one twice.

        Args:
            table: the table's name, for messages.

        Raises:
            ConfigError: naming the entry at fault.
        """
        check_places(table, (*self.enabled, *self.disabled))
        for entry in sorted(set(self.enabled) & set(self.disabled)):
            msg = f'{table}: "{entry}" is both enabled and disabled'
            raise ConfigError(msg)


def check_places(where: str, entries: tuple[str, ...]) -> None:
    """Refuse entries that are neither an account nor account/Region.

    Raises:
        ConfigError: naming the entry at fault.
    """
    for entry in entries:
        if not _ENTRY.fullmatch(entry):
            msg = f'{where}: "{entry}" is neither an account (12 digits) nor account/Region'
            raise ConfigError(msg)
