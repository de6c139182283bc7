"""The source of streams, by the contract that Beam gives readers, with a feed of the test's own."""

import pickle
from collections.abc import Callable

import pytest
from apache_beam.io.unbounded_source import CheckpointMark
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from models.streams.backoff import PATIENCE
from models.times import HOUR, MINUTE, SECOND
from transforms import stream
from transforms.stream import OutOfReachError, Pace, Piece, StreamSource

NOON = 1_772_452_800_000
BEHIND, IDLE = 30 * MINUTE, 2 * MINUTE
PACE = Pace(BEHIND, IDLE)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now_ms = NOON

    def __call__(self) -> int:
        return self.now_ms


class Feed:
    """Gives what a test puts into it, poll by poll; an exception is raised."""

    def __init__(self, *polls: list[Piece] | Exception | None) -> None:
        self.polls = list(polls)
        self.polled = 0
        self.cuts: list[list[str]] = []
        self.committed: list[list[str]] = []
        self.closed = False

    def poll(self) -> list[Piece] | None:
        self.polled += 1
        given = self.polls.pop(0) if self.polls else []
        if isinstance(given, Exception):
            raise given
        return given

    def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
        receipts = [piece.receipt for piece in taken]
        self.cuts.append(receipts)
        return (lambda: self.committed.append(receipts)), f"after {len(self.cuts)}".encode()

    def close(self) -> None:
        self.closed = True


def piece(name: str, latest_ms: int | None = NOON, published_ms: int = NOON) -> Piece:
    return Piece(name, latest_ms, published_ms, f"receipt of {name}")


def open_reader(feed: Feed, clock: Callable[[], int] = lambda: NOON, pace: Pace = PACE):
    return StreamSource(lambda resume: feed, 1, pace, clock).create_reader(None, None)


def at(ms: int) -> Timestamp:
    return Timestamp(micros=ms * 1000)


def test_pieces_come_in_the_feed_s_order():
    reader = open_reader(Feed([piece("a"), piece("b")], [], [piece("c")]))
    assert reader.start() and reader.get_current() == "a"
    assert reader.advance() and reader.get_current() == "b"
    assert not reader.advance()
    assert reader.advance() and reader.get_current() == "c"


def test_a_feed_is_polled_only_when_all_of_the_last_poll_was_handed_on():
    feed = Feed([piece("a"), piece("b")])
    reader = open_reader(feed)
    reader.start()
    reader.advance()
    assert feed.polled == 1
    reader.advance()
    assert feed.polled == 2


def test_a_mark_is_of_what_was_handed_on_and_of_nothing_else():
    feed = Feed([piece("a"), piece("b"), piece("c")])
    reader = open_reader(feed)
    reader.start()
    reader.advance()
    reader.get_checkpoint_mark()
    reader.advance()
    reader.get_checkpoint_mark()
    reader.get_checkpoint_mark()
    assert feed.cuts == [["receipt of a", "receipt of b"], ["receipt of c"], []]


def test_only_finalizing_commits_and_each_mark_its_own():
    feed = Feed([piece("a"), piece("b")])
    reader = open_reader(feed)
    reader.start()
    first = reader.get_checkpoint_mark()
    reader.advance()
    second = reader.get_checkpoint_mark()
    assert feed.committed == []
    second.finalize_checkpoint()
    assert feed.committed == [["receipt of b"]]
    first.finalize_checkpoint()
    assert feed.committed == [["receipt of b"], ["receipt of a"]]


def test_a_mark_s_bytes_are_where_a_reader_goes_on():
    resumed: list[bytes | None] = []
    feed = Feed([piece("a")])

    def feeds(resume: bytes | None) -> Feed:
        resumed.append(resume)
        return feed

    source = StreamSource(feeds, 1, PACE)
    reader = source.create_reader(None, None)
    reader.start()
    coder = source.get_checkpoint_mark_coder()
    mark = coder.decode(coder.encode(reader.get_checkpoint_mark()))
    source.create_reader(None, mark)
    assert resumed == [None, b"after 1"]
    mark.finalize_checkpoint()
    assert feed.committed == [], "a mark from elsewhere has nothing to commit"


def saved(source: StreamSource, reader) -> bytes:
    return source.get_checkpoint_mark_coder().encode(reader.get_checkpoint_mark())


