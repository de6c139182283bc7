"""Data beside the logs, loaded through Beam's filesystems once per worker process.

An `Enrichment` is what travels to the workers: the configuration's tables, and no data. The first who needs it in a
process loads it, all others share it for as long as the process lives. It is not loaded again while a job runs: newer
files, AWS's ranges among them, count from the next start on.

A database is mapped into memory, not read: its pages are the system's, shared by processes and given back when memory
is short. One on a remote filesystem is copied to a local file first, which has no name any more once it is open.
"""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems
from apache_beam.io.localfilesystem import LocalFileSystem

from models.config.table import ConfigError
from models.enrichment.aws_ranges import AwsRanges
from models.enrichment.countries import Countries
from models.enrichment.enricher import Enricher
from models.enrichment.geo import Geo
from models.enrichment.inventory import Inventory
from models.enrichment.settings import AwsSettings, GeoSettings, InventorySettings

_T = TypeVar("_T")


class Enrichment(NamedTuple):
    """Where the data beside the logs is.

    Attributes:
        inventory: ``[inventory]``.
        aws: ``[aws]``.
        geo: ``[geo]``.
    """

    inventory: InventorySettings = InventorySettings()
    aws: AwsSettings = AwsSettings()
    geo: GeoSettings = GeoSettings()

    def load(self) -> Enricher:
        """The data, loaded by the first call in a process.

        Raises:
            ConfigError: a file is missing or cannot be read, naming table, key, path and reason.
        """
        with _LOCK:
            if self not in _LOADED:
                _LOADED[self] = _Loaded.of(self)
            return _LOADED[self].enricher

    def describe(self) -> list[str]:
        """What was loaded, a line for each table's key that names a file.

        Raises:
            ConfigError: as `load`.
        """
        self.load()
        return _LOADED[self].lines


class _Loaded(NamedTuple):
    enricher: Enricher
    lines: list[str]

    @classmethod
    def of(cls, enrichment: Enrichment) -> "_Loaded":
        inventory, aws, geo = enrichment
        lines: list[str] = []
        return cls(
            Enricher(_inventory(inventory, lines), _aws_ranges(aws, lines), _geo(geo, lines)),
            lines,
        )


_LOADED: dict[Enrichment, _Loaded] = {}
_LOCK = Lock()


def _inventory(settings: InventorySettings, lines: list[str]) -> Inventory | None:
    if not settings.paths:
        return None
    key = "[inventory] path"
    paths = list(dict.fromkeys(path for pattern in settings.paths for path in _matches(key, pattern)))
    try:
        inventory = Inventory.parse(_contents(key, paths))
    except ValueError as error:
        msg = f"{key}: {error}"
        raise ConfigError(msg) from None
    known = ", ".join(_counted(count, what) for what, count in inventory.counts().items())
    skipped = f"; passed over {_counted(inventory.skipped, 'element')} without an id" if inventory.skipped else ""
    lines.append(f"{key}: {known} from {_counted(len(paths), 'file')}{skipped}")
    return inventory


def _matches(key: str, pattern: str) -> list[str]:
    """The files of a pattern, in the order of their names."""
    try:
        found = [file.path for match in FileSystems.match([pattern]) for file in match.metadata_list]
    except Exception as error:
        raise _refused(key, pattern, error) from error
    if not found:
        msg = f"{key}: {pattern}: no such file"
        raise ConfigError(msg)
    return sorted(found)


def _contents(key: str, paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for path in paths:
        yield path, _used(key, path, _read)


def _aws_ranges(settings: AwsSettings, lines: list[str]) -> AwsRanges | None:
    if not settings.ip_ranges:
        return None
    key = "[aws] ip_ranges"
    ranges = _used(key, settings.ip_ranges, lambda path: AwsRanges.parse(_read(path)))
    lines.append(f"{key}: {_counted(ranges.prefixes, 'range')}, published {ranges.published or 'at an unknown time'}")
    return ranges


def _geo(settings: GeoSettings, lines: list[str]) -> Geo | None:
    if settings == GeoSettings():
        return None
    city = _reader("[geo] city", settings.city, lines)
    asn = _reader("[geo] asn", settings.asn, lines)
    countries = None
    if settings.countries:
        key = "[geo] countries"
        countries = _used(key, settings.countries, lambda path: Countries.parse(_read(path)))
        lines.append(f"{key}: {_counted(countries.ranges, 'range')}")
    return Geo(city, asn, countries)


def _reader(key: str, path: str, lines: list[str]) -> Any:
    """A database; None if there is none."""
    if not path:
        return None
    reader = _used(key, path, _database)
    about = reader.metadata()
    built = datetime.fromtimestamp(about.build_epoch, UTC)
    lines.append(f"{key}: {about.database_type}, built {built:%Y-%m-%d}")
    return reader


def _database(path: str) -> Any:
    """A database, mapped into memory."""
    try:
        import maxminddb  # noqa: PLC0415 - only those who have a database need it
    except ImportError:
        msg = "databases are read by the package maxminddb: pip install 'guardbeam[geo]'"
        raise ValueError(msg) from None
    try:
        if isinstance(FileSystems.get_filesystem(path), LocalFileSystem):
            return maxminddb.open_database(path)
        with tempfile.TemporaryDirectory(prefix="guardbeam-") as directory:
            copy = Path(directory, "copy.mmdb")
            with _opened(path, CompressionTypes.UNCOMPRESSED) as remote, copy.open("wb") as local:
                shutil.copyfileobj(remote, local, 1 << 20)
            return maxminddb.open_database(copy)
    except maxminddb.InvalidDatabaseError as error:
        msg = f"it is no database in MaxMind's format, or is damaged: {error}"
        raise ValueError(msg) from None


def _read(path: str) -> bytes:
    """A file's content, unpacked if its name says that it is packed."""
    with _opened(path, CompressionTypes.AUTO) as file:
        return bytes(file.read())


def _opened(path: str, compression: str) -> Any:
    return FileSystems.open(path, compression_type=compression)


def _used(key: str, path: str, use: Callable[[str], _T]) -> _T:
    """What is made of a file.

    Raises:
        ConfigError: it cannot be, for whatever reason: each filesystem fails in its own way.
    """
    try:
        return use(path)
    except Exception as error:
        raise _refused(key, path, error) from error


def _refused(key: str, path: str, error: Exception) -> ConfigError:
    return ConfigError(f"{key}: {path}: {error}")


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
