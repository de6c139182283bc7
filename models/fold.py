"""Folding what happened to one key in event-time order, whatever order it arrived in.

State that depends on order (a profile, a finding's life, an account's settings) must not depend on the
order of arrival. So what arrives for a key waits until the watermark has passed the end of its window; then
the waiting windows are folded in the order of their ends, each at once. A `Folder` says what folding
means; it is plain Python and never sees a runner. `run` is the whole protocol: `transforms.fold` only
keeps the state between calls.

The result depends on the windows' content and order alone, not on how often `run` is called: a stream
folds a window at a time, a replay folds a month in one call, and both give the same output.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Generic, Protocol, TypeVar


class Windowed(Protocol):
    """Something that belongs to a window."""

    @property
    def end_ms(self) -> int:
        """The end of the window, in ms."""


Item = TypeVar("Item", bound=Windowed)
State = TypeVar("State")
Output = TypeVar("Output")


class Folder(Generic[Item, State, Output]):
    """What folding means for one kind of key. Methods may change ``state`` in place."""

    def fresh(self) -> State:
        """The state of a key that nothing has happened to."""
        raise NotImplementedError

    def fold(self, key: bytes, state: State, end_ms: int, items: Sequence[Item]) -> Iterable[Output]:
        """Take in all items of one window (in no particular order); give what that makes known."""
        raise NotImplementedError

    def next_due(self, state: State) -> int | None:
        """The instant at which something falls due without any further input, if any."""
        return None

    def advance(self, key: bytes, state: State, to_ms: int) -> Iterable[Output]:
        """Give what falls due up to and including ``to_ms``.

        Where another fold takes in the output, it comes from `fold` alone. A bounded run advances every state to the
        end of time: what came of that would be in the other fold's snapshot before its time.
        """
        return ()

    def expires(self, state: State) -> int | None:
        """The instant from which the state may be forgotten; None to keep it."""
        return None

    def reached(self, item: Item) -> int:
        """How far the log was certainly read when an item's window was folded at the end of a bounded run, in ms.

        The end of the window, unless windows of several sizes meet in a key: the longest of them may end long after
        what was read, and what another run reads of that time is not late.
        """
        return item.end_ms

    def records(self, key: bytes, item: Item) -> tuple[str, int] | None:
        """What an item counts as when it is late.

        Returns:
            The log source and how many of its records the item stands for; None when they are counted elsewhere.
        """
        return None


def run(
    folder: Folder[Item, State, Output],
    key: bytes,
    state: State | None,
    waiting: Iterable[Item],
    to_ms: int,
) -> tuple[State | None, list[Item], list[Output]]:
    """Fold what is due.

    Args:
        folder: what folding means.
        key: the key that the state belongs to.
        state: what the last call returned; None for a new key.
        waiting: everything that has arrived and was not folded yet.
        to_ms: how far the watermark has come.

    Returns:
        The state (None when it may be forgotten), what still waits, and the output, in event-time order.
    """
    due: list[Item] = []
    later: list[Item] = []
    for item in waiting:
        (due if item.end_ms <= to_ms else later).append(item)
    due.sort(key=lambda item: item.end_ms)

    output: list[Output] = []
    for end_ms, items in groupby(due, key=lambda item: item.end_ms):
        if state is not None:
            state = _forget(folder, key, state, end_ms - 1, output)
        if state is None:
            state = folder.fresh()
        output.extend(folder.fold(key, state, end_ms, list(items)))
    if state is not None:
        state = _forget(folder, key, state, to_ms, output)
    return state, later, output


def _forget(
    folder: Folder[Item, State, Output], key: bytes, state: State, to_ms: int, output: list[Output]
) -> State | None:
    """Advance a state to an instant, and drop it if it expires on the way."""
    output.extend(folder.advance(key, state, to_ms))
    expires = folder.expires(state)
    return None if expires is not None and expires <= to_ms else state


def remembered(recent: dict[str, int], ids: Iterable[str], end_ms: int, lateness_ms: int) -> dict[str, int]:
    """The event ids that a late repeat could still bring again, with the ends of their windows.

    Args:
        recent: those that were remembered so far.
        ids: those of the window that is folded.
        end_ms: its end.
        lateness_ms: how long after its window was folded an event is still taken in.
    """
    since_ms = end_ms - lateness_ms
    kept = {event_id: end for event_id, end in recent.items() if end > since_ms}
    kept.update(dict.fromkeys(ids, end_ms))
    return kept


def wake_up(folder: Folder[Item, State, Output], state: State | None) -> int | None:
    """The next instant at which `run` has something to do though nothing waits, if any."""
    if state is None:
        return None
    return min((at for at in (folder.next_due(state), folder.expires(state)) if at is not None), default=None)


def forward(
    folder: Folder[Item, State, Output], key: bytes, state: State, folded_to_ms: int, to_ms: int
) -> tuple[State | None, int]:
    """A state as it stands at an instant if nothing more happens until then.

    What that puts out is known already to who asks. A state that nothing falls due for stays as it is, and so takes
    in, as in time, what arrives for it later.

    Args:
        folder: what folding means.
        key: the key that the state belongs to.
        state: the state.
        folded_to_ms: how far the key was folded.
        to_ms: the instant.

    Returns:
        The state (None when it may be forgotten), and how far the key is folded now.
    """
    due_ms = wake_up(folder, state)
    if due_ms is None or due_ms > to_ms:
        return state, folded_to_ms
    return _forget(folder, key, state, to_ms, []), to_ms
