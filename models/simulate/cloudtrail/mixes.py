"""Which calls each kind of caller makes, and how often they fail.

A `Mix` is what a job or a program may call; `Mix.personal` is what one of those who have it makes of it: some
calls often, some seldom, some never. What a caller lacks permission for, it lacks for good: the same calls
fail month after month, as a console's pages and old scripts do.
"""

from __future__ import annotations

from functools import cache
from itertools import accumulate, pairwise

from models.simulate.cloudtrail import apis, event
from models.simulate.cloudtrail.apis import Api
from models.simulate.cloudtrail.event import Event, Failure
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dice import Dice
from models.simulate.organisation import Site

#: Shares of calls that are refused once (an expired session, a policy being changed) and throttled.
_REFUSED, _THROTTLED = 0.003, 0.008

#: Share of the calls of a mix that a caller has no permission for.
_LACKING = 0.04

#: Share of a mix that somebody has use for; how much one caller's weights differ from another's (standard
#: deviation of the logarithm); the least share of calls that something in use has; and the share of the rest.
_USED, _TASTE, _LEAST, _REST = 0.45, 0.8, 0.015, 0.00005


@cache
def _lacks(principal: str, service: str, api: str) -> bool:
    return Dice.of("lacks", principal, service, api).chance(_LACKING)


def failure(caller: Caller, service: str, api: str, dice: Dice) -> Failure | None:
    """Why a person's everyday call fails, when it does."""
    if _lacks(caller.lasting, service, api):
        return event.denied(caller, service, api)
    return _accident(caller, service, api, dice)


def _accident(caller: Caller, service: str, api: str, dice: Dice) -> Failure | None:
    chance = dice.random()
    if chance < _REFUSED:
        return event.denied(caller, service, api)
    if chance < _REFUSED + _THROTTLED:
        return event.throttled(service)
    return None


class Mix:
    """A weighted choice among APIs."""

    def __init__(self, *parts: tuple[float, tuple[Api, ...]], careful: bool = False) -> None:
        """Take groups of APIs.

        Args:
            parts: a weight and the group of APIs that share it; earlier ones in a group are called more.
            careful: whether the callers have every permission that they need, as programs have.
        """
        weighed: list[tuple[Api, float]] = []
        for weight, group in parts:
            shares = [1 / (2 + rank) for rank in range(len(group))]
            weighed += [(api, weight * share / sum(shares)) for api, share in zip(group, shares, strict=True)]
        self._set(weighed, careful)

    def _set(self, weighed: list[tuple[Api, float]], careful: bool) -> None:
        self._apis = [api for api, _ in weighed]
        self._weights = list(accumulate(weight for _, weight in weighed))
        self._fails = _accident if careful else failure
        self._careful = careful

    def personal(self, dice: Dice) -> Mix:
        """What somebody in particular makes of the mix; its first call is everybody's."""
        mine = Mix()
        total = self._weights[-1]
        weighed: list[tuple[Api, float]] = []
        for api, (before, after) in zip(self._apis, pairwise([0.0, *self._weights]), strict=True):
            used, liking = dice.chance(_USED) or not weighed, dice.lognormvariate(0, _TASTE)
            share = max(_LEAST, liking * (after - before) / total) if used else _REST * (not self._careful)
            weighed.append((api, share))
        mine._set(weighed, self._careful)
        return mine

    def call(self, caller: Caller, at: int, site: Site, dice: Dice) -> Event:
        """One call of the mix; now and then it fails."""
        api = dice.choices(self._apis, cum_weights=self._weights)[0]
        return api.call(caller, at, site, dice, self._fails(caller, api.service, api.name, dice))


JOBS = {
    "developer": Mix(
        (4, apis.OBSERVATION), (3, apis.COMPUTE), (1, apis.STORAGE), (0.5, apis.CHANGES), (0.3, apis.AUDIT)
    ),
    "operator": Mix((4, apis.COMPUTE), (3, apis.OBSERVATION), (1, apis.AUDIT), (1, apis.CHANGES), (1, apis.STORAGE)),
    "analyst": Mix((5, apis.ANALYSIS), (2, apis.STORAGE), (0.5, apis.OBSERVATION)),
    "data": Mix((4, apis.ANALYSIS), (2, apis.STORAGE), (1, apis.COMPUTE), (1, apis.OBSERVATION), (0.3, apis.CHANGES)),
}
TERRAFORM = Mix((4, apis.COMPUTE), (2, apis.AUDIT), (2, apis.STORAGE), (2, apis.OBSERVATION), (1.5, apis.CHANGES))
RUNTIME = Mix((1, apis.RUNTIME), careful=True)
AUTOSCALING = Mix((1, apis.COMPUTE[:5]), careful=True)
CONFIG_RECORDER = Mix((3, apis.COMPUTE), (2, apis.STORAGE), (2, apis.AUDIT))
