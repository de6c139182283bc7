"""Distances in integers, beside the haversine formula in floats."""

from math import asin, cos, radians, sin, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enrichment.distance import ERROR, RADIUS, SINES, Spot, kilometres

SPOTS = st.builds(Spot, st.integers(-9000, 9000), st.integers(-18000, 18000))


def haversine(one: Spot, other: Spot) -> float:
    north, east, north_too, east_too = (radians(value / 100) for value in (*one, *other))
    half = sin((north_too - north) / 2) ** 2 + cos(north) * cos(north_too) * sin((east_too - east) / 2) ** 2
    return 2 * RADIUS * asin(min(1, sqrt(half)))


@given(SPOTS, SPOTS)
def test_it_is_the_great_circle_whichever_way(one, other):
    assert abs(kilometres(one, other) - haversine(one, other)) <= ERROR
    assert kilometres(one, other) == kilometres(other, one)
    assert kilometres(one, one) == 0


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ((52.52, 13.40), (48.86, 2.35), 878),
        ((40.71, -74.01), (35.68, 139.69), 10847),
        ((-17.8, 179.5), (-17.8, -179.5), 106),
        ((90.0, 0.0), (-90.0, 77.0), 20015),
    ],
)
def test_known_distances(one, other, km):
    assert abs(kilometres(Spot.of(*one), Spot.of(*other)) - km) <= ERROR


def test_no_sine_is_so_near_to_a_half_that_machines_could_round_it_differently():
    assert min(abs(1e7 * sin(radians(angle / 100)) % 1 - 0.5) for angle in range(len(SINES))) > 1e-5
