"""The lists that a job looks callers up in: read from any filesystem, followed in a stream.

A process has one copy of a job's lists, whatever the number of its threads and steps. In a stream one thread looks at
the files every `INTERVAL` seconds, when it meets an element; the others go on with what they have. So a changed file
is in force within a minute and the time that it takes to read it: seconds for 250,000 entries. Each worker looks by
itself, so for that long two workers may judge by different versions; a finding's evidence has the checksum of the
version used.

A list that cannot be used any more (gone, unreadable, damaged) keeps its last good version. A warning says so once per
state of the file, and the counter ``lists/<name> kept`` counts the looks that met it. A worker that starts meanwhile
has no such version: it fails, and is tried again, until the list is mended.
"""

import hashlib
import logging
import threading
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from apache_beam.io.filesystems import FileSystems
from apache_beam.metrics import Metrics
from apache_beam.utils.shared import Shared

from models.lists.book import Book, Loaded, load, read, unreadable
from models.lists.entry import ListError
from models.lists.settings import ListTable
from transforms.files import content

_LOGGER = logging.getLogger("guardbeam")

#: Seconds between two looks at the files in a stream.
INTERVAL = 60.0


class RemoteFiles:
    """Lists through Beam's filesystems."""

    def read(self, path: str) -> bytes:
        """A file's content."""
        with _os_errors():
            return content(path)

    def stamp(self, path: str) -> str:
        """Time of the last change, and size; empty where the filesystem does not know the time."""
        with _os_errors():
            file = FileSystems.get_filesystem(path).metadata(path)
        return f"{file.last_updated_in_seconds!r} {file.size_in_bytes}" if file.last_updated_in_seconds else ""


@contextmanager
def _os_errors() -> Iterator[None]:
    """Turn what the clients of remote filesystems raise into OSError."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(str(error).removesuffix(" with exceptions None")) from error


class Lists:
    """The lists of a job, made once for it. In a worker, all copies share what has been read.

    Args:
        tables: the configuration.
        follow: whether changed files are taken up while the job runs.
    """

    def __init__(self, tables: Iterable[ListTable] = (), follow: bool = False) -> None:
        self._tables, self._follow = tuple(tables), follow
        self._handle = Shared()
        self._held: _Held | None = None
        self._given: Book | None = None

    def __getstate__(self) -> dict[str, Any]:
        return self.__dict__ | {"_held": None, "_given": None}

    def load(self) -> Book:
        """The lists in force, read if it is the first time or time to look. Cheap enough to call for every element.

        Raises:
            ListError: the first time, a list cannot be used; the message names it and its file and says why.
        """
        if self._held is None:
            self._held = self._handle.acquire(lambda: _Held(self._tables, self._follow))
        if self._follow:
            self._held.follow()
        return self._held.book

    def changed(self) -> Book | None:
        """The lists, if they are others than when this copy was last asked; None if not.

        Raises:
            ListError: as `load`.
        """
        book = self.load()
        if book is self._given:
            return None
        self._given = book
        return book


class _Version(NamedTuple):
    """A file as it is in force.

    Attributes:
        sha256: of its content.
        packed: its content, compressed. When one list changes, the tables of all are made anew; entries as objects,
            kept until then, would take many times the memory of the tables.
    """

    sha256: str
    packed: bytes


class _Held:
    """The lists of a process.

    Args:
        tables: the configuration.
        follow: whether their files are to be followed, and so kept, packed.

    Attributes:
        book: those in force.

    Raises:
        ListError: a list cannot be used.
    """

    def __init__(self, tables: tuple[ListTable, ...], follow: bool) -> None:
        self._tables, self._follow, self._files = tables, follow, RemoteFiles()
        self._looking = threading.Lock()
        self._looked = time.monotonic()
        self._versions: dict[str, _Version] = {}
        # By list: the stamp of the file that was last read, usable or not; and of a list that is no longer as its file,
        # in what state of the file that was said.
        self._stamps: dict[str, str] = {}
        self._kept: dict[str, str] = {}
        self.book = Book.of([self._first(table) for table in tables])

    def follow(self) -> None:
        """Look at the files if it is time, unless another thread is at it."""
        if time.monotonic() - self._looked < INTERVAL or not self._looking.acquire(blocking=False):
            return
        try:
            if time.monotonic() - self._looked >= INTERVAL:
                self._look()
                self._looked = time.monotonic()
        finally:
            self._looking.release()

    def _first(self, table: ListTable) -> Loaded:
        self._stamps[table.name] = _stamp(table, self._files)
        data = read(table, self._files)
        return self._taken(load(table, data), data)

    def _look(self) -> None:
        """Take up the lists that have changed."""
        changed = {table.name: loaded for table in self._tables if (loaded := self._newer(table))}
        if changed:
            self.book = Book.of(changed.get(table.name) or self._again(table) for table in self._tables)

    def _newer(self, table: ListTable) -> Loaded | None:
        """A list whose file has other content than the one in force, if it can be used."""
        known = self._stamps.pop(table.name, "")
        state = ""
        try:
            stamp = state = _stamp(table, self._files)
            if stamp and stamp == known:
                self._stamps[table.name] = stamp
                if table.name in self._kept:
                    _count_kept(table)
                return None
            data = read(table, self._files)
            self._stamps[table.name] = stamp
            sha256 = hashlib.sha256(data).hexdigest()
            state = stamp or sha256
            loaded = load(table, data) if sha256 != self._versions[table.name].sha256 else None
        except ListError as error:
            self._keep(table, state, error)
            return None
        if self._kept.pop(table.name, None) is not None:
            _LOGGER.info('[[lists]] "%s": %s can be used again', table.name, table.path)
        if loaded and loaded.warning:
            _LOGGER.warning("%s", loaded.warning)
        return loaded and self._taken(loaded, data)

    def _taken(self, loaded: Loaded, data: bytes) -> Loaded:
        """Note the version that comes into force."""
        if self._follow:
            self._versions[loaded.table.name] = _Version(loaded.sha256, zlib.compress(data, 1))
        return loaded

    def _again(self, table: ListTable) -> Loaded:
        """A list that has not changed."""
        return load(table, zlib.decompress(self._versions[table.name].packed))

    def _keep(self, table: ListTable, state: str, error: ListError) -> None:
        """Go on with the last good version of a list."""
        _count_kept(table)
        if self._kept.get(table.name) != state:
            self._kept[table.name] = state
            _LOGGER.warning("%s; going on with the list's last good version", error)


def _stamp(table: ListTable, files: RemoteFiles) -> str:
    try:
        return files.stamp(table.path)
    except OSError as error:
        raise unreadable(table, error) from None


def _count_kept(table: ListTable) -> None:
    Metrics.counter("lists", f"{table.name} kept").inc()
