"""Packs: files of rules.

A pack is a TOML file whose only tables are ``[[rules]]``, each with its tests.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

import msgspec

from models.config.messages import readable
from models.config.table import ConfigError, Table
from models.rules.settings import RuleTable

#: The packs of this project.
PACKS = ("custom_detection",)


class _Pack(Table, frozen=True):
    rules: tuple[RuleTable, ...] = ()


def load(text: str) -> tuple[RuleTable, ...]:
    """The rules of a pack; `models.rules.settings.check_rules` is still to check them.

    Args:
        text: the file's content.

    Raises:
        ConfigError: it is no valid TOML, or has something else than rules.
    """
    try:
        return msgspec.convert(tomllib.loads(text), _Pack).rules
    except tomllib.TOMLDecodeError as error:
        msg = f"not valid TOML: {error}"
        raise ConfigError(msg) from None
    except msgspec.ValidationError as error:
        raise ConfigError(readable(str(error))) from None


def builtin(name: str) -> str:
    """The text of one of `PACKS`."""
    return files("models.rules").joinpath("packs", f"{name}.toml").read_text("utf-8")
