"""Servers that run as child processes of a test session, and end with it.

A `Server` has its own process group, so that stopping it stops what it started, and its output goes to a
file, whose tail is in the message when it does not become ready. Where Linux's ``setpriv`` is installed,
a server is also told to end when this process is killed and cannot stop it any more.
"""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

#: How long a server may take to end after SIGTERM, in seconds, before it is killed.
_GRACE = 10.0
_POLL = 0.1
_TAIL = 40


class NotReady(RuntimeError):
    """A server ended, or was not ready in time; the message has its name and the last lines of its log."""


class Server:
    """A child process with a log file; as a context manager it is started and stopped."""

    def __init__(
        self, name: str, command: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None
    ) -> None:
        """Describes the server without starting it.

        Args:
            name: what error messages call it.
            command: program and arguments.
            log: the file that receives standard output and standard error.
            env: variables on top of this process's own.
        """
        self.name = name
        self.log = log
        self._command = [*_ending_with_parent(), *map(str, command)]
        self._env = {**os.environ, **(env or {})}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts the process, in a group of its own."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def running(self) -> bool:
        """Whether the process was started and has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """The id of the started process."""
        assert self._process is not None
        return self._process.pid

    def stop(self) -> None:
        """Asks the whole group to end, and kills what has not ended in ten seconds."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kills the whole group at once, as a crash would."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._signal(how)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE)
        self._signal(signal.SIGKILL)  # whatever of the group is left
        self._process.wait()
        self._process = None

    def _signal(self, how: signal.Signals) -> None:
        assert self._process is not None
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, how)

    def wait_for(self, probe: Callable[[], T | None], what: str, seconds: float) -> T:
        """Polls until ``probe`` gives something other than None, and returns that.

        Args:
            probe: looks once; an `OSError` (nobody listens yet) counts as None.
            what: what is waited for, for the message.
            seconds: how long to try.

        Raises:
            NotReady: the process ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while True:
            ended = not self.running
            try:
                found = probe()
            except OSError:
                found = None
            if found is not None:
                return found
            if ended:
                raise NotReady(f"{self.name} ended before {what}.\n{self.tail()}")
            if time.monotonic() > deadline:
                raise NotReady(f"{self.name}: no {what} within {seconds:g} s.\n{self.tail()}")
            time.sleep(_POLL)

    def wait_for_line(self, pattern: str, seconds: float) -> re.Match[str]:
        """Waits until ``pattern`` occurs in the log; arguments and errors as in `wait_for`."""
        return self.wait_for(lambda: re.search(pattern, self._read_log()), f"log line {pattern!r}", seconds)

    def tail(self) -> str:
        """The last lines of the log, under a heading that names its file."""
        lines = self._read_log().splitlines()[-_TAIL:]
        return "\n".join([f"--- {self.log}", *lines])

    def _read_log(self) -> str:
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def _ending_with_parent() -> list[str]:
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []
