"""Trail logging: CloudTrail is kept from recording what comes next.

Source: CloudTrail management events, successful ones. Severity Low. One finding per principal, account and
Region. ``Stealth:IAMUser/CloudTrailLoggingDisabled`` when

- StopLogging or DeleteTrail succeeds;
- UpdateTrail switches off global service events, the other Regions or the other accounts of the organisation
  (the flag is sent as false, and was not known to be false before);
- PutEventSelectors leaves a trail without the writes of the control plane: no basic selector with management
  events that reads "All" or "WriteOnly", no advanced selector for Management that takes in writes. Leaving
  out reads, KMS or the RDS Data API is thrift, not stealth. A trail of data events only is a common design,
  so selectors of data events that a trail is given within `SETUP` of its creation are part of its making, and selectors
  that change nothing are no news;
- DeleteBucket deletes the bucket that a trail delivers to. A bucket is known as such from CreateTrail and
  UpdateTrail, or because CloudTrail itself has checked its ACL (GetBucketAcl by cloudtrail.amazonaws.com,
  before each delivery) within `CHECKED_WITHIN`; a trail that is deleted or moved lets its bucket go.

Failed calls, StartLogging and other services' calls of the same name do not count. Calls that a service
makes for itself (userIdentity AWSService) are the echo of somebody's call elsewhere. State per account: the
trails and log buckets seen, at most `MOST_TRAILS` each. ATT&CK: T1562.008 (Disable or Modify Cloud Logs).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec

from models.aws.shapes import texts
from models.cloudtrail.principal import failed, identity, region
from models.cloudtrail.record import CloudTrailRecord
from models.detectors.base import AccountDetector, DetectorSettings, Hit, Note, flag, request, text
from models.findings.types import LOW, FindingType
from models.times import DAY, MINUTE

DISABLED = FindingType(
    name="Stealth:IAMUser/CloudTrailLoggingDisabled",
    severity=LOW,
    title="{user} disabled CloudTrail logging with {api}.",
    description=(
        "{user} called {call} from {caller}. CloudTrail records less than before, or its records are gone: "
        "what happens next in account {account} may leave no trace there."
    ),
)

#: Selectors of data events belong to a trail's making when they follow soon: tools make a trail and set it up within
#: seconds, a person in minutes. Selectors that leave it nothing to record belong to no making: who tries out an attack
#: makes a trail first, too.
SETUP = 10 * MINUTE

#: CloudTrail delivers every five minutes to a bucket in use; a week without a check means it is not used.
CHECKED_WITHIN = 7 * DAY

#: CloudTrail allows 5 trails per Region; there are about 35 Regions.
MOST_TRAILS = 200

_CLOUDTRAIL = "cloudtrail.amazonaws.com"
_S3 = "s3.amazonaws.com"
_FLAGS = {
    "includeGlobalServiceEvents": "global service events",
    "isMultiRegionTrail": "the other Regions",
    "isOrganizationTrail": "the organisation's other accounts",
}

#: What a trail has that is made without saying so (CloudTrail API Reference, CreateTrail).
_FLAGS_AT_FIRST = {"includeGlobalServiceEvents": True, "isMultiRegionTrail": False, "isOrganizationTrail": False}


class TrailFact(msgspec.Struct, frozen=True, array_like=True):
    """What one call means for a trail or its bucket.

    Attributes:
        act: "create", "update", "delete", "stop", "select" (selectors), "check" or "remove" (a bucket).
        trail: Region and name.
        bucket: the bucket's name, empty when the call does not name one.
        flags: the flags of `_FLAGS` that the call sets.
        logs_writes: for "select", whether the control plane's writes are still logged.
        logs_data: for "select", whether some data events are logged.
    """

    act: str
    trail: str = ""
    bucket: str = ""
    flags: dict[str, bool] = {}
    logs_writes: bool = True
    logs_data: bool = False


class Trail(msgspec.Struct, array_like=True):
    """What is known of a trail. ``created_ms`` is None when its making was not seen."""

    bucket: str = ""
    created_ms: int | None = None
    flags: dict[str, bool] = {}
    logs_writes: bool = True


class TrailMemory(msgspec.Struct, array_like=True):
    """What is known of an account's trails, and of its buckets that CloudTrail has checked (when last)."""

    trails: dict[str, Trail] = {}
    checked: dict[str, int] = {}


_ACTS = {
    (_CLOUDTRAIL, "CreateTrail"): "create",
    (_CLOUDTRAIL, "UpdateTrail"): "update",
    (_CLOUDTRAIL, "DeleteTrail"): "delete",
    (_CLOUDTRAIL, "StopLogging"): "stop",
    (_CLOUDTRAIL, "PutEventSelectors"): "select",
    (_S3, "GetBucketAcl"): "check",
    (_S3, "DeleteBucket"): "remove",
}


def note(record: CloudTrailRecord) -> TrailFact | None:
    """The fact in a successful call, if it is about a trail or a log bucket."""
    if failed(record):
        return None
    act = _ACTS[record.event_source, record.event_name]
    caller = identity(record)
    if act == "check":
        if caller.invoked_by != _CLOUDTRAIL:
            return None
    elif caller.type == "AWSService":
        return None
    parameters = request(record)
    bucket = text(parameters.get("bucketName")) or text(parameters.get("s3BucketName"))
    if record.event_source == _S3:
        return TrailFact(act, bucket=bucket) if bucket else None
    set_flags = {name: flag(parameters.get(name)) for name in _FLAGS}
    return TrailFact(
        act,
        trail=_trail(text(parameters.get("name")) or text(parameters.get("trailName")), region(record)),
        bucket=bucket,
        flags={name: value for name, value in set_flags.items() if value is not None},
        logs_writes=act != "select" or _logs_writes(parameters),
        logs_data=act == "select" and _logs_data(parameters),
    )


