"""What a finding shows of an attack sequence.

``service.detection.sequence``, in GuardDuty's members (its API's ``Sequence``): who acted, what was touched, with which
endpoints, and the signals in the order of time, each with its indicators and, if it is a finding, that finding's id.
In ``additionalInfo``: ``tactics`` and ``techniques`` of ATT&CK with their ids, and how many signals there were no room
for. The resource is the sequence itself: its type says so, and the signals name all.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from functools import reduce
from typing import Any

from models.enrichment.enricher import Enricher
from models.findings.attack import TECHNIQUES, AttackTactic
from models.findings.merge import FindingState
from models.findings.remote import partition, shown_address
from models.findings.sequence import Activity, AttackSequence, Lineage, Signal, united
from models.findings.sighting import FindingKey
from models.findings.told import Told
from models.findings.types import FindingType
from models.times import iso

#: GuardDuty's limits of texts; instances that something in common names.
DESCRIPTION_LENGTH, VALUE_LENGTH, USER_AGENT_LENGTH, MOST_INSTANCES = 4_096, 256, 1_024, 25

#: Actors, resources, endpoints and an indicator's values in a sequence: GuardDuty's limit.
MOST_LISTED = 400

#: GuardDuty writes this member so, in a sequence alone.
_MEMBERS = {"iamInstanceProfile": "IamInstanceProfile"}

#: GuardDuty has no resource type for a role; what has the role is an instance profile.
_SHOWN_KINDS = {"IAM_ROLE": "IAM_INSTANCE_PROFILE"}


def tell(kind: FindingType, key: FindingKey, state: FindingState, newest: AttackSequence, known: Enricher) -> Told:
    """What a sequence tells. Its signals are in `sequence`."""
    return Told(
        words={"subject": newest.subject, "signals": str(len(newest.signals)), "stages": _stages(newest)},
        partition=partition("", key.region),
        resource={"resourceType": kind.resource_type.value},
        action={},
        role="TARGET",
        info={
            "tactics": [{"id": AttackTactic(name).id, "name": AttackTactic(name).title} for name in newest.tactics],
            "techniques": [{"id": each, "name": TECHNIQUES[each]} for each in _techniques(newest)],
            "signalsLeftOut": newest.left_out,
        },
    )


def sequence(key: FindingKey, newest: AttackSequence, known: Enricher) -> dict[str, Any]:
    """The ``service.detection.sequence`` object."""
    signals = newest.signals
    addresses = sorted({endpoint for one in signals for endpoint in one.endpoints})
    additional = {"additionalSequenceTypes": list(newest.additional)} if newest.additional else {}
    actors = _actors(key, signals)[:MOST_LISTED]
    resources = _resources(key, newest, known)[:MOST_LISTED]
    endpoints = [_endpoint(address, known) for address in addresses[:MOST_LISTED]]
    listed = {each["id"] for each in (*actors, *endpoints)} | {each["uid"] for each in resources}
    return {
        "uid": newest.uid,
        "description": _description(newest)[:DESCRIPTION_LENGTH],
        "actors": actors,
        "resources": resources,
        "endpoints": endpoints,
        "signals": [_signal(key, parts, listed) for parts in _by_uid(signals)],
        "sequenceIndicators": _indicators(signals),
        **additional,
    }


def _by_uid(signals: Iterable[Signal]) -> list[list[Signal]]:
    """The signals of each finding, one for each caller, and the others."""
    found: dict[str, list[Signal]] = {}
    for one in signals:
        found.setdefault(one.uid, []).append(one)
    return list(found.values())


def _stages(newest: AttackSequence) -> str:
    return ", ".join(AttackTactic(name).title for name in newest.tactics)


def _techniques(newest: AttackSequence) -> list[str]:
    return sorted({each for one in newest.signals for each in one.techniques})


def _description(newest: AttackSequence) -> str:
    """The sequence in words: its signals one after another."""
    steps = "; ".join(f"{iso(one.first_ms)} {one.name} ({one.count})" for one in newest.signals)
    return f"{len(newest.signals)} signals of {newest.subject}, serving {_stages(newest)}: {steps}."


def _actor_id(one: Signal, key: str) -> str:
    return f"{one.who.principal_id}/{key}" if key else one.who.principal_id


def _actor_ids(one: Signal) -> list[str]:
    """Whoever called, one for each access key."""
    return [_actor_id(one, key) for key in one.keys or ("",)] if one.who.principal_id else []


def _actors(key: FindingKey, signals: tuple[Signal, ...]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for one in signals:
        for access_key in (one.keys or ("",)) if one.who.principal_id else ():
            user = {
                "name": one.who.user_name,
                "uid": one.who.principal_id,
                "type": one.who.user_type,
                **({"credentialUid": access_key} if access_key else {}),
                "account": {"uid": one.who.account or key.account},
            }
            session = {"session": {"uid": one.who.principal_id, "issuer": one.who.principal}}
            role = session if one.who.user_type == "AssumedRole" else {}
            found[_actor_id(one, access_key)] = {"user": user, **role}
    return [{"id": name, **found[name]} for name in sorted(found)]


def _resources(key: FindingKey, newest: AttackSequence, known: Enricher) -> list[dict[str, Any]]:
    """Access keys, buckets, instances, and what these have in common."""
    found: dict[str, dict[str, Any]] = {}
    for one in newest.signals:
        user = {"principalId": one.who.principal_id, "userName": one.who.user_name, "userType": one.who.user_type}
        for access_key in one.keys:
            found[access_key] = _resource(key, one.region, "ACCESS_KEY", access_key, access_key, accessKey=user)
        for name in one.buckets:
            uid = bucket_uid(key, name)
            found[uid] = _resource(key, one.region, "S3_BUCKET", uid, name)
        if one.instance:
            uid = instance_uid(key, one)
            found[uid] = _instance(key, one, uid, known)
    shared: dict[Lineage, list[str]] = {}
    for instance, lineage in newest.lineages:
        shared.setdefault(lineage, []).append(instance)
    for lineage, instances in shared.items():
        found[lineage.uid] = _lineage(key, lineage, instances)
    return [found[uid] for uid in sorted(found)]


def bucket_uid(key: FindingKey, name: str) -> str:
    """A bucket's ARN."""
    return f"arn:{partition('', key.region)}:s3:::{name}"


