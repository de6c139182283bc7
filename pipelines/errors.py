"""Errors that are the user's to mend: they end a command with a message, not with a traceback."""

import re
from collections.abc import Mapping
from importlib.util import find_spec
from typing import NamedTuple


class UsageError(Exception):
    """A flag, a file or a configuration cannot be used; the message names it."""


class OutputError(Exception):
    """An output could not be written while the job ran (a full disk, a topic that refuses); the message names it."""


#: What Beam makes of an exception in a step: its type, its message, and the step's outermost label.
_IN_STEP = re.compile(r"(\w+): ([^\n]*) \[while running '([^'/]+)")


def output_error(error: Exception, outputs: Mapping[str, str]) -> OutputError | None:
    """A runner's error in words, if one of the outputs made it.

    Args:
        error: what the runner raised; it holds the worker's traceback as text.
        outputs: a step's label -> the flag and value that it writes to.
    """
    for kind, message, step in _IN_STEP.findall(str(error)):
        if step in outputs:
            return OutputError(f"{outputs[step]}: {kind}: {message}")
    return None


class _Extra(NamedTuple):
    extra: str
    module: str


#: URL scheme -> the extra that reads it, and a module that only the extra brings.
_EXTRAS = {"s3": _Extra("aws", "boto3"), "gs": _Extra("gcp", "apitools")}


def reason(path: str, error: Exception) -> str:
    """A filesystem's error in words; Beam nests the cause in what it raises itself."""
    scheme = path.partition("://")[0]
    if scheme in _EXTRAS and find_spec(_EXTRAS[scheme].module) is None:
        return f"{scheme}:// needs an extra: pip install 'guardbeam[{_EXTRAS[scheme].extra}]'"
    details = getattr(error, "exception_details", None)
    if isinstance(details, dict) and details:
        return reason(path, next(iter(details.values())))
    return f"{type(error).__name__}: {error}"
