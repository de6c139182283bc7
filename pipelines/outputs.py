"""Checks before a run: outputs that can be written."""

import os

from apache_beam.io.filesystems import FileSystems

from pipelines.errors import UsageError, reason
from pipelines.subscriptions import is_subscription, topic_exists
from transforms.fold import Mode
from transforms.write import AVRO, Sink, is_topic, shards


def output(flag: str, target: str, mode: Mode) -> Sink:
    """Where an output goes that is files; they can be written.

    Raises:
        UsageError: the target is not a prefix, its folder cannot be made or written, or a stream was to write Avro.
    """
    if is_topic(target) or is_subscription(target):
        raise UsageError(f"{flag}={target}: is written to files; give a prefix")
    if mode.streaming and target.endswith(AVRO):
        raise UsageError(f"{flag}={target}: a stream writes JSON lines or to a topic, not Avro")
    writable_prefix(flag, target)
    return Sink(target, mode)


def findings_output(flag: str, target: str, mode: Mode, eventbridge: bool) -> Sink:
    """Where findings go: files, or a topic that can be published to.

    Raises:
        UsageError: see `output`; the topic cannot be used, or there is no topic for EventBridge's envelope.
    """
    if is_subscription(target):
        raise UsageError(f"{flag}={target}: is a subscription; give a topic")
    if is_topic(target):
        topic_exists(flag, target)
        return Sink(target, mode, eventbridge)
    if eventbridge:
        raise UsageError(f"--eventbridge: wraps messages, and {flag}={target} is no topic")
    return output(flag, target, mode)


def writable_prefix(flag: str, prefix: str) -> str:
    """A prefix whose folder exists (it is made) and that holds no shards of an earlier run (removed).

    A reader of ``PREFIX-*`` would otherwise mix two runs. Only names of exactly the shape
    ``PREFIX-SSSSS-of-NNNNN.<suffix>`` are touched.

    Raises:
        UsageError: the folder cannot be made or written.
    """
    stem, _ = shards(prefix)
    try:
        if "://" not in prefix:
            folder = os.path.dirname(os.path.abspath(stem))
            os.makedirs(folder, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(f"{folder} cannot be written")
        matched = FileSystems.match([shard_pattern(prefix)])[0].metadata_list
        if matched:
            FileSystems.delete([file.path for file in matched])
    except Exception as error:
        raise UsageError(f"{flag}={prefix}: {reason(prefix, error)}") from error
    return prefix


def features_out(flag: str, prefix: str, mode: Mode) -> str:
    """Where feature vectors go.

    Raises:
        UsageError: the job is a stream, or the prefix cannot be written.
    """
    if mode.streaming:
        raise UsageError(f"{flag}={prefix}: is for a bounded run; replay the stream's archive for training")
    stem = prefix.removesuffix(AVRO)
    writable_prefix(flag, stem + AVRO)
    return stem


def shard_pattern(prefix: str) -> str:
    """What matches the files that a bounded run writes for a prefix, and nothing else."""
    stem, suffix = shards(prefix)
    five = "[0-9]" * 5
    return f"{stem}-{five}-of-{five}{suffix}"
