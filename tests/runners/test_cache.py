"""An artefact is complete or absent, and built once."""

import threading
from pathlib import Path

import pytest

from tests.runners.cache import cache_root, cached


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("GUARDBEAM_CACHE", str(tmp_path / "cache"))


def _write(directory: Path) -> None:
    (directory / "artefact").write_text("built")


def test_the_directory_is_chosen_by_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert cache_root() == tmp_path / "cache"
    monkeypatch.delenv("GUARDBEAM_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_root() == tmp_path / "guardbeam"


def test_what_is_there_is_not_built_again():
    directory = cached("tool-1", _write)
    assert (directory / "artefact").read_text() == "built"
    assert cached("tool-1", lambda _: pytest.fail("built twice")) == directory


def test_a_failed_build_leaves_nothing_and_may_be_repeated():
    def fail(directory: Path) -> None:
        _write(directory)
        raise OSError("no network")

    with pytest.raises(OSError, match="no network"):
        cached("tool-1", fail)
    assert [path.name for path in cache_root().iterdir()] == ["tool-1.lock"]
    assert (cached("tool-1", _write) / "artefact").exists()


def test_of_two_at_once_one_builds_and_the_other_waits():
    entered, built = threading.Barrier(2), []

    def build(directory: Path) -> None:
        built.append(directory)
        _write(directory)

    def work() -> None:
        entered.wait()
        assert (cached("tool-1", build) / "artefact").exists()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(built) == 1
