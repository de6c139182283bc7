"""Anomalous behaviour of a principal: calls that do not fit its profile and serve an attacker's purpose.

Source: CloudTrail management events, of the last hour together, against the profile of the principal and of its account
(`models.profiles`). One finding per principal, account and Region, of the type that the riskiest unusual call of the
hour gives (`models.apis`): its tactic. The Region is that call's.

The hour's features are scored by the model of the family ``principal``; a finding is raised when the score exceeds the
model's threshold and a call of the hour is unusual (`models.profiles.suspects`). With and without a model, a rule finds
the plain cases: an API of risk 3 or more that is new or rare in the whole account and for the principal, together with
a network, a user agent or a Region that the principal never had. It knows nothing of degrees.

Calls count that succeeded, and those that AWS refused for one of six reasons: access denied, authentication failure,
instance limit exceeded, invalid permission duplicate or not found, operation not permitted. A principal is only learnt
for the first days (``[learning] days``). ATT&CK: the tactic of the type, T1078.004 (Valid Accounts: Cloud Accounts).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from models.apis.tactics import Tactic
from models.detectors.base import AnomalySettings, ProfileDetector
from models.findings.types import HIGH, LOW, MEDIUM, FindingType
from models.profiles.families import PRINCIPAL_FAMILY
from models.profiles.suspects import Suspect
from models.profiles.vector import Vector


class PrincipalSettings(AnomalySettings, frozen=True):
    """Settings of the types.

    Attributes:
        least_risk: for the rule, the risk (0 to 5) from which an unusual API counts. 3: what attackers do and
            administrators too.
    """

    least_risk: Annotated[int, msgspec.Meta(ge=0, le=5)] = 3


_SEVERITIES = {
    Tactic.CREDENTIAL_ACCESS: (MEDIUM, "reads passwords, secrets or tokens"),
    Tactic.DEFENSE_EVASION: (MEDIUM, "removes traces or switches a control off"),
    Tactic.DISCOVERY: (LOW, "looks around"),
    Tactic.EXFILTRATION: (HIGH, "can move data out"),
    Tactic.IMPACT: (HIGH, "changes or destroys what others rely on"),
    Tactic.INITIAL_ACCESS: (MEDIUM, "is a way in"),
    Tactic.PERSISTENCE: (MEDIUM, "is a way to stay"),
    Tactic.PRIVILEGE_ESCALATION: (MEDIUM, "gives permissions"),
}

TYPES = {
    tactic: FindingType(
        name=f"{tactic.value}:IAMUser/AnomalousBehavior",
        severity=severity,
        title="{user} called {api} in a way that is not usual for it.",
        description=(
            f"{{user}} called {{call}} from {{caller}}. The hour does not fit what is usual for this principal and its "
            f"account, and such a call {what}. Ask its owner; if nobody did this, revoke the credentials."
        ),
    )
    for tactic, (severity, what) in _SEVERITIES.items()
}

_BY_NAME = {tactic.value: kind for tactic, kind in TYPES.items()}


def type_of(suspect: Suspect) -> FindingType | None:
    """The type that an unusual call gives; None when it serves no purpose that is known."""
    return _BY_NAME.get(suspect.tactic)


def rule(vector: Vector, settings: PrincipalSettings) -> bool:
    """The plain cases."""
    value = PRINCIPAL_FAMILY.named(vector)
    place = value["networks_new"] or value["agents_new"] or value["regions_unknown"]
    return bool(place and min(value["risk_new"], value["risk_new_in_account"]) >= settings.least_risk)


DETECTOR = ProfileDetector(
    types=tuple(TYPES.values()),
    family=PRINCIPAL_FAMILY,
    type_of=type_of,
    rule=rule,
    settings=PrincipalSettings,
)
