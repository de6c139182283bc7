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
    stem, suffix = shards(prefix)
    five = "[0-9]" * 5
    try:
        if "://" not in prefix:
            folder = os.path.dirname(os.path.abspath(stem))
            os.makedirs(folder, exist_ok=True)
            if not os.access(folder, os.W_OK):
                raise PermissionError(f"{folder} cannot be written")
        matched = FileSystems.match([f"{stem}-{five}-of-{five}{suffix}"])[0].metadata_list
        if matched:
            FileSystems.delete([file.path for file in matched])
    except Exception as error:
        raise UsageError(f"{flag}={prefix}: {reason(prefix, error)}") from error
    return prefix
