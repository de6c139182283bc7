"""Chance by the array, that repeats: equal paths throw equally, on any machine and with any version of NumPy.

NumPy keeps the raw output of its bit generators as it is, but not what its distributions make of it; and powers and
logarithms may differ in the last bit between processors. So everything here is made of raw output by multiplication.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

_UNIT = 2.0**-53


class Rolls:
    """Random arrays known by a path of names, as `models.simulate.dice.Dice` is for single values."""

    def __init__(self, *path: object) -> None:
        digest = hashlib.sha256("/".join(map(str, path)).encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:16], "big"))

    def uniform(self, count: int) -> Floats:
        """Numbers from 0 to below 1."""
        return (self._bits.random_raw(count) >> np.uint64(11)).astype(np.float64) * _UNIT

    def between(self, count: int, low: int, high: int) -> Ints:
        """Whole numbers from ``low`` to below ``high``, all as likely."""
        return low + (self.uniform(count) * (high - low)).astype(np.int64)

    def skewed(self, count: int, low: int, high: int) -> Ints:
        """Whole numbers from ``low`` to below ``high``, small ones far more often: half lie in the first eighth."""
        thrown = self.uniform(count)
        return low + (thrown * thrown * thrown * (high - low)).astype(np.int64)

    def pick(self, count: int, pool: Ints) -> Ints:
        """Members of a pool, all as likely."""
        return pool[self.between(count, 0, len(pool))]

    def popular(self, count: int, pool: Ints) -> Ints:
        """Members of a pool, the first far more often than the last."""
        return pool[self.skewed(count, 0, len(pool))]

    def round(self, expected: float) -> int:
        """A whole number whose mean is ``expected``."""
        return int(expected + self.uniform(1)[0])
