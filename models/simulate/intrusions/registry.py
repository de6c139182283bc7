"""How intrusions become known: decorators that put them into `INTRUSIONS`, by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from models.simulate.intrusions.scene import Scene
from models.simulate.plays import introduced

Play = Callable[[Scene], None]


@dataclass(frozen=True)
class Intrusion:
    """One intrusion, or what looks like one.

    Attributes:
        name: the function's name with hyphens.
        logs: the sources that it shows in.
        types: the finding types that it raises.
        sequences: the attack sequences that it raises, or is a near miss of.
        near_miss: whether it must raise no sequence, whatever findings it raises.
        also: finding types in the network that it may raise besides, rightly.
        description: one line.
        play: makes its records.
        archived: whether the example configuration archives its findings, which then take part in no sequence.
    """

    name: str
    logs: tuple[str, ...]
    types: tuple[str, ...]
    sequences: tuple[str, ...]
    near_miss: bool
    also: tuple[str, ...]
    description: str
    play: Play
    archived: bool


INTRUSIONS: dict[str, Intrusion] = {}


def intrusion(
    logs: Iterable[str], raises: Iterable[str], sequences: Iterable[str], *, also: Iterable[str] = ()
) -> Callable[[Play], Play]:
    """Register an intrusion that must raise findings and sequences of the given types."""
    return lambda play: _register(play, logs, raises, sequences, also, near_miss=False)


def near_miss(
    logs: Iterable[str],
    of: Iterable[str],
    *,
    raises: Iterable[str] = (),
    also: Iterable[str] = (),
    archived: bool = False,
) -> Callable[[Play], Play]:
    """Register what looks like the given types of sequences and is none, though it may raise findings."""
    return lambda play: _register(play, logs, raises, of, also, near_miss=True, archived=archived)


def _register(
    play: Play,
    logs: Iterable[str],
    raises: Iterable[str],
    sequences: Iterable[str],
    also: Iterable[str],
    *,
    near_miss: bool,
    archived: bool = False,
) -> Play:
    name, description = introduced(play, INTRUSIONS, "intrusions")
    raised, made, besides = (tuple(sorted(each)) for each in (raises, sequences, also))
    INTRUSIONS[name] = Intrusion(name, tuple(logs), raised, made, near_miss, besides, description, play, archived)
    return play
