"""A finding as GuardDuty writes it: schemaVersion 2.0, lowerCamelCase.

The form is that of its S3 and EventBridge exports, where ``service.additionalInfo`` is an object. It holds
GuardDuty's own keys (``apiCalls``, ``userAgent``, ``oldPolicy`` ...) and what GuardDuty does not tell: ``actors``
(everybody who took part), ``eventIds`` (the CloudTrail records to look up: the first and the latest of them) and
``identity`` (what makes two occurrences the same finding), ``listed`` (the entries of lists that named a caller) and
``awsService`` (the part of AWS's own ranges that the newest caller is in). All times are event time: ``createdAt`` is
the end of the window that made the finding known, ``updatedAt`` the instant of this publication.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec

from models.enrichment.enricher import Enricher
from models.findings.merge import Actor, FindingState, Publication, Tally, finding_state
from models.findings.remote import address_family, partition, shown_address
from models.findings.sighting import BUCKET, Call, FindingKey
from models.findings.types import FindingType, Identity, ResourceType
from models.times import iso

SERVICE_NAME = "guardbeam"
SCHEMA_VERSION = "2.0"

#: Longest title and description; GuardDuty's own are far shorter. Names of AWS things may be long.
TITLE_LENGTH, DESCRIPTION_LENGTH = 200, 1_024


#: What is known of addresses and instances when nobody says anything.
NOTHING_KNOWN = Enricher()

#: Sessions of the role of an instance are named after the instance.
_INSTANCE = re.compile(r"i-[0-9a-f]{8,17}")


def render(kind: FindingType, publication: Publication, known: Enricher = NOTHING_KNOWN) -> dict[str, Any]:
    """The finding of a publication, as JSON-ready values with keys in a fixed order.

    Args:
        kind: its type.
        publication: what is to be shown.
        known: what is known of addresses and instances beside the logs.
    """
    state = finding_state(publication)
    if state.newest is None or state.tally is None:
        msg = f"a publication of {kind.name} without an occurrence"
        raise ValueError(msg)
    key, call = publication.key, state.newest.call
    part = partition(call.principal, key.region)
    detector = detector_id(key)
    words = _words(key, call)
    return {
        "schemaVersion": SCHEMA_VERSION,
        "accountId": key.account,
        "region": key.region,
        "partition": part,
        "id": key.id,
        "arn": f"arn:{part}:guardduty:{key.region}:{key.account}:detector/{detector}/finding/{key.id}",
        "type": kind.name,
        "resource": _resource(kind, state, call, part, known),
        "service": _service(kind, state, call, detector, known),
        "severity": state.severity,
        "createdAt": iso(state.created_ms),
        "updatedAt": iso(publication.at_ms),
        "title": _sentence(kind.title.format_map(words))[:TITLE_LENGTH],
        "description": _sentence(kind.description.format_map(words))[:DESCRIPTION_LENGTH],
        **({"customDetectionRuleName": kind.rule} if kind.rule else {}),
    }


def detector_id(key: FindingKey) -> str:
    """The 32 hexadecimal digits that stand for an account and Region's detector."""
    return hashlib.sha256(f"detector {key.account} {key.region}".encode()).hexdigest()[:32]


def _words(key: FindingKey, call: Call) -> dict[str, str]:
    """What titles and descriptions may speak of."""
    buckets = [name for kind, name in call.affected if kind == BUCKET]
    outcome = f", which failed with {call.error_code}" if call.error_code else ""
    return {
        "user": _who(call),
        "api": call.api,
        "call": f"{call.api} of {call.service}{outcome}",
        "caller": call.caller or "an address that the log does not name",
        "bucket": buckets[0] if buckets else key.resource,
        "account": key.account,
    }


#: The words that stand for a caller (`_who`), where a sentence begins with them.
_BEGINNING = re.compile(r"(?<=[.!?] )the (?=(role|IAM user|root user|principal) )")


def _sentence(words: str) -> str:
    """With a capital at the beginning, of the sentences that begin with the caller too."""
    return words[:1].upper() + _BEGINNING.sub("The ", words[1:])


