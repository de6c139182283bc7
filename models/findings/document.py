"""A finding as GuardDuty writes it: schemaVersion 2.0, lowerCamelCase.

The form is that of its S3 and EventBridge exports, where ``service.additionalInfo`` is an object. It holds GuardDuty's
own keys (``apiCalls``, ``userAgent``, ``oldPolicy`` ...) and what GuardDuty does not tell: ``identity`` (what makes two
occurrences the same finding), ``listed`` (the entries of lists that named an actor), ``awsService`` (the part of AWS's
own ranges that the newest actor is in) and the evidence that is peculiar to its kind of action: what was done, and by
whom (`models.findings.of_calls`, `models.findings.of_connections`, `models.findings.of_requests`). A finding that takes
part in an attack sequence names the newest in ``associatedAttackSequenceArn``, and all of several in
``attackSequences``; that of the sequence has no action (`models.findings.of_sequences`). All times are event time:
``createdAt`` is the end of the window that made the finding known, ``updatedAt`` the instant of this publication.
"""

from __future__ import annotations

import hashlib
import re
from typing import Any

import msgspec

from models.enrichment.enricher import Enricher
from models.findings import of_calls, of_connections, of_requests, of_sequences
from models.findings.connection import Connection
from models.findings.dns_request import DnsRequest
from models.findings.merge import FindingState, Publication, Tally, finding_state
from models.findings.sequence import AttackSequence
from models.findings.sighting import Action, ApiCall, FindingKey
from models.findings.told import Told, times
from models.findings.types import FindingType
from models.times import iso

SERVICE_NAME = "guardbeam"
SCHEMA_VERSION = "2.0"

#: Longest title and description; GuardDuty's own are far shorter. Names of AWS things may be long.
TITLE_LENGTH, DESCRIPTION_LENGTH = 200, 1_024


#: What is known of addresses and instances when nobody says anything.
NOTHING_KNOWN = Enricher()


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
    key, newest = publication.key, state.newest.action
    told = _told(kind, key, state, newest, known)
    detector = detector_id(key)
    words = told.words | {"account": key.account or "unknown"}
    return {
        "schemaVersion": SCHEMA_VERSION,
        "accountId": key.account,
        "region": key.region,
        "partition": told.partition,
        "id": key.id,
        "arn": f"arn:{told.partition}:guardduty:{key.region}:{key.account}:detector/{detector}/finding/{key.id}",
        "type": kind.name,
        "resource": told.resource,
        "service": {
            "serviceName": SERVICE_NAME,
            "detectorId": detector,
            **_service(kind, state, state.tally, newest, told, known),
            **_detection(key, newest, known),
        },
        "severity": state.severity,
        "createdAt": iso(state.created_ms),
        "updatedAt": iso(publication.at_ms),
        "title": _sentence(kind.title.format_map(words))[:TITLE_LENGTH],
        "description": _sentence(kind.description.format_map(words))[:DESCRIPTION_LENGTH],
        **({"associatedAttackSequenceArn": _newest_sequence(state)} if state.sequences else {}),
        **({"customDetectionRuleName": kind.rule} if kind.rule else {}),
    }


def detector_id(key: FindingKey) -> str:
    """The 32 hexadecimal digits that stand for an account and Region's detector."""
    return hashlib.sha256(f"detector {key.account} {key.region}".encode()).hexdigest()[:32]


def _told(kind: FindingType, key: FindingKey, state: FindingState, newest: Action, known: Enricher) -> Told:
    """What the newest occurrence's kind of action tells."""
    match newest:
        case ApiCall():
            return of_calls.tell(kind, key, state, newest, known)
        case Connection():
            return of_connections.tell(kind, key, state, newest, known)
        case DnsRequest():
            return of_requests.tell(kind, key, state, newest, known)
        case AttackSequence():
            return of_sequences.tell(kind, key, state, newest, known)


def _detection(key: FindingKey, newest: Action, known: Enricher) -> dict[str, Any]:
    """The ``detection`` object, of attack sequences."""
    if not isinstance(newest, AttackSequence):
        return {}
    return {"detection": {"sequence": of_sequences.sequence(key, newest, known)}}


def _newest_sequence(state: FindingState) -> str:
    """The ARN of the attack sequence that it joined last."""
    return max(state.sequences, key=lambda name: (state.sequences[name], name))


#: The words that stand for a caller or an instance, where a sentence begins with them.
_BEGINNING = re.compile(r"(?<=[.!?] )the (?=(role|IAM user|root user|principal|instance|interface|host) )")


def _sentence(words: str) -> str:
    """With a capital at the beginning, of the sentences that begin with the caller or the instance too."""
    return words[:1].upper() + _BEGINNING.sub("The ", words[1:])


def _service(
    kind: FindingType, state: FindingState, tally: Tally, newest: Action, told: Told, known: Enricher
) -> dict[str, Any]:
    """The ``service`` object: what happened, how often, and the evidence."""
    info = msgspec.json.decode(newest.info) if newest.info else {}
    listed = [(msgspec.json.decode(one.said), one.tally) for one in state.evidence.values()]
    aws = known.aws(newest.actor.caller)
    return {
        "featureName": kind.feature.value,
        **({"action": told.action} if told.action else {}),
        **({"evidence": _evidence(listed)} if listed else {}),
        "resourceRole": told.role,
        "count": tally.count,
        "archived": False,
        "eventFirstSeen": iso(tally.first_ms),
        "eventLastSeen": iso(tally.last_ms),
        "additionalInfo": {
            **info,
            **(msgspec.json.decode(state.detail) if state.detail else {}),
            **(_lists(newest, listed, state.unlisted) if listed else {}),
            **({"awsService": aws} if aws else {}),
            "identity": kind.identity.value,
            **({"attackSequences": sorted(state.sequences)} if len(state.sequences) > 1 else {}),
            **told.info,
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


def _lists(newest: Action, listed: list[tuple[dict[str, Any], Tally]], unlisted: int) -> dict[str, Any]:
    """What ``additionalInfo`` says of lists: GuardDuty's members for the newest, if it is on one, then all entries."""
    entry = msgspec.json.decode(newest.evidence)[0] if newest.evidence else {}
    names = entry.get("threatNames", ())
    return {
        **({"threatListName": entry["listName"]} if entry else {}),
        **({"threatName": names[0]} if names else {}),
        "listed": [{**said, **times(t)} for said, t in listed],
        **({"occurrencesOnNoList": unlisted} if unlisted else {}),
    }
