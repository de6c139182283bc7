"""Lists are followed while a job runs; the clock is the test's."""

import logging
import os
import pickle
import threading
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from models.lists.book import Book
from models.lists.entry import ListError
from models.lists.settings import ListTable
from transforms import lists as module
from transforms.lists import INTERVAL, Lists, RemoteFiles

EARLY, LATE, OURS = "198.51.100.7", "203.0.113.9", "192.0.2.1"


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    """A clock that a test sets."""
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(module, "time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


@pytest.fixture
def reads(monkeypatch) -> list[str]:
    """The names of the files that are read."""
    names: list[str] = []
    read = RemoteFiles.read

    def noting(self, path: str) -> bytes:
        names.append(Path(path).name)
        return read(self, path)

    monkeypatch.setattr(RemoteFiles, "read", noting)
    return names


@pytest.fixture
def counted(monkeypatch) -> Counter[str]:
    """What the counters say."""
    counts: Counter[str] = Counter()

    def counter(namespace: str, name: str) -> SimpleNamespace:
        return SimpleNamespace(inc=lambda: counts.update([f"{namespace}/{name}"]))

    monkeypatch.setattr(module, "Metrics", SimpleNamespace(counter=counter))
    return counts


@pytest.fixture
def tables(tmp_path) -> tuple[ListTable, ...]:
    write(tmp_path / "bad.txt", EARLY)
    write(tmp_path / "office.txt", OURS)
    return (
        ListTable(name="bad", path=str(tmp_path / "bad.txt")),
        ListTable(name="office", path=str(tmp_path / "office.txt"), trusted=True),
    )


def write(path: Path, content: str) -> None:
    """Write a file that is a second younger than the one it replaces."""
    changed = path.stat().st_mtime + 1 if path.exists() else 1_772_000_000
    path.write_text(content)
    os.utime(path, (changed, changed))


def listed(book: Book | None) -> list[str] | None:
    """Which addresses are a threat."""
    return None if book is None else [address for address in (EARLY, LATE) if book.caller(address).threats]


def test_a_changed_list_is_in_force_at_the_next_look(clock, reads, tables, tmp_path):
    lists = Lists(tables, follow=True)
    assert listed(lists.changed()) == [EARLY]
    write(tmp_path / "bad.txt", f"{LATE}\n{EARLY}")
    clock.now += INTERVAL - 1
    assert lists.changed() is None
    clock.now += 1
    del reads[:]
    book = lists.changed()
    assert listed(book) == [EARLY, LATE]
    assert book is lists.load()
    assert book.caller(OURS).trusted is not None
    assert reads == ["bad.txt"]


def test_a_file_whose_stamp_is_the_same_is_not_read_again(clock, reads, tables):
    lists = Lists(tables, follow=True)
    lists.changed()
    assert reads == ["bad.txt", "office.txt"]
    clock.now += INTERVAL
    assert lists.changed() is None
    assert len(reads) == 2


def test_a_file_that_was_only_touched_changes_nothing(clock, reads, tables, tmp_path):
    lists = Lists(tables, follow=True)
    lists.changed()
    write(tmp_path / "bad.txt", EARLY)
    clock.now += INTERVAL
    assert lists.changed() is None
    assert reads == ["bad.txt", "office.txt", "bad.txt"]
    clock.now += INTERVAL
    assert lists.changed() is None
    assert len(reads) == 3


def test_where_no_time_is_known_the_content_tells(clock, monkeypatch, tables, tmp_path):
    monkeypatch.setattr(RemoteFiles, "stamp", lambda self, path: "")
    lists = Lists(tables, follow=True)
    first = lists.changed()
    clock.now += INTERVAL
    assert lists.changed() is None
    write(tmp_path / "bad.txt", LATE)
    clock.now += INTERVAL
    assert listed(lists.changed()) == [LATE]
    assert listed(first) == [EARLY]


def damaged(path: Path) -> None:
    write(path, "<html>404 Not Found</html>")


def gone(path: Path) -> None:
    path.unlink()


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [damaged, gone, unreadable])
def test_a_list_that_turns_bad_stays_as_it_was_until_it_is_mended(spoil, clock, counted, tables, tmp_path, caplog):
    caplog.set_level(logging.INFO, "guardbeam")
    lists = Lists(tables, follow=True)
    lists.changed()
    path = tmp_path / "bad.txt"
    spoil(path)
    for looks in range(1, 4):
        clock.now += INTERVAL
        assert lists.changed() is None
        assert counted == {"lists/bad kept": looks}
    assert listed(lists.load()) == [EARLY]
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert f'[[lists]] "bad": {path}: ' in caplog.text
    assert "going on with the list's last good version" in caplog.text

    caplog.clear()
    if path.is_dir():
        path.rmdir()
    write(path, LATE)
    clock.now += INTERVAL
    assert listed(lists.changed()) == [LATE]
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert counted == {"lists/bad kept": 3}
    assert f'[[lists]] "bad": {path} can be used again' in caplog.text


