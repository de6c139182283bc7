"""Files as a stream: new objects of a pattern, once each, as they land.

A file has to appear whole, under its final name: it is read once, as it is found. An object store's objects do;
on a filesystem, write elsewhere and rename.
"""

import hashlib
from collections.abc import Callable, Iterator

import apache_beam as beam
import msgspec
from apache_beam.io.filesystems import FileSystems

from models.times import HOUR, SECOND
from transforms.stream import Clock, OutOfReachError, Pace, Piece, StreamSource, reading, wall_clock

#: An object has to be listed within this time of its own modification, counted against the newest one; only
#: names of that span are remembered, so the checkpoint stays small however long the stream. S3 and GCS list
#: an object as soon as it is there; their time of modification is that of the upload.
REMEMBERED = HOUR


class WatchFiles(beam.PTransform):
    """Follow some patterns.

    Input: the pipeline. Output: (path, size) of each file, once. Files of the first listing go out as one
    backlog: the watermark waits until all of it has been handed on and worked on. From then on it trails the files'
    time of modification.
    """

    def __init__(self, patterns: list[str], pace: Pace, interval_ms: int) -> None:
        super().__init__()
        self._source = StreamSource(_Feeds(patterns, interval_ms), 1, pace)

    def expand(self, pbegin):
        """Read the source, then spread the files over the workers."""
        return (
            pbegin
            | "List new files" >> reading(self._source).with_output_types(tuple[str, int])
            | "Spread new files" >> beam.Reshuffle()
        )


class _Feeds:
    def __init__(self, patterns: list[str], interval_ms: int) -> None:
        self._patterns, self._interval_ms = patterns, interval_ms

    def __call__(self, resume: bytes | None) -> "FolderFeed":
        return FolderFeed(self._patterns, self._interval_ms, resume, wall_clock)


class _Seen(msgspec.Struct, array_like=True):
    """What was handed on: the newest time of modification, and the names (hashed) of `REMEMBERED` before it."""

    newest_ms: int = 0
    names: dict[str, int] = {}

    def has(self, name: str, updated_ms: int) -> bool:
        """Whether a file was handed on."""
        return name in self.names or updated_ms < self.newest_ms - REMEMBERED

    def add(self, name: str, updated_ms: int, listed_ms: int) -> None:
        """A file was handed on. A time of modification in the future makes no other file old."""
        self.newest_ms = max(self.newest_ms, min(updated_ms, listed_ms))
        self.names[name] = updated_ms

    def forget(self) -> None:
        """Let go of names that are too old to be asked for."""
        self.names = {n: at for n, at in self.names.items() if at >= self.newest_ms - REMEMBERED}


class FolderFeed:
    """Lists; what it knows to be handed on is what a checkpoint keeps.

    Args:
        patterns: what to list.
        interval_ms: how often.
        resume: what a cut returned, to go on there.
        clock: tells when it is time to list.
    """

    def __init__(self, patterns: list[str], interval_ms: int, resume: bytes | None, clock: Clock) -> None:
        self._patterns, self._interval_ms, self._clock = patterns, interval_ms, clock
        self._done = _seen(resume)
        self._listed = _seen(resume)
        self._resume = resume or _bytes(self._done)
        self._last_ms: int | None = None

    def poll(self) -> list[Piece] | None:
        """The new files, by time of modification and path; None between listings."""
        now_ms = self._clock()
        if self._last_ms is not None and 0 <= now_ms - self._last_ms < self._interval_ms:
            return None
        new = sorted(self._new())
        self._last_ms = now_ms
        for updated_ms, _, _, name in new:
            self._listed.add(name, updated_ms, now_ms)
        self._listed.forget()
        # Only the last piece moves the watermark: a listing is known as a whole.
        return [
            Piece((path, size), updated_ms if n == len(new) else None, now_ms, (name, updated_ms, now_ms))
            for n, (updated_ms, path, size, name) in enumerate(new, 1)
        ]

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        """Files need no commit; where to go on is what has been handed on."""
        if taken:
            for piece in taken:
                self._done.add(*piece.receipt)
            self._done.forget()
            self._resume = _bytes(self._done)
        return (lambda: None), self._resume

    def close(self) -> None:
        """Nothing is held."""

    def _new(self) -> set[tuple[int, str, int, str]]:
        """Time of modification, path, size and name of what was not listed before; once, if several patterns match."""
        found = set()
        for path, size, updated_ms in self._matched():
            name = hashlib.blake2b(path.encode(errors="surrogateescape"), digest_size=8).hexdigest()
            if not self._listed.has(name, updated_ms):
                found.add((updated_ms, path, size, name))
        return found

    def _matched(self) -> Iterator[tuple[str, int, int]]:
        """Path, size and time of modification of what matches now. Patterns may be of different filesystems."""
        for pattern in self._patterns:
            try:
                results = FileSystems.match([pattern])
            except OSError as error:
                # A local file that goes away while its folder is listed ends up here, too.
                msg = f"cannot list {pattern}: {error}"
                raise OutOfReachError(msg) from error
            for file in results[0].metadata_list:
                yield file.path, file.size_in_bytes, int((file.last_updated_in_seconds or 0) * SECOND)


def _seen(resume: bytes | None) -> _Seen:
    return msgspec.msgpack.decode(resume, type=_Seen) if resume else _Seen()


def _bytes(seen: _Seen) -> bytes:
    return msgspec.msgpack.encode(seen, order="sorted")
