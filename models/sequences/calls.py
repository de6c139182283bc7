"""What API calls are in an attack: their tactic, as `models.apis` has it, and ATT&CK's technique."""

from __future__ import annotations

from models.apis.s3 import S3Kind
from models.apis.tactics import Tactic
from models.findings.attack import Attack, AttackTactic

#: What API calls of a tactic mostly are; of identities where that differs.
_BY_TACTIC = {
    Tactic.DISCOVERY: "T1580",
    Tactic.CREDENTIAL_ACCESS: "T1555.006",
    Tactic.PRIVILEGE_ESCALATION: "T1098.003",
    Tactic.PERSISTENCE: "T1098",
    Tactic.DEFENSE_EVASION: "T1562.008",
    Tactic.EXFILTRATION: "T1537",
    Tactic.IMPACT: "T1485",
    Tactic.INITIAL_ACCESS: "T1078.004",
}

_BY_KIND = {
    S3Kind.DISCOVERY: "T1619",
    S3Kind.READ: "T1530",
    S3Kind.WRITE: "T1565.001",
    S3Kind.DELETE: "T1485",
    S3Kind.PERMISSION: "T1222",
}


def attack_of_call(service: str, tactic: Tactic, kind: S3Kind | None = None) -> Attack:
    """What an API call is in an attack.

    Args:
        service: such as ``iam``.
        tactic: of the API.
        kind: what the call does to objects; None for management calls.
    """
    if kind is not None:
        technique = _BY_KIND[kind]
    elif service == "iam" and tactic is Tactic.DISCOVERY:
        technique = "T1087.004"
    else:
        technique = _BY_TACTIC[tactic]
    return Attack(AttackTactic(tactic.value), (technique,))
