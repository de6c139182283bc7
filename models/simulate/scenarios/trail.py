"""Trails that stop recording (Stealth:IAMUser/CloudTrailLoggingDisabled).

A trail is silenced by stopping or deleting it, by an update that drops Regions or global services, by
selectors without management events, or by deleting the bucket that its logs go to. Which bucket that is
shows in the logs: in the trail's creation, or in CloudTrail's own looks at the bucket's ACL.
"""

from __future__ import annotations

from typing import Any

from models.simulate.clock import MINUTE
from models.simulate.cloudtrail import identity, services
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

LOGGING_DISABLED = "Stealth:IAMUser/CloudTrailLoggingDisabled"
_RAISES = [LOGGING_DISABLED]

_DATA_ONLY = [
    {
        "name": "objects",
        "fieldSelectors": [
            {"field": "eventCategory", "equals": ["Data"]},
            {"field": "resources.type", "equals": ["AWS::S3::Object"]},
        ],
    }
]


def trail_call(stage: Stage, caller: Caller, api: str, trail: str, **more: Any) -> None:
    """A call on a trail; ``request`` adds to the trail's name, and the answer repeats it."""
    request: Json = {"name": trail} | more.pop("request", {})
    arn = f"arn:aws:cloudtrail:{stage.region}:{stage.account.id}:trail/{trail}"
    if "response" not in more and api not in ("StopLogging", "StartLogging", "DeleteTrail"):
        more["response"] = {"trailARN": arn, "logFileValidationEnabled": True, "isOrganizationTrail": False} | request
    stage.call(caller, "cloudtrail", api, request, **more)


def _selectors(
    stage: Stage, caller: Caller, trail: str, basic: Json | None = None, advanced: Any = None, **more: Any
) -> None:
    """PutEventSelectors with one basic selector or with advanced ones."""
    selectors: Json = {"advancedEventSelectors": advanced}
    if basic is not None:
        common: Json = {"dataResources": [], "excludeManagementEventSources": []}
        selectors = {"eventSelectors": [common | basic]}
    arn = f"arn:aws:cloudtrail:{stage.region}:{stage.account.id}:trail/{trail}"
    response = {"trailARN": arn} | selectors
    request = {"trailName": trail} | selectors
    stage.call(caller, "cloudtrail", "PutEventSelectors", request, response=response, **more)


def _new_trail(stage: Stage, caller: Caller, trail: str, bucket: str) -> None:
    settings = {
        "s3BucketName": bucket,
        "isMultiRegionTrail": True,
        "includeGlobalServiceEvents": True,
        "enableLogFileValidation": True,
    }
    trail_call(stage, caller, "CreateTrail", trail, request=settings)


def _delete_bucket(stage: Stage, caller: Caller, bucket: str, **more: Any) -> None:
    stage.bucket_call(caller, "DeleteBucket", bucket, **more)


@scenario(raises=_RAISES)
def trail_stopped(stage: Stage) -> None:
    """A trail is stopped, and stopped again after somebody had started it."""
    insider, keeper = stage.user(stage.name("ops")), stage.session(stage.name("security"), "noor.weiss")
    trail = stage.name("audit")
    trail_call(stage, insider, "StopLogging", trail, raises=_RAISES)
    stage.pause(4 * MINUTE)
    trail_call(stage, keeper, "StartLogging", trail)
    stage.pause(3 * MINUTE)
    trail_call(stage, insider, "StopLogging", trail, raises=_RAISES)


@scenario(raises=_RAISES)
def trail_deleted(stage: Stage) -> None:
    """A session of a role deletes a trail."""
    caller = stage.session(stage.name("pipeline"), "cleanup")
    trail_call(stage, caller, "DeleteTrail", stage.name("audit"), raises=_RAISES)


@scenario(raises=_RAISES)
def trail_narrowed(stage: Stage) -> None:
    """Two trails are updated: one leaves out global services, the other all Regions but its own."""
    caller = stage.user(stage.name("ops"))
    for setting in ("includeGlobalServiceEvents", "isMultiRegionTrail"):
        trail_call(stage, caller, "UpdateTrail", stage.name("audit"), request={setting: False}, raises=_RAISES)


@scenario(raises=_RAISES)
def trail_without_management_events(stage: Stage) -> None:
    """A trail's basic selectors leave out management events."""
    caller = stage.user(stage.name("ops"))
    off = {"includeManagementEvents": False, "readWriteType": "All"}
    _selectors(stage, caller, stage.name("audit"), off, raises=_RAISES)


