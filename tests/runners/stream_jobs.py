"""Running the job on a stream, which does not end by itself, next to a test that feeds it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from apache_beam.runners.runner import PipelineResult, PipelineState

from pipelines.detect import plan, submit
from pipelines.options import parse

#: Checkpoints of Flink's jobs, in ms between them: a subscription's messages are acknowledged with them.
CHECKPOINTS = "--checkpointing_interval=1000"

_POLL = 0.1
_QUIET = 2.0
_ENDED = (PipelineState.DONE, PipelineState.FAILED, PipelineState.CANCELLED)


class StreamJob:
    """A running job."""

    def __init__(self, result: PipelineResult) -> None:
        self._result = result

    def wait(self, condition: Callable[[], bool], what: str, seconds: float = 240) -> None:
        """Waits until a condition holds.

        Raises:
            AssertionError: the job has ended, or it took too long; the message says what was waited for.
        """
        deadline = time.monotonic() + seconds
        while not condition():
            assert self._result.state not in _ENDED, f"the job is {self._result.state}, waiting for {what}"
            assert time.monotonic() < deadline, f"no {what} within {seconds:g} s"
            time.sleep(_POLL)

    def lines(self, prefix: Path, count: int, meanwhile: Callable[[], None] = lambda: None) -> list[bytes]:
        """The sorted lines of a prefix's files, once there are so many and no more come.

        Args:
            prefix: of the files.
            count: how many.
            meanwhile: is called before each look.
        """
        seen, since = -1, time.monotonic()

        def settled() -> bool:
            nonlocal seen, since
            meanwhile()
            found = len(list(prefix.parent.glob(f"{prefix.name}-*")))
            if found != seen:
                seen, since = found, time.monotonic()
            ended = self._result.state == PipelineState.DONE
            return found >= count and (ended or time.monotonic() - since > _QUIET)

        self.wait(settled, f"{count} files of findings")
        return sorted(
            line for file in prefix.parent.glob(f"{prefix.name}-*") for line in file.read_bytes().splitlines()
        )


@contextmanager
def running(argv: list[str]) -> Iterator[StreamJob]:
    """Submits the job of a command line; it is cancelled at the end."""
    options = parse(argv)
    result = submit(options, plan(options))
    try:
        yield StreamJob(result)
    finally:
        with suppress(Exception):  # it may have ended
            result.cancel()
