"""A folder as a feed: each file once, in the order of modification, across restarts."""

import os
from collections.abc import Iterable
from pathlib import Path

import pytest
from apache_beam.io.filesystems import FileSystems

from models.times import HOUR, MINUTE, SECOND
from transforms.stream import OutOfReachError, Pace, Piece, StreamSource
from transforms.watch import FolderFeed

NOON = 1_772_452_800_000
INTERVAL = MINUTE


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_ms = NOON

    def __call__(self) -> int:
        return self.now_ms


class Folder:
    """A folder, a clock, and feeds over them."""

    def __init__(self, path: Path) -> None:
        self.path, self.clock = path, Clock()

    def add(self, name: str, updated_ms: int = NOON) -> None:
        (self.path / name).write_text(name)
        os.utime(self.path / name, (updated_ms / SECOND, updated_ms / SECOND))

    def feed(self, resume: bytes | None = None, *patterns: str) -> FolderFeed:
        return FolderFeed([str(self.path / p) for p in patterns or ["**"]], INTERVAL, resume, self.clock)

    def next(self, feed: FolderFeed) -> list[Piece]:
        """The next listing."""
        self.clock.now_ms += INTERVAL
        pieces = feed.poll()
        assert pieces is not None
        return pieces


@pytest.fixture
def folder(tmp_path) -> Folder:
    return Folder(tmp_path)


def names(pieces: Iterable[Piece]) -> list[str]:
    return [Path(piece.value[0]).name for piece in pieces]


def test_a_piece_is_a_path_and_a_size(folder):
    folder.add("abc")
    (piece,) = folder.next(folder.feed())
    assert piece.value == (str(folder.path / "abc"), 3)


def test_files_that_land_between_polls_come_once_each(folder):
    folder.add("a")
    feed = folder.feed()
    assert names(folder.next(feed)) == ["a"]
    folder.add("b", NOON + SECOND)
    folder.add("c", NOON - SECOND)
    assert names(folder.next(feed)) == ["c", "b"]
    assert folder.next(feed) == []


def test_it_does_not_list_before_it_is_time(folder):
    feed = folder.feed()
    assert feed.poll() == []
    folder.clock.now_ms += INTERVAL - 1
    assert feed.poll() is None
    folder.clock.now_ms += 1
    assert feed.poll() == []


def test_a_clock_that_is_put_back_does_not_stop_the_listing(folder):
    feed = folder.feed()
    feed.poll()
    folder.clock.now_ms -= HOUR
    assert feed.poll() == []


def test_the_order_is_that_of_modification_then_of_the_path(folder):
    for name, updated_ms in {"b": NOON, "a": NOON, "z": NOON - 1, "y": NOON - HOUR, "d": NOON}.items():
        folder.add(name, updated_ms)
    assert names(folder.next(folder.feed())) == ["y", "z", "a", "b", "d"]


def test_a_file_that_several_patterns_match_comes_once(folder):
    folder.add("a.json")
    assert names(folder.next(folder.feed(None, "*", "*.json", "a*"))) == ["a.json"]


def test_only_the_last_of_a_listing_moves_the_watermark(folder):
    for number in range(3):
        folder.add(f"{number}", NOON + number * SECOND)
    assert [piece.latest_ms for piece in folder.next(folder.feed())] == [None, None, NOON + 2 * SECOND]


def test_a_backlog_holds_the_watermark_until_it_was_handed_on(folder):
    for number in range(3):
        folder.add(f"{number}", NOON)
    source = StreamSource(folder.feed, 1, Pace(), folder.clock)
    reader = source.create_reader(None, None)
    reader.start()
    before = reader.get_watermark()
    reader.advance()
    folder.clock.now_ms += 10 * HOUR
    assert reader.get_watermark() == before
    reader.advance()
    assert reader.get_watermark() > before
    assert reader.get_current_timestamp() == before


def test_a_resumed_feed_neither_repeats_nor_loses(folder):
    """However much of a listing was handed on when it was cut, the next feed gives the rest."""
    for number in range(6):
        folder.add(f"{number}", NOON + number // 2)
    everything = [f"{number}" for number in range(6)]
    for handed_on in range(7):
        feed = folder.feed()
        pieces = folder.next(feed)
        _, resume = feed.cut(pieces[:handed_on])
        assert names(folder.next(folder.feed(resume))) == everything[handed_on:]


def test_a_resumed_feed_that_is_cut_again_remembers_both(folder):
    resume = None
    for number in range(4):
        folder.add(f"{number}")
        feed = folder.feed(resume)
        pieces = folder.next(feed)
        assert names(pieces) == [f"{number}"]
        _, resume = feed.cut(pieces)


def test_a_cut_of_nothing_goes_on_where_the_last_one_did(folder):
    folder.add("a")
    feed = folder.feed()
    assert names(folder.next(folder.feed(feed.cut([])[1]))) == ["a"]
    _, resume = feed.cut(folder.next(feed))
    assert feed.cut([])[1] == resume
    assert folder.feed(resume).cut([])[1] == resume


def test_a_checkpoint_does_not_depend_on_the_order_of_the_cuts(folder):
    for name in "abc":
        folder.add(name)
    feed, other = folder.feed(), folder.feed()
    pieces = folder.next(feed)
    assert feed.cut(pieces)[1] == other.cut(pieces[::-1])[1]


def test_a_checkpoint_stays_small(folder):
    feed = folder.feed()
    sizes = []
    for number in range(300):
        folder.add(f"{number}", folder.clock.now_ms)
        sizes.append(len(feed.cut(folder.next(feed))[1]))
    assert sizes[-1] == pytest.approx(sizes[100], rel=0.1), "an hour of names"


def test_files_are_not_forgotten_too_early(folder):
    folder.add("old", NOON - HOUR)
    folder.add("new", NOON)
    feed = folder.feed()
    feed.cut(folder.next(feed))
    assert folder.next(feed) == []
    folder.add("newer", NOON + 2 * HOUR)
    assert names(folder.next(feed)) == ["newer"]
    assert folder.next(feed) == []


def test_a_time_in_the_future_makes_no_other_file_old(folder):
    folder.add("from the future", NOON + 1_000 * HOUR)
    feed = folder.feed()
    (piece,) = folder.next(feed)
    assert piece.published_ms == folder.clock.now_ms, "what the watermark believes at most"
    for hours in range(1, 5):
        folder.add(f"{hours}", NOON + hours * HOUR)
        folder.clock.now_ms = NOON + hours * HOUR
        assert names(folder.next(feed)) == [f"{hours}"]


def test_a_folder_that_cannot_be_listed_is_out_of_reach(folder, monkeypatch):
    folder.add("a")
    feed = folder.feed()

    def fails(patterns):
        raise OSError("network down")

    folder.clock.now_ms += INTERVAL
    with monkeypatch.context() as patch:
        patch.setattr(FileSystems, "match", fails)
        with pytest.raises(OutOfReachError, match="network down"):
            feed.poll()
    pieces = feed.poll()
    assert pieces is not None and names(pieces) == ["a"], "tried again without waiting for the interval"


def test_a_folder_that_does_not_exist_yet_is_empty(folder):
    feed = folder.feed(None, "later/*")
    assert folder.next(feed) == []
    (folder.path / "later").mkdir()
    folder.add("later/a")
    assert names(folder.next(feed)) == ["a"]
