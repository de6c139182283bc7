"""Which calls each kind of caller makes, and how often they fail."""

from __future__ import annotations

from itertools import accumulate

from models.simulate.cloudtrail import apis, event
from models.simulate.cloudtrail.apis import Api
from models.simulate.cloudtrail.event import Event, Failure
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dice import Dice
from models.simulate.organisation import Site

#: Shares of refused and of throttled calls: a few per cent, as in any account.
DENIED, THROTTLED = 0.02, 0.008


class Mix:
    """A weighted choice among APIs."""

    def __init__(self, *parts: tuple[float, tuple[Api, ...]]) -> None:
        """Each part is a weight and a group of APIs that share it; earlier ones in a group are called more."""
        self._apis: list[Api] = []
        weights: list[float] = []
        for weight, group in parts:
            shares = [1 / (2 + rank) for rank in range(len(group))]
            self._apis += group
            weights += [weight * share / sum(shares) for share in shares]
        self._weights = list(accumulate(weights))

    def call(self, caller: Caller, at: int, site: Site, dice: Dice) -> Event:
        """One call of the mix; now and then it fails."""
        api = dice.choices(self._apis, cum_weights=self._weights)[0]
        return api.call(caller, at, site, dice, _failure(caller, api, dice))


def _failure(caller: Caller, api: Api, dice: Dice) -> Failure | None:
    chance = dice.random()
    if chance < DENIED:
        return event.denied(caller, api.service, api.name)
    if chance < DENIED + THROTTLED:
        return event.throttled(api.service)
    return None


JOBS = {
    "developer": Mix(
        (4, apis.OBSERVATION), (3, apis.COMPUTE), (1, apis.STORAGE), (0.5, apis.CHANGES), (0.3, apis.AUDIT)
    ),
    "operator": Mix((4, apis.COMPUTE), (3, apis.OBSERVATION), (1, apis.AUDIT), (1, apis.CHANGES), (1, apis.STORAGE)),
    "analyst": Mix((5, apis.ANALYSIS), (2, apis.STORAGE), (0.5, apis.OBSERVATION)),
    "data": Mix((4, apis.ANALYSIS), (2, apis.STORAGE), (1, apis.COMPUTE), (1, apis.OBSERVATION), (0.3, apis.CHANGES)),
}
TERRAFORM = Mix((4, apis.COMPUTE), (2, apis.AUDIT), (2, apis.STORAGE), (2, apis.OBSERVATION), (1.5, apis.CHANGES))
RUNTIME = Mix((1, apis.RUNTIME))
AUTOSCALING = Mix((1, apis.COMPUTE[:5]))
CONFIG_RECORDER = Mix((3, apis.COMPUTE), (2, apis.STORAGE), (2, apis.AUDIT))
