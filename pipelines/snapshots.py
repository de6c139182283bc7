"""Checks before a run: snapshots that the job can start from, and a place for those that it leaves."""

from collections.abc import Iterable

import fastavro
from apache_beam.io.filesystem import CompressionTypes
from apache_beam.io.filesystems import FileSystems

from models.snapshots import mismatch
from pipelines.errors import UsageError, reason
from pipelines.inputs import file_patterns
from pipelines.outputs import shard_pattern, writable_prefix
from transforms.fold import Mode
from transforms.places import STATES
from transforms.write import AVRO


def snapshots_in(flag: str, patterns: Iterable[str], window_ms: int) -> list[str]:
    """Patterns of snapshots that fit the job.

    Args:
        flag: for messages.
        patterns: what was given for it; a folder stands for everything below it.
        window_ms: the size of the windows that the job folds.

    Raises:
        UsageError: a pattern matches nothing, or a file that holds no snapshots, or such as the job cannot read.
    """
    checked = file_patterns(flag, patterns)
    for path in _matched(checked):
        why = _refused(path, window_ms)
        if why:
            raise UsageError(f"{flag}: {path}: {why}")
    return checked


def snapshots_out(flag: str, prefix: str | None, mode: Mode, read: Iterable[str]) -> str | None:
    """The prefix that snapshots are written to, without ``.avro``; its folder can be written.

    Args:
        flag: for messages.
        prefix: what was given for it, if anything.
        mode: how the job folds.
        read: patterns of the snapshots that the job starts from.

    Raises:
        UsageError: the job is a stream, its own input would be replaced, or the folder cannot be made or written.
    """
    if not prefix:
        return None
    if mode.streaming:
        raise UsageError(f"{flag}: is for a bounded run; a stream goes on from its runner's savepoints")
    target = prefix.removesuffix(AVRO)
    earlier = set(_matched([shard_pattern(target + AVRO)]))
    if replaced := sorted(earlier.intersection(_matched(read))):
        raise UsageError(
            f"{flag}={prefix}: would replace {replaced[0]}, which the job starts from; give another prefix"
        )
    writable_prefix(flag, target + AVRO)
    return target


def _matched(patterns: Iterable[str]) -> list[str]:
    return [file.path for pattern in patterns for file in FileSystems.match([pattern])[0].metadata_list]


def _refused(path: str, window_ms: int) -> str | None:
    """Why a file is of no use, by its header."""
    try:
        with FileSystems.open(path, compression_type=CompressionTypes.UNCOMPRESSED) as stream:
            written = fastavro.reader(stream).writer_schema
    except ValueError:
        return "is no Avro file"
    except Exception as error:
        return reason(path, error)
    return mismatch(written, window_ms, {fold: codec.version for fold, codec in STATES.items()})
