"""MaliciousIPCaller, TorIPCaller: API calls from addresses that a threat list names.

Source: CloudTrail management events whose source address is on a list of the kinds ``malicious``, ``custom`` or ``tor``
(``[[lists]]`` of the configuration). Severity Medium. One finding per principal, account and Region, and type.

- ``Recon:IAMUser/…``: the call lists or describes: its name begins with ``List`` or ``Describe``.
- ``UnauthorizedAccess:IAMUser/…``: any other call, a ``Get`` and a sign-in too.

A call that AWS refused counts: somebody at that address has the credentials all the same. Not looked at are calls that
show no credentials, of which the internet is full: unsigned ones, sign-ins and federations that failed; and calls that
AWS services make on a principal's behalf, whose address is the service's. A sign-in through IAM Identity Center is an
event of that service: the calls that follow from it are looked at. A trusted list that names the address too silences
the match; the job counts it. The finding names every list, the entry that matched, and since when it is listed if the
list says so. ATT&CK: T1078.004 (Valid Accounts: Cloud Accounts), T1090.003 (Multi-hop Proxy) for Tor.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.cloudtrail.principal import by_service, is_data_event, shows_credentials
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, ListDetector
from models.findings.types import MEDIUM, FindingType
from models.lists.book import Match
from models.lists.settings import ListKind

#: Kind of list -> the ending of the type's name, and what such an address is, in words.
CALLERS = {
    ListKind.MALICIOUS: ("MaliciousIPCaller", "an address that a list of malicious hosts names"),
    ListKind.CUSTOM: ("MaliciousIPCaller.Custom", "an address on a threat list of your own"),
    ListKind.TOR: ("TorIPCaller", "an exit of the Tor network"),
}

_ENUMERATES = ("List", "Describe")


def _type(purpose: str, does: str, kind: ListKind) -> FindingType:
    name, address = CALLERS[kind]
    return FindingType(
        name=f"{purpose}:IAMUser/{name}",
        severity=MEDIUM,
        title=f"{{user}} called {{api}} from {address}.",
        description=(
            f"{{user}} called {{call}} from {{caller}}, {address}. The call {does}. Unless the principal is known to "
            "work from there, somebody who should not have them may be using these credentials."
        ),
    )


RECON = {kind: _type("Recon", "shows what is in the account", kind) for kind in CALLERS}
ACCESS = {kind: _type("UnauthorizedAccess", "uses what is in the account", kind) for kind in CALLERS}


def check(record: CloudTrailRecord, threats: Sequence[Match]) -> Iterable[Hit]:
    """A hit for each kind of list that names the caller."""
    if is_data_event(record) or not shows_credentials(record) or by_service(record):
        return ()
    types = RECON if record.event_name.startswith(_ENUMERATES) else ACCESS
    return [Hit(types[kind], matches=of_kind) for kind, of_kind in by_kind(threats).items()]


def by_kind(threats: Sequence[Match]) -> dict[ListKind, tuple[Match, ...]]:
    """The matches of each kind of list that names callers."""
    found = {kind: tuple(match for match in threats if match.kind is kind) for kind in CALLERS}
    return {kind: matches for kind, matches in found.items() if matches}


LISTED = ListDetector(types=(*RECON.values(), *ACCESS.values()), check=check)
