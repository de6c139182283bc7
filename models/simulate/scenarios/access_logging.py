"""A bucket stops logging who accesses it (Stealth:S3/ServerAccessLoggingDisabled)."""

from __future__ import annotations

from typing import Any

from models.simulate.cloudtrail import s3
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.scenarios.registry import near_miss, scenario
from models.simulate.scenarios.stage import Stage

LOGGING_DISABLED = "Stealth:S3/ServerAccessLoggingDisabled"


def _put_logging(stage: Stage, caller: Caller, bucket: str, target: str | None, **more: Any) -> None:
    """Log to a target bucket, or no longer."""
    status: Json = {"xmlns": s3.XMLNS}
    if target:
        status["LoggingEnabled"] = {"TargetBucket": target, "TargetPrefix": f"{bucket}/"}
    request = {"BucketLoggingStatus": status}
    stage.bucket_call(caller, "PutBucketLogging", bucket, "logging", request=request, **more)


@scenario(raises=[LOGGING_DISABLED])
def access_logging_off(stage: Stage) -> None:
    """Server access logging of two buckets is switched off, one of them twice."""
    caller = stage.user(stage.name("ops"))
    first, second = stage.bucket("reports"), stage.bucket("payroll")
    for bucket in (first, second, first):
        _put_logging(stage, caller, bucket, None, raises=[LOGGING_DISABLED])


@near_miss(of=[LOGGING_DISABLED])
def access_logging_on(stage: Stage) -> None:
    """Server access logging is switched on and moved to another bucket; switching it off is refused."""
    caller, bucket = stage.session(stage.name("platform"), "terraform"), stage.bucket("reports")
    for use in ("access-logs", "archive"):
        _put_logging(stage, caller, bucket, stage.bucket(use))
    _put_logging(stage, stage.user(stage.name("intern")), bucket, None, denied=True)
