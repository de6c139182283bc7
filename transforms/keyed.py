"""Keyed elements: what several steps make of what they hold, and of what folds put out."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from models.codec import Codec
from models.codecs import KEYED_SIGHTINGS, KEYED_SIGHTINGS_TOGETHER, SIGHTINGS

T = TypeVar("T")


def grouped(pairs: Iterable[tuple[bytes, T]], codec: Codec[list[T]]) -> list[tuple[bytes, bytes]]:
    """Pairs of a key and an item, as one element for each key: the key, and its items as bytes."""
    by_key: dict[bytes, list[Any]] = defaultdict(list)
    for key, item in pairs:
        by_key[key].append(item)
    return [(key, codec.encode(items)) for key, items in by_key.items()]


def by_finding(element: tuple[bytes, bytes]) -> tuple[bytes, bytes]:
    """From (any key, keyed sighting) to (finding key, sighting)."""
    keyed = KEYED_SIGHTINGS.decode(element[1])
    return keyed.key.to_bytes(), SIGHTINGS.encode(keyed.sighting)


def each_by_finding(element: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """From (any key, keyed sightings) to (finding key, sighting)."""
    found = KEYED_SIGHTINGS_TOGETHER.decode(element[1])
    return [(keyed.key.to_bytes(), SIGHTINGS.encode(keyed.sighting)) for keyed in found]