def test_every_change_that_is_no_better_is_said_and_the_old_content_mends(clock, tables, tmp_path, caplog):
    caplog.set_level(logging.INFO, "guardbeam")
    lists = Lists(tables, follow=True)
    lists.changed()
    path = tmp_path / "bad.txt"
    for spoil in (damaged, damaged, gone):
        spoil(path)
        clock.now += INTERVAL
        assert lists.changed() is None
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 3
    write(path, EARLY)
    clock.now += INTERVAL
    assert lists.changed() is None
    assert caplog.records[-1].levelname == "INFO"


def test_another_list_is_taken_up_while_one_is_bad(clock, tables, tmp_path):
    lists = Lists(tables, follow=True)
    lists.changed()
    gone(tmp_path / "office.txt")
    write(tmp_path / "bad.txt", LATE)
    clock.now += INTERVAL
    book = lists.changed()
    assert listed(book) == [LATE]
    assert book.caller(OURS).trusted is not None


@pytest.mark.parametrize("spoil", [damaged, gone, unreadable])
def test_the_first_version_has_to_be_usable(spoil, tables, tmp_path):
    spoil(tmp_path / "bad.txt")
    with pytest.raises(ListError, match=r'^\[\[lists\]\] "bad": .*bad.txt: '):
        Lists(tables, follow=True).changed()


def test_a_path_of_no_known_filesystem_is_refused():
    with pytest.raises(ListError, match=r'^\[\[lists\]\] "bad": nosuch://bad.txt: cannot be read: '):
        Lists([ListTable(name="bad", path="nosuch://bad.txt")]).load()


def test_refused_lines_are_told_when_a_version_comes_into_force(clock, tables, tmp_path, caplog):
    lists = Lists(tables, follow=True)
    lists.load()
    write(tmp_path / "bad.txt", f"{EARLY}\n{LATE}\n300.1.2.3\n")
    clock.now += INTERVAL
    lists.load()
    clock.now += INTERVAL
    lists.load()
    assert [record.getMessage().partition("line 3")[0] for record in caplog.records] == [
        f'[[lists]] "bad": {tmp_path / "bad.txt"}, '
    ]


def test_a_bounded_run_keeps_what_it_began_with(clock, tables, tmp_path):
    lists = Lists(tables)
    assert listed(lists.changed()) == [EARLY]
    write(tmp_path / "bad.txt", LATE)
    clock.now += 2 * INTERVAL
    assert lists.changed() is None


def test_no_lists_are_an_empty_book():
    assert Lists().changed().describe() == ()


def test_copies_in_a_process_share_one_book_and_each_learns_of_a_change(clock, reads, tables, tmp_path):
    lists = Lists(tables, follow=True)
    lists.load()
    copies = [pickle.loads(pickle.dumps(lists)) for _ in range(3)]
    books = [copy.changed() for copy in copies]
    assert books[0] is books[1] is books[2] is lists.load()
    assert reads == ["bad.txt", "office.txt"]
    write(tmp_path / "bad.txt", LATE)
    clock.now += INTERVAL
    assert [listed(copy.changed()) for copy in copies] == [[LATE]] * 3
    assert [copy.changed() for copy in copies] == [None] * 3
    assert reads == ["bad.txt", "office.txt", "bad.txt"]


def test_another_job_reads_anew(tables, tmp_path):
    Lists(tables).load()
    write(tmp_path / "bad.txt", LATE)
    assert listed(Lists(tables).load()) == [LATE]


def test_one_thread_reads_while_others_go_on(clock, monkeypatch, tables, tmp_path):
    lists = Lists(tables, follow=True)
    old = lists.load()
    write(tmp_path / "bad.txt", LATE)
    clock.now += INTERVAL
    reading, go_on = threading.Event(), threading.Event()
    read = RemoteFiles.read

    def slow(self, path: str) -> bytes:
        reading.set()
        assert go_on.wait(30)
        return read(self, path)

    monkeypatch.setattr(RemoteFiles, "read", slow)
    thread = threading.Thread(target=lists.load)
    thread.start()
    assert reading.wait(30)
    assert lists.load() is old
    go_on.set()
    thread.join(30)
    assert listed(lists.load()) == [LATE]
