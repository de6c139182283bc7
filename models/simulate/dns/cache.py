"""What the Resolver remembers: a question that it can answer from its cache is not logged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from models.simulate.clock import HOUR
from models.simulate.dns.answers import Question
from models.simulate.dns.clients import Client


class Asked(NamedTuple):
    """A question that a client puts to the Resolver.

    Attributes:
        at: when.
        client: who.
        question: what, and what it is answered.
    """

    at: int
    client: Client
    question: Question


class Cache:
    """The cache of one network's Resolver. It counts from the instant when an answer came in."""

    def __init__(self) -> None:
        self._until: dict[tuple[str, str], int] = {}
        self._swept = 0

    def missed(self, asked: Iterable[Asked]) -> Iterator[Asked]:
        """The questions that are not in the cache, given in the order of their times."""
        for one in asked:
            key = one.question.name, one.question.type
            if self._until.get(key, 0) <= one.at:
                self._until[key] = one.at + one.question.ttl
                yield one
                self._sweep(one.at)

    def _sweep(self, at: int) -> None:
        if at >= self._swept + HOUR:
            self._until = {key: until for key, until in self._until.items() if until > at}
            self._swept = at
