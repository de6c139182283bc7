r"""What names carry: how much of a name is data in disguise.

Data is put into names in hex, base32, base64 for URLs, base58, or bytes of their own, and split into labels of up to 63
characters. It looks like nothing that people call a host: digits and letters take turns, or consonants follow one
another. That is told by runs of letters and digits (tokens), so that ``web-7`` and ``ip-10-0-0-5`` are none, in any
language. Case is lost, so that a character of base64 counts as five bits, like one of base32.

Not everything that looks so is data: names are also keys, and a key has a size. A UUID, or the digest of a file, a mail
address or an account, has `_IDENTIFIER` characters at the most, or as many as a digest has in some encoding. Other text
that is longer is a message. And a label counts once, however many names share it: what
is in each name says nothing new.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from models.queries.registered import registered

_TOKEN = re.compile(r"[a-z0-9]+")
_LABEL = re.compile(r"[^.]+")
_ESCAPE = re.compile(r"\\\d{3}")
_TURN = re.compile(r"[0-9](?=[a-z])")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{7}")
_HEX = frozenset("0123456789abcdef")

#: A number that ends a token, as of ``chunk0042``.
_NUMBERED = re.compile(r"[a-z]*?([0-9]{1,9})")

#: Four numbers, as of ``5.0.0.10`` and ``host-10-0-0-5``, or nibbles, one each.
_ADDRESS = re.compile(r"(?<![0-9])(?:[0-9]{1,3}[.-]){3}[0-9]{1,3}(?![0-9])|(?:[0-9a-f]\.){12}")

#: Characters of a token from which on it can look like data.
_LEAST_TOKEN = 8

#: Digits in a row that are data: numbers of accounts, times and messages have up to 19.
_LEAST_DIGITS = 20

#: Letters in a row, with no digit, in which a run of seven consonants shows data: one in twelve of base32, but many
#: of letters for half bytes.
_LEAST_LETTERS = 16

#: Letters and digits in a row that are data whatever they are: no language that names hosts has words so long.
_LONGEST_WORD = 36

#: Bytes of no character in a label that are data: names in other scripts are written in ASCII.
_LEAST_ESCAPES = 4

#: Characters of a 128-bit key in hex.
_IDENTIFIER = 32

#: Characters of longer keys: UUIDs; SHA-1, -224, -256, -384, -512 in hex, and those of base32 and base64.
_DIGESTS = frozenset({36, 40, 43, 52, 56, 64, 86, 96, 103, 128})

#: Labels of one length that make a name one of blocks, and the length from which on they do. One may be longer by a
#: character that says how many there are.
_BLOCKS, _BLOCK = 3, 16

#: Characters of a label that is a block of its own if no other label has data: it is filled, as near as encodings get.
_FILLED = 57

#: Where a running number may stand among labels, or tokens; and names that are looked at first.
_PLACES, _FEW = (0, 1, 2, -1, -2, -3, -4, -5, -6), 20


class Payload(NamedTuple):
    """What a name carries.

    Attributes:
        own: its labels that most other names do not have.
        bits: of data, in labels that no name before it has.
        message: it is longer than a key is, and of a length that no key has.
        blocks: it is cut into labels of one length, or is one filled label, all of them new.
    """

    own: str
    bits: int
    message: bool
    blocks: bool


def looks_generated(token: str) -> bool:
    """Whether letters and digits look like data.

    >>> [looks_generated(token) for token in ("mzuw4zdf", "recommendations", "server2025", "20260302100000")]
    [True, False, False, False]
    """
    if len(token) < _LEAST_TOKEN:
        return False
    if token.isdigit():
        return len(token) >= _LEAST_DIGITS
    if len(token) >= _LONGEST_WORD or len(_TURN.findall(token)) * 16 >= len(token):
        return True
    return len(token) >= _LEAST_LETTERS and _CONSONANTS.search(token) is not None


def encoded(text: str) -> int:
    """The bits that a label, or other text, carries; 0 unless at least half of it looks like data."""
    escapes = len(_ESCAPE.findall(text))
    if escapes >= _LEAST_ESCAPES:
        return 7 * (len(text) - 3 * escapes)
    tokens = [token for token in _TOKEN.findall(text) if looks_generated(token)]
    length = sum(map(len, tokens))
    if 2 * length < len(text) or not tokens:
        return 0
    letters = set().union(*tokens)
    return len(text) * (5 if letters - _HEX else 4 if len(letters) > 10 else 3)


def payloads(texts: Sequence[str]) -> list[Payload]:
    """What each of the names of a domain carries.

    Args:
        texts: what stands in front of the domain in each of them.
    """
    split = [text.split(".") for text in texts]
    shared = Counter(label for labels in split for label in set(labels))
    most = max(len(texts) // 2, 1)
    seen: set[str] = set()
    return [_payload([label for label in labels if shared[label] <= most], seen) for labels in split]


def _payload(own: list[str], seen: set[str]) -> Payload:
    bits = 0
    lengths: Counter[int] = Counter()
    new = True
    for label in own:
        carries = encoded(label) if len(label) >= _LEAST_TOKEN else 0
        if carries:
            lengths[len(label) - 3 * len(_ESCAPE.findall(label))] += 1
            if label in seen:
                new = False
            else:
                seen.add(label)
                bits += carries
    length = sum(size * many for size, many in lengths.items())
    blocks = max((lengths[size] + lengths[size + 1] for size in tuple(lengths) if size >= _BLOCK), default=0)
    filled = len(own) == 1 and length >= _FILLED
    message = length > _IDENTIFIER and length not in _DIGESTS
    return Payload(".".join(own), bits, message, new and message and (blocks >= _BLOCKS or filled))


def is_plain(text: str) -> bool:
    """Whether no label of a name is long enough for data."""
    return len(text) < _LEAST_TOKEN or max(map(len, text.split("."))) < _LEAST_TOKEN


def is_address(text: str) -> bool:
    """Whether a name is an address, as of reverse trees, block lists and hosts that are called by theirs."""
    return _ADDRESS.search(text) is not None


def is_nested(text: str) -> bool:
    """Whether what stands in front of a domain, or of a label or two of it, is a name of the internet.

    A resolver went through its search list, or it is a list of such names.
    """
    labels = text.split(".")
    return any(
        registered(".".join(labels[:end][-3:])).public for end in range(len(labels), max(len(labels) - 3, 1), -1)
    )


def is_attribute(text: str) -> bool:
    """Whether it is the name of what is said of a host, not of one: ``_dmarc``, ``_443._tcp`` (RFC 8552)."""
    return text.startswith("_") or "._" in text


def is_random(texts: Sequence[str]) -> bool:
    """Whether names are made up by chance: in one of ten or more, a letter follows a digit."""
    return sum(_TURN.search(text) is not None for text in texts) * 10 >= len(texts)


def numbered(names: Sequence[tuple[int, str]], count: int) -> bool:
    """Whether names count up: nine of ten have a number of their own in one place, from a range without large gaps.

    Args:
        names: (first time, what stands in front of the domain); at least one.
        count: of names that there are, when these are a sample.
    """
    for split in (_LABEL.findall, _TOKEN.findall):
        parts = [(time, split(text)) for time, text in names]
        for place in _PLACES:
            for base in (10, 16):
                few = _numbers(parts[:_FEW], place, base)
                if len(few) * 2 >= len(parts[:_FEW]) and _counts(_numbers(parts, place, base), len(names), count):
                    return True
    return False


def _numbers(parts: Sequence[tuple[int, list[str]]], place: int, base: int) -> list[tuple[int, int]]:
    """The numbers that names have in one place, with their times; a decimal one may end a word."""
    found = []
    for time, those in parts:
        if -len(those) <= place < len(those):
            part = those[place]
            if base == 16:
                if len(part) < _LEAST_TOKEN and _HEX.issuperset(part):
                    found.append((time, int(part, 16)))
            elif match := _NUMBERED.fullmatch(part):
                found.append((time, int(match[1])))
    return found


def _counts(numbers: list[tuple[int, int]], names: int, count: int) -> bool:
    values = [value for _, value in sorted(numbers)]
    distinct = set(values)
    if not values or len(distinct) * 10 < names * 9 or max(distinct) - min(distinct) >= 2 * count:
        return False
    rising = sum(one < other for one, other in pairwise(values))
    return rising * 5 >= (len(values) - 1) * 4
