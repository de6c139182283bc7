"""People who are new, or busier than usual."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from models.simulate import addresses, organisation
from models.simulate.clock import DAY, HOUR
from models.simulate.cloudtrail import event, identity, machines, people
from models.simulate.cloudtrail.identity import Role
from models.simulate.month.ground import Ground
from models.simulate.month.labels import (
    DEFENSE_EVASION,
    DISCOVERY,
    EXFILTRATION,
    IMPACT,
    INITIAL_ACCESS,
    PERSISTENCE,
    PRIVILEGE_ESCALATION,
)
from models.simulate.month.registry import drift
from models.simulate.organisation import Person

#: First names of newcomers begin here in the list, past those of an organisation of usual size.
_NEWCOMER = 29

_IDENTITY_CENTER = "sso.amazonaws.com"


def _hired(ground: Ground, count: int, team: str = "") -> list[Person]:
    company, office = ground.organisation.company, ground.account.office
    newcomers = [organisation.person(company, office, _NEWCOMER + i, i, ground.dice) for i in range(count)]
    return [replace(person, team=team) for person in newcomers]


def _work(ground: Ground, person: Person, since: int) -> None:
    """A sitting or two a day until the end."""
    for day in ground.working_days(person, since):
        for _ in range(ground.dice.randrange(1, 3)):
            at = person.hours.moment(day, ground.dice)
            ground.take(people.sitting(ground.account, person, at, ground.dice))


def _provisioned(ground: Ground, role: Role) -> None:
    """IAM Identity Center makes a permission set's role in the account, through its service-linked role."""
    linked = Role(ground.account.id, "AWSServiceRoleForSSO", f"/aws-service-role/{_IDENTITY_CENTER}/")
    session = identity.session(linked, "AWS-SSO", ground.now, _IDENTITY_CENTER, _IDENTITY_CENTER, ground.dice)
    caller = identity.on_behalf(session, _IDENTITY_CENTER)
    request = {"roleName": role.name, "path": role.path}
    ground.calls(caller, "iam", ["CreateRole", "AttachRolePolicy", "PutRolePolicy"], request)


@drift((DEFENSE_EVASION, DISCOVERY, EXFILTRATION, INITIAL_ACCESS, PERSISTENCE, PRIVILEGE_ESCALATION), days=7)
def new_team(ground: Ground) -> None:
    """Four people start, with a permission set of their own and a user, and work like everybody else."""
    team = _hired(ground, 4, "Growth")
    _provisioned(ground, people.role(ground.account, team[0]))
    for person in team:
        _work(ground, person, ground.now + 2 * HOUR)


@drift((DISCOVERY, INITIAL_ACCESS), days=7)
def new_colleague(ground: Ground) -> None:
    """Somebody starts in a team that exists, with its permission set, from another home and laptop."""
    _work(ground, _hired(ground, 1)[0], ground.now)


@drift((DEFENSE_EVASION, IMPACT, PERSISTENCE), days=4)
def release_day(ground: Ground) -> None:
    """A large release: everybody and every build is busy from morning to night, and services are deployed often."""
    ground.until(6, working=True)
    day = ground.now // DAY * DAY
    account, dice = ground.account, ground.dice
    for person in account.people:
        for _ in range(3):
            at = person.hours.moment(day, dice)
            ground.take(people.sitting(account, person, at, dice))
    ground.take(islice(machines.build_calls(ground.organisation, account, day, dice), 500))
    target = (e for e in machines.key_build_calls(ground.organisation, account, day, dice) if e.account == account.id)
    ground.take(islice(target, 250))
    for number in range(25):
        at = day + 8 * HOUR + number * HOUR // 2
        ground.now = at
        build = ground.build(addresses.build_runner(dice))
        service = {"cluster": "main", "service": f"{dice.choice(account.home.services)}-service"}
        ground.take([event.call(build, at, "ecs", "UpdateService", ground.region, dice, request=service)])


@drift((DISCOVERY, IMPACT), days=2)
def on_call_night(ground: Ground) -> None:
    """An alarm at night: an operator works from home for hours, looks at everything and restarts services."""
    ground.until(0.5)
    operator, account, dice = ground.person("sso", "operator"), ground.account, ground.dice
    for _ in range(3):
        ground.take(people.sitting(account, operator, ground.now, dice))
        ground.pause(HOUR)
    caller = ground.at_their_desk(operator)
    for service in account.home.services[:3]:
        request = {"cluster": "main", "service": f"{service}-service", "forceNewDeployment": True}
        ground.calls(caller, "ecs", ["DescribeServices", "UpdateService"], request)
