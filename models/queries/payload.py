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
from itertools import pairwise, takewhile
from typing import NamedTuple, TypeAlias

from models.queries.registered import registered
from models.times import DAY, SECOND

_TOKEN = re.compile(r"[a-z0-9]+")
_LABEL = re.compile(r"[^.]+")
_ESCAPE = re.compile(r"\\\d{3}")
_TURN = re.compile(r"[0-9](?=[a-z])")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{7}")
_HEX = frozenset("0123456789abcdef")

#: What times in seconds begin with, in decimals and in hex.
_STAMP, _HEX_STAMP = re.compile(r"[0-9]{10}"), re.compile(r"[0-9a-f]{8}")

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

#: Characters of longer keys: UUIDs and SHA-1, -224, -256, -384, -512 in hex; SHA-224 to -512 in base32 and base64.
_DIGESTS_IN_HEX, _DIGESTS = frozenset({36, 40, 56, 64, 96, 128}), frozenset({38, 43, 45, 52, 64, 77, 86, 103})

#: Digests of SHA-256 that say which they are (CIDv1), in base32 and base36: hosts that serve what has that digest.
_CONTENT = re.compile(r"baf[a-z2-7]{56}|k[0-9a-z]{61}")

#: Labels of one length that make a name one of blocks, and the length from which on they do. One may be longer by a
#: character that says how many there are.
_BLOCKS, _BLOCK = 3, 16

#: Characters of a label that is a block of its own if no other label has data: it is filled, as near as encodings get.
_FILLED = 57

#: Where a running number may stand among labels, or tokens; and names that are looked at first.
_PLACES, _FEW = (0, 1, 2, -1, -2, -3, -4, -5, -6), 20

#: Characters of a number of fixed width.
_WIDTHS = (2, 3, 4)

#: What names have in one place, with their times.
_Column: TypeAlias = Sequence[tuple[int, str]]


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
    new = hexadecimal = True
    for label in own:
        carries = encoded(label) if len(label) >= _LEAST_TOKEN else 0
        if carries:
            hexadecimal &= _HEX.issuperset(label.replace("-", ""))
            lengths[len(label.removeprefix("_")) - 3 * len(_ESCAPE.findall(label))] += 1
            if label in seen:
                new = False
            else:
                seen.add(label)
                bits += carries
    length = sum(size * many for size, many in lengths.items())
    blocks = max((lengths[size] + lengths[size + 1] for size in tuple(lengths) if size >= _BLOCK), default=0)
    filled = len(own) == 1 and length >= _FILLED
    keys = _DIGESTS_IN_HEX if hexadecimal else _DIGESTS
    message = length > _IDENTIFIER and length not in keys and sum(map(len, own)) not in keys
    message &= not any(map(_CONTENT.fullmatch, own))
    return Payload(".".join(own), bits, message, new and message and (blocks >= _BLOCKS or filled))


def is_plain(text: str) -> bool:
    """Whether no label of a name is long enough for data."""
    return len(text) < _LEAST_TOKEN or max(map(len, text.split("."))) < _LEAST_TOKEN


def is_address(text: str) -> bool:
    """Whether a name is an address, as of reverse trees, block lists and hosts that are called by theirs."""
    return _ADDRESS.search(text) is not None


def is_nested(text: str) -> bool:
    """Whether what stands in front of a domain, or of a label or two of it, is a name of the internet.

    A resolver went through its search list, or it is a list of such names. Data in front of a label that is called as
    a top-level domain is (``cat``, ``dev``) is no such name: nobody calls a domain so.
    """
    labels = text.split(".")
    return any(_is_of_internet(labels[:end]) for end in range(len(labels), max(len(labels) - 3, 1), -1))


def _is_of_internet(labels: list[str]) -> bool:
    domain, public, _ = registered(".".join(labels[-3:]))
    label, _, below = domain.partition(".")
    return public and ("." in below or not encoded(label))


def is_attribute(text: str) -> bool:
    """Whether it is the name of what is said of a host, not of one: ``_dmarc``, ``_443._tcp`` (RFC 8552)."""
    return text.startswith("_") or "._" in text


