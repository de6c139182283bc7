"""People at work: they sign in or take their keys, and make bursts of calls of their job's kind.

Each has habits: a share of the job's calls, Regions, networks, a laptop with tools that are upgraded now and
then, bookmarks in the console. See `habits`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

from models.simulate.clock import DAY, MINUTE
from models.simulate.cloudtrail import agents, console, event, habits, identity, mixes
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Role
from models.simulate.cloudtrail.mixes import Mix
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1, Account, Person, Site

#: Calls in one sitting, and seconds between two of them.
_SITTING, _PAUSE = 40, 12.0

#: Rounds of sign-in in which a password is mistyped first; people with a tool that sends an overlong agent,
#: and its share of their calls.
_MISTYPED, _OVERLONG, _PLUGIN = 0.05, 0.2, 0.02

#: Share of steps in the console that open a page; of people with work in a second Region; of sittings there;
#: and of sittings in a Region where the person has no work.
_PAGE, _SECOND, _THERE, _STRAY = 0.3, 0.4, 0.2, 0.004


def owner(account: Account, person: Person) -> str:
    """What the person's habits belong to."""
    return f"{account.id} {person.name}"


def calls(account: Account, person: Person, day: int, dice: Dice) -> Iterator[Event]:
    """A person's calls of a day, sitting after sitting, without end; take as many as the day should have."""
    while True:
        at = person.hours.moment(day, dice)
        yield from sitting(account, person, at, dice)


def sitting(account: Account, person: Person, at: int, dice: Dice) -> Iterator[Event]:
    """A person's calls for a while, from an instant on; first the sign-in, if that leaves a record."""
    events, caller = arrive(account, person, at, place(account, person, at, dice), tool(account, person, at), dice)
    yield from events
    site = _site(account, person, dice)
    mix = _repertoire(account.id, person.name, "terraform" if "Terraform" in caller.agent else person.job)
    pages = console.bookmarks(person.job, owner(account, person)) if caller.agent.startswith("Mozilla") else ()
    plugin = _PLUGIN if Dice.of("plugin", account.id, person.name).chance(_OVERLONG) else 0
    for _ in range(dice.randrange(_SITTING // 4, 2 * _SITTING)):
        at += 1 + int(dice.expovariate(1 / _PAUSE))
        if pages and dice.chance(_PAGE):
            yield from console.visit(dice.choice(pages), caller, at, site, dice)
        else:
            now = caller.using(agents.overlong(dice)) if dice.chance(plugin) else caller
            yield mix.call(now, at, site, dice)


def tool(account: Account, person: Person, at: int) -> str:
    """The user agent that the person works with at an instant."""
    who = owner(account, person)
    day = at // DAY * DAY
    make = _AGENTS[person.way.split()[1]]
    return agents.released(make(Dice.of("tools", who, habits.laptop(who, day))), habits.releases(who, day))


def place(account: Account, person: Person, at: int, dice: Dice) -> str:
    """An address that the person calls from at an instant: office, home, or wherever a journey leads."""
    day = at // DAY * DAY
    usual = dice.choices(person.addresses, weights=(8, 3, 1)[: len(person.addresses)])[0]
    return habits.journey(owner(account, person), day) or habits.line(usual, day)


def arrive(
    account: Account, person: Person, at: int, address: str, agent: str, dice: Dice
) -> tuple[list[Event], Caller]:
    """The person's credentials, and the sign-in's records where they come with some."""
    start = _in_role if person.way.startswith("sso") else _as_user
    return start(account, person, at, address, agent, dice)


def role(account: Account, person: Person) -> Role:
    """The role of the permission set that the person has in IAM Identity Center."""
    name = person.team or ("Administrator" if person.job == "operator" else person.job.capitalize())
    suffix = Dice.of("permission set", account.id, name).hexadecimal(16)
    region = account.home.region
    return Role(account.id, f"AWSReservedSSO_{name}_{suffix}", f"/aws-reserved/sso.amazonaws.com/{region}/")


def _site(account: Account, person: Person, dice: Dice) -> Site:
    second = Dice.of("regions", account.id, person.name).chance(_SECOND)
    chance = dice.random()
    if chance < _STRAY:
        return dice.choice(account.sites)
    return account.sites[1] if second and chance < _THERE else account.home


@cache
def _repertoire(account: str, name: str, kind: str) -> Mix:
    mix = mixes.TERRAFORM if kind == "terraform" else mixes.JOBS[kind]
    return mix.personal(Dice.of("repertoire", account, name))


_AGENTS: dict[str, Callable[[Dice], str]] = {
    "console": lambda dice: dice.choice(agents.BROWSERS),
    "cli": agents.somebodys_cli,
    "terraform": lambda dice: agents.TERRAFORM,
    "boto3": agents.somebodys_boto3,
}


def _in_role(
    account: Account, person: Person, at: int, address: str, agent: str, dice: Dice
) -> tuple[list[Event], Caller]:
    """Through IAM Identity Center: a session of the permission set's role, named after the person."""
    since = at - dice.randrange(MINUTE)
    mine = role(account, person)
    if not agent.startswith("Mozilla"):
        return [], identity.session(mine, person.email, since, address, agent, dice)
    marked = {"sessionCredentialFromConsole": "true"}
    caller = identity.session(mine, person.email, since, address, agent, dice, more=marked)
    return [event.sign_in(caller, at, US_EAST_1, dice, mfa=False)], caller


def _as_user(
    account: Account, person: Person, at: int, address: str, agent: str, dice: Dice
) -> tuple[list[Event], Caller]:
    """As an IAM user: with a key, or signed in to the console with a second factor."""
    caller = identity.user(account.id, person.name, address, agent)
    if not agent.startswith("Mozilla"):
        return [], caller
    rounds = [True]
    if dice.chance(_MISTYPED):
        rounds.insert(0, False)
    start = at - 30 * len(rounds)
    events = [event.sign_in(caller, start + 30 * i, US_EAST_1, dice, succeeds=right) for i, right in enumerate(rounds)]
    return events, identity.in_console(caller, start, dice)
