"""People at work: they sign in or take their keys, and make bursts of calls of their job's kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, event, identity, mixes
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Caller, Role
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1, Account, Person

#: Calls in one sitting, and seconds between two of them.
_SITTING, _PAUSE = 40, 12.0

#: Rounds of sign-in in which a password is mistyped first; tools that send an overlong agent.
_MISTYPED, _OVERLONG = 0.05, 0.004


def calls(account: Account, person: Person, day: int, dice: Dice) -> Iterator[Event]:
    """A person's calls of a day, sitting after sitting, without end; take as many as the day should have."""
    tools = Dice.of("tools", account.id, person.name)
    kind, tool = person.way.split()
    start = _in_role if kind == "sso" else _as_user
    agent = _AGENTS[tool](tools)
    while True:
        at = person.hours.moment(day, dice)
        address = dice.choices(person.addresses, weights=(8, 3, 1)[: len(person.addresses)])[0]
        events, caller = start(account, person, at, address, agent, dice)
        yield from events
        yield from _sitting(account, person, caller, at, dice)


def _sitting(account: Account, person: Person, caller: Caller, at: int, dice: Dice) -> Iterator[Event]:
    site = account.somewhere(dice)
    mix = mixes.JOBS[person.job] if "Terraform" not in caller.agent else mixes.TERRAFORM
    for _ in range(dice.randrange(_SITTING // 4, 2 * _SITTING)):
        at += 1 + int(dice.expovariate(1 / _PAUSE))
        tool = caller.using(agents.overlong(dice)) if dice.chance(_OVERLONG) else caller
        yield mix.call(tool, at, site, dice)


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
    name = "Administrator" if person.job == "operator" else person.job.capitalize()
    suffix = Dice.of("permission set", account.id, name).hexadecimal(16)
    region = account.home.region
    role = Role(account.id, f"AWSReservedSSO_{name}_{suffix}", f"/aws-reserved/sso.amazonaws.com/{region}/")
    since = at - dice.randrange(MINUTE)
    if not agent.startswith("Mozilla"):
        return [], identity.session(role, person.email, since, address, agent, dice)
    console = {"sessionCredentialFromConsole": "true"}
    caller = identity.session(role, person.email, since, address, agent, dice, more=console)
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
