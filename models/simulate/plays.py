"""What plays are known by: scenarios, intrusions, attackers and drifts are functions, registered by decorators."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, Protocol


class Told(Protocol):
    """What a play in the network is known by (`models.simulate.flows.scenarios.registry.Scenario`)."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def near_miss(self) -> bool:
        """Whether it only looks like something."""

    @property
    def types(self) -> tuple[str, ...]:
        """The finding types that it is about."""

    @property
    def also(self) -> tuple[str, ...]:
        """Those that it may raise besides."""

    @property
    def description(self) -> str:
        """One line."""


def told(play: Told) -> dict[str, object]:
    """A play in the network, as a line beside the logs."""
    return {
        "scenario": play.name,
        "nearMiss": play.near_miss,
        "types": play.types,
        "also": play.also,
        "description": play.description,
    }


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
