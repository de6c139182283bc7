"""Records that are strange and mean nothing: what real and sanitised logs hold besides the expected."""

from __future__ import annotations

from collections.abc import Iterator

from models.simulate.cloudtrail import event
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss
from models.simulate.scenarios.stage import Stage

#: Characters in the largest request; the record is about 1 MB.
_LARGE = 1_000_000

_ADDRESSES = (
    "08.1.250.216",
    "225.01.00.16",
    "255.090.254.5",
    "2001:db8::1",
    "config.amazonaws.com",
    "AWS Internal/3",
    "",
    "HIDDEN_DUE_TO_SECURITY_REASONS",
)
_REGIONS = ("us-north-2r", "megov-westwest-1r", "apiso-northsouth-3r")
_MISSING = (
    "userIdentity",
    "sourceIPAddress",
    "userAgent",
    "requestParameters",
    "eventType",
    "awsRegion",
    "recipientAccountId",
    "eventTime",
    "eventID",
)
_IDENTITIES: tuple[Json | None, ...] = (
    None,
    {},
    {"type": None, "arn": None, "sessionContext": None},
    {"invokedBy": "AWS Internal"},
    {"type": "Unknown", "principalId": ""},
    {"type": "AssumedRole", "sessionContext": {"sessionIssuer": None, "attributes": None}},
    {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {}, "attributes": {}}},
    {"type": "IAMUser", "accountId": None, "userName": "HIDDEN_DUE_TO_SECURITY_REASONS"},
    {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "94482488-3041-7077", "identityStoreArn": None}},
)


def _variants(stage: Stage, caller: Caller) -> Iterator[Json]:
    """Top-level fields that replace those of an ordinary record."""
    for address in _ADDRESSES:
        yield {"sourceIPAddress": address}
    for who in _IDENTITIES:
        yield {"userIdentity": who}
    yield {"userIdentity": caller.identity | {"accountId": int(stage.account.id)}, "readOnly": "true"}
    yield {"managementEvent": "true", "eventCategory": None}
    yield {"userAgent": None, "requestParameters": {}, "responseElements": {}, "additionalEventData": None}
    yield {"requestParameters": {"filter": 'naïve "Ωμέγα" 日本語 🦜 \u2028 \\ \u0000'}, "userAgent": "größe/1.0 (日本)"}
    yield {"eventName": "Décrire", "eventSource": "unbekannt.example", "eventType": "AwsNewKindOfEvent"}
    yield {"requestParameters": {"blob": stage.dice.alphanumeric(1000) * (_LARGE // 1000)}}
    yield {"addendum": {"reason": "DELIVERY_DELAY", "updatedFields": None, "originalEventID": None}}


@near_miss(of=[])
def oddities(stage: Stage) -> None:
    """Missing and null fields, invented Regions, impossible addresses, unicode, a record of 1 MB."""
    caller = stage.user(stage.name("odd"))
    for fields in _variants(stage, caller):
        happened = event.call(caller, stage.now, "ec2", "DescribeVolumes", stage.region, stage.dice, read_only=True)
        happened.record.update(fields)
        stage.plant(happened)
    for region in _REGIONS:
        stage.call(caller, "ec2", "DescribeVolumes", {"volumeSet": {}}, read_only=True, region=region)
    for field in _MISSING:
        happened = stage.call(caller, "ec2", "DescribeVolumes", {"volumeSet": {}}, read_only=True)
        del happened.record[field]
