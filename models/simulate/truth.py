"""What a detector must find: one line per finding, made from the calls that the scenarios planted.

A finding is one (type, account, Region, resource); all calls of it count once each, by event id. The
resource is the bucket for a finding about a bucket, the account for one about the account, what credentials
were issued to for one about their use elsewhere, and else the principal: a user's ARN, the ARN of the role
behind a session, the root user's. A scenario may say otherwise.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from models.simulate.clock import iso
from models.simulate.cloudtrail.event import Event
from models.simulate.cloudtrail.identity import Json

_OF_BUCKETS = ("Policy:S3/", "Stealth:S3/")
_OF_ACCOUNTS = "Policy:S3/Account"
_OF_ISSUED = "CredentialExfiltration."


class Planted(NamedTuple):
    """A record of a scenario.

    Attributes:
        raises: the finding types that it must raise, none for one that must not.
        about: what these findings are about, where it is not what `resource` says.
    """

    event: Event
    raises: tuple[str, ...] = ()
    about: str = ""


class Expected(msgspec.Struct, frozen=True, rename="camel", order=True):
    """A finding that a scenario must raise, whatever the log: a line of its truth.

    Attributes:
        resource: what it is about.
        first_seen: when what raises it began, as ``last_seen`` when it ended.
    """

    scenario: str
    type: str
    account_id: str
    region: str
    resource: str
    first_seen: str
    last_seen: str


class Finding(Expected, frozen=True, rename="camel", order=True):
    """One that calls raise: a line of ``truth.jsonl``.

    Attributes:
        count: how many distinct calls make it up.
        archived: whether a suppression rule of the example configuration archives it.
    """

    count: int
    archived: bool = False


def resource(finding_type: str, record: Json) -> str:
    """What a finding of the type is about, when the record raises it."""
    if finding_type.startswith(_OF_ACCOUNTS):
        return str(record["recipientAccountId"])
    if finding_type.startswith(_OF_BUCKETS):
        return str(record["requestParameters"]["bucketName"])
    caller = record["userIdentity"]
    if _OF_ISSUED in finding_type:
        scope = caller.get("inScopeOf", {})
        return str(scope.get("credentialsIssuedTo") or caller["principalId"].rpartition(":")[2])
    issuer = caller.get("sessionContext", {}).get("sessionIssuer", {})
    return str(issuer.get("arn") or caller["arn"])


def findings(scenario: str, planted: Iterable[Planted], *, archived: bool = False) -> list[Finding]:
    """The findings of a scenario, sorted; ``archived`` is said of all of them."""
    calls: dict[tuple[str, str, str, str], dict[str, int]] = defaultdict(dict)
    for (at, account, region, record), raises, about in planted:
        for finding_type in raises:
            place = account, region, about or resource(finding_type, record)
            calls[finding_type, *place][record["eventID"]] = at
    return sorted(
        Finding(scenario, *key, iso(min(times.values())), iso(max(times.values())), len(times), archived)
        for key, times in calls.items()
    )
