"""A habit: what some clients ask for together, how often, and when in the day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from models.simulate.clock import HOUR
from models.simulate.dice import Dice
from models.simulate.dns.answers import Question
from models.simulate.dns.cache import Asked
from models.simulate.dns.clients import Client
from models.simulate.flows.rhythm import STEADY, Rhythm

#: From dice and the client to what is asked on one occasion.
Ask = Callable[[Dice, Client], Iterable[Question]]


@dataclass(frozen=True)
class Habit:
    """One kind of asking in one network.

    Attributes:
        name: what its chance is known by, within the network.
        rate: occasions on a working day, for each client.
        clients: who has it.
        ask: what is asked on one occasion.
        rhythm: when in the day.
        lasts: seconds over which the questions of an occasion come.
    """

    name: str
    rate: float
    clients: tuple[Client, ...]
    ask: Ask
    rhythm: Rhythm = STEADY
    lasts: int = 1

    def hour(self, at: int, dice: Dice) -> Iterator[Asked]:
        """What is asked in the hour that begins at ``at``, in no order."""
        for client in self.clients:
            for _ in range(dice.round(self.rate * self.rhythm.share(at))):
                begins = at + dice.randrange(HOUR)
                for question in self.ask(dice, client):
                    yield Asked(min(begins + dice.randrange(self.lasts), at + HOUR - 1), client, question)
