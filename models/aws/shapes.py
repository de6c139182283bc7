"""Loosely typed JSON, read leniently: what AWS lets people write as one thing or a list of them."""

from __future__ import annotations

from collections.abc import Iterator


def many(value: object) -> list[object]:
    """``value`` as a list: itself, or the one thing it is, or nothing for null."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def texts(value: object) -> tuple[str, ...]:
    """The strings in ``value``, one or many; flags and numbers as AWS compares them, other things left out."""
    return tuple(text for item in many(value) if (text := _text(item)) is not None)


def members(value: object) -> Iterator[tuple[str, object]]:
    """The members of an object with string names; none for anything else."""
    if isinstance(value, dict):
        yield from ((name, member) for name, member in value.items() if isinstance(name, str))


def _text(item: object) -> str | None:
    if isinstance(item, str):
        return item
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, int | float) and abs(item) < 1e18:
        return str(item)
    return None