def instance_uid(key: FindingKey, one: Signal) -> str:
    """The ARN of the instance, or of the interface that stands for it; an address as it is."""
    for prefix, what in (("i-", "instance"), ("eni-", "network-interface")):
        if one.instance.startswith(prefix):
            return f"arn:{partition('', key.region)}:ec2:{one.region}:{key.account}:{what}/{one.instance}"
    return one.instance


def _instance(key: FindingKey, one: Signal, uid: str, known: Enricher) -> dict[str, Any]:
    if one.instance.startswith("eni-"):
        return _resource(key, one.region, "EC2_NETWORK_INTERFACE", uid, one.instance)
    details = known.instance(one.instance) or {}
    members = (
        "availabilityZone",
        "imageDescription",
        "instanceState",
        "iamInstanceProfile",
        "instanceType",
        "outpostArn",
        "platform",
        "productCodes",
    )
    data = {_MEMBERS.get(name, name): details[name] for name in members if details.get(name)}
    return _resource(key, one.region, "EC2_INSTANCE", uid, one.instance, **({"ec2Instance": data} if data else {}))


def _lineage(key: FindingKey, lineage: Lineage, instances: list[str]) -> dict[str, Any]:
    kind = _SHOWN_KINDS.get(lineage.kind, lineage.kind)
    first, *rest = kind.split("_")
    member = first.lower() + "".join(word.capitalize() for word in rest)
    data = {member: {"ec2InstanceUids": sorted(instances)[:MOST_INSTANCES]}}
    return _resource(key, key.region, kind, lineage.uid, lineage.uid.rpartition("/")[2], **data)


def _resource(key: FindingKey, region: str, kind: str, uid: str, name: str, **data: Any) -> dict[str, Any]:
    return {
        "uid": uid,
        "name": name,
        "accountId": key.account,
        "resourceType": kind,
        "region": region,
        "cloudPartition": partition("", key.region),
        **({"data": data} if data else {}),
    }


def _endpoint(endpoint: str, known: Enricher) -> dict[str, Any]:
    """An address with where and whose it is, as far as all of that is known; or a domain."""
    shown = shown_address(endpoint)
    if shown is None:
        return {"id": endpoint, "domain": endpoint}
    place = known.place(endpoint)
    found: dict[str, Any] = {"id": endpoint, "ip": shown[1]}
    if place.city and place.country_name and place.lat is not None:
        found["location"] = {
            "city": place.city,
            "country": place.country_name,
            "lat": place.lat,
            "lon": place.lon,
        }
    if place.asn and place.asn_org:
        found["autonomousSystem"] = {"name": place.asn_org, "number": place.asn}
    return found


def _signal(key: FindingKey, parts: Sequence[Signal], listed: Container[str]) -> dict[str, Any]:
    """A signal of some callers; it refers to what is listed."""
    one = reduce(united, parts)
    resources = [*one.keys, *(bucket_uid(key, name) for name in one.buckets)]
    if one.instance:
        resources.append(instance_uid(key, one))
    first, last = iso(one.first_ms), iso(one.last_ms)
    return {
        "uid": one.uid,
        "type": one.kind,
        "name": one.name,
        "createdAt": first,
        "updatedAt": last,
        "firstSeenAt": first,
        "lastSeenAt": last,
        **({"severity": one.severity} if one.severity else {}),
        "count": one.count,
        "resourceUids": [each for each in resources if each in listed],
        "actorIds": [each for part in parts for each in _actor_ids(part) if each in listed],
        "endpointIds": [each for each in one.endpoints if each in listed],
        "signalIndicators": _indicators((one,)),
        "activities": [{"type": "API_CALL", "api": _api(each)} for each in one.activities],
    }


def _api(activity: Activity) -> dict[str, Any]:
    return {
        "operation": activity.operation,
        "service": activity.service,
        **({"error": activity.error} if activity.error else {}),
        "userAgent": activity.user_agent[:USER_AGENT_LENGTH],
    }


def _indicators(signals: tuple[Signal, ...]) -> list[dict[str, Any]]:
    """The indicators of some signals, their tactics and techniques first."""
    values: dict[str, set[str]] = {"ATTACK_TACTIC": set(), "ATTACK_TECHNIQUE": set()}
    for one in signals:
        values["ATTACK_TACTIC"].update(AttackTactic(name).title for name in one.tactics)
        values["ATTACK_TECHNIQUE"].update(f"{each} - {TECHNIQUES[each]}" for each in one.techniques)
        for name, value in one.indicators:
            values.setdefault(name, set()).add(value[:VALUE_LENGTH])
    return [{"key": name, "values": sorted(of)[:MOST_LISTED]} for name, of in values.items() if of]
