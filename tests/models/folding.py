"""Histories of one key, arriving in one go or bit by bit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from models.fold import Folder, run
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
