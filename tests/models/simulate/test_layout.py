import gzip
from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.simulate.dice import Dice
from models.simulate.layout import DELAY, INTERVAL, Delivery, Format, stamps
from tests.models.simulate.conftest import MONDAY

FORM = Format(
    path=lambda account, region, stamp, tag: PurePath(account, region, f"{stamp}_{tag}.gz"),
    wrap=b"\n".join,
)

instants = st.integers(MONDAY, MONDAY + 10**7)


@given(instants, st.text(min_size=1))
def test_a_record_reaches_a_file_within_the_delay_and_again_only_later(at: int, key: str) -> None:
    first, *again = stamps(at, key)
    assert DELAY[0] <= first - at <= DELAY[1]
    assert all(first < later <= first + 1800 for later in again)
    assert all(stamp % INTERVAL == 0 for stamp in (first, *again))


def test_most_records_take_five_minutes_and_few_come_twice() -> None:
    dice = Dice.of("delays")
    ways = [(at, stamps(at, dice.uuid())) for at in range(MONDAY, MONDAY + 20_000)]
    delays = sorted(way[0] - at for at, way in ways)
    assert 240 <= delays[len(delays) // 2] <= 360
    assert 0.002 < sum(len(way) == 2 for _, way in ways) / len(ways) < 0.004


def test_files_hold_what_was_added_whatever_the_order(tmp_path: Path) -> None:
    added = [(MONDAY + i, "111122223333", "eu-west-1", f"id-{i}", b"%d" % i) for i in range(500)]
    contents = []
    for name, order in (("forth", added), ("back", added[::-1])):
        delivery = Delivery(tmp_path / name, FORM, seed=1)
        for item in order:
            delivery.add(*item)
        delivery.flush()
        paths = sorted((tmp_path / name).rglob("*.gz"))
        contents.append({path.name: path.read_bytes() for path in paths})
        assert delivery.bytes == sum(map(len, contents[-1].values()))
        lines = [line for packed in contents[-1].values() for line in gzip.decompress(packed).split(b"\n")]
        assert set(lines) == {item[4] for item in added}
        assert delivery.records == len(lines)
    assert contents[0] == contents[1]


def test_lines_of_a_file_are_not_in_order_of_time(tmp_path: Path) -> None:
    dice = Dice.of("order")
    delivery = Delivery(tmp_path, FORM, seed=1)
    for i in range(300):
        delivery.add(MONDAY + i, "111122223333", "eu-west-1", dice.uuid(), b"%09d" % i)
    delivery.flush()
    files = [gzip.decompress(path.read_bytes()).split(b"\n") for path in tmp_path.rglob("*.gz")]
    assert any(lines != sorted(lines) for lines in files)


def test_what_is_flushed_early_is_written_once_and_late_records_are_an_error(tmp_path: Path) -> None:
    delivery = Delivery(tmp_path, FORM, seed=1)
    delivery.add(MONDAY, "111122223333", "eu-west-1", "early", b"early")
    delivery.add(MONDAY + 3600, "111122223333", "eu-west-1", "late", b"late")
    delivery.flush(before=MONDAY + 3600)
    assert [file.stamp < MONDAY + 3600 for file in delivery.files] == [True]
    with pytest.raises(ValueError, match="after its file"):
        delivery.add(MONDAY, "111122223333", "eu-west-1", "too late", b"")
    delivery.flush()
    assert delivery.records == 2
