"""What plays are known by: scenarios, attackers and drifts are functions, registered by decorators."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any


def introduced(play: Callable[[Any], None], known: Container[str], kind: str = "") -> tuple[str, str]:
    """A play's name, which is its function's with hyphens, and its description, the first line of the docstring.

    Args:
        play: the function.
        known: the names that are taken.
        kind: what those are, for the message, such as ``scenarios``.

    Raises:
        ValueError: the name is one of them.
    """
    name = play.__name__.replace("_", "-")
    if name in known:
        message = " ".join(filter(None, ("two", kind, "are called", name)))
        raise ValueError(message)
    return name, (play.__doc__ or "").strip().splitlines()[0]
