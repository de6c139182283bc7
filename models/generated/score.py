"""How much a registered domain looks like one that a program made up, by its own label.

A label is told in two ways, and what each of them costs, in bits, is compared: as people name domains, by a table of
what comes after what (`models.generated.train`), and as programs make names up. A program draws each character from an
alphabet whatever came before it: letters, letters and digits, hexadecimal digits with few strangers among them, or
consonants and vowels mostly by turns; and any length is as good as any other. The more bits a program's way saves, the
likelier a program made the name; a bit more halves the odds that a person did. No names of
malware are in the model, only these four ways: a family that nobody has seen is told if it draws in one of them.

Words put together are how people name domains: families that do so are not told apart. Not judged are names of which a
model of letters knows nothing: labels in other scripts (``xn--…``), such as hold what no name may, numbers
alone, those of fewer than `SHORTEST` characters, and those below ``onion``, which are keys (RFC 7686).
"""

from __future__ import annotations

import lzma
from functools import cache, lru_cache
from itertools import pairwise

from models.generated.symbols import COSTS, QUARTERS, entries, is_plain

#: Names whose scores are remembered: most queries are for few names.
REMEMBERED = 65_536

#: Neither looks likelier: of what is not judged, too.
EVEN = 500

#: Points that a bit is worth: 20 bits, a million to one, are all or nothing.
POINTS = 25

#: From here on one name by itself looks generated: 11 bits, two thousand to one. Of names that were kept back from
#: training, 0.5% of sites do and 2.5% of hosts that pages load things from, drawn names being among these. Of names
#: drawn from letters 98% do with 12 to 15 characters, 66% with 6 to 8; of hexadecimal ones 99% with 16, 71% with 8 to
#: 12; of consonants and vowels by turns 87% with 9 to 14, 52% with 7: means of 25,000 names each.
LIKELY = EVEN + 11 * POINTS

#: Characters of the shortest label that is judged. Every name of four letters is somebody's abbreviation.
SHORTEST = 5

#: What is reckoned with, of a bit.
_PARTS = 16

# What programs' ways cost, in parts of a bit: log2 of how many there are to choose from.
_LENGTH = 75  # 26 lengths
_OF_LETTERS, _OF_LETTERS_AND_DIGITS = 75, 83  # 26, 36
_OF_HEX, _NO_HEX = 65, 149  # 16, and one in 32 is another one: of 20
_CONSONANT, _VOWEL = 69, 41  # 20, 6
_TURN, _NO_TURN = 2, 53  # nine of ten, one of ten
_ONE_WAY = 2 * _PARTS  # which of the four ways it is
_DIGIT = 53  # 10: the tables know digits, not which

_HEX, _VOWELS = frozenset("0123456789abcdef"), frozenset("aeiouy")


@lru_cache(REMEMBERED)
def randomness(domain: str) -> int:
    """How much a registered domain looks generated.

    >>> randomness("wikipedia.org") < EVEN < LIKELY < randomness("qxkvjzhwpt.com")
    True

    Args:
        domain: as `models.queries.registered.Registered.domain` has it: a label in front of a public suffix.

    Returns:
        0 … 1,000; `EVEN` if the label says nothing.
    """
    return _score(domain, spoken=True)


@lru_cache(REMEMBERED)
def drawn(domain: str) -> int:
    """As `randomness`, but of names that are drawn character by character alone.

    People coin names that can be spoken, too: where one name decides, consonants and vowels by turns are no sign.

    >>> drawn("vokafunire.com") < LIKELY < drawn("qxkvjzhwpt.com")
    True
    """
    return _score(domain, spoken=False)


def _score(domain: str, *, spoken: bool) -> int:
    label, _, suffix = domain.partition(".")
    if suffix == "onion" or len(label) < SHORTEST or label.startswith("xn--") or label.isdigit() or not is_plain(label):
        return EVEN
    saved = _natural(label) - _generated(label, spoken=spoken)
    return min(max(EVEN + saved * POINTS // _PARTS, 0), 1_000)


def _natural(label: str) -> int:
    """What a label costs as people name domains."""
    table = _costs()
    return sum(table[entry] for entry in entries(label)) * (_PARTS // QUARTERS) + _DIGIT * sum(map(str.isdigit, label))


def _generated(label: str, *, spoken: bool) -> int:
    """What a label costs in the way of the program that makes such names most readily."""
    size = len(label)
    strangers = sum(character not in _HEX for character in label)
    cheapest = min(size * _OF_LETTERS_AND_DIGITS, size * _OF_HEX + strangers * (_NO_HEX - _OF_HEX))
    if label.isalpha():
        cheapest = min(cheapest, size * _OF_LETTERS, _by_turns(label) if spoken else size * _OF_LETTERS)
    hyphens = label.count("-")
    return cheapest + hyphens * _OF_LETTERS_AND_DIGITS + _LENGTH + _ONE_WAY


def _by_turns(label: str) -> int:
    """What letters cost as consonants and vowels by turns."""
    vowels = [letter in _VOWELS for letter in label]
    turns = sum(one != other for one, other in pairwise(vowels))
    letters = sum(_VOWEL if vowel else _CONSONANT for vowel in vowels)
    return letters + turns * _TURN + (len(label) - 1 - turns) * _NO_TURN


@cache
def _costs() -> bytes:
    return lzma.decompress(COSTS.read_bytes())
