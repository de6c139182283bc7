"""Names that are one slip from one another."""

from __future__ import annotations

import pytest

from models.generated.slips import alike
from tests.models.generated.families import SCRAMBLED, names

BRAND = "hbgdkbank"


def _slips(label: str) -> set[str]:
    places = range(len(label))
    left_out = {label[:at] + label[at + 1 :] for at in places}
    put_in = {label[:at] + "x" + label[at:] for at in places}
    exchanged = {label[:at] + other + label[at + 1 :] for at in places for other in "qz"}
    swapped = {label[:at] + label[at + 1] + label[at] + label[at + 2 :] for at in places[:-1]}
    return left_out | put_in | exchanged | swapped


def test_slips_of_a_brand_are_alike() -> None:
    slips = _slips(BRAND)
    assert alike(slips) == slips


@pytest.mark.parametrize("family", SCRAMBLED)
def test_drawn_names_are_not(family: str) -> None:
    labels = {name.partition(".")[0] for name in names(family, 200, seed=5)}
    assert len(alike(labels)) <= 10


def test_one_name_is_like_no_other() -> None:
    assert alike([BRAND]) == set() and alike([]) == set()
