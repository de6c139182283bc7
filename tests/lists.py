"""Lists in force, for tests."""

from __future__ import annotations

from collections.abc import Iterable

from models.lists.book import Book, Loaded
from models.lists.parse import parse
from models.lists.settings import ListTable

SHA256 = "0" * 64


def listed(name: str, entries: Iterable[str], **table: object) -> Loaded:
    """A list of text entries; ``table`` are its other keys in the configuration."""
    of = ListTable(name=name, path=f"lists/{name}.txt", **table)  # type: ignore[arg-type]
    keys = of.kind == "leaked-keys"
    return Loaded(of, parse("\n".join(entries).encode(), "txt", keys), SHA256)


def book(*lists: Loaded) -> Book:
    """The lists in force together."""
    return Book.of(lists)
