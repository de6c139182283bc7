"""CompromisedCredentials: access keys that are known to be leaked.

Source: CloudTrail, management events and S3 data events. Severity High. One finding per principal, account and Region.
It tells the calls that were made with the key, with their counts and times (``apiCalls``).

- A call is signed with an access key that a list of the kind ``leaked-keys`` names: plainly, or by its SHA-256, so that
  the list gives nothing away. Failed calls count: the key is tried. Calls that AWS services make on the principal's
  behalf do not, as they follow from others.
- One of AWS's policies ``AWSCompromisedKeyQuarantine`` (V2, V3 …) is attached to a user. AWS does that when it has
  found a key of the user in public; whoever else does it has reason to. Only when it worked. The finding is about the
  user whom it was attached to.

ATT&CK: T1552 (Unsecured Credentials), T1078.004 (Valid Accounts: Cloud Accounts).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from models.cloudtrail.principal import account, by_service, failed, is_data_event, is_s3_data_event, region
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import Hit, ListDetector, RecordDetector, request, text
from models.findings.remote import partition
from models.findings.types import HIGH, FindingType
from models.lists.book import Match
from models.lists.settings import ListKind

COMPROMISED = FindingType(
    name="CredentialAccess:IAMUser/CompromisedCredentials",
    severity=HIGH,
    title="The credentials of {user} are known to be leaked.",
    description=(
        "The credentials of {user} are on a list of leaked keys, or were put under quarantine. Latest: {call} from "
        "{caller}. Deactivate the key, and look at everything that was done with it."
    ),
)

_QUARANTINE = re.compile(r"arn:[\w-]+:iam::aws:policy/(.*/)?AWSCompromisedKeyQuarantine(V\d+)?")


def quarantined(record: CloudTrailRecord) -> Iterable[Hit]:
    """A hit when a quarantine policy is attached."""
    parameters = request(record)
    policy, name = text(parameters.get("policyArn")), text(parameters.get("userName"))
    if failed(record) or not name or not _QUARANTINE.fullmatch(policy):
        return ()
    user = f"arn:{partition(policy, region(record))}:iam::{account(record)}:user/{name}"
    return (Hit(COMPROMISED, resource=user, victim=name, affected=(("AWS::IAM::User", name),)),)


def listed(record: CloudTrailRecord, threats: Sequence[Match]) -> Iterable[Hit]:
    """A hit when the key that signed the call is listed."""
    matches = tuple(match for match in threats if match.kind is ListKind.LEAKED_KEYS)
    other_data = is_data_event(record) and not is_s3_data_event(record)
    return () if not matches or other_data or by_service(record) else (Hit(COMPROMISED, matches=matches),)


DETECTOR = RecordDetector(
    types=(COMPROMISED,),
    apis=frozenset({("iam.amazonaws.com", "AttachUserPolicy")}),
    check=quarantined,
)
LISTED = ListDetector(types=(COMPROMISED,), check=listed)
