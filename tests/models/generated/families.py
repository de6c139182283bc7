"""Names like those that families of malware make: how they look, not the algorithms themselves.

Each generator takes a seeded source and gives one registered domain. They are written for tests alone: the model is
trained without any of them.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable
from string import ascii_lowercase, digits, hexdigits

_BASE36 = ascii_lowercase + digits
_HEX = hexdigits[:16]
_CONSONANTS, _VOWELS = "bcdfghjklmnpqrstvwxz", "aeiouy"

#: Words of a list that a family might carry: common nouns and verbs, as short as theirs are.
_TEXT = """
above action alone answer apple bank belong board bring carry cause chief class clear close control cover degree
desert differ doctor double dream during effort either enough evening family father feed figure final finger flower
follow forest fresh garden gentle glass ground group heavy history husband include instead journey laughter leader
letter listen machine market matter measure middle minute morning mountain nature nearly night nothing obtain office
orderly outside perhaps picture pleasant prepare present probable question rather reason remember report return round
season severe shoulder silence simple spread station still stranger street strength sudden summer table thought
through together tomorrow trouble twelve understand village weather window winter
"""
WORDS = tuple(_TEXT.split())


def _letters(source: random.Random, least: int, most: int, alphabet: str = ascii_lowercase) -> str:
    return "".join(source.choices(alphabet, k=source.randint(least, most)))


def _spoken(source: random.Random, least: int, most: int) -> str:
    """Consonants and vowels by turns."""
    turns = [_CONSONANTS, _VOWELS] if source.random() < 0.7 else [_VOWELS, _CONSONANTS]
    return "".join(source.choice(turns[index % 2]) for index in range(source.randint(least, most)))


def _lehmer(source: random.Random, least: int, most: int) -> str:
    """Letters of a multiplicative congruential generator, without the last letter of the alphabet."""
    state, made = source.randrange(1, 2**31 - 1), ""
    for _ in range(source.randint(least, most)):
        state = state * 16807 % (2**31 - 1)
        made += chr(ord("a") + state % 25)
    return made


def _digest(source: random.Random) -> str:
    day = f"{source.randint(2009, 2026)}-{source.randint(1, 12)}-{source.randint(1, 28)}-{source.randrange(1000)}"
    return hashlib.md5(day.encode(), usedforsecurity=False).hexdigest()


def _lettered_digest(source: random.Random) -> str:
    return source.choice(ascii_lowercase) + _digest(source) + source.choice(_HEX)


def _words(source: random.Random, least: int, most: int) -> str:
    return "".join(source.sample(WORDS, source.randint(least, most)))


Generator = Callable[[random.Random], str]


def _family(label: Callable[[random.Random], str], suffixes: str) -> Generator:
    those = suffixes.split()
    return lambda source: f"{label(source)}.{source.choice(those)}"


#: What its names are like -> a generator of them.
FAMILIES: dict[str, Generator] = {
    "letters 5-11 (Conficker)": _family(lambda s: _letters(s, 5, 11), "com net org info biz"),
    "letters 12-15 (CryptoLocker)": _family(lambda s: _letters(s, 12, 15), "com net biz ru org co.uk info"),
    "letters 7-21 (Necurs)": _family(lambda s: _letters(s, 7, 21, ascii_lowercase[:25]), "com ki cx in tj so pw eu"),
    "letters 8-19 (Ramnit)": _family(lambda s: _lehmer(s, 8, 19), "com"),
    "letters 8-25 (Qakbot)": _family(lambda s: _letters(s, 8, 25), "com net org info biz"),
    "letters 14-20 (Tinba, Murofet)": _family(lambda s: _letters(s, 14, 20), "com net in ru"),
    "letters 6-8 (short)": _family(lambda s: _letters(s, 6, 8), "com cc ws net org"),
    "letters 6-11 (Kraken)": _family(lambda s: _letters(s, 6, 11), "dyndns.org ddns.net dynserv.org com"),
    "letters 24-32 (long)": _family(lambda s: _letters(s, 24, 32), "com ddns.net"),
    "hex 32 (Bamital)": _family(_digest, "info org"),
    "hex 16 (Sphinx-like)": _family(lambda s: _digest(s)[:16], "com"),
    "hex 8-12 (short)": _family(lambda s: _digest(s)[: s.randint(8, 12)], "com top net"),
    "letter, hex 33 (Dyre)": _family(_lettered_digest, "cc ws to in hk cn tk"),
    "base36 20-28 (Gameover Zeus)": _family(lambda s: _letters(s, 20, 28, _BASE36), "com net org biz"),
    "base36 12 (Qadars)": _family(lambda s: _letters(s, 12, 12, _BASE36), "com org net"),
    "spoken 7 (Simda)": _family(lambda s: _spoken(s, 7, 7), "com eu info"),
    "spoken 9-14 (Symmi)": _family(lambda s: _spoken(s, 9, 14), "ddns.net"),
    "two words (Suppobox)": _family(lambda s: _words(s, 2, 2), "net ru"),
    "three words (Matsnu, Gozi)": _family(lambda s: _words(s, 3, 3), "com"),
}

#: Those that a name gives away; the others are made of words.
SCRAMBLED = tuple(name for name in FAMILIES if "words" not in name)


def names(family: str, count: int, seed: int) -> list[str]:
    """Distinct names of a family, in the order in which they are tried."""
    source, made = random.Random(f"{family} {seed}"), dict[str, None]()
    while len(made) < count:
        made[FAMILIES[family](source)] = None
    return list(made)
