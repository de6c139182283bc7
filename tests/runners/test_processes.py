"""Servers become ready or say why not, and end with everything that they started."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.runners.processes import NotReady, Server

_SLEEP = "import time; time.sleep(600)"


def _server(program: str, tmp_path: Path) -> Server:
    return Server("toy", [sys.executable, "-u", "-c", program], tmp_path / "toy.log")


def test_a_line_of_the_log_makes_it_ready(tmp_path: Path):
    with _server(f"print('listening on 4242'); {_SLEEP}", tmp_path) as server:
        assert server.wait_for_line(r"listening on (\d+)", seconds=30)[1] == "4242"
        assert server.running
    assert not server.running


def test_one_that_ends_is_reported_with_its_log(tmp_path: Path):
    with (
        _server("raise SystemExit('no such port')", tmp_path) as server,
        pytest.raises(NotReady, match=r"toy ended before(.|\n)*no such port"),
    ):
        server.wait_for_line("listening", seconds=30)


def test_one_that_is_late_is_reported_with_its_log(tmp_path: Path):
    with _server(f"print('starting'); {_SLEEP}", tmp_path) as server:
        server.wait_for_line("starting", seconds=30)
        with pytest.raises(NotReady, match=r"within 0 s(.|\n)*starting"):
            server.wait_for_line("listening", seconds=0)


@pytest.mark.parametrize("end", [Server.stop, Server.kill], ids=["stop", "kill"])
def test_children_end_too(tmp_path: Path, end: Callable[[Server], None]):
    held = tmp_path / "held"
    os.mkfifo(held)
    child = f"held = open({str(held)!r}, 'w'); {_SLEEP}"
    with _server(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])", tmp_path) as server:
        with held.open() as reader:  # waits until the child opens it
            end(server)
            assert reader.read() == ""  # waits until nobody holds it
        assert not server.running
