"""The tactics of the ``*:IAMUser/AnomalousBehavior`` findings, the levels of risk, and how a rule states them.

A tactic is what an API is for when an attacker calls it; an API has one, the one that AWS's own examples
or the gravest use that is known of it give. The level says how much one unusual call of it means, so that
the riskiest of several unusual calls can be named (`riskiest`):

=====  ========================================================================================
level  meaning
=====  ========================================================================================
0      says nothing: data-plane traffic, console chatter, who am I, tags, sign-offs
1      reading what helps nobody much
2      reading what attackers look for; ordinary creations and changes
3      a change or a read that attackers make and administrators too: deletions, compute, policies read
4      credentials, footholds, permissions, protections or data are touched
5      one call is enough: an own credential, administrator's rights, a blind trail, data given away
=====  ========================================================================================
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple


class Tactic(Enum):
    """First part of a finding type's name, in the order that breaks ties: the later in an attack, the earlier."""

    EXFILTRATION = "Exfiltration"
    IMPACT = "Impact"
    PRIVILEGE_ESCALATION = "PrivilegeEscalation"
    PERSISTENCE = "Persistence"
    CREDENTIAL_ACCESS = "CredentialAccess"
    DEFENSE_EVASION = "DefenseEvasion"
    INITIAL_ACCESS = "InitialAccess"
    DISCOVERY = "Discovery"


#: The highest level of risk; the lowest is 0.
HIGHEST = 5

_ORDER = {tactic: place for place, tactic in enumerate(Tactic)}


class ApiClass(NamedTuple):
    """What an API is to an attacker.

    Attributes:
        tactic: None when the API is never the reason of a finding; the risk is 0 then, and only then.
        risk: 0 to `HIGHEST`; the module's table says what each level means.
    """

    tactic: Tactic | None
    risk: int


NOTHING = ApiClass(None, 0)


class Rule(NamedTuple):
    """A statement on some APIs.

    Attributes:
        tactic: their tactic, None for none.
        risk: their level.
        why: the reason, in a sentence.
        apis: as `models.apis.listing` reads them; ``*`` in a name, or as the service, stands for anything.
    """

    tactic: Tactic | None
    risk: int
    why: str
    apis: str


class RatedApi(NamedTuple):
    """An API with its class."""

    event_name: str
    rating: ApiClass


def riskiest(calls: Iterable[RatedApi]) -> RatedApi | None:
    """The call that names a finding: highest risk, then the tactics' order, then the name; None without a tactic."""
    telling = [call for call in calls if call.rating.tactic]
    return min(telling, key=_severity, default=None)


def _severity(call: RatedApi) -> tuple[int, int, str]:
    tactic, risk = call.rating
    return (-risk, _ORDER[tactic] if tactic else len(_ORDER), call.event_name)