def _who(call: Call) -> str:
    """The caller in words."""
    kinds = {"AssumedRole": "the role", "Role": "the role", "IAMUser": "the IAM user"}
    if call.user_type == "Root":
        return f"the root user of {call.caller_account or 'the account'}"
    name = call.user_name or call.principal
    return f"{kinds.get(call.user_type, call.user_type or 'the principal')} {name}"


def _resource(kind: FindingType, state: FindingState, call: Call, part: str, known: Enricher) -> dict[str, Any]:
    """The ``resource`` object: whose credentials, of which instance, and which buckets."""
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


def _service(kind: FindingType, state: FindingState, call: Call, detector: str, known: Enricher) -> dict[str, Any]:
    """The ``service`` object: what happened, how often, and the evidence."""
    tally = state.tally
    assert tally is not None  # noqa: S101 - render() has checked
    info = msgspec.json.decode(call.info) if call.info else {}
    listed = [(msgspec.json.decode(one.said), one.tally) for one in state.evidence.values()]
    aws = known.aws(call.caller)
    return {
        "serviceName": SERVICE_NAME,
        "detectorId": detector,
        "featureName": kind.feature.value,
        "action": {"actionType": "AWS_API_CALL", "awsApiCallAction": _action(state, call, known)},
        **({"evidence": _evidence(listed)} if listed else {}),
        "resourceRole": "TARGET",
        "count": tally.count,
        "archived": False,
        "eventFirstSeen": iso(tally.first_ms),
        "eventLastSeen": iso(tally.last_ms),
        "additionalInfo": {
            **info,
            **(msgspec.json.decode(state.detail) if state.detail else {}),
            **(_newest_list(call, listed) if listed else {}),
            **({"awsService": aws} if aws else {}),
            "identity": kind.identity.value,
            "apiCalls": [{"name": name, **_times(t)} for name, t in state.apis.items()],
            "actors": [_actor(actor, t, known) for actor, t in state.actors.items()],
            "callsOfFurtherActors": state.unnamed_actors,
            "eventIds": state.first_ids + state.latest_ids,
        },
    }


def _evidence(listed: list[tuple[dict[str, Any], Tally]]) -> dict[str, Any]:
    """The ``evidence`` object: what lists say, a member for each list."""
    by_list: dict[tuple[str, str], set[str]] = {}
    for said, _ in listed:
        by_list.setdefault((said["listName"], said["fileSha256"]), set()).update(said.get("threatNames", ()))
    return {
        "threatIntelligenceDetails": [
            {"threatListName": name, "threatNames": sorted(names), "threatFileSha256": digest}
            for (name, digest), names in sorted(by_list.items())
        ]
    }


def _newest_list(call: Call, listed: list[tuple[dict[str, Any], Tally]]) -> dict[str, Any]:
    """What ``additionalInfo`` says of lists: GuardDuty's members for the newest call, then all entries."""
    newest = msgspec.json.decode(call.evidence)[0] if call.evidence else listed[-1][0]
    names = newest.get("threatNames", ())
    return {
        "threatListName": newest["listName"],
        **({"threatName": names[0]} if names else {}),
        "listed": [{**said, **_times(t)} for said, t in listed],
    }


def _action(state: FindingState, call: Call, known: Enricher) -> dict[str, Any]:
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
    if call.caller_account:
        action["remoteAccountDetails"] = {"accountId": call.caller_account}
    action["affectedResources"] = {kind: ", ".join(names) for kind, names in affected.items()}
    return action


def _remote(caller: str, known: Enricher) -> dict[str, Any]:
    """Where a call came from, in the members that GuardDuty has for it."""
    shown = shown_address(caller)
    if shown:
        family, address = shown
        return {"remoteIpDetails": {f"ipAddressV{family}": address, **known.remote(address)}}
    return {"domainDetails": {"domain": caller}} if caller else {}


def _times(tally: Tally) -> dict[str, Any]:
    return {"count": tally.count, "firstSeen": iso(tally.first_ms), "lastSeen": iso(tally.last_ms)}


def _actor(actor: Actor, tally: Tally, known: Enricher) -> dict[str, Any]:
    return {
        **_remote(actor.caller, known),
        "userName": actor.user_name,
        "principalId": actor.principal_id,
        "accessKeyId": actor.access_key_id,
        "userAgent": actor.user_agent,
        **_times(tally),
    }
