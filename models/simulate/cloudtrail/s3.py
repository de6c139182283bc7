"""Calls to S3, which look different from all others.

The agent stands in brackets, ``requestParameters`` holds the bucket, the host and the query's subresource
with an empty value (``"acl": ""``), and transfer sizes stand in ``additionalEventData`` of management and
data events alike. What tells the two apart is ``eventCategory``.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from models.simulate.cloudtrail import event
from models.simulate.cloudtrail.event import Event, Failure
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.dice import Dice

XMLNS = "http://s3.amazonaws.com/doc/2006-03-01/"

NO_SUCH_KEY = Failure("NoSuchKey", "The specified key does not exist.")
ACCESS_DENIED = Failure("AccessDenied", "Access Denied")


def _call(caller: Caller, at: int, api: str, region: str, dice: Dice, host: str, request: Json, **more: Any) -> Event:
    sent, received = more.pop("sent", 0), more.pop("received", 0)
    bracketed = caller.agent if caller.address.endswith(".amazonaws.com") else f"[{caller.agent}]"
    transfer = {
        "SignatureVersion": "SigV4",
        "CipherSuite": event.TLS13,
        "bytesTransferredIn": sent,
        "AuthenticationMethod": "AuthHeader",
        "x-amz-id-2": dice.base64(56),
        "bytesTransferredOut": received,
    }
    return event.call(
        replace(caller, agent=bracketed),
        at,
        "s3",
        api,
        region,
        dice,
        request=request,
        host=host,
        **({"additionalEventData": transfer, "requestID": dice.base32(16)} | more),
    )


def host_of(bucket: str, region: str) -> str:
    """The endpoint of a bucket."""
    return f"{bucket}.s3.{region}.amazonaws.com"


def bucket_call(
    caller: Caller,
    at: int,
    api: str,
    bucket: str,
    region: str,
    dice: Dice,
    *,
    subresource: str | None = None,
    request: Json | None = None,
    **more: Any,
) -> Event:
    """A management call that concerns one bucket.

    Args:
        caller: who calls.
        at: when.
        api: ``eventName``, such as ``PutBucketPolicy``.
        bucket: the bucket's name.
        region: the bucket's Region.
        dice: for ids.
        subresource: the query parameter, such as ``policy``.
        request: further request parameters, such as the new policy.
        more: as in `event.call`; ``sent`` and ``received`` are the bytes transferred.
    """
    host = host_of(bucket, region)
    parameters = {"bucketName": bucket, "Host": host} | (request or {})
    if subresource:
        parameters[subresource] = ""
    return _call(caller, at, api, region, dice, host, parameters, resources=[_resource(caller, bucket)], **more)


def _resource(caller: Caller, bucket: str) -> Json:
    return {"accountId": caller.account, "type": "AWS::S3::Bucket", "ARN": f"arn:aws:s3:::{bucket}"}


def list_buckets(caller: Caller, at: int, region: str, dice: Dice, **more: Any) -> Event:
    """ListBuckets, the call that concerns no bucket."""
    host = f"s3.{region}.amazonaws.com"
    return _call(caller, at, "ListBuckets", region, dice, host, {"Host": host}, **({"read_only": True} | more))


def object_call(
    caller: Caller,
    at: int,
    api: str,
    bucket: str,
    key: str | None,
    region: str,
    dice: Dice,
    *,
    request: Json | None = None,
    **more: Any,
) -> Event:
    """A data event: a call that concerns objects; ``key`` is None for ``ListObjects``, else as in `bucket_call`."""
    host = host_of(bucket, region)
    if key is None:
        where: Json = {"list-type": "2", "prefix": "", "encoding-type": "url"}
        objects = {"type": "AWS::S3::Object", "ARNPrefix": f"arn:aws:s3:::{bucket}/"}
    else:
        where = {"key": key}
        objects = {"type": "AWS::S3::Object", "ARN": f"arn:aws:s3:::{bucket}/{key}"}
    more |= {"managementEvent": False, "eventCategory": "Data", "resources": [objects, _resource(caller, bucket)]}
    return _call(
        caller, at, api, region, dice, host, {"bucketName": bucket, "Host": host} | where | (request or {}), **more
    )


def account_call(
    caller: Caller, at: int, api: str, region: str, dice: Dice, request: Json | None = None, **more: Any
) -> Event:
    """A call of S3 Control, which concerns the whole account."""
    host = f"{caller.account}.s3-control.{region}.amazonaws.com"
    parameters = {"publicAccessBlock": "", "accountId": caller.account, "Host": host} | (request or {})
    return _call(caller, at, api, region, dice, host, parameters, **more)
