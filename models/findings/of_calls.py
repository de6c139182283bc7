"""What a finding shows of API calls.

The newest call's credentials and action, all buckets that the calls were on, and in ``additionalInfo``: ``apiCalls``
(what was called, how often), ``actors`` (everybody who called) and ``eventIds`` (the CloudTrail records to look up: the
first and the latest of them). The remote account is the caller's own, unless a detector knows in which one the calls
were made (``remoteAccount`` of the call's info).
"""

from __future__ import annotations

import re
from typing import Any

import msgspec

from models.enrichment.enricher import Enricher
from models.findings.actor import Actor
from models.findings.merge import FindingState, Tally
from models.findings.remote import address_family, partition
from models.findings.sighting import BUCKET, ApiCall, FindingKey
from models.findings.told import Told, remote_details, times
from models.findings.types import FindingType, Identity, ResourceType

#: Sessions of the role of an instance are named after the instance.
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


def tell(kind: FindingType, key: FindingKey, state: FindingState, newest: ApiCall, known: Enricher) -> Told:
    """What the calls of a finding tell."""
    part = partition(newest.principal, key.region)
    return Told(
        words=_words(key, newest),
        partition=part,
        resource=_resource(kind, state, newest, part, known),
        action={"actionType": "AWS_API_CALL", "awsApiCallAction": _action(state, newest, known)},
        role="TARGET",
        info={
            "apiCalls": [{"name": name, **times(t)} for name, t in state.deeds.items()],
            "actors": [_actor(actor, t, known) for actor, t in state.actors.items()],
            "callsOfFurtherActors": state.unnamed_actors,
            "eventIds": state.first_ids + state.latest_ids,
        },
    )


def _words(key: FindingKey, call: ApiCall) -> dict[str, str]:
    buckets = [name for kind, name in call.affected if kind == BUCKET]
    outcome = f", which failed with {call.error_code}" if call.error_code else ""
    return {
        "user": _who(call),
        "api": call.api,
        "call": f"{call.api} of {call.service}{outcome}",
        "caller": call.caller or "an address that the log does not name",
        "bucket": buckets[0] if buckets else key.resource,
        "resource": key.resource,
    }


def _who(call: ApiCall) -> str:
    """The caller in words."""
    kinds = {"AssumedRole": "the role", "Role": "the role", "IAMUser": "the IAM user"}
    if call.user_type == "Root":
        return f"the root user of {call.caller_account or 'the account'}"
    name = call.user_name or call.principal
    return f"{kinds.get(call.user_type, call.user_type or 'the principal')} {name}"


def _resource(kind: FindingType, state: FindingState, call: ApiCall, part: str, known: Enricher) -> dict[str, Any]:
    """Whose credentials, of which instance, and which buckets."""
    resource: dict[str, Any] = {
        "resourceType": kind.resource_type.value,
        "accessKeyDetails": {
            "accessKeyId": call.access_key_id,
            "principalId": call.principal_id,
            "userName": call.user_name,
            "userType": call.user_type,
        },
    }
    session = call.principal_id.rpartition(":")[2]
    instance = known.instance(session) if _INSTANCE.fullmatch(session) else None
    if instance:
        resource["instanceDetails"] = instance
    newest = {name for what, name in call.affected if what == BUCKET}
    extra = msgspec.json.decode(call.bucket_info) if call.bucket_info else {}
    buckets = [
        {
            "arn": f"arn:{part}:s3:::{name}",
            "name": name,
            "type": "Destination",
            **(extra if name in newest else {}),
        }
        for what, name in state.affected
        if what == BUCKET
    ]
    if buckets and (kind.identity is Identity.BUCKET or kind.resource_type is ResourceType.S3_BUCKET):
        resource["s3BucketDetails"] = buckets
    return resource


def _action(state: FindingState, call: ApiCall, known: Enricher) -> dict[str, Any]:
    """The newest call, with everything that the calls affected."""
    affected: dict[str, list[str]] = {}
    for kind, name in state.affected:
        affected.setdefault(kind, []).append(name)
    action: dict[str, Any] = {
        "api": call.api,
        "serviceName": call.service,
        "callerType": "Remote IP" if address_family(call.caller) else "Domain",
        **_remote(call.caller, known),
    }
    if call.error_code:
        action["errorCode"] = call.error_code
    if call.user_agent:
        action["userAgent"] = call.user_agent
    remote = msgspec.json.decode(call.info).get("remoteAccount") if call.info else None
    if remote or call.caller_account:
        action["remoteAccountDetails"] = remote or {"accountId": call.caller_account}
    action["affectedResources"] = {kind: ", ".join(names) for kind, names in affected.items()}
    return action


def _remote(caller: str, known: Enricher) -> dict[str, Any]:
    """Where a call came from, in the members that GuardDuty has for it."""
    details = remote_details(caller, known)
    if details:
        return {"remoteIpDetails": details}
    return {"domainDetails": {"domain": caller}} if caller else {}


def _actor(actor: Actor, tally: Tally, known: Enricher) -> dict[str, Any]:
    return {
        **_remote(actor.caller, known),
        "userName": actor.user_name,
        "principalId": actor.principal_id,
        "accessKeyId": actor.access_key_id,
        "userAgent": actor.user_agent,
        **times(tally),
    }
