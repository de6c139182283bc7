"""Checks before a run: inputs that match something or can be pulled from."""

import os
from collections.abc import Iterable
from typing import Any

from apache_beam.io.filesystems import FileSystems

from models.times import MINUTE, SECOND
from pipelines.errors import UsageError, reason
from pipelines.subscriptions import is_subscription, reachable
from transforms.source import Inputs
from transforms.stream import Pace
from transforms.write import is_topic


def inputs(flag: str, values: list[str], ours: Any) -> Inputs:
    """Where a log source is read from: each pattern matches something, each subscription can be pulled from.

    Args:
        flag: the source's flag, for messages.
        values: what was given for it.
        ours: the `DetectOptions`.

    Raises:
        UsageError: a pattern matches nothing, its filesystem is not installed, or a subscription cannot be used.
    """
    subscriptions = [value for value in values if is_subscription(value)]
    patterns = file_patterns(flag, [v for v in values if v not in subscriptions], ours.watch)
    for subscription in subscriptions:
        reachable(flag, subscription)
    return Inputs(
        patterns=patterns,
        subscriptions=subscriptions,
        watch=ours.watch and bool(patterns),
        watch_interval_ms=min(ours.watch_interval, ours.stop_when_idle or ours.watch_interval) * SECOND,
        readers=ours.readers,
        pace=Pace(
            out_of_orderness_ms=ours.out_of_orderness * MINUTE,
            idle_ms=ours.idle * SECOND,
            stop_idle_ms=ours.stop_when_idle and ours.stop_when_idle * SECOND,
        ),
    )


def file_patterns(flag: str, patterns: Iterable[str], watch: bool = False) -> list[str]:
    """Patterns that each match something, unless they are watched; a folder stands for everything below it.

    Raises:
        UsageError: a pattern matches nothing, or its filesystem is not installed.
    """
    return [_checked(flag, pattern, watch) for pattern in patterns]


def _checked(flag: str, pattern: str, watch: bool) -> str:
    if is_topic(pattern):
        raise UsageError(f"{flag}={pattern}: is a topic; give one of its subscriptions")
    if os.path.isdir(pattern) or pattern.endswith("/"):
        pattern = pattern.rstrip("/") + "/**"
    try:
        matched = FileSystems.match([pattern], limits=[1])[0].metadata_list
    except Exception as error:
        raise UsageError(f"{flag}={pattern}: {reason(pattern, error)}") from error
    if not matched and not watch:
        hint = "" if "**" in pattern or "://" in pattern else " (* stays within a folder, ** crosses folders)"
        raise UsageError(f"{flag}={pattern}: no file matches{hint}")
    return pattern


def read_text(flag: str, path: str) -> str:
    """A text file's content.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        return text_of(path)
    except Exception as error:
        raise UsageError(f"{flag}={path}: {reason(path, error)}") from error


def text_of(path: str) -> str:
    """A text file's content; raises what its filesystem does."""
    with FileSystems.open(path) as file:
        return str(file.read().decode("utf-8"))