def _trail(name: str, called_in: str) -> str:
    """Region and name, from a name or from ``arn:aws:cloudtrail:REGION:ACCOUNT:trail/NAME``."""
    parts = name.split(":", 5)
    if len(parts) == 6:
        return f"{parts[3]}/{parts[5].removeprefix('trail/')}"
    return f"{called_in}/{name}"


def _logs_writes(parameters: dict[str, Any]) -> bool:
    """Whether some selector still takes in the control plane's writes."""
    advanced = parameters.get("advancedEventSelectors")
    if isinstance(advanced, list) and advanced:
        return any(_advanced_logs_writes(_wanted(selector)) for selector in _objects(advanced))
    basic = parameters.get("eventSelectors")
    if not isinstance(basic, list):
        return True
    return any(
        flag(selector.get("includeManagementEvents")) is not False and selector.get("readWriteType") != "ReadOnly"
        for selector in _objects(basic)
    )


def _advanced_logs_writes(wanted: dict[str, Any]) -> bool:
    """Whether one advanced selector takes in management events that are writes."""
    read_only = wanted.get("readOnly")
    return "Management" in wanted.get("eventCategory", ()) and (not read_only or "false" in read_only)


def _logs_data(parameters: dict[str, Any]) -> bool:
    """Whether some selector takes in data events of some resource."""
    basic, advanced = _objects(parameters.get("eventSelectors")), _objects(parameters.get("advancedEventSelectors"))
    return any(resource.get("values") for s in basic for resource in _objects(s.get("dataResources"))) or any(
        list(_wanted(s).get("eventCategory", ())) == ["Data"] for s in advanced
    )


def _wanted(selector: dict[str, Any]) -> dict[str, Any]:
    """What an advanced selector wants each of its fields to equal."""
    return {text(f.get("field")): texts(f.get("equals")) for f in _objects(selector.get("fieldSelectors"))}


def _objects(value: object) -> list[dict[str, Any]]:
    """The objects of a list; none when it is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def fold(memory: TrailMemory, seen: Note, fact: TrailFact, settings: DetectorSettings) -> Iterator[Hit]:
    """Take one call into the account's memory; a hit when it disables logging."""
    if fact.act == "check":
        _check(memory, fact.bucket, seen.time_ms)
    elif fact.act == "remove":
        if _is_log_bucket(memory, fact.bucket, seen.time_ms):
            memory.checked.pop(fact.bucket, None)
            yield Hit(DISABLED, affected=(("AWS::S3::Bucket", fact.bucket),), info={"disabled": "log bucket"})
    else:
        disabled = _change(memory, seen, fact)
        if disabled:
            trail = fact.trail.partition("/")[2]
            yield Hit(DISABLED, affected=(("AWS::CloudTrail::Trail", trail),), info={"disabled": disabled})


def _change(memory: TrailMemory, seen: Note, fact: TrailFact) -> str:
    """Take a trail's change in; what it disables, in words, empty for nothing."""
    if fact.act == "delete":
        gone = memory.trails.pop(fact.trail, None)
        if gone:
            memory.checked.pop(gone.bucket, None)
        return "trail"
    known = memory.trails.get(fact.trail)
    trail = known or Trail()
    disabled = ""
    if fact.act == "create":
        trail = Trail(created_ms=seen.time_ms, flags=_FLAGS_AT_FIRST)
    elif fact.act == "stop":
        disabled = "logging"
    elif fact.act == "select":
        new = trail.created_ms is not None and seen.time_ms - trail.created_ms <= SETUP
        made_now = new and fact.logs_data
        if trail.logs_writes and not fact.logs_writes and not made_now:
            disabled = "management events"
        trail.logs_writes = fact.logs_writes
    elif fact.act == "update":
        off = [name for name, on in fact.flags.items() if not on and trail.flags.get(name) is not False]
        disabled = ", ".join(_FLAGS[name] for name in off)
    if fact.bucket and fact.bucket != trail.bucket:
        memory.checked.pop(trail.bucket, None)
        trail.bucket = fact.bucket
    trail.flags = trail.flags | fact.flags
    if known or len(memory.trails) < MOST_TRAILS:
        memory.trails[fact.trail] = trail
    return disabled


def _check(memory: TrailMemory, bucket: str, time_ms: int) -> None:
    """Remember that CloudTrail delivers to the bucket; forget the one that was checked longest ago."""
    memory.checked[bucket] = max(time_ms, memory.checked.get(bucket, 0))
    if len(memory.checked) > MOST_TRAILS:
        del memory.checked[min(memory.checked, key=lambda name: (memory.checked[name], name))]


def _is_log_bucket(memory: TrailMemory, bucket: str, time_ms: int) -> bool:
    """Whether some trail delivers to the bucket."""
    if any(trail.bucket == bucket for trail in memory.trails.values()):
        return True
    checked = memory.checked.get(bucket)
    return checked is not None and time_ms - checked <= CHECKED_WITHIN


#: In one second, tools take an old trail away and make a new one, set it up, and clear away its bucket.
_RANKS = {"delete": 0, "create": 1, "check": 1, "remove": 3}


def rank(fact: TrailFact) -> int:
    """The place of a fact among those of the same second."""
    return _RANKS.get(fact.act, 2)


DETECTOR = AccountDetector(
    name="trail_logging",
    types=(DISABLED,),
    apis=frozenset(_ACTS),
    note=note,
    fact=TrailFact,
    memory=TrailMemory,
    fold=fold,
    rank=rank,
)
