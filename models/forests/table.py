"""Feature vectors of one family, a column each, in little memory: a month of a large organisation has millions."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from models.profiles.vector import Family, Vector
from models.times import DAY


class TrainingError(Exception):
    """A family's vectors give no model; the message says why, for a person."""


class Table:
    """The vectors of a family as arrays.

    Attributes:
        family: theirs.
        values: float64, a row for each vector.
        end_ms: when each vector's window ended.
        entity: the index of each vector's (account, entity) in ``entities``.
        entities: the (account, entity) pairs, sorted.
    """

    def __init__(
        self,
        family: Family,
        values: NDArray[np.float64],
        end_ms: NDArray[np.int64],
        entity: NDArray[np.int64],
        entities: list[tuple[str, str]],
    ) -> None:
        self.family = family
        self.values = values
        self.end_ms = end_ms
        self.entity = entity
        self.entities = entities

    def __len__(self) -> int:
        return len(self.end_ms)

    @property
    def day(self) -> NDArray[np.int64]:
        """The UTC day of each window, in days since 1970; a window that ends at midnight is of the day before."""
        return (self.end_ms - 1) // DAY

    def where(self, chosen: NDArray[np.bool_]) -> Table:
        """The rows that are chosen."""
        return Table(self.family, self.values[chosen], self.end_ms[chosen], self.entity[chosen], self.entities)

    def entity_days(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Distinct (entity, day) pairs, a row each, and each vector's index into them."""
        pairs = np.stack([self.entity, self.day], axis=1)
        distinct, which = np.unique(pairs, axis=0, return_inverse=True)
        return distinct, which.reshape(-1)


class Gathering:
    """Vectors of one family while they are read; the table does not depend on the order in which they come."""

    def __init__(self, family: Family) -> None:
        self._family = family
        self._values = array("d")
        self._ends = array("q")
        self._entity = array("q")
        self._known: dict[tuple[str, str], int] = {}

    def add(self, vector: Vector) -> None:
        """Take a vector in.

        Raises:
            TrainingError: it is of another version of the family, or not one number for each feature.
        """
        family = self._family
        if (vector.family, vector.version) != (family.name, family.version):
            raise TrainingError(
                f"a vector of {vector.family} version {vector.version}; features are of {family.name} "
                f"version {family.version} here"
            )
        if len(vector.values) != len(family.features) or not np.isfinite(vector.values).all():
            raise TrainingError(
                f"a vector of {family.name} that is not {len(family.features)} finite numbers, of {vector.entity}"
            )
        self._values.extend(vector.values)
        self._ends.append(vector.end_ms)
        self._entity.append(self._known.setdefault((vector.account, vector.entity), len(self._known)))

    def table(self) -> Table:
        """The vectors so far, by time, then entity, then values; those given more than once count once."""
        entities = sorted(self._known)
        place = {entity: i for i, entity in enumerate(entities)}
        renumbered = np.array([place[entity] for entity in self._known], np.int64)
        ends = np.array(self._ends, np.int64)
        entity = renumbered[np.array(self._entity, np.int64)] if len(ends) else np.empty(0, np.int64)
        values = np.array(self._values).reshape(len(ends), len(self._family.features)) + 0.0  # no -0.0
        order = np.lexsort([*values.T[::-1], entity, ends])
        values, ends, entity = values[order], ends[order], entity[order]
        repeats = (np.diff(ends) == 0) & (np.diff(entity) == 0) & (np.diff(values, axis=0) == 0).all(axis=1)
        first = np.ones(min(len(ends), 1), bool)
        return Table(self._family, values, ends, entity, entities).where(np.append(first, ~repeats))


def gathered(family: Family, vectors: Iterable[Vector]) -> Table:
    """A family's vectors as a table.

    Raises:
        TrainingError: one of them is not of the family's present version.
    """
    gathering = Gathering(family)
    for vector in vectors:
        gathering.add(vector)
    return gathering.table()
