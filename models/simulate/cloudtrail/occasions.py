"""What happens seldom and is normal: a key is rotated, a report is due, something breaks at night.

An occasion has a chance per day in an account, or a date. Its calls are new or rare for whoever makes them,
which is what makes them hard for a detector that learns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from models.simulate import addresses
from models.simulate.clock import DAY, HOUR, MINUTE, is_weekend
from models.simulate.cloudtrail import event, identity, machines, objects, people
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.dice import Dice
from models.simulate.organisation import Account, Person

#: How often a user's key is rotated: about once a year, on working days.
_ROTATIONS = 1 / 250

Acts = Callable[[Account, int, Dice], Iterator[Event]]


def calls(account: Account, day: int) -> Iterator[Event]:
    """What happens in an account on a day, besides the usual."""
    if not is_weekend(day):
        yield from key_rotations(account, day, Dice.of("rotations", account.id, day))
        yield from password_changes(account, day, Dice.of("passwords", account.id, day))
    if day == _first_working_day(day):
        yield from finance_report(account, day, Dice.of("finance", account.id, day))
    for number, (chance, acts) in enumerate(_BY_CHANCE):
        dice = Dice.of("occasion", number, account.id, day)
        if dice.chance(chance):
            yield from acts(account, day, dice)


def _first_working_day(day: int) -> int:
    """The first working day of the month that a day lies in."""
    first = day - (time.gmtime(day).tm_mday - 1) * DAY
    return next(d for d in range(first, first + 4 * DAY, DAY) if not is_weekend(d))


def _somebody(account: Account, job: str, at: int, dice: Dice) -> Caller:
    """One of the people of a job, at work at an instant."""
    person = dice.choice([p for p in account.people if p.job == job])
    return _at_work(account, person, at, dice)


def _at_work(account: Account, person: Person, at: int, dice: Dice) -> Caller:
    address, tool = people.place(account, person, at, dice), people.tool(account, person, at)
    return people.arrive(account, person, at, address, tool, dice)[1]


def _call(
    caller: Caller, at: int, service: str, api: str, region: str, dice: Dice, request: Json | None = None, **more: Json
) -> Event:
    reads = api.startswith(("Get", "List", "Describe", "Batch"))
    return event.call(caller, at, service, api, region, dice, request=request, read_only=reads, **more)  # type: ignore[arg-type]


def key_rotations(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """Users with an access key make a new one, try it, and delete the old one."""
    for person in account.people:
        if not person.way.startswith("user") or not dice.chance(_ROTATIONS):
            continue
        at = person.hours.moment(day, dice)
        caller = _at_work(account, person, at, dice)
        for api in ("ListAccessKeys", "CreateAccessKey", "UpdateAccessKey", "DeleteAccessKey"):
            yield _call(caller, at, "iam", api, account.home.region, dice, {"userName": person.name})
            at += dice.randrange(10, 10 * MINUTE)


def password_changes(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """Users who sign in to the console change their password every few months."""
    for person in account.people:
        if person.way == "user console" and dice.chance(1 / 65):
            at = person.hours.moment(day, dice)
            yield _call(_at_work(account, person, at, dice), at, "iam", "ChangePassword", account.home.region, dice)


def finance_report(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """An analyst makes the month's cost report."""
    at = day + 10 * HOUR + dice.randrange(3 * HOUR)
    caller, site = _somebody(account, "analyst", at, dice), account.home
    for service, api in (
        ("ce", "GetCostAndUsage"),
        ("ce", "GetDimensionValues"),
        ("ce", "GetCostForecast"),
        ("cur", "DescribeReportDefinitions"),
        ("budgets", "DescribeBudgets"),
    ):
        yield _call(caller, at, service, api, site.region, dice, {"granularity": "MONTHLY"})
        at += dice.randrange(5, 90)
    for _ in range(12):
        yield objects.call(caller, at, "GetObject", site.buckets[0], objects.key_of(site, dice), site.region, dice)
        at += dice.randrange(2, 20)


def night_incident(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """Something breaks at night; an operator looks, restarts it, and looks again."""
    at = day + dice.randrange(4 * HOUR)
    person = dice.choice([p for p in account.people if p.job == "operator"])
    for step, happened in zip(range(60), people.sitting(account, person, at, dice), strict=False):
        yield happened
        at = happened.at
        if step == 30:
            caller = _at_work(account, person, at, dice)
            cluster = {"cluster": "main", "service": f"{account.home.services[0]}-service", "forceNewDeployment": True}
            yield _call(caller, at, "ecs", "UpdateService", account.home.region, dice, cluster)


def snapshot_before_change(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """An operator snapshots a volume before a risky change and deletes the snapshot when it went well."""
    at = day + 9 * HOUR + dice.randrange(6 * HOUR)
    caller, region = _somebody(account, "operator", at, dice), account.home.region
    volume, snapshot = f"vol-0{dice.hexadecimal(16)}", f"snap-0{dice.hexadecimal(16)}"
    yield _call(caller, at, "ec2", "CreateSnapshot", region, dice, {"volumeId": volume})
    yield _call(caller, at + 40 * MINUTE, "ec2", "DeleteSnapshot", region, dice, {"snapshotId": snapshot})


def support_case(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """Somebody looks at the quotas and asks AWS's support for more."""
    at = day + 9 * HOUR + dice.randrange(8 * HOUR)
    caller, region = _somebody(account, dice.choice(("operator", "developer")), at, dice), account.home.region
    for service, api in (
        ("servicequotas", "ListServiceQuotas"),
        ("servicequotas", "RequestServiceQuotaIncrease"),
        ("support", "DescribeCases"),
        ("support", "AddCommunicationToCase"),
    ):
        yield _call(caller, at, service, api, region, dice)
        at += dice.randrange(20, 200)


def new_component(account: Account, day: int, dice: Dice) -> Iterator[Event]:
    """The build deploys an application's new part: a role, a log group, an alarm, a function."""
    at = machines.BUILD_HOURS.moment(day, dice)
    address, site = addresses.build_runner(dice), account.home
    caller = identity.session(
        machines.deploy_role(account),
        f"build-{dice.randrange(10**9, 10**10)}",
        at,
        address,
        machines.build_tool(account, day),
        dice,
    )
    name = f"{dice.choice(site.services)}-{dice.choice(('export', 'worker', 'cron', 'hook'))}"
    for service, api, request in (
        ("iam", "CreateRole", {"roleName": name}),
        ("iam", "PutRolePolicy", {"roleName": name, "policyName": "runtime"}),
        ("logs", "CreateLogGroup", {"logGroupName": f"/aws/lambda/{name}"}),
        ("lambda", "CreateFunction20150331", {"functionName": name, "runtime": "python3.12"}),
        ("monitoring", "PutMetricAlarm", {"alarmName": f"{name}-errors"}),
    ):
        yield _call(caller, at, service, api, site.region, dice, request)
        at += dice.randrange(1, 8)


_BY_CHANCE: tuple[tuple[float, Acts], ...] = (
    (1 / 25, night_incident),
    (1 / 20, snapshot_before_change),
    (1 / 30, support_case),
    (1 / 5, new_component),
)
