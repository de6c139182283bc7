"""Profiles forget how things arrived: in one go or bit by bit, in any order, repeated, the cases are the same."""

import random

import pytest

from models.codecs import CASES
from models.config.config import Config, Learning
from models.fold import run
from models.profiles.activity import PRINCIPAL, Key
from models.profiles.collector import Collector
from models.profiles.profile import Profile, ProfileFolder, Seen
from models.times import DAY, END_OF_TIME, HOUR
from tests.detection import LATENESS, cases
from tests.habits import DAYS, call, month, month_of_objects, objects
from tests.models.folding import bit_by_bit
from tests.records import ACCOUNT, decoded, user

RECORDS = [
    *month(14),
    *month_of_objects(5),
    *month(12, by=user("kim")),
    *objects(200, DAYS),
    *(call("iam", name, day=13, sourceIPAddress="198.51.100.7") for name in ("ListUsers", "CreateUser")),
]


def test_order_and_repeats_change_nothing():
    dice = random.Random(1)
    shuffled = [*RECORDS, *dice.sample(RECORDS, 50)]
    dice.shuffle(shuffled)
    assert CASES.encode(cases(shuffled)) == CASES.encode(cases(RECORDS))


@pytest.mark.parametrize("seed", [1, 2])
def test_a_stream_gives_what_a_bounded_run_gives(seed):
    """Activities alone: one key, in parts, each part when the watermark is somewhere before its end."""
    dice, collector, items = random.Random(seed), Collector(), []
    for record in month(14):
        collector.add(decoded(record))
        if dice.random() < 0.3:
            items += [Seen(made.end_ms, activity=made) for _, made in collector.take()]
    items += [Seen(made.end_ms, activity=made) for _, made in collector.take()]
    key = Key(PRINCIPAL, ACCOUNT, "dev").to_bytes()
    folder = ProfileFolder(7, frozenset(), LATENESS)
    _, _, at_once = run(folder, key, None, items, END_OF_TIME)
    marks = sorted({item.end_ms for item in items if dice.random() < 0.5})
    steps, before = [], 0
    for mark in marks:
        arrived = [item for item in items if before < item.end_ms <= mark]
        dice.shuffle(arrived)
        steps.append((mark, arrived))
        before = mark
    steps.append((marks[-1] + DAY, [item for item in items if item.end_ms > before]))
    assert CASES.encode(bit_by_bit(folder, key, steps)) == CASES.encode(at_once)
    assert len(at_once) == 3 * 7


def test_the_learning_period_is_an_option():
    config = Config(learning=Learning(days=0))
    assert len(cases(month(3), config)) == 9
    assert cases(month(3)) == []


def test_a_profile_is_forgotten_after_its_items():
    state = Profile(first_day=1, last_ms=5 * HOUR)
    assert ProfileFolder(7, frozenset(), LATENESS).expires(state) == 5 * HOUR + 63 * DAY
