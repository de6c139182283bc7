"""Checks before a run: inputs that match something or can be pulled from."""

import difflib
import logging
import os
from collections.abc import Iterable
from typing import Any

from apache_beam.io.filesystems import FileSystems

from models.cloudtrail.record import CLOUDTRAIL
from models.dns import DNS
from models.times import MINUTE, SECOND
from models.vpc_flow import VPC_FLOW
from models.vpc_flow.fields import FIELDS, Formats, unknown
from pipelines.errors import UsageError, reason
from pipelines.subscriptions import is_subscription, reachable
from transforms.source import Inputs
from transforms.stream import Pace
from transforms.write import is_topic

_LOGGER = logging.getLogger("guardbeam")


def logs(ours: Any) -> tuple[tuple[str, str, list[str]], ...]:
    """Each log source's name, its flag, and what was given for it.

    Args:
        ours: the `DetectOptions`.
    """
    return (
        (CLOUDTRAIL, "--cloudtrail", ours.cloudtrail),
        (VPC_FLOW, "--vpc_flow", ours.vpc_flow),
        (DNS, "--dns", ours.dns),
    )


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
    for _, other, given in logs(ours):
        if other != flag and (both := sorted({*subscriptions} & {*given})):
            raise UsageError(f"{flag}={both[0]}: is given for {other}, too; each message goes to one reader only")
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


def flow_formats(ours: Any) -> Formats:
    """What flow records without a header are taken for; warns of fields that nobody knows.

    Args:
        ours: the `DetectOptions`.

    Raises:
        UsageError: the format says too little to be of use, names a field twice, or there are no flow records.
    """
    flag, text = "--vpc_flow_format", ours.vpc_flow_format
    if text is not None and not ours.vpc_flow:
        raise UsageError(f"{flag}: says how flow records are written; give --vpc_flow=PATTERN")
    try:
        formats = Formats.parse(text)
    except ValueError as error:
        raise UsageError(f"{flag}={text}: {error}") from error
    for name in unknown(formats.headless):
        close = difflib.get_close_matches(name, FIELDS, n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        _LOGGER.warning("%s: %s is no field that is known, and is passed over%s", flag, name, hint)
    return formats


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
