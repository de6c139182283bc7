"""Vectors of an invented organisation, and of attacks on it."""

from __future__ import annotations

import io
import zipfile
from functools import cache

import msgspec
import numpy as np

from models.profiles.vector import Family, Feature, Vector
from models.times import DAY, HOUR

ACCOUNT = "111122223333"
START = 1_772_323_200_000  # 2026-03-01

#: Counts that vary, novelties that are rare, and a number that never moves.
HABITS, NOVELTIES = range(4), range(4, 8)
STILL = 8
FAMILY = Family(
    "habit",
    3,
    (
        *(Feature(f"habit_{i}", "calls of one kind in the hour") for i in HABITS),
        *(Feature(f"novelty_{i}", "things never seen before, a count") for i in NOVELTIES),
        Feature("still", "what nobody does, a count"),
    ),
)


def vector(entity: str, end_ms: int, values) -> Vector:
    return Vector(FAMILY.name, FAMILY.version, ACCOUNT, entity, end_ms, tuple(float(value) for value in values))


@cache
def benign(days: int = 20, entities: int = 20, seed: int = 1) -> tuple[Vector, ...]:
    """People with habits of their own, and services that do the same every hour."""
    rng = np.random.default_rng(seed)
    habits = rng.gamma(2, 2, size=(entities, len(HABITS)))
    vectors = []
    for entity in range(entities):
        service = entity % 5 == 0
        for hour in range(24 if service else 4):
            for day in range(days):
                calls = np.round(habits[entity]) if service else rng.poisson(habits[entity])
                novel = rng.random(len(NOVELTIES)) < (0 if service else 0.005)
                end = START + day * DAY + (hour + 1) * HOUR
                vectors.append(vector(f"arn:{entity}", end, [*calls, *novel, 0]))
    return tuple(vectors)


def attacks(count: int, day: int, seed: int = 9, kinds: int = 3) -> list[Vector]:
    """Windows of a day in which entities do what they do, and several things never seen."""
    rng = np.random.default_rng(seed)
    usual = benign()
    found = []
    for i, place in enumerate(rng.choice(len(usual), count, replace=False)):
        values = np.array(usual[place].values)
        values[rng.choice([*NOVELTIES, STILL], kinds, replace=False)] = rng.integers(1, 4, kinds)
        found.append(vector(f"arn:{i}", START + day * DAY + 12 * HOUR, values))
    return found


def rezipped(data: bytes, change) -> bytes:
    """A skops file whose schema is changed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "schema.json":
                schema = msgspec.json.decode(content)
                change(schema)
                content = msgspec.json.encode(schema)
            target.writestr(name, content)
    return packed.getvalue()
