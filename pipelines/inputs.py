"""Checks before a run: inputs that match something, outputs that can be written."""

import os
from collections.abc import Iterable
from importlib.util import find_spec
from typing import NamedTuple

from apache_beam.io.filesystems import FileSystems

from pipelines.errors import UsageError
from transforms.write import shards


class _Extra(NamedTuple):
    extra: str
    module: str


#: URL scheme -> the extra that reads it, and a module that only the extra brings.
_EXTRAS = {"s3": _Extra("aws", "boto3"), "gs": _Extra("gcp", "apitools")}


def file_patterns(flag: str, patterns: Iterable[str]) -> list[str]:
    """Patterns that each match something; a folder stands for everything below it.

    Raises:
        UsageError: a pattern matches nothing, or its filesystem is not installed.
    """
    return [_checked(flag, pattern) for pattern in patterns]


def _checked(flag: str, pattern: str) -> str:
    if os.path.isdir(pattern) or pattern.endswith("/"):
        pattern = pattern.rstrip("/") + "/**"
    try:
        matched = FileSystems.match([pattern], limits=[1])[0].metadata_list
    except Exception as error:
        raise UsageError(f"{flag}={pattern}: {_reason(pattern, error)}") from error
    if not matched:
        hint = "" if "**" in pattern or "://" in pattern else " (* stays within a folder, ** crosses folders)"
        raise UsageError(f"{flag}={pattern}: no file matches{hint}")
    return pattern


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
        raise UsageError(f"{flag}={prefix}: {_reason(prefix, error)}") from error
    return prefix


def read_text(flag: str, path: str) -> str:
    """A text file's content.

    Raises:
        UsageError: the file cannot be read.
    """
    try:
        with FileSystems.open(path) as file:
            return file.read().decode("utf-8")
    except Exception as error:
        raise UsageError(f"{flag}={path}: {_reason(path, error)}") from error


def _reason(path: str, error: Exception) -> str:
    """A filesystem's error in words; Beam nests the cause in what it raises itself."""
    scheme = path.partition("://")[0]
    if scheme in _EXTRAS and find_spec(_EXTRAS[scheme].module) is None:
        return f"{scheme}:// needs an extra: pip install 'guardbeam[{_EXTRAS[scheme].extra}]'"
    details = getattr(error, "exception_details", None)
    if isinstance(details, dict) and details:
        return _reason(path, next(iter(details.values())))
    return f"{type(error).__name__}: {error}"
