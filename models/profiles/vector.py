"""Feature vectors: one window of an entity's activity as numbers, as forests are trained on and score them.

A family is one kind of entity with one list of features. Changing what a feature means, or their order, raises the
family's version: a model knows the version that it was trained on, and refuses another.
"""

from __future__ import annotations

from math import isqrt
from typing import Any, NamedTuple

import msgspec

#: The top of the scale of risks (`models.apis.tactics`).
HIGHEST_RISK = 5

#: A multiple beyond it says no more, and would only stretch the feature.
MOST_MULTIPLE = 400


def root(number: int) -> float:
    """The square root in steps of a quarter, rounded down.

    >>> root(0), root(2), root(100)
    (0.0, 1.25, 10.0)
    """
    return isqrt(16 * number) / 4


def fourth_root(number: int) -> float:
    """The fourth root in steps of a quarter, rounded down.

    >>> fourth_root(0), fourth_root(16), fourth_root(1_000_000)
    (0.0, 2.0, 31.5)
    """
    return isqrt(isqrt(256 * number)) / 4


def percent(part: int, whole: int) -> int:
    """A part in per cent, in steps of 5, rounded down; 0 of nothing.

    >>> percent(1, 3), percent(3, 0)
    (30, 0)
    """
    return 20 * part // whole * 5 if whole else 0


def quarters(amount: int, usual: int) -> int:
    """An amount as a multiple of what is usual, in quarters, rounded down; no more than `MOST_MULTIPLE`.

    >>> quarters(10, 4), quarters(10**9, 1)
    (10, 1600)
    """
    return min(4 * amount // usual, 4 * MOST_MULTIPLE)


class Feature(NamedTuple):
    """One number of a vector.

    Attributes:
        name: in lower case with underscores.
        meaning: what it counts, with its unit.
    """

    name: str
    meaning: str


class Family(NamedTuple):
    """The vectors of one kind of entity.

    Attributes:
        name: such as ``principal``.
        version: raised with every change of the features.
        features: in the order of a vector's values.
        risk: features that are risks, from 0 to `HIGHEST_RISK`; the least of them says how much a strange vector
            matters. Empty when every one does.
    """

    name: str
    version: int
    features: tuple[Feature, ...]
    risk: tuple[str, ...] = ()

    def named(self, vector: Vector) -> dict[str, float]:
        """The values of one of its vectors by their features' names."""
        return dict(zip((feature.name for feature in self.features), vector.values, strict=True))


class Vector(msgspec.Struct, frozen=True, array_like=True):
    """One window of an entity.

    Attributes:
        family: the family's name.
        version: the family's version.
        account: whose logs showed it.
        entity: the entity within the account, such as a principal's ARN.
        end_ms: the window's end.
        values: one finite number for each of the family's features.
    """

    family: str
    version: int
    account: str
    entity: str
    end_ms: int
    values: tuple[float, ...]


#: Avro schema of a file of vectors, as ``--features`` writes it and training reads it.
SCHEMA: dict[str, Any] = {
    "type": "record",
    "name": "Vector",
    "namespace": "guardbeam",
    "doc": "One window of an entity's activity as numbers.",
    "fields": [
        {"name": "family", "type": "string"},
        {"name": "version", "type": "int"},
        {"name": "account", "type": "string"},
        {"name": "entity", "type": "string"},
        {"name": "end_ms", "type": "long", "doc": "end of the window, ms since 1970"},
        {
            "name": "values",
            "type": {"type": "array", "items": "double"},
            "doc": "in the family's order",
        },
    ],
}


def to_avro(vector: Vector) -> dict[str, Any]:
    """A vector as a row of `SCHEMA`."""
    return {**msgspec.structs.asdict(vector), "values": list(vector.values)}


def from_avro(row: dict[str, Any]) -> Vector:
    """A row of `SCHEMA` as a vector."""
    return Vector(**{**row, "values": tuple(row["values"])})
