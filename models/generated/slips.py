"""Labels that are one slip from one another: as a brand and what people mistype for it.

Names that a program draws have nothing to do with each other. Those that somebody derives from a brand, to register
them or to watch for who does, have a letter left out, put in, exchanged or swapped with its neighbour; even of a brand
that looks drawn itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection


def alike(labels: Collection[str]) -> set[str]:
    """The labels that are one slip from another, or that have a slip of the same label in common.

    >>> sorted(alike(["qxkvjz", "qxkvj", "qxkvaz", "zmwpqy"]))
    ['qxkvaz', 'qxkvj', 'qxkvjz']

    Args:
        labels: distinct ones.
    """
    holders = Counter(shorter for label in labels for shorter in _shorter(label))
    return {label for label in labels if any(holders[shorter] > 1 for shorter in _shorter(label))}


def _shorter(label: str) -> set[str]:
    """The label, and what is left of it without each of its characters."""
    return {label, *(label[:index] + label[index + 1 :] for index in range(len(label)))}
