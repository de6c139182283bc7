"""The configuration: one TOML file, validated as a whole; `guardbeam.toml` writes every default out.

An unknown table or key is refused, as is a value of the wrong type; the message names the file, the table
and the key.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import Annotated, Any, Literal

import msgspec

from models.detectors.base import DetectorSettings
from models.detectors.registry import SETTINGS
from models.findings.merge import Timing
from models.times import HOUR, MINUTE


class ConfigError(Exception):
    """The configuration cannot be used; the message is for the person who wrote it."""


class _Table(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A table of the file."""


class S3Protection(_Table, frozen=True):
    """Which S3 data events are analysed. An entry is an account, or account/Region; Regions win.

    Attributes:
        default: for accounts and Regions that no list names.
        enabled: where S3 data events are analysed although the default says no.
        disabled: where they are dropped although the default says yes.
    """

    default: bool = True
    enabled: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()

    def covers(self, account: str, region: str) -> bool:
        """Whether S3 data events of an account and Region are analysed."""
        for name in (f"{account}/{region}", account):
            if name in self.disabled:
                return False
            if name in self.enabled:
                return True
        return self.default


#: GuardDuty's findingPublishingFrequency, in ms.
FREQUENCIES = {"FIFTEEN_MINUTES": 15 * MINUTE, "ONE_HOUR": HOUR, "SIX_HOURS": 6 * HOUR}


class Findings(_Table, frozen=True):
    """How findings are published.

    Attributes:
        publishing_frequency: how often repeats of a finding are published.
    """

    publishing_frequency: Literal["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"] = "SIX_HOURS"

    def timing(self, allowed_lateness_ms: int) -> Timing:
        """When findings are published, for a job with this allowed lateness."""
        return Timing(FREQUENCIES[self.publishing_frequency], allowed_lateness_ms)


class Learning(_Table, frozen=True):
    """How long a principal is only learnt.

    Attributes:
        days: days of event time since it was first seen in which it raises no finding that needs a profile; 0 to
            judge it from the start.
    """

    days: Annotated[int, msgspec.Meta(ge=0, le=60)] = 7


class Regions(_Table, frozen=True):
    """Where an organisation works.

    Attributes:
        enabled: Regions in which calls of global services make a principal known; empty for those that its account
            uses.
    """

    enabled: tuple[str, ...] = ()


class Config(_Table, frozen=True):
    """Everything that can be configured.

    Attributes:
        learning: ``[learning]``.
        regions: ``[regions]``.
        s3_protection: ``[s3_protection]``.
        findings: ``[findings]``.
        detectors: ``[detectors."<finding type>"]``, for the types that the file names.
    """

    learning: Learning = Learning()
    regions: Regions = Regions()
    s3_protection: S3Protection = S3Protection()
    findings: Findings = Findings()
    detectors: dict[str, Any] = {}

    def settings(self, finding_type: str) -> DetectorSettings:
        """The settings of a finding type, with defaults for what the file does not say."""
        return msgspec.convert(self.detectors.get(finding_type, {}), SETTINGS[finding_type])

    def enabled(self, finding_type: str) -> bool:
        """Whether findings of the type are raised."""
        return self.settings(finding_type).enabled


_ENTRY = re.compile(r"\d{12}(/[a-z0-9-]+)?")


def parse(content: str, name: str) -> Config:
    """The configuration of a file.

    Args:
        content: the file's text.
        name: the file's name, for messages.

    Raises:
        ConfigError: naming the file, the table and the key at fault.
    """
    try:
        config = msgspec.convert(tomllib.loads(content), Config)
        for entry in (*config.s3_protection.enabled, *config.s3_protection.disabled):
            if not _ENTRY.fullmatch(entry):
                msg = f'[s3_protection]: "{entry}" is neither an account (12 digits) nor account/Region'
                raise ConfigError(msg)
        for entry in set(config.s3_protection.enabled) & set(config.s3_protection.disabled):
            msg = f'[s3_protection]: "{entry}" is both enabled and disabled'
            raise ConfigError(msg)
        for finding_type in config.detectors:
            _check_settings(config, finding_type)
    except tomllib.TOMLDecodeError as error:
        msg = f"{name}: not valid TOML: {error}"
        raise ConfigError(msg) from None
    except msgspec.ValidationError as error:
        msg = f"{name}: {_readable(str(error))}"
        raise ConfigError(msg) from None
    except ConfigError as error:
        msg = f"{name}: {error}"
        raise ConfigError(msg) from None
    return config


def _check_settings(config: Config, finding_type: str) -> None:
    """Refuse an unknown finding type and settings that it does not take."""
    table = f'[detectors."{finding_type}"]'
    if finding_type not in SETTINGS:
        close = difflib.get_close_matches(finding_type, SETTINGS, n=1)
        hint = f'; did you mean "{close[0]}"?' if close else ""
        msg = f"{table}: no such finding type{hint}"
        raise ConfigError(msg)
    try:
        config.settings(finding_type)
    except msgspec.ValidationError as error:
        msg = _readable(str(error), table)
        raise ConfigError(msg) from None


def _readable(message: str, table: str = "") -> str:
    """Msgspec's message with the place first, written as in TOML; ``table`` is where its paths start.

    >>> _readable("Object contains unknown field `x` - at `$.s3_protection`")
    '[s3_protection]: unknown key "x"'
    >>> _readable("Expected `bool`, got `str` - at `$.enabled`", '[detectors."PenTest:S3/KaliLinux"]')
    '[detectors."PenTest:S3/KaliLinux"] enabled: expected bool, got str'
    """
    what, _, where = message.partition(" - at `$")
    path = where.rstrip("`").lstrip(".")
    what = re.sub(r"Object contains unknown field `(.*)`", r'unknown key "\1"', what)
    what = re.sub(r"Expected `(\w+)`, got `(\w+)`", r"expected \1, got \2", what)
    if not table and path:
        name, _, path = path.partition(".")
        table = f"[{name}]"
    place = f"{table} {path}".strip()
    return f"{place}: {what}" if place else what
