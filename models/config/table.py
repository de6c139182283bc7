"""What every table of the configuration is: a struct that refuses unknown keys."""

from __future__ import annotations

import msgspec


class ConfigError(Exception):
    """The configuration cannot be used; the message is for the person who wrote it."""


class Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""
