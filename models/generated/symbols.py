"""Labels of domains as numbers: what the tables of costs are indexed by.

A label is told to the model as symbols: letters, one symbol for every digit, the hyphen, and one for its two ends.
Costs are integers, so that a name has the same score on every machine: what it takes, in parts of a bit, to tell a
symbol to somebody who knows how people name domains and has read the `ORDER` - 1 symbols before it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase, digits

#: The table, packed.
COSTS = Path(__file__).with_name("costs.xz")

#: Symbols that a cost depends on: its own and the three before it. With four before it, a table 29 times
#: as large tells names that were kept back from training hardly any better.
ORDER = 4

#: A table's costs are in quarters of a bit: sixteenths take a third more to ship, and tell no more names apart.
QUARTERS = 4

_DIGIT, _HYPHEN, END = 26, 27, 28

#: How many symbols there are.
SYMBOLS = 29

#: Entries of a table of costs: one for each `ORDER` symbols in a row.
ENTRIES = SYMBOLS**ORDER

#: Entries of a table for each three symbols in a row.
CONTEXTS = SYMBOLS ** (ORDER - 1)

_SYMBOL_OF = {
    **{letter: index for index, letter in enumerate(ascii_lowercase)},
    **dict.fromkeys(digits, _DIGIT),
    "-": _HYPHEN,
}

#: The context in which a label begins.
START = CONTEXTS - 1


def is_plain(label: str) -> bool:
    """Whether a label has symbols for all that is in it, and something is."""
    return bool(label) and all(character in _SYMBOL_OF for character in label)


def entries(label: str) -> Iterator[int]:
    """Where the costs of a plain label's symbols, and that of its end, stand in a table."""
    context = START
    for character in label:
        entry = context * SYMBOLS + _SYMBOL_OF[character]
        yield entry
        context = entry % CONTEXTS
    yield context * SYMBOLS + END
