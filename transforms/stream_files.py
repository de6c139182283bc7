"""Files of a stream: each appears whole, and writing one again changes nothing.

A bundle may be tried again after a failure, cut differently. So a file's name follows from what is in it: a finding's
publication is an object of its own, as in GuardDuty's export, and the second writing replaces the first. No window is
involved, hence nothing can be too late to be written.
"""

import contextlib
import hashlib
import os
from collections.abc import Iterable

import apache_beam as beam
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

SHARD = "00000-of-00001"


class WriteObjects(beam.PTransform):
    """Write each line to a file of its own.

    Input: (name, line). Output: the files' paths, ``PREFIX-<name>-00000-of-00001<suffix>``.
    """

    def __init__(self, prefix: str, suffix: str) -> None:
        super().__init__()
        self._prefix, self._suffix = prefix, suffix

    def expand(self, pcoll):
        """Write."""
        return pcoll | "Write objects" >> beam.MapTuple(self._write).with_output_types(str)

    def _write(self, name: str, line: bytes) -> str:
        return write_file(f"{self._prefix}-{name}-{SHARD}{self._suffix}", [line])


class WriteBundles(beam.PTransform):
    """Write the lines of each bundle to a file that is named by its content.

    Input: lines. Output: none. A bundle that is cut differently when it is tried again may write a line twice.
    """

    def __init__(self, prefix: str, suffix: str) -> None:
        super().__init__()
        self._fn = _WriteBundleFn(prefix, suffix)

    def expand(self, pcoll):
        """Write."""
        return pcoll | "Write bundles" >> beam.ParDo(self._fn)


class _WriteBundleFn(beam.DoFn):
    def __init__(self, prefix: str, suffix: str) -> None:
        self._prefix, self._suffix = prefix, suffix

    def start_bundle(self) -> None:
        self._lines: list[bytes] = []

    def process(self, line: bytes) -> None:
        self._lines.append(line)

    def finish_bundle(self) -> None:
        if self._lines:
            lines = sorted(self._lines)
            name = hashlib.sha256(b"\n".join(lines)).hexdigest()[:16]
            write_file(f"{self._prefix}-{name}-{SHARD}{self._suffix}", lines)


def write_file(path: str, lines: Iterable[bytes]) -> str:
    """Write lines to a path that shows nothing before it is complete.

    An object store shows no half object. On a filesystem the file gets its name when it is whole; until then it has a
    hidden one, which no pattern of the output's readers matches.

    Raises:
        OSError: it cannot be written (the disk is full); the error names the path.
    """
    local = "://" not in path
    folder, name = os.path.split(path)
    written = os.path.join(folder, f".{name}.part") if local else path
    try:
        with FileSystems.create(written, "text/plain", CompressionTypes.UNCOMPRESSED) as file:
            for line in lines:
                file.write(line + b"\n")
        if local:
            os.replace(written, path)
    except OSError as error:
        if local:
            with contextlib.suppress(OSError):
                os.unlink(written)
        raise OSError(error.errno, error.strerror or str(error), path) from error
    return path
