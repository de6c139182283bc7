"""Sign-ins to the console from distant places at once (UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B).

Places are countries, as the example configuration has no database of cities. Journeys take longer than a scenario.
"""

from __future__ import annotations

from models.simulate import addresses
from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import agents, event, identity
from models.simulate.cloudtrail.identity import Caller
from models.simulate.organisation import US_EAST_1
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

DISTANT = "UnauthorizedAccess:IAMUser/ConsoleLoginSuccess.B"
_RAISES = [DISTANT]

#: Two of the countries of `addresses.COUNTRIES`, far apart.
_HERE, _AFAR = "DE", "IN"


def _sign_in(stage: Stage, caller: Caller, *raises: str, region: str = US_EAST_1, **more: bool) -> None:
    stage.plant(event.sign_in(caller, stage.now, region, stage.dice, **more), raises)


def _user(stage: Stage) -> Caller:
    """A user with a browser at home."""
    return stage.user(stage.name("clerk"), agents.CHROME).calling_from(addresses.home(_HERE, stage.dice))


def _member(stage: Stage, role: str, name: str) -> Caller:
    """Somebody at home who signs in through IAM Identity Center, which knows of the second factor alone."""
    session = stage.session(role, f"{name}@example.com", agents.CHROME)
    return session.calling_from(addresses.home(_HERE, stage.dice))


@scenario(raises=_RAISES)
def password_used_afar(stage: Stage) -> None:
    """A user signs in at home, and minutes later somebody far away who got the password and a code out of the user."""
    person = _user(stage)
    _sign_in(stage, person)
    stage.pause(6 * MINUTE)
    thief = person.calling_from(addresses.home(_AFAR, stage.dice)).using(agents.FIREFOX)
    _sign_in(stage, thief, *_RAISES)
    console = identity.in_console(thief, stage.now, stage.dice)
    stage.call(console, "iam", "GetAccountSummary", read_only=True)
    stage.call(console, "iam", "ListAttachedUserPolicies", {"userName": thief.identity["userName"]}, denied=True)


@scenario(raises=_RAISES)
def federated_session_afar(stage: Stage) -> None:
    """Somebody far away signs in through IAM Identity Center in a person's name, before and after the person."""
    role = stage.name("AWSReservedSSO_Support")
    person = _member(stage, role, "ida.holm")
    for place, caller, raises in (
        (_AFAR, person.using(agents.FIREFOX), []),
        (_HERE, person, _RAISES),
        (_AFAR, person.using(agents.FIREFOX), _RAISES),
    ):
        _sign_in(stage, caller.calling_from(addresses.home(place, stage.dice)), *raises, mfa=False)
        stage.pause(3 * MINUTE)


@near_miss(of=_RAISES)
def sign_in_through_vpn(stage: Stage) -> None:
    """Somebody who signed in at home does so again through the company's VPN, whose way out is in another country."""
    way_out = addresses.home("US", stage.dice)
    role = stage.name("AWSReservedSSO_Support")
    for name in ("jon.berg", "mia.lund", "per.dahl"):
        _sign_in(stage, _member(stage, role, name).calling_from(way_out), mfa=False)
    person = _member(stage, role, "ida.holm")
    _sign_in(stage, person, mfa=False)
    stage.pause(3 * MINUTE)
    _sign_in(stage, person.calling_from(way_out), mfa=False)


@near_miss(of=_RAISES)
def office_with_many_addresses(stage: Stage) -> None:
    """An office leaves through several addresses and two providers; it signs in by one after the other, anywhere."""
    person = _member(stage, stage.name("AWSReservedSSO_Support"), "ida.holm")
    line = person.address.rpartition(".")[0]
    for host in range(3):
        _sign_in(stage, person.calling_from(f"{line}.{40 + host}"), region=stage.regions[host], mfa=False)
        _sign_in(stage, person.calling_from(addresses.home(_HERE, stage.dice)), mfa=False)


@near_miss(of=_RAISES)
def password_guessed_wrong_afar(stage: Stage) -> None:
    """Somebody far away tries passwords while the user signs in at home, and none is right."""
    person = _user(stage)
    afar = person.calling_from(addresses.home(_AFAR, stage.dice)).using(agents.FIREFOX)
    _sign_in(stage, person)
    for _ in range(4):
        _sign_in(stage, afar, succeeds=False, mfa=False)
    _sign_in(stage, person)


@near_miss(of=_RAISES)
def role_of_people_everywhere(stage: Stage) -> None:
    """People all over the world sign in to one role, each in a session of their own."""
    role = stage.name("AWSReservedSSO_Auditor")
    for number, country in enumerate(addresses.COUNTRIES):
        person = _member(stage, role, f"auditor-{number}")
        _sign_in(stage, person.calling_from(addresses.home(country, stage.dice)), mfa=False)
