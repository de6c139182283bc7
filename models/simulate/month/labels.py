"""What was done by whom: a line of ``attacks.jsonl`` per attack, a line of ``drift.jsonl`` per drift.

Principals are named as `models.cloudtrail.principal.principal` names them.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from models.cloudtrail.principal import principal
from models.cloudtrail.record import CloudTrailRecord
from models.simulate.clock import iso
from models.simulate.cloudtrail.event import Event
from models.simulate.month.registry import Attacker, Drift

#: The finding types of anomalous behaviour, by what the behaviour is after.
CREDENTIAL_ACCESS = "CredentialAccess:IAMUser/AnomalousBehavior"
DEFENSE_EVASION = "DefenseEvasion:IAMUser/AnomalousBehavior"
DISCOVERY = "Discovery:IAMUser/AnomalousBehavior"
EXFILTRATION = "Exfiltration:IAMUser/AnomalousBehavior"
IMPACT = "Impact:IAMUser/AnomalousBehavior"
INITIAL_ACCESS = "InitialAccess:IAMUser/AnomalousBehavior"
PERSISTENCE = "Persistence:IAMUser/AnomalousBehavior"
PRIVILEGE_ESCALATION = "PrivilegeEscalation:IAMUser/AnomalousBehavior"
S3_DISCOVERY = "Discovery:S3/AnomalousBehavior"
S3_EXFILTRATION = "Exfiltration:S3/AnomalousBehavior"
S3_DELETE = "Impact:S3/AnomalousBehavior.Delete"
S3_PERMISSION = "Impact:S3/AnomalousBehavior.Permission"
S3_WRITE = "Impact:S3/AnomalousBehavior.Write"

_decode = msgspec.json.Decoder(CloudTrailRecord, strict=False).decode


class Attack(msgspec.Struct, frozen=True, rename="camel"):
    """A line of ``attacks.jsonl``.

    Attributes:
        types: finding types of which any one finds the attack; the first is what it is after.
        technique: ATT&CK.
        manner: loud, careful or refused.
        event_ids: all its calls, in the order of time.
    """

    scenario: str
    account_id: str
    regions: tuple[str, ...]
    principal: str
    types: tuple[str, ...]
    technique: str
    manner: str
    first_seen: str
    last_seen: str
    event_ids: tuple[str, ...]


class Change(msgspec.Struct, frozen=True, rename="camel"):
    """A line of ``drift.jsonl``.

    Attributes:
        types: the finding types of which it is a near miss.
        account_ids: where; the accounts that a build crosses count.
        principals: whose records it made or changed.
        first_seen: when it began; None when it met no record.
        events: how many records.
    """

    scenario: str
    types: tuple[str, ...]
    account_ids: tuple[str, ...]
    principals: tuple[str, ...]
    first_seen: str | None
    last_seen: str | None
    events: int


def principal_of(event: Event) -> str:
    """Whose record it is."""
    return principal(_decode(msgspec.json.encode(event.record)))


def attack(attacker: Attacker, events: Iterable[Event]) -> Attack:
    """The label of an attack.

    Raises:
        ValueError: if it is the work of several principals.
    """
    played = sorted(events, key=lambda event: event.at)
    who = {principal_of(event) for event in played}
    if len(who) != 1:
        message = f"{attacker.name} is the work of {len(who)} principals"
        raise ValueError(message)
    return Attack(
        attacker.name,
        played[0].account,
        tuple(sorted({event.region for event in played})),
        who.pop(),
        attacker.types,
        attacker.technique,
        attacker.manner,
        iso(played[0].at),
        iso(played[-1].at),
        tuple(event.record["eventID"] for event in played),
    )


class Changing:
    """Gathers what a drift does, record by record, for its label."""

    def __init__(self, drift: Drift) -> None:
        """Take the drift."""
        self._drift = drift
        self._accounts: set[str] = set()
        self._principals: dict[str, str] = {}
        self._times: list[int] = []

    def add(self, event: Event) -> None:
        """Take in a record that the drift made or changed."""
        caller = event.record["userIdentity"]
        key = str(caller.get("sessionContext", {}).get("sessionIssuer", caller))
        if key not in self._principals:
            self._principals[key] = principal_of(event)
        self._accounts.add(event.account)
        self._times.append(event.at)

    def label(self) -> Change:
        """The label of everything that was taken in."""
        return Change(
            self._drift.name,
            self._drift.types,
            tuple(sorted(self._accounts)),
            tuple(sorted(set(self._principals.values()))),
            iso(min(self._times)) if self._times else None,
            iso(max(self._times)) if self._times else None,
            len(self._times),
        )
