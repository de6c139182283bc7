"""S3 MaliciousIPCaller, TorIPCaller: objects used from addresses that a threat list names.

Source: CloudTrail S3 data events whose source address is on a list of the kinds ``malicious``, ``custom`` or ``tor``
(``[[lists]]`` of the configuration). One finding per principal, account and Region, and type.

- ``Discovery:S3/…``: the call lists objects or looks at their settings (ListObjects, HeadObject, GetObjectAcl …). High,
  Medium from Tor.
- ``Exfiltration:S3/MaliciousIPCaller``: a list of malicious hosts, and the call reads: GetObject, SelectObjectContent;
  a copy, as it reads its source. High.
- ``Impact:S3/MaliciousIPCaller``: such a list, and the call writes, deletes or changes permissions. High.
- ``UnauthorizedAccess:S3/…``: a list of your own or Tor, and any call that is not discovery. High.

Failed calls count. Calls without credentials do not, and neither do those that AWS services make on a principal's
behalf. A trusted list that names the address too silences the match; the job counts it. The finding names every list,
the entry that matched, and since when it is listed if the list says so. ATT&CK: T1530 (Data from Cloud Storage), T1485
(Data Destruction).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from models.apis.s3 import COPIES, S3Kind, s3_kind
from models.cloudtrail.principal import by_service, is_s3_data_event, shows_credentials
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, ListDetector, request, text
from models.detectors.listed_caller_iam import CALLERS, by_kind
from models.findings.sighting import affected_bucket
from models.findings.types import HIGH, MEDIUM, Feature, FindingType, ResourceType
from models.lists.book import Match
from models.lists.settings import ListKind

_DOES = {
    "Discovery": "shows what the bucket holds",
    "Exfiltration": "reads the bucket's objects",
    "Impact": "changes or deletes the bucket's objects or who may use them",
    "UnauthorizedAccess": "uses the bucket's objects",
}


def _type(purpose: str, kind: ListKind) -> FindingType:
    name, address = CALLERS[kind]
    return FindingType(
        name=f"{purpose}:S3/{name}",
        severity=MEDIUM if (purpose, kind) == ("Discovery", ListKind.TOR) else HIGH,
        title=f"{{user}} called {{api}} on {{bucket}} from {address}.",
        description=(
            f"{{user}} called {{call}} on the bucket {{bucket}} from {{caller}}, {address}. The call {_DOES[purpose]}. "
            "Unless the principal is known to work from there, somebody who should not have them may be using these "
            "credentials."
        ),
        resource_type=ResourceType.S3_BUCKET,
        feature=Feature.S3_DATA_EVENTS,
    )


DISCOVERY = {kind: _type("Discovery", kind) for kind in CALLERS}
ACCESS = {kind: _type("UnauthorizedAccess", kind) for kind in (ListKind.CUSTOM, ListKind.TOR)}
EXFILTRATION = _type("Exfiltration", ListKind.MALICIOUS)
IMPACT = _type("Impact", ListKind.MALICIOUS)

#: The beginnings of names that newer calls will have, for those that `models.apis.s3` does not know.
_NEWER = {"List": S3Kind.DISCOVERY, "Head": S3Kind.DISCOVERY, "Get": S3Kind.READ, "Select": S3Kind.READ}


def check(record: CloudTrailRecord, threats: Sequence[Match]) -> Iterable[Hit]:
    """A hit for each kind of list that names the caller."""
    if not is_s3_data_event(record) or not shows_credentials(record) or by_service(record):
        return ()
    affected = affected_bucket(text(request(record).get("bucketName")))
    does = _access(record.event_name)
    return [Hit(_type_of(does, kind), affected=affected, matches=m) for kind, m in by_kind(threats).items()]


def _access(api: str) -> S3Kind:
    """What a call does; a copy reads, which is the graver of what it does."""
    if api in COPIES:
        return S3Kind.READ
    newer = next((kind for start, kind in _NEWER.items() if api.startswith(start)), S3Kind.WRITE)
    return s3_kind(api) or newer


def _type_of(does: S3Kind, kind: ListKind) -> FindingType:
    if does is S3Kind.DISCOVERY:
        return DISCOVERY[kind]
    if kind in ACCESS:
        return ACCESS[kind]
    return EXFILTRATION if does is S3Kind.READ else IMPACT


LISTED = ListDetector(types=(*DISCOVERY.values(), *ACCESS.values(), EXFILTRATION, IMPACT), check=check)
