"""The configuration's tables of data beside the logs: ``[inventory]``, ``[aws]`` and ``[geo]``.

All of it is optional; a path that is empty is one that is not given. Whether a file can be read is seen when it is
loaded.
"""

from __future__ import annotations

from models.config.table import ConfigError, Table

_DATABASE = ".mmdb"
_PACKED = (".tar", ".gz", ".tgz", ".zip", ".xz", ".zst", ".bz2")


class InventorySettings(Table, frozen=True):
    """Which instances and network interfaces there are.

    Attributes:
        path: files or file patterns of what ``aws ec2 describe-instances`` and its sisters print.
    """

    path: str | tuple[str, ...] = ()

    @property
    def paths(self) -> tuple[str, ...]:
        """The patterns, none if there is no inventory."""
        if isinstance(self.path, str):
            return (self.path,) if self.path else ()
        return self.path

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ConfigError: a pattern of the list is empty or is there twice.
        """
        for position, path in enumerate(self.paths):
            if not path.strip():
                msg = "[inventory] path: one of its patterns is empty"
                raise ConfigError(msg)
            if path in self.paths[:position]:
                msg = f'[inventory] path: "{path}" is there twice'
                raise ConfigError(msg)


class AwsSettings(Table, frozen=True):
    """What AWS publishes.

    Attributes:
        ip_ranges: a copy of AWS's ip-ranges.json.
    """

    ip_ranges: str = ""

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ConfigError: the path is blank.
        """
        if self.ip_ranges and not self.ip_ranges.strip():
            msg = "[aws] ip_ranges: the path is blank"
            raise ConfigError(msg)


class GeoSettings(Table, frozen=True):
    """Where addresses are, and whose.

    Attributes:
        city: a database in MaxMind's format of cities or countries.
        asn: one of autonomous systems or access providers.
        countries: a table of countries by address, asked where the databases know no country.
    """

    city: str = ""
    asn: str = ""
    countries: str = ""

    def check(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            ConfigError: a path is blank, a database is packed, or a database and a table are mistaken for each other.
        """
        for key in ("city", "asn", "countries"):
            path = getattr(self, key)
            if path and not path.strip():
                msg = f"[geo] {key}: the path is blank"
                raise ConfigError(msg)
        for key in ("city", "asn"):
            path = getattr(self, key)
            if path.lower().endswith(_PACKED):
                msg = f'[geo] {key}: "{path}" is packed; unpack the {_DATABASE} file inside of it'
                raise ConfigError(msg)
            if path.lower().endswith((".csv", ".tsv", ".txt")):
                msg = f'[geo] {key}: "{path}" is a table, not a database; a table of countries goes to "countries"'
                raise ConfigError(msg)
        if self.countries.lower().endswith(_DATABASE):
            msg = f'[geo] countries: "{self.countries}" is a database, not a table; it goes to "city"'
            raise ConfigError(msg)
