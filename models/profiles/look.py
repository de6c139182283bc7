"""A look at one window of a principal: each call beside what was usual before.

Everything that features, suspects and a finding's words need is worked out here once, from the window's events, the
principal's own profile as it was before the window, and the settings of the account and the buckets.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import attrgetter

import msgspec

from models.apis.errors import error_class
from models.apis.s3 import s3_kind, s3_rating
from models.apis.sources import is_global, service
from models.apis.table import classify
from models.profiles.activity import ACCOUNT, BUCKET, Act, Activity
from models.profiles.items import Frequency, Items, day_of, frequency
from models.profiles.surroundings import Setting
from models.profiles.traits import agent, hour_of_week, network

#: The axes of profiles. An API is an axis of its own for each Region; those of global services are the same in all.
API, HERE, SERVICE, REGION, NETWORK, AGENT, ERROR, HOUR, BUCKETS, USER, FACT = (
    "APIs",
    "APIs by Region",
    "services",
    "Regions",
    "networks",
    "UserAgents",
    "errors",
    "hours",
    "Buckets",
    "UserNames",
    "facts",
)

#: Stands for every Region on the axis `HERE`.
EVERYWHERE = "*"


class Traits(msgspec.Struct, frozen=True, gc=False, cache_hash=True):
    """What of an act is compared.

    Attributes:
        api: ``service:Api``.
        here: the API in its Region.
        fact: what of the request counts; mostly empty.
        kind: what the act does to a bucket's objects; empty for management events.
        error: the class of its error; empty when it succeeded or failed for a reason that says nothing.
        tells: whether it tells anything of intent: it succeeded, or AWS refused it.
    """

    api: str
    here: str
    service: str
    region: str
    network: str
    agent: str
    bucket: str
    fact: str
    kind: str
    error: str
    tells: bool
    tactic: str
    risk: int

    @property
    def is_global(self) -> bool:
        """Whether the API is of a global service."""
        return self.region == EVERYWHERE


def traits(act: Act) -> Traits:
    """The traits of an act."""
    c = act.call
    whence = act.network or network(c.caller)
    return _traits(c.service, c.api, c.error_code, whence, c.user_agent, act.region, act.bucket, act.fact)


@lru_cache(maxsize=65_536)
def _traits(
    source: str, api: str, error_code: str, whence: str, user_agent: str, recorded_in: str, bucket: str, fact: str
) -> Traits:
    name = service(source)
    region = EVERYWHERE if is_global(source, api, recorded_in) else recorded_in
    error = error_class(error_code) or "" if error_code else ""
    kind = s3_kind(api) if bucket else None
    rating = s3_rating(api) if kind else classify(source, api)
    return Traits(
        api=f"{name}:{api}",
        here=f"{region} {name}:{api}",
        service=name,
        region=region,
        network=whence,
        agent=agent(user_agent),
        bucket=bucket,
        fact=fact,
        kind=kind.value if kind else "",
        error=error,
        tells=not error_code or bool(error),
        tactic=rating.tactic.value if rating.tactic else "",
        risk=rating.risk,
    )


@dataclass(frozen=True)
class Look:
    """One window of a principal.

    Attributes:
        end_ms: its end.
        activity: what happened in it.
        axes: the principal's profile before it.
        since: the day since which the principal is known.
        account: how the account sees the window; None when it does not know.
        buckets: how each bucket sees it.
        enabled: the Regions in which global events make a principal known; empty for those that the account uses.
    """

    end_ms: int
    activity: Activity
    axes: Mapping[str, Items]
    since: int
    account: Setting | None
    buckets: Mapping[str, Setting]
    enabled: frozenset[str] = frozenset()

    @cached_property
    def traits(self) -> dict[Act, Traits]:
        """The traits of each distinct act, in order."""
        return {act: traits(act) for act in self.activity.acts}

    @cached_property
    def calls(self) -> list[tuple[Traits, int]]:
        """The traits of each distinct act, and how many events it has."""
        return list(zip(self.traits.values(), self.activity.calls, strict=True))

    @cached_property
    def day(self) -> int:
        """The day of the window."""
        return day_of(self.end_ms - 1)

    @property
    def hour(self) -> str:
        """The hour of the week of the window."""
        return hour_of_week(self.end_ms - 1)

    def own(self, axis: str, name: str) -> Frequency:
        """How often the principal had an item before."""
        return frequency(self.axes.get(axis, {}), name, self.day, self.since)

    def around(self, axis: str, name: str) -> Frequency:
        """How often anybody in the account had an item before; frequent while the account is not known."""
        if self.account is None:
            return Frequency.FREQUENT
        return Frequency(self.account.frequencies.get(axis, {}).get(name, Frequency.FREQUENT))

    def at(self, bucket: str, axis: str, name: str) -> Frequency:
        """How often a bucket had an item before, from anybody; frequent while it is not known."""
        setting = self.buckets.get(bucket)
        if setting is None:
            return Frequency.FREQUENT
        return Frequency(setting.frequencies.get(axis, {}).get(name, Frequency.FREQUENT))

    def knows(self, region: str) -> bool:
        """Whether the principal is known in a Region: by calls there, or by calls of global services.

        CloudTrail records those in us-east-1 alone, but they belong to the principal's profile in every enabled Region.
        """
        if region == EVERYWHERE or self.own(REGION, region) > Frequency.UNSEEN:
            return True
        if self.own(REGION, EVERYWHERE) is Frequency.UNSEEN:
            return False
        return region in self.enabled if self.enabled else self.around(REGION, region) > Frequency.UNSEEN


#: What of an act a profile remembers: axis -> its item, which may be empty.
_ITEMS: dict[str, Callable[[Traits], str]] = {
    API: attrgetter("api"),
    HERE: attrgetter("here"),
    BUCKETS: attrgetter("bucket"),
    REGION: attrgetter("region"),
    AGENT: attrgetter("agent"),
    ERROR: lambda one: one.error and f"{one.api} {one.error}",
    FACT: lambda one: one.fact and f"{one.api} {one.fact}",
    NETWORK: attrgetter("network"),
    SERVICE: attrgetter("service"),
}

#: The axes of a principal's acts, sorted.
OWN = tuple(sorted(_ITEMS))


def habits(seen: Collection[Traits], axes: Iterable[str] = OWN) -> dict[str, list[str]]:
    """What of some acts a profile remembers: axis -> items, sorted."""
    distinct = set(seen)
    found = {axis: sorted(set(map(_ITEMS[axis], distinct)) - {""}) for axis in axes}
    return {axis: items for axis, items in found.items() if items}


#: The axes on which an account and a bucket are compared with a principal's window.
SHARED = {ACCOUNT: (API, REGION, NETWORK, AGENT, BUCKETS), BUCKET: (API, NETWORK, AGENT)}
