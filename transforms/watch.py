"""Files as a stream: new objects of a pattern, once each, as they land."""

import hashlib
import time
from collections.abc import Callable

import apache_beam as beam
import msgspec
from apache_beam.io.filesystems import FileSystems

from models.times import HOUR, SECOND
from transforms.stream import Pace, Piece, StreamSource

#: An object has to be listed within this time of its own modification, counted against the newest one; only
#: names of that span are remembered, so the checkpoint stays small however long the stream. S3 and GCS list
#: an object as soon as it is there; their time of modification is that of the upload.
REMEMBERED = HOUR


class WatchFiles(beam.PTransform):
    """Follow some patterns.

    Input: the pipeline. Output: (path, size) of each file, once. Files of the first listing go out as one
    backlog: the watermark waits until all of it has been handed on. From then on it trails the files' time of
    modification.
    """

    def __init__(self, patterns: list[str], pace: Pace, interval_ms: int) -> None:
        super().__init__()
        self._source = StreamSource(_Feeds(patterns, interval_ms), 1, pace)

    def expand(self, pbegin):
        """Read the source, then spread the files over the workers."""
        return (
            pbegin
            | "List new files" >> beam.io.Read(self._source).with_output_types(tuple[str, int])
            | "Spread new files" >> beam.Reshuffle()
        )


class _Feeds:
    def __init__(self, patterns: list[str], interval_ms: int) -> None:
        self._patterns, self._interval_ms = patterns, interval_ms

    def __call__(self, number: int, resume: bytes | None) -> "_FolderFeed":
        return _FolderFeed(self._patterns, self._interval_ms, resume)


class _Seen(msgspec.Struct, array_like=True):
    """What was handed on: the newest time of modification, and the names (hashed) of `REMEMBERED` before it."""

    newest_ms: int = 0
    names: dict[bytes, int] = {}

    def has(self, name: bytes, updated_ms: int) -> bool:
        """Whether a file was handed on."""
        return name in self.names or updated_ms < self.newest_ms - REMEMBERED

    def add(self, name: bytes, updated_ms: int) -> None:
        """A file was handed on."""
        self.newest_ms = max(self.newest_ms, updated_ms)
        self.names[name] = updated_ms

    def forget(self) -> None:
        """Let go of names that are too old to be asked for."""
        self.names = {n: at for n, at in self.names.items() if at >= self.newest_ms - REMEMBERED}


class _FolderFeed:
    """Lists; what it knows to be handed on is what a checkpoint keeps."""

    def __init__(self, patterns: list[str], interval_ms: int, resume: bytes | None) -> None:
        self._patterns, self._interval_s = patterns, interval_ms / SECOND
        self._done = msgspec.msgpack.decode(resume, type=_Seen) if resume else _Seen()
        self._listed = msgspec.msgpack.decode(msgspec.msgpack.encode(self._done), type=_Seen)
        self._next = 0.0

    def poll(self) -> list[Piece]:
        if time.monotonic() < self._next:
            return []
        self._next = time.monotonic() + self._interval_s
        found = []
        for result in FileSystems.match(self._patterns):
            for file in result.metadata_list:
                updated_ms = int((file.last_updated_in_seconds or 0) * SECOND)
                name = hashlib.blake2b(file.path.encode(), digest_size=8).digest()
                if not self._listed.has(name, updated_ms):
                    found.append((updated_ms, file.path, file.size_in_bytes, name))
        found.sort()
        for updated_ms, _, _, name in found:
            self._listed.add(name, updated_ms)
        self._listed.forget()
        # Only the last piece moves the watermark: a listing is known as a whole.
        return [
            Piece((path, size), updated_ms if n == len(found) else None, updated_ms, (name, updated_ms))
            for n, (updated_ms, path, size, name) in enumerate(found, 1)
        ]

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        for piece in taken:
            self._done.add(*piece.receipt)
        self._done.forget()
        return (lambda: None), msgspec.msgpack.encode(self._done, order="sorted")

    def close(self) -> None:
        pass
