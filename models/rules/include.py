"""``[rule_packs]``: files of rules that a configuration takes in.

A pack is a TOML file whose only tables are ``[[rules]]``; this project ships one, `custom_detection`, which is on by
choice.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from models.config.messages import meant
from models.config.table import ConfigError, Table
from models.rules.pack import PACKS, builtin, load
from models.rules.settings import RuleTable


class RulePacks(Table, frozen=True):
    """Which packs are in force, and what of them.

    Attributes:
        include: packs: the name of one of this project's, or the path of a file.
        disabled: names of rules of packs that are off.
        dry_run: names of rules of packs that are only counted.
    """

    include: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    dry_run: tuple[str, ...] = ()

    def located(self, at: Callable[[str], str]) -> RulePacks:
        """The same with the paths of files as ``at`` gives them."""
        include = tuple(name if name in PACKS else at(name) for name in self.include)
        return msgspec.structs.replace(self, include=include)

    def joined(self, rules: tuple[RuleTable, ...], read: Callable[[str], str]) -> tuple[RuleTable, ...]:
        """The configuration's own rules and those of the packs.

        Args:
            rules: the configuration's own.
            read: gives the text of a file.

        Raises:
            ConfigError: a pack is not there or not valid, or a name is of no rule in a pack.
        """
        packed = [rule for name in self.include for rule in _of_pack(name, read)]
        known = {rule.name for rule in packed}
        for key, names in (("disabled", self.disabled), ("dry_run", self.dry_run)):
            for name in names:
                if name not in known:
                    msg = f'[rule_packs] {key}: "{name}" is no rule of a pack that is included{meant(name, known)}'
                    raise ConfigError(msg)
        return rules + tuple(self._chosen(rule) for rule in packed)

    def _chosen(self, rule: RuleTable) -> RuleTable:
        enabled = rule.enabled and rule.name not in self.disabled
        return msgspec.structs.replace(
            rule, enabled=enabled, mode="dry-run" if rule.name in self.dry_run else rule.mode
        )


def _of_pack(name: str, read: Callable[[str], str]) -> tuple[RuleTable, ...]:
    try:
        return load(builtin(name) if name in PACKS else read(name))
    except ConfigError as error:
        msg = f"[rule_packs] include: {name}: {error}"
        raise ConfigError(msg) from None
