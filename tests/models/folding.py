"""Histories of one key, arriving in one go or bit by bit."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from models.codec import Codec
from models.fold import Folder, forward, run
from models.times import END_OF_TIME


def at_once(folder: Folder, key: bytes, items: Iterable[Any]) -> list[Any]:
    """The output when everything is folded in one call, as a bounded job does."""
    state, waiting, output = run(folder, key, None, items, END_OF_TIME)
    assert waiting == []
    assert state is None
    return output


def bit_by_bit(folder: Folder, key: bytes, steps: Iterable[tuple[int, Sequence[Any]]]) -> list[Any]:
    """The output of a stream: each step is a watermark and what has arrived before it."""
    state, waiting, output = None, [], []
    for watermark, arrived in (*steps, (END_OF_TIME, [])):
        state, waiting, made = run(folder, key, state, [*waiting, *arrived], watermark)
        output += made
    assert waiting == []
    assert state is None
    return output


def stream(items: Sequence[Any], watermarks: Sequence[int], early: Sequence[int]) -> list[tuple[int, list[Any]]]:
    """Steps of a stream in which nothing is late.

    Item i arrives ``early[i]`` steps (or as many as there are) before the watermark passes its window's end.
    """
    marks = sorted(watermarks)
    arrivals: list[list[Any]] = [[] for _ in (*marks, None)]
    for item, ahead in zip(items, early, strict=True):
        due = next((i for i, mark in enumerate(marks) if mark >= item.end_ms), len(marks))
        arrivals[max(0, due - ahead)].append(item)
    return list(zip((*marks, END_OF_TIME), arrivals, strict=True))


def in_parts(
    folder: Folder, key: bytes, states: Codec, items: Iterable[Any], cuts: Sequence[int]
) -> list[tuple[int, list[Any]]]:
    """What each of several bounded jobs puts out that go on from what the one before has left.

    Args:
        folder: what folding means.
        key: the key of all items.
        states: writes what is left.
        items: everything that happens.
        cuts: window ends, rising; a job takes in what is up to its cut, the last one the rest.

    Returns:
        Each job's cut and output.
    """
    rest, parts = list(items), []
    left: tuple[bytes, int] | None = None
    for cut in (*cuts, END_OF_TIME):
        state, folded_to = (states.decode(left[0]), left[1]) if left else (None, 0)
        part, rest = [i for i in rest if i.end_ms <= cut], [i for i in rest if i.end_ms > cut]
        folded_to = max([folded_to, *(item.end_ms for item in part)])
        state, _, made = run(folder, key, state, part, folded_to)
        left = (states.encode(state), folded_to) if state is not None else None
        state, _, published = run(folder, key, state, [], END_OF_TIME)
        assert state is None
        parts.append((cut, made + published))
        if left:
            state, folded_to = forward(folder, key, states.decode(left[0]), left[1], cut)
            left = None if state is None else (states.encode(state), folded_to)
    return parts


def joined(parts: Iterable[tuple[int, list[Any]]], instant: Callable[[Any], int]) -> list[Any]:
    """What jobs that go on from one another put out, without what a job put out of the time after its cut."""
    return [output for cut, made in parts for output in made if instant(output) <= cut]
