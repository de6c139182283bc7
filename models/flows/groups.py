"""Rows of columns that have the same key, taken together."""

from __future__ import annotations

import numpy as np

from models.flows.slice import Flags, Ints

_MOST = float(1 << 62)


def distinct(values: np.ndarray) -> np.ndarray:
    """The distinct ones of some values, ascending."""
    values = np.sort(values)
    is_new = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=is_new[1:])
    return values[is_new]


class Groups:
    """Groups of rows, ascending by their key.

    Args:
        key: of each row; at least one.

    Attributes:
        one: a row of each group.
    """

    def __init__(self, key: Ints) -> None:
        self._order = key.argsort()
        ordered = key[self._order]
        begins = np.ones(len(key), np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        self._first = begins.nonzero()[0]
        self._group = np.empty(len(key), np.int64)
        self._group[self._order] = begins.cumsum() - 1
        self.one = self._order[self._first]

    def count(self, which: Flags | None = None) -> Ints:
        """How many rows each has, of all or of some."""
        counts: Ints = np.bincount(self._group if which is None else self._group[which], minlength=len(self._first))
        return counts

    def sum(self, column: Ints) -> Ints:
        """The sum of each; exact below 2^53, which is nine petabytes, and no more than 2^62."""
        sums: Ints = np.minimum(np.bincount(self._group, weights=column), _MOST).astype(np.int64)
        return sums

    def least(self, column: Ints) -> Ints:
        """The least of each."""
        least: Ints = np.minimum.reduceat(column[self._order], self._first)
        return least

    def most(self, column: Ints) -> Ints:
        """The greatest of each."""
        most: Ints = np.maximum.reduceat(column[self._order], self._first)
        return most

    def bits(self, column: Ints) -> Ints:
        """The bits that any row of each has."""
        bits: Ints = np.bitwise_or.reduceat(column[self._order], self._first)
        return bits


#: Bits for a pair in a key; more pairs than that are not in one window.
PAIR_BITS = 22


def pairs(place: Ints, peer: Ints) -> Ints:
    """A number for each place and peer, ascending with them, of 22 bits as far as there are no more pairs."""
    width = int(peer.max()) + 1
    pair = place * width + peer
    if (int(place.max()) + 1) * width >> PAIR_BITS:
        return np.unique(pair, return_inverse=True)[1]
    return pair