def gone_on(source: StreamSource, mark: bytes):
    """The reader that goes on where another's mark was cut."""
    return source.create_reader(None, source.get_checkpoint_mark_coder().decode(mark))


def test_a_reader_goes_on_with_the_watermark_of_the_one_before():
    feed = Feed([piece("a")], [piece("b", NOON + MINUTE, NOON + MINUTE)])
    source = StreamSource(lambda resume: feed, 1, PACE)
    reader = source.create_reader(None, None)
    reader.start()
    reader = gone_on(source, saved(source, reader))
    assert reader.get_watermark() == at(NOON - BEHIND)
    reader.start()
    assert reader.get_current_timestamp() == at(NOON - BEHIND), "not before the watermark"
    assert reader.get_watermark() == at(NOON + MINUTE - BEHIND)


def test_silence_goes_on_from_reader_to_reader():
    clock = Clock()
    source = StreamSource(lambda resume: Feed(), 1, PACE, clock)
    reader = source.create_reader(None, None)
    for _ in range(IDLE // SECOND):
        assert not reader.start()
        assert reader.get_watermark() == MIN_TIMESTAMP
        reader = gone_on(source, saved(source, reader))
        clock.now_ms += SECOND
    assert not reader.start()
    assert reader.get_watermark() == at(clock.now_ms - BEHIND)


def test_silence_begins_anew_in_another_process(monkeypatch):
    """What the process before had pulled has yet to come again."""
    clock = Clock()
    source = StreamSource(lambda resume: Feed(), 1, PACE, clock)
    reader = source.create_reader(None, None)
    reader.start()
    mark = saved(source, reader)
    clock.now_ms += IDLE
    with monkeypatch.context() as patch:
        patch.setattr(stream, "_PROCESS", b"another")
        reader = gone_on(source, mark)
    reader.start()
    assert reader.get_watermark() == MIN_TIMESTAMP


def test_a_pause_goes_on_from_reader_to_reader():
    clock = Clock()
    feed = Feed(OutOfReachError("down"), OutOfReachError("down"), [])
    source = StreamSource(lambda resume: feed, 1, PACE, clock)
    reader = source.create_reader(None, None)
    for second in range(4):
        reader.start()
        assert feed.polled == (1, 2, 2, 3)[second], "after 1 s, then after 2 s"
        reader = gone_on(source, saved(source, reader))
        clock.now_ms += SECOND


def test_a_reader_of_long_ago_is_not_taken_for_the_last_one():
    """Beam finds the reader that it has kept by the source and its mark's bytes; this feed has none of its own."""

    class Nowhere(Feed):
        def cut(self, taken: list[Piece]) -> tuple[Callable[[], None], bytes]:
            return super().cut(taken)[0], b""

    feed = Nowhere([], [piece("a")], [])
    source = StreamSource(lambda resume: feed, 1, PACE)
    reader = source.create_reader(None, None)
    marks = set()
    for _ in feed.polls[:]:
        reader.advance()
        marks.add(saved(source, reader))
    assert len(marks) == 3


def test_a_mark_of_beam_s_own_is_no_place_to_go_on():
    seen = []
    StreamSource(lambda resume: seen.append(resume) or Feed(), 1, PACE).create_reader(None, CheckpointMark())
    assert seen == [None]


def test_there_is_no_watermark_before_the_first_event():
    reader = open_reader(Feed([piece("a", None), piece("b")]))
    assert reader.get_watermark() == MIN_TIMESTAMP
    reader.start()
    assert reader.get_watermark() == MIN_TIMESTAMP
    reader.advance()
    assert reader.get_watermark() == at(NOON - BEHIND)


def test_an_element_holds_the_watermark_that_was_there_before_it():
    reader = open_reader(Feed([piece("a", NOON - HOUR), piece("b", NOON), piece("c", NOON)]))
    reader.start()
    stamps = [reader.get_current_timestamp()]
    while reader.advance():
        stamps.append(reader.get_current_timestamp())
    assert stamps == [MIN_TIMESTAMP, at(NOON - HOUR - BEHIND), at(NOON - BEHIND)]


def test_the_watermark_does_not_pass_pieces_that_wait():
    """However long the runner does not ask: what has been polled is not silence."""
    clock = Clock()
    reader = open_reader(Feed([piece("a", NOON - HOUR), piece("b", NOON)]), clock)
    reader.start()
    clock.now_ms += 10 * HOUR
    assert reader.get_watermark() == at(NOON - HOUR - BEHIND)
    reader.advance()
    assert reader.get_current_timestamp() == at(NOON - HOUR - BEHIND)


def run_dry(reader, clock: Clock, seconds: int) -> None:
    """Ask every second; nothing comes."""
    for _ in range(seconds):
        clock.now_ms += SECOND
        assert not reader.advance()


def test_an_idle_stream_follows_the_clock():
    clock = Clock()
    reader = open_reader(Feed([piece("a", NOON - HOUR)]), clock)
    reader.start()
    run_dry(reader, clock, 120)
    assert reader.get_watermark() == at(NOON - HOUR - BEHIND)
    run_dry(reader, clock, 1)
    assert reader.get_watermark() == at(clock.now_ms - BEHIND)


def test_it_reads_for_ever_unless_told_otherwise():
    clock = Clock()
    reader = open_reader(Feed(), clock)
    run_dry(reader, clock, 10_000)
    assert reader.get_watermark() < MAX_TIMESTAMP


def test_stop_when_idle_ends_the_stream():
    clock = Clock()
    reader = open_reader(Feed([piece("a")]), clock, Pace(BEHIND, IDLE, stop_idle_ms=5 * SECOND))
    reader.start()
    run_dry(reader, clock, 5)
    assert reader.get_watermark() < MAX_TIMESTAMP
    run_dry(reader, clock, 1)
    assert reader.get_watermark() == MAX_TIMESTAMP


def test_a_runner_that_was_busy_elsewhere_does_not_end_the_stream():
    clock = Clock()
    reader = open_reader(Feed([piece("a")], [], [piece("b")]), clock, Pace(BEHIND, IDLE, stop_idle_ms=5 * SECOND))
    reader.start()
    clock.now_ms += HOUR
    assert not reader.advance()
    assert reader.get_watermark() < MAX_TIMESTAMP
    assert reader.advance()
    assert reader.get_watermark() < MAX_TIMESTAMP


def test_not_looking_is_no_silence():
    clock = Clock()
    reader = open_reader(Feed([], *[None] * 1_000), clock, Pace(BEHIND, IDLE, stop_idle_ms=5 * SECOND))
    run_dry(reader, clock, 1_000)
    assert reader.get_watermark() == MIN_TIMESTAMP


def test_a_feed_out_of_reach_is_asked_again_after_a_pause(caplog):
    clock = Clock()
    feed = Feed([piece("a")], OutOfReachError("cannot pull"), OutOfReachError("cannot pull"), [piece("b")])
    reader = open_reader(feed, clock)
    reader.start()
    assert not reader.advance()
    assert not reader.advance()
    assert feed.polled == 2, "too early"
    assert "cannot pull; next attempt in 1 s" in caplog.text
    clock.now_ms += SECOND
    assert not reader.advance()
    clock.now_ms += SECOND
    assert not reader.advance()
    assert feed.polled == 3, "the pause is twice as long"
    clock.now_ms += SECOND
    assert reader.advance() and reader.get_current() == "b"


def test_a_feed_out_of_reach_is_no_silence():
    clock = Clock()
    errors = [OutOfReachError("cannot pull")] * 100
    reader = open_reader(Feed([piece("a")], *errors), clock, Pace(BEHIND, IDLE, stop_idle_ms=5 * SECOND))
    reader.start()
    run_dry(reader, clock, 600)
    assert reader.get_watermark() == at(NOON - BEHIND)


def test_a_feed_that_stays_out_of_reach_fails():
    clock = Clock()
    reader = open_reader(Feed(*[OutOfReachError("cannot pull")] * 1_000), clock)
    assert not reader.start()
    clock.now_ms += PATIENCE
    with pytest.raises(OutOfReachError, match="cannot pull"):
        reader.advance()


def test_an_error_that_does_not_pass_fails_at_once():
    with pytest.raises(PermissionError):
        open_reader(Feed(PermissionError())).start()


def test_closing_reaches_the_feed():
    feed = Feed()
    open_reader(feed).close()
    assert feed.closed


def test_each_reader_has_a_source_of_its_own():
    source = StreamSource(Feed, 3, PACE)
    assert len({pickle.dumps(part) for part in source.split(20)}) == 3
