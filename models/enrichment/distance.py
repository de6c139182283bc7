"""How far two places are from each other, in integers alone.

What is decided by a distance has to be the same on every machine, and libraries of mathematics may differ in the last
bit of a sine. So the sines of all hundredths of a degree are rounded to integers (none is so near to a half that a last
bit could decide), and what follows is exact. Places are rounded to hundredths of a degree, which is a kilometre; the
result is within `ERROR` of the great circle's length on a sphere. City databases are some ten to a hundred
kilometres off.
"""

from __future__ import annotations

from bisect import bisect_left
from math import isqrt, radians, sin
from typing import NamedTuple

#: Mean radius of the Earth (IUGG), in km.
RADIUS = 6371

#: How much a distance may be wrong, in km; between places at opposite ends of the Earth.
ERROR = 10

_ONE = 10_000_000
_DEGREE = 100
_RIGHT_ANGLE = 90 * _DEGREE

#: Sines of the first quadrant, by hundredths of a degree, in units of 1 / `_ONE`.
SINES = tuple(round(_ONE * sin(radians(angle / _DEGREE))) for angle in range(_RIGHT_ANGLE + 1))

#: Half of the Earth's circumference, in m; 355/113 is pi to six decimals.
_HALF_ROUND = RADIUS * 1000 * 355 // 113


class Spot(NamedTuple):
    """A place on Earth, in hundredths of a degree north and east."""

    lat: int
    lon: int

    @classmethod
    def of(cls, lat: float, lon: float) -> Spot:
        """The spot of a place in degrees."""
        return cls(round(lat * _DEGREE), round(lon * _DEGREE))


def kilometres(one: Spot, other: Spot) -> int:
    """The distance between two spots over the ground.

    >>> kilometres(Spot.of(52.52, 13.40), Spot.of(-33.87, 151.21))
    16096
    """
    (x, y, z), (u, v, w) = _vector(one), _vector(other)
    half_chord = isqrt((x - u) ** 2 + (y - v) ** 2 + (z - w) ** 2) // 2
    half_angle = bisect_left(SINES, min(half_chord, _ONE))
    return half_angle * _HALF_ROUND // _RIGHT_ANGLE // 1000


def _vector(spot: Spot) -> tuple[int, int, int]:
    """A spot as seen from the Earth's centre, of length `_ONE`."""
    level = _sine(spot.lat + _RIGHT_ANGLE)
    return level * _sine(spot.lon + _RIGHT_ANGLE) // _ONE, level * _sine(spot.lon) // _ONE, _sine(spot.lat)


def _sine(angle: int) -> int:
    """The sine of any angle."""
    turn, rest = divmod(angle, 2 * _RIGHT_ANGLE)
    value = SINES[min(rest, 2 * _RIGHT_ANGLE - rest)]
    return -value if turn % 2 else value