@scenario(raises=_RAISES)
def trail_with_data_events_only(stage: Stage) -> None:
    """A trail's advanced selectors are replaced by ones that name no management events."""
    caller = stage.session(stage.name("admin"), "igor.novak")
    _selectors(stage, caller, stage.name("audit"), advanced=_DATA_ONLY, raises=_RAISES)


@scenario(raises=_RAISES)
def log_bucket_of_new_trail_deleted(stage: Stage) -> None:
    """The bucket is deleted that a trail was created with."""
    keeper, insider = stage.session(stage.name("platform"), "setup"), stage.user(stage.name("ops"))
    trail, bucket = stage.name("audit"), stage.bucket("trail-logs")
    _new_trail(stage, keeper, trail, bucket)
    trail_call(stage, keeper, "StartLogging", trail)
    stage.pause(9 * MINUTE)
    _delete_bucket(stage, insider, bucket, raises=_RAISES)


@scenario(raises=_RAISES)
def log_bucket_of_old_trail_deleted(stage: Stage) -> None:
    """A bucket is deleted that CloudTrail has been looking at before it delivers."""
    cloudtrail = identity.service(services.CLOUDTRAIL, stage.account.id)
    bucket = stage.bucket("old-trail-logs")
    for _ in range(4):
        check = services.log_bucket_check(cloudtrail, stage.now, bucket, stage.region, stage.dice)
        stage.plant(check)
        stage.pause(2 * MINUTE)
    _delete_bucket(stage, stage.user(stage.name("ops")), bucket, raises=_RAISES)


@near_miss(of=_RAISES)
def trail_changes_refused(stage: Stage) -> None:
    """Everything that would silence a trail is tried, and refused."""
    caller, trail, bucket = stage.user(stage.name("intern")), stage.name("audit"), stage.bucket("trail-logs")
    _new_trail(stage, stage.session(stage.name("platform"), "setup"), trail, bucket)
    for api in ("StopLogging", "DeleteTrail"):
        trail_call(stage, caller, api, trail, denied=True)
    trail_call(stage, caller, "UpdateTrail", trail, request={"isMultiRegionTrail": False}, denied=True)
    off = {"includeManagementEvents": False, "readWriteType": "All"}
    _selectors(stage, caller, trail, off, denied=True)
    _selectors(stage, caller, trail, advanced=_DATA_ONLY, denied=True)
    _delete_bucket(stage, caller, bucket, denied=True)


@near_miss(of=_RAISES)
def trail_kept_up(stage: Stage) -> None:
    """A trail is started and updated, and keeps recording everything that matters."""
    caller, trail = stage.session(stage.name("platform"), "terraform"), stage.name("audit")
    trail_call(stage, caller, "StartLogging", trail)
    trail_call(stage, caller, "UpdateTrail", trail, request={"enableLogFileValidation": True})
    complete = {"includeGlobalServiceEvents": True, "isMultiRegionTrail": True}
    trail_call(stage, caller, "UpdateTrail", trail, request=complete)
    _selectors(stage, caller, trail, {"includeManagementEvents": True, "readWriteType": "WriteOnly"})
    quiet = {"excludeManagementEventSources": ["kms.amazonaws.com"], "readWriteType": "All"}
    _selectors(stage, caller, trail, {"includeManagementEvents": True} | quiet)
    management = {"name": "management", "fieldSelectors": [{"field": "eventCategory", "equals": ["Management"]}]}
    _selectors(stage, caller, trail, advanced=[management, *_DATA_ONLY])


@near_miss(of=_RAISES)
def data_trail_set_up(stage: Stage) -> None:
    """A second trail is created for data events only: it never recorded anything else."""
    caller, trail = stage.session(stage.name("platform"), "terraform"), stage.name("objects")
    _new_trail(stage, caller, trail, stage.bucket("object-logs"))
    _selectors(stage, caller, trail, advanced=_DATA_ONLY)
    trail_call(stage, caller, "StartLogging", trail)


@near_miss(of=_RAISES)
def ordinary_bucket_deleted(stage: Stage) -> None:
    """Buckets are deleted that no trail's logs go to."""
    caller = stage.user(stage.name("ops"))
    for use in ("scratch", "cloudtrail-course"):
        _delete_bucket(stage, caller, stage.bucket(use))


@near_miss(of=_RAISES)
def other_logging_stopped(stage: Stage) -> None:
    """Logging of other services is switched off: Redshift's audit log, a query log."""
    caller = stage.user(stage.name("dba"))
    cluster = {"clusterIdentifier": stage.name("warehouse")}
    stage.call(caller, "redshift", "DisableLogging", cluster, response={"loggingEnabled": False})
    stage.call(caller, "route53", "DeleteQueryLoggingConfig", {"id": stage.dice.uuid()}, response={})
