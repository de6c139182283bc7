"""The configuration: one TOML file, validated as a whole; `guardbeam.toml` writes every default out.

An unknown table or key is refused, as is a value of the wrong type; the message names the file, the table and the key.
Each table's own module says what its keys mean.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import Annotated, Any, Literal, NoReturn

import msgspec

from models.config.messages import meant, readable
from models.config.places import Places, check_places
from models.config.table import ConfigError, Table
from models.detectors.base import DetectorSettings
from models.detectors.registry import FINDING_TYPES, SETTINGS, SOURCES
from models.enrichment.settings import AwsSettings, GeoSettings, InventorySettings
from models.findings.merge import Timing
from models.findings.types import FindingType
from models.lists.settings import ListTable, check_lists
from models.rules.include import RulePacks
from models.rules.settings import RuleTable, check_rules
from models.suppression.settings import SuppressTable, check_suppress
from models.times import HOUR, MINUTE

__all__ = ["Config", "ConfigError", "parse"]

#: GuardDuty's findingPublishingFrequency, in ms.
FREQUENCIES = {"FIFTEEN_MINUTES": 15 * MINUTE, "ONE_HOUR": HOUR, "SIX_HOURS": 6 * HOUR}


class Findings(Table, frozen=True):
    """How findings are published.

    Attributes:
        publishing_frequency: how often repeats of a finding are published.
    """

    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"] = "SIX_HOURS"

    def timing(self, allowed_lateness_ms: int) -> Timing:
        """When findings are published, for a job with this allowed lateness."""
        return Timing(FREQUENCIES[self.publishing_frequency], allowed_lateness_ms)


class Learning(Table, frozen=True):
    """How long a principal is only learnt.

    Attributes:
        days: days of event time since it was first seen in which it raises no finding that needs a profile; 0 to
            judge it from the start.
    """

    days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 7


class Regions(Table, frozen=True):
    """Where an organisation works.

    Attributes:
        enabled: Regions in which calls of global services make a principal known; empty for those that its account
            uses.
    """

    enabled: tuple[str, ...] = ()


class Config(Table, frozen=True):
    """Everything that can be configured.

    Attributes:
        accounts: ``[accounts]``: the accounts and Regions whose records are analysed.
        s3_protection: ``[s3_protection]``: those whose S3 data events are.
        learning: ``[learning]``.
        regions: ``[regions]``.
        findings: ``[findings]``.
        lists: ``[[lists]]``.
        suppress: ``[[suppress]]``.
        rules: ``[[rules]]``, and those of the packs.
        rule_packs: ``[rule_packs]``.
        inventory: ``[inventory]``.
        aws: ``[aws]``.
        geo: ``[geo]``.
        detectors: ``[detectors."<finding type>"]``, for the types that the file names.
    """

    accounts: Places = Places()
    s3_protection: Places = Places()
    learning: Learning = Learning()
    regions: Regions = Regions()
    findings: Findings = Findings()
    lists: tuple[ListTable, ...] = ()
    suppress: tuple[SuppressTable, ...] = ()
    rules: tuple[RuleTable, ...] = ()
    rule_packs: RulePacks = RulePacks()
    inventory: InventorySettings = InventorySettings()
    aws: AwsSettings = AwsSettings()
    geo: GeoSettings = GeoSettings()
    detectors: dict[str, Any] = msgspec.field(default_factory=dict)

    def settings(self, finding_type: str) -> DetectorSettings:
        """The settings of a finding type, with defaults for what the file does not say; a rule's are its own."""
        kind = SETTINGS.get(finding_type, DetectorSettings)
        return msgspec.convert(self.detectors.get(finding_type, {}), kind)

    def enabled(self, finding_type: str) -> bool:
        """Whether findings of the type are raised."""
        return self.settings(finding_type).enabled

    @property
    def counting(self) -> bool:
        """Whether a rule of one's own counts."""
        return any(rule.enabled and rule.counts for rule in self.rules)

    def types(self) -> dict[str, FindingType]:
        """The finding types by `FindingType.key`, those of rules too."""
        own = (rule.finding_type() for rule in self.rules if rule.enabled)
        return FINDING_TYPES | {kind.key: kind for kind in own}

    def sources(self) -> dict[str, str]:
        """The log source whose records the sightings of a finding type stand for (`registry.SOURCES`), by its key."""
        own = (rule for rule in self.rules if rule.enabled and not rule.counts)
        return SOURCES | {rule.finding_type().key: rule.source for rule in own}


def parse(content: str, name: str, read: Callable[[str], str] | None = None) -> Config:
    """The configuration of a file.

    Args:
        content: the file's text.
        name: the file's name, for messages, and for the paths in it, which are relative to its folder.
        read: gives the text of another file, for packs of rules; None if there are none but those of this project.

    Raises:
        ConfigError: naming the file, the table and the key at fault.
    """
    try:
        config = msgspec.convert(tomllib.loads(content), Config)
        config = _located(config, name)
        config = msgspec.structs.replace(config, rules=config.rule_packs.joined(config.rules, read or _no_file))
        _check(config)
    except tomllib.TOMLDecodeError as error:
        _refuse(name, f"not valid TOML: {error}")
    except msgspec.ValidationError as error:
        _refuse(name, readable(str(error)))
    except ConfigError as error:
        _refuse(name, str(error))
    return config


def _no_file(path: str) -> str:
    msg = f'[rule_packs] include: "{path}" is no pack of this project, and other files cannot be read here'
    raise ConfigError(msg)


def _refuse(name: str, message: str) -> NoReturn:
    msg = f"{name}: {message}"
    raise ConfigError(msg) from None


def _located(config: Config, name: str) -> Config:
    """The configuration with the paths of its files as they are seen from where the job starts."""
    folder = name.rpartition("/")[0]

    def at(path: str) -> str:
        alone = not folder or not path or path.startswith("/") or "://" in path
        return path if alone else f"{folder}/{path}"

    return msgspec.structs.replace(
        config,
        lists=tuple(msgspec.structs.replace(table, path=at(table.path)) for table in config.lists),
        rule_packs=config.rule_packs.located(at),
        inventory=msgspec.structs.replace(config.inventory, path=tuple(map(at, config.inventory.paths))),
        aws=msgspec.structs.replace(config.aws, ip_ranges=at(config.aws.ip_ranges)),
        geo=msgspec.structs.replace(
            config.geo, city=at(config.geo.city), asn=at(config.geo.asn), countries=at(config.geo.countries)
        ),
    )


def _check(config: Config) -> None:
    """Refuse what types cannot tell."""
    config.accounts.check("[accounts]")
    config.s3_protection.check("[s3_protection]")
    check_lists(config.lists)
    check_suppress(config.suppress)
    check_rules(config.rules, FINDING_TYPES)
    for table in (config.inventory, config.aws, config.geo):
        table.check()
    for finding_type in config.detectors:
        _check_settings(config, finding_type)


def _check_settings(config: Config, finding_type: str) -> None:
    """Refuse an unknown finding type and settings that it does not take."""
    table = f'[detectors."{finding_type}"]'
    if finding_type not in SETTINGS:
        msg = f"{table}: no such finding type{meant(finding_type, SETTINGS)}"
        raise ConfigError(msg)
    try:
        settings = config.settings(finding_type)
    except msgspec.ValidationError as error:
        raise ConfigError(readable(str(error), table)) from None
    check_places(f"{table} disabled_in", settings.disabled_in)
    if 0 < settings.severity < 1:
        msg = f"{table} severity: {settings.severity} is none; severities are 1.0 to 10.0"
        raise ConfigError(msg)
