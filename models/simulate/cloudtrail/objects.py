"""Work on objects in buckets whose data events are recorded: programs all day, people folder by folder.

A program's role has a style (it reads, works, or cleans up) and a bucket of its site; people of the jobs that
live on data read one folder after another. A closing batch has more to do at the month's end.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from models.simulate.clock import ALWAYS, Hours
from models.simulate.cloudtrail import machines, people, s3
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Instance, Person, Site

#: Shares of calls by style.
_STYLES: dict[str, dict[str, int]] = {
    "reader": {"GetObject": 12, "HeadObject": 2, "ListObjects": 2},
    "worker": {"GetObject": 6, "PutObject": 4, "HeadObject": 2, "ListObjects": 2},
    "cleaner": {"GetObject": 3, "PutObject": 4, "DeleteObject": 3, "ListObjects": 2},
}

#: Jobs whose people read objects themselves, and how many of a folder they read.
JOBS = ("analyst", "data")
_FOLDER = (3, 14)

#: Reports are written when the night's batches are through.
FUNCTION_HOURS = Hours(begins=2, lasts=5, weekend=0.7)

_WRITES = ("PutObject", "DeleteObject")


def call(
    caller: Caller, at: int, api: str, bucket: str, key: str | None, region: str, dice: Dice, **more: Any
) -> Event:
    """A call on an object with plausible sizes and answers; ``more`` as in `s3.object_call`."""
    size = int(dice.paretovariate(1.1) * 700)
    sizes: dict[str, Any] = {
        "read_only": api not in _WRITES,
        "response": {"x-amz-server-side-encryption": "aws:kms"} if api == "PutObject" else None,
        "sent": size if api == "PutObject" else 0,
        "received": float(size) if api == "GetObject" else 0,
    }
    return s3.object_call(caller, at, api, bucket, None if api == "ListObjects" else key, region, dice, **sizes | more)


def key_of(site: Site, dice: Dice) -> str:
    """The key of one of the site's objects."""
    return f"{dice.choice(site.services)}/{dice.hexadecimal(4)}/{dice.hexadecimal(24)}.json.gz"


@cache
def _habit(account: str, region: str, role: str) -> tuple[int, str]:
    """The number of the bucket that a role's programs work on, and their style."""
    dice = Dice.of("objects", account, region, role)
    return dice.randrange(2), dice.choice(tuple(_STYLES))


def bucket_of(site: Site, role: str) -> str:
    """The bucket that a role's programs, or a person, work on."""
    return site.buckets[_habit(site.account, site.region, role)[0]]


def style_of(site: Site, role: str) -> str:
    """How a role's programs work on objects."""
    return _habit(site.account, site.region, role)[1]


def instance_calls(site: Site, instance: Instance, day: int, dice: Dice) -> Iterator[Event]:
    """An instance's work on objects."""
    session = cache(partial(machines.instance_session, site, instance))
    step = machines.INSTANCE_SESSION
    while True:
        at = ALWAYS.moment(day, dice)
        yield _work(session(at // step * step), at, site, instance.role, dice)


def function_calls(site: Site, service: str, day: int, dice: Dice) -> Iterator[Event]:
    """A function's work on objects, in the small hours."""
    while True:
        at = FUNCTION_HOURS.moment(day, dice)
        caller = machines.function_session(site, service, at, day, dice)
        yield _work(caller, at, site, f"{service}-handler", dice)


def _work(caller: Caller, at: int, site: Site, role: str, dice: Dice) -> Event:
    style = _STYLES[style_of(site, role)]
    api = dice.choices(tuple(style), weights=tuple(style.values()))[0]
    more = {"failure": s3.NO_SUCH_KEY} if api == "HeadObject" and dice.chance(0.2) else {}
    return call(caller, at, api, bucket_of(site, role), key_of(site, dice), site.region, dice, **more)


def person_calls(account: Account, person: Person, day: int, dice: Dice) -> Iterator[Event]:
    """A person's reading: a folder is listed, and some of what lies there is fetched."""
    site = account.home
    bucket = bucket_of(site, person.name)
    while True:
        at = person.hours.moment(day, dice)
        address, tool = people.place(account, person, at, dice), people.tool(account, person, at)
        _, caller = people.arrive(account, person, at, address, tool, dice)
        yield call(caller, at, "ListObjects", bucket, None, site.region, dice)
        for _ in range(dice.randrange(*_FOLDER)):
            at += dice.randrange(1, 20)
            yield call(caller, at, "GetObject", bucket, key_of(site, dice), site.region, dice)
