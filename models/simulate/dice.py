"""Chance that repeats: a random generator known by a path of names, and the random texts that logs hold.

Each actor, day and scenario draws from dice of its own (``Dice.of(seed, "people", account, name, day)``),
so that adding or removing one changes nothing for the others.
"""

from __future__ import annotations

import base64
from random import Random


def _from_bytes(alphabet: bytes) -> bytes:
    """A translation of random bytes to an alphabet's letters."""
    return bytes(alphabet[byte % len(alphabet)] for byte in range(256))


_BASE32 = _from_bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_ALPHANUMERIC = _from_bytes(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class Dice(Random):
    """A seeded random generator with the vocabulary of AWS's identifiers."""

    @classmethod
    def of(cls, *path: object) -> Dice:
        """The dice of a path: equal paths throw equally, on any machine."""
        return cls("/".join(map(str, path)))

    def chance(self, probability: float) -> bool:
        """True with the given probability."""
        return self.random() < probability

    def uuid(self) -> str:
        """A random (version 4) UUID."""
        digits = f"{self.getrandbits(128):032x}"
        variant = "89ab"[int(digits[16], 16) & 3]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"

    def hexadecimal(self, length: int) -> str:
        """Hexadecimal digits, as in ``i-0a1b2c…``."""
        return f"{self.getrandbits(4 * length):0{length}x}"

    def digits(self, length: int) -> str:
        """Decimal digits that do not begin with zero."""
        return str(self.randrange(10 ** (length - 1), 10**length))

    def base32(self, length: int) -> str:
        """Capital letters and digits, as in the unique ids of IAM."""
        return self.randbytes(length).translate(_BASE32).decode()

    def alphanumeric(self, length: int) -> str:
        """Letters and digits, as at the end of a log file's name."""
        return self.randbytes(length).translate(_ALPHANUMERIC).decode()

    def base64(self, size: int) -> str:
        """``size`` random bytes in base64, as in a session token."""
        return base64.b64encode(self.randbytes(size)).decode()

    def round(self, expected: float) -> int:
        """A whole number whose mean is ``expected``."""
        return int(expected) + self.chance(expected % 1)