def is_random(texts: Sequence[str], of: int = 10) -> bool:
    """Whether names are made up by chance: in one of ten or more, or of fewer, a letter follows a digit."""
    return sum(_TURN.search(text) is not None for text in texts) * of >= len(texts)


def numbered(names: Sequence[tuple[int, str]], count: int) -> bool:
    """Whether names count up: nine of ten have a number of their own in one place, from a range without large gaps.

    The number is a label or a token by itself, ends a word, stands before what most have in common, as a session's
    key, or has a fixed width behind that; in the last case the range has hardly any gaps. What begins with the time at
    which it was asked for is no such number.

    Args:
        names: (first time, what stands in front of the domain); at least one.
        count: of names that there are, when these are a sample.
    """
    for split in (_LABEL.findall, _TOKEN.findall):
        parts = [(time, split(text)) for time, text in names]
        for place in _PLACES:
            column = [(time, those[place]) for time, those in parts if -len(those) <= place < len(those)]
            if len(column) * 10 >= len(names) * 9 and _has_numbers(column, len(names), count):
                return True
    return False


def _has_numbers(column: _Column, names: int, count: int) -> bool:
    few = column[:: max(len(column) // _FEW, 1)]
    if sum(_is_stamped(text, time) for time, text in few) * 2 > len(few):
        return False
    forms = [(column, 2 * count)]
    if _common([text[::-1] for _, text in few]):
        end = _common([text[::-1] for _, text in column])
        forms.append(([(time, text[: len(text) - end]) for time, text in column], 2 * count))
    if _common([text for _, text in few]):
        start = _common([text for _, text in column])
        for width in _WIDTHS:
            forms.append(([(time, text[start : start + width]) for time, text in column], count * 9 // 8 + 1))
    return any(_counts(_numbers(form, base), names, span) for form, span in forms for base in _bases(form))


def _bases(column: _Column) -> list[int]:
    """The bases in which the first look at texts finds numbers."""
    few = column[:: max(len(column) // _FEW, 1)]
    return [base for base in (10, 16) if len(_numbers(few, base)) * 2 >= len(few)]


def _is_stamped(text: str, time_ms: int) -> bool:
    """Whether a text begins with a time, give or take a day.

    In seconds, of which milliseconds have the digits, or in hex: in seconds, in ms, or as in a UUID of version 7.
    """
    stamps = [int(text[:10]) * SECOND] if _STAMP.match(text) else []
    if _HEX_STAMP.match(text):
        stamps += [int(text[:8], 16) * SECOND, int(text[:8], 16) << 16]
        stamps += [int(text[:11], 16)] if _HEX.issuperset(text[:11]) else []
    return any(abs(stamp - time_ms) < DAY for stamp in stamps)


def _common(texts: Sequence[str]) -> int:
    """Characters of the beginning that eight of ten texts have in common, as they must if nine of ten do."""
    ordered = sorted(texts)
    margin = len(ordered) // 10
    both = zip(ordered[margin], ordered[-1 - margin], strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], both))


def _numbers(column: _Column, base: int) -> list[tuple[int, int]]:
    """The numbers among texts, with their times; a decimal one may end a word."""
    if base == 16:
        those = [(time, text) for time, text in column if 0 < len(text) < _LEAST_TOKEN and _HEX.issuperset(text)]
        return [(time, int(text, 16)) for time, text in those]
    return [(time, int(match[1])) for time, text in column if (match := _NUMBERED.fullmatch(text))]


def _counts(numbers: list[tuple[int, int]], names: int, span: int) -> bool:
    """Whether numbers grow with time, are nine of ten names' own, and are from a range of less than a span."""
    values = [value for _, value in sorted(numbers)]
    distinct = set(values)
    if not values or len(distinct) * 10 < names * 9 or max(distinct) - min(distinct) >= span:
        return False
    rising = sum(one < other for one, other in pairwise(values))
    return rising * 5 >= (len(values) - 1) * 4
