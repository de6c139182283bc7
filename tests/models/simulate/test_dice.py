import base64
import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from models.simulate.dice import Dice

seeds = st.integers()


@given(seeds)
def test_equal_paths_throw_equally(seed: int) -> None:
    assert Dice.of(seed, "a", 1).random() == Dice.of(seed, "a", 1).random()


def test_other_paths_throw_otherwise() -> None:
    throws = {Dice.of(*path).random() for path in ((1, "a"), (1, "b"), (2, "a"), (1, "a", 0))}
    assert len(throws) == 4


def test_what_is_thrown_is_fixed_for_good() -> None:
    dice = Dice.of(1, "fixed")
    assert (dice.uuid(), dice.base32(5)) == ("fd00d775-0323-44d2-9014-8756a983703f", "QX6W5")


@given(seeds)
def test_uuids_are_random_ones(seed: int) -> None:
    text = Dice.of(seed).uuid()
    assert str(UUID(text)) == text
    assert UUID(text).version == 4


@given(seeds, st.integers(1, 40))
def test_identifiers_have_the_length_and_letters_asked_for(seed: int, length: int) -> None:
    dice = Dice.of(seed)
    assert re.fullmatch(rf"[0-9a-f]{{{length}}}", dice.hexadecimal(length))
    assert re.fullmatch(rf"[A-Z2-7]{{{length}}}", dice.base32(length))
    assert re.fullmatch(rf"[0-9A-Za-z]{{{length}}}", dice.alphanumeric(length))
    assert re.fullmatch(rf"[1-9][0-9]{{{length - 1}}}", dice.digits(length))
    assert len(base64.b64decode(dice.base64(length), validate=True)) == length


def test_rounding_keeps_the_mean() -> None:
    dice = Dice.of("mean")
    rounds = [dice.round(2.25) for _ in range(4000)]
    assert set(rounds) == {2, 3}
    assert 2.2 < sum(rounds) / len(rounds) < 2.3
