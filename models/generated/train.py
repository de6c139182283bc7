"""Makes the table of costs from names that people gave: ``python -m models.generated.train``.

The names are in ``names.txt.xz``, one label a line, ascending; ``NOTICE.txt`` says where they are from. The table
(``costs.xz``) has a byte for each four symbols in a row (`models.generated.symbols`): what the fourth costs after the
other three, in quarters of a bit. Probabilities are those of absolute discounting, interpolated: each count less
`DISCOUNT`, and what that leaves is shared out as after one symbol less. The same names give the same table, whichever
machine makes it; how it is packed may differ from one version of the packer to another.
"""

from __future__ import annotations

import lzma
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from models.generated.symbols import CONTEXTS, COSTS, ENTRIES, ORDER, QUARTERS, SYMBOLS, entries

NAMES = Path(__file__).with_name("names.txt.xz")

#: What is taken from each count for what was not seen: the usual choice for counts of one to a few.
DISCOUNT = 0.75

#: The cost that is not exceeded: a byte.
_MOST = 255

Table = np.ndarray[Any, np.dtype[Any]]


def read_names(path: Path = NAMES) -> list[str]:
    """The labels of a packed file, one a line."""
    return lzma.decompress(path.read_bytes()).decode("ascii").split()


def costs(labels: Iterable[str]) -> bytes:
    """The table of costs of plain labels, `ENTRIES` bytes."""
    where = np.fromiter((entry for label in labels for entry in entries(label)), dtype=np.int64)
    counts = np.bincount(where, minlength=ENTRIES).reshape(CONTEXTS, SYMBOLS)
    chances = np.full((1, SYMBOLS), 1 / SYMBOLS)
    for length in range(ORDER):
        after = counts.reshape(-1, SYMBOLS**length, SYMBOLS).sum(axis=0)
        chances = _sharpened(np.tile(chances, (len(after) // len(chances), 1)), after)
    return np.clip(np.rint(-np.log2(chances) * QUARTERS), 0, _MOST).astype(np.uint8).tobytes()


def _sharpened(shorter: Table, counts: Table) -> Table:
    """Chances by counts of what came after each row of symbols, and by the chances after that row less its first."""
    total = counts.sum(axis=1, keepdims=True)
    kinds = (counts > 0).sum(axis=1, keepdims=True)
    seen = np.maximum(counts - DISCOUNT, 0) + DISCOUNT * kinds * shorter
    return np.where(total > 0, seen / np.maximum(total, 1), shorter)


def main() -> None:
    """Writes the table beside the names."""
    names = read_names()
    packed = lzma.compress(costs(names), preset=9 | lzma.PRESET_EXTREME)
    COSTS.write_bytes(packed)
    sys.stdout.write(f"{COSTS}: {len(packed)} bytes of {len(names)} names\n")


if __name__ == "__main__":
    main()
