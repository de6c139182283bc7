"""What every table of the configuration is: a struct that refuses unknown keys."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

import msgspec


class ConfigError(Exception):
    """The configuration cannot be used; the message is for the person who wrote it."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class Named(Protocol):
    """A table of which there may be several, told apart by their names."""

    @property
    def name(self) -> str:
        """What it is called."""

    def check(self) -> None:
        """Refuse what the types let through.

        Raises:
            ConfigError: naming the table and the key at fault.
        """


def check_each(kind: str, tables: Iterable[Named]) -> None:
    """Check every table by itself, and that no two have the same name.

    Args:
        kind: what the file calls them, such as ``lists``.
        tables: all of them.

    Raises:
        ConfigError: naming the table and the key at fault.
    """
    names: set[str] = set()
    for table in tables:
        table.check()
        if table.name in names:
            msg = f'[[{kind}]] "{table.name}": name: another one has it'
            raise ConfigError(msg)
        names.add(table.name)
