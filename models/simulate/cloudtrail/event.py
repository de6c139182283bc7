"""One call as CloudTrail records it (CloudTrail record contents, eventVersion 1.11)."""

from __future__ import annotations

from typing import Any, NamedTuple

from models.simulate.clock import iso
from models.simulate.cloudtrail import agents
from models.simulate.cloudtrail.identity import Caller, Json
from models.simulate.dice import Dice
from models.simulate.organisation import US_EAST_1

#: Services with one endpoint for all Regions, whose events are recorded in us-east-1.
GLOBAL_SERVICES = frozenset({"iam", "cloudfront", "route53", "organizations", "account", "ce", "health"})

#: Services that write an older eventVersion. Before 1.07 there is no eventCategory, before 1.08 no tlsDetails.
_VERSIONS = {"sts": "1.08", "elasticloadbalancing": "1.08", "ssm": "1.09", "ec2": "1.10", "bedrock": "1.09"}
_ANCIENT = {"elasticbeanstalk": "1.05", "kinesis": "1.06"}
_CURRENT = "1.11"

TLS13 = "TLS_AES_128_GCM_SHA256"


class Event(NamedTuple):
    """A record, the instant that it tells of, and the account and Region whose log it goes to."""

    at: int
    account: str
    region: str
    record: Json


class Failure(NamedTuple):
    """Why AWS refused a call: ``errorCode`` and ``errorMessage``."""

    code: str
    message: str


def denied(caller: Caller, service: str, api: str) -> Failure:
    """No permission, in the words of the service."""
    who = caller.identity.get("arn", caller.address)
    text = f"User: {who} is not authorized to perform: {service}:{api}"
    if service == "ec2":
        return Failure("Client.UnauthorizedOperation", f"You are not authorized to perform this operation. {text}")
    reason = "because no identity-based policy allows the action"
    return Failure("AccessDenied", f"{text} on resource: * {reason}")


def throttled(service: str) -> Failure:
    """Too many calls."""
    if service == "ec2":
        return Failure("Client.RequestLimitExceeded", "Request limit exceeded.")
    return Failure("ThrottlingException", "Rate exceeded")


def region_of(service: str, region: str) -> str:
    """The Region that a call to a service is recorded in."""
    return US_EAST_1 if service in GLOBAL_SERVICES else region


def host_of(service: str, region: str) -> str:
    """The endpoint that a call goes to."""
    return f"{service}.amazonaws.com" if service in GLOBAL_SERVICES else f"{service}.{region}.amazonaws.com"


def call(
    caller: Caller,
    at: int,
    service: str,
    api: str,
    region: str,
    dice: Dice,
    *,
    request: Json | None = None,
    response: Any = None,
    read_only: bool = False,
    failure: Failure | None = None,
    host: str | None = None,
    **more: Any,
) -> Event:
    """A call to an API.

    Args:
        caller: who calls.
        at: when.
        service: the endpoint's first label, such as ``ec2``.
        api: ``eventName``.
        region: where; global services record in us-east-1 whatever this says.
        dice: for the request and event ids.
        request: ``requestParameters``.
        response: ``responseElements``; dropped when the call failed.
        read_only: whether it reads only.
        failure: why it was refused.
        host: the endpoint where it is not the service's usual one.
        more: further top-level fields, or other values for those above.
    """
    region = region_of(service, region)
    record = _head(caller, at, service, api, region)
    if failure:
        record["errorCode"], record["errorMessage"] = failure
    record["requestParameters"] = request
    record["responseElements"] = None if failure else response
    record |= _tail(caller, dice, read_only)
    if not caller.address.endswith(".amazonaws.com"):
        record["tlsDetails"] = {
            "tlsVersion": "TLSv1.3",
            "cipherSuite": TLS13,
            "clientProvidedHostHeader": host or host_of(service, region),
        }
    record |= caller.more | more
    if service in _ANCIENT:
        _age(record, _ANCIENT[service])
    return Event(at, caller.account, region, record)


def _head(caller: Caller, at: int, service: str, api: str, region: str) -> Json:
    return {
        "eventVersion": _VERSIONS.get(service, _CURRENT),
        "userIdentity": caller.identity,
        "eventTime": iso(at),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": api,
        "awsRegion": region,
        "sourceIPAddress": caller.address,
        "userAgent": agents.of_call(caller.agent, service, api),
    }


def _tail(caller: Caller, dice: Dice, read_only: bool) -> Json:
    return {
        "requestID": dice.uuid(),
        "eventID": dice.uuid(),
        "readOnly": read_only,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": caller.account,
        "eventCategory": "Management",
    }


def _age(record: Json, version: str) -> None:
    record["eventVersion"] = version
    for younger in ("eventCategory", "managementEvent", "tlsDetails"):
        record.pop(younger, None)


def service_event(service: str, api: str, at: int, account: str, region: str, dice: Dice, details: Json) -> Event:
    """Something that an AWS service did by itself: an AwsServiceEvent, which has no request."""
    record = {
        "eventVersion": _CURRENT,
        "userIdentity": {"accountId": account, "invokedBy": "AWS Internal"},
        "eventTime": iso(at),
        "eventSource": f"{service}.amazonaws.com",
        "eventName": api,
        "awsRegion": region,
        "sourceIPAddress": "AWS Internal",
        "userAgent": "AWS Internal",
        "requestParameters": None,
        "responseElements": None,
        "eventID": dice.uuid(),
        "readOnly": False,
        "eventType": "AwsServiceEvent",
        "managementEvent": True,
        "recipientAccountId": account,
        "serviceEventDetails": details,
        "eventCategory": "Management",
    }
    return Event(at, account, region, record)


def sign_in(caller: Caller, at: int, region: str, dice: Dice, *, succeeds: bool = True, mfa: bool = True) -> Event:
    """A sign-in to the console.

    A user's failed one names no ARN. The session that follows a successful one is `identity.in_console`.
    """
    event = call(
        caller,
        at,
        "signin",
        "ConsoleLogin",
        region,
        dice,
        response={"ConsoleLogin": "Success" if succeeds else "Failure"},
        host=f"{region}.signin.aws.amazon.com",
        userIdentity=_signing_in(caller, succeeds),
        eventType="AwsConsoleSignIn",
        additionalEventData={
            "LoginTo": f"https://console.aws.amazon.com/console/home?region={region}&state=hashArgs%23&isauthcode=true",
            "MobileVersion": "No",
            "MFAUsed": "Yes" if mfa else "No",
        },
    )
    if not succeeds:
        event.record["errorMessage"] = "Failed authentication"
    for absent in ("requestID", "sessionCredentialFromConsole"):
        event.record.pop(absent, None)
    return event


def _signing_in(caller: Caller, succeeds: bool) -> Json:
    identity = dict(caller.identity)
    if identity["type"] == "AssumedRole":
        return identity
    identity["accessKeyId"] = ""
    if identity["type"] == "IAMUser" and not succeeds:
        for unknown in ("arn", "principalId"):
            del identity[unknown]
    return identity
